"""Teaming, named accounts, incumbents: who may join, and who goes first."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.kinds import Amount, Match
from qudao.engines.registration import (
    AccountClass,
    CandidateKind,
    ClaimFacts,
    Kind,
    Outcome,
    Overlap,
    Purchase,
    RegistrationCode,
    RivalFacts,
    RivalState,
    Scope,
    Tender,
    overlap_of,
    reasons_for_partner,
)
from tests.engines.registration.build import (
    CLAIM,
    DIRECT,
    FIREWALL,
    FULL_FIELDS,
    INCUMBENT,
    OWN,
    PROTECTED,
    RECEIVED_AT,
    RIVAL,
    STORAGE,
    codes,
    decided,
    screened,
    with_own,
)

TEAM = replace(OWN, kind=Kind.TEAMING, filled=FULL_FIELDS | {"value_added"})


# ---------------------------------------------------------------------- teaming


@pytest.mark.parametrize("account_class", AccountClass)
@pytest.mark.parametrize("kind", Kind)
def test_who_may_claim_at_which_account(account_class: AccountClass, kind: Kind) -> None:
    own = TEAM if kind is Kind.TEAMING else OWN
    claim = replace(with_own(own), account_class=account_class)
    to_join = kind is Kind.FOUND and account_class is AccountClass.DIRECT

    decision = decided(claim=claim)

    assert decision.outcome is (Outcome.CONVERT_TO_TEAMING if to_join else Outcome.APPROVE)
    by_rule = kind is Kind.FOUND and account_class is not AccountClass.DIRECT
    assert decision.automatically_allowed is by_rule


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("kind", Kind)
def test_direct_work_turns_a_finder_into_a_team_mate(kind: Kind, *, named: bool) -> None:
    own = TEAM if kind is Kind.TEAMING else OWN
    claim = replace(with_own(own), named_account=named)

    decision = decided(claim=claim, directs=(DIRECT,))

    finder = kind is Kind.FOUND
    assert decision.outcome is (Outcome.CONVERT_TO_TEAMING if finder else Outcome.APPROVE)
    assert not decision.automatically_allowed


def test_a_team_mate_meets_other_partners_like_anybody() -> None:
    claim = with_own(TEAM)

    assert decided(PROTECTED, claim=claim).outcome is Outcome.TO_ARBITRATION
    assert decided(replace(RIVAL, partner="us"), claim=claim).outcome is Outcome.REJECT
    assert decided(claim=with_own(replace(TEAM, filled=FULL_FIELDS))).outcome is (
        Outcome.ASK_INFORMATION
    )


# ---------------------------------------------------------------------- who serves the customer


@pytest.mark.parametrize(
    ("purchase", "chosen", "outcome"),
    [
        (Purchase.NEW, False, Outcome.HUMAN_REVIEW),
        (Purchase.NEW, True, Outcome.HUMAN_REVIEW),
        (Purchase.REPEAT, False, Outcome.ASK_INFORMATION),
        (Purchase.REPEAT, True, Outcome.HUMAN_REVIEW),
        (Purchase.EXPANSION, False, Outcome.ASK_INFORMATION),
        (Purchase.EXPANSION, True, Outcome.HUMAN_REVIEW),
        (None, False, Outcome.ASK_INFORMATION),
        (None, True, Outcome.HUMAN_REVIEW),
    ],
)
def test_the_serving_partner_and_the_written_choice(
    purchase: Purchase | None, outcome: Outcome, *, chosen: bool
) -> None:
    claim = replace(with_own(replace(OWN, purchase=purchase)), chosen_in_writing=chosen)

    decision = decided(claim=claim, incumbents=(INCUMBENT,))

    assert decision.outcome is outcome
    assert ("chosen_in_writing" in codes(decision)) is (chosen and outcome is Outcome.HUMAN_REVIEW)


@pytest.mark.parametrize("match", [Match.LIKELY, Match.RELATED])
def test_a_serving_partner_of_a_doubtful_customer_is_only_shown(match: Match) -> None:
    claim = with_own(replace(OWN, purchase=Purchase.REPEAT))

    decision = decided(claim=claim, incumbents=(replace(INCUMBENT, match=match),))

    assert decision.outcome is Outcome.HUMAN_REVIEW


# ---------------------------------------------------------------------- one's own earlier claim


@pytest.mark.parametrize(
    ("match", "families", "outcome"),
    [
        (Match.EXACT, FIREWALL, Outcome.REJECT),
        (Match.LIKELY, FIREWALL, Outcome.HUMAN_REVIEW),
        (Match.RELATED, FIREWALL, Outcome.HUMAN_REVIEW),
        (Match.EXACT, STORAGE, Outcome.APPROVE),
        (Match.DIFFERENT, FIREWALL, Outcome.APPROVE),
    ],
)
def test_ones_own_claim_at_the_same_customer(
    match: Match, families: frozenset[str], outcome: Outcome
) -> None:
    own = replace(RIVAL, partner="us", match=match, scope=Scope(families=families))

    assert decided(own).outcome is outcome


# ---------------------------------------------------------------------- scopes

sites = ["", "north", "south"]
tenders = ["", "ZB-1", "ZB-2"]
family_sets = [frozenset[str](), FIREWALL, STORAGE, FIREWALL | STORAGE]
ALL_SCOPES = [
    Scope(families=families, site=site, tender_number=tender)
    for families, site, tender in product(family_sets, sites, tenders)
]


@pytest.mark.parametrize("one", ALL_SCOPES)
def test_every_scope_against_every_other(one: Scope) -> None:
    for other in ALL_SCOPES:
        overlap = overlap_of(one, other)
        families_apart = bool(one.families and other.families and not one.families & other.families)
        both_tenders = bool(one.tender_number and other.tender_number)
        tenders_apart = both_tenders and one.tender_number != other.tender_number
        sites_apart = bool(one.site and other.site and one.site != other.site)
        apart = families_apart or tenders_apart or (sites_apart and not both_tenders)
        assert (overlap is Overlap.NONE) is apart
        assert (overlap is Overlap.FULL) is (one == other)


claims = st.builds(
    lambda amount, tender, account, named: replace(
        CLAIM,
        own=replace(OWN, amount=Amount(Decimal(amount), "CNY"), tender=tender),
        account_class=account,
        named_account=named,
    ),
    st.integers(0, 300_000),
    st.sampled_from([Tender.NONE, Tender.EXPECTED]),
    st.sampled_from(AccountClass),
    st.booleans(),
)


@given(claims, st.integers(-48, 48), st.sampled_from(RivalState), st.sampled_from(Match))
@settings(max_examples=80)
def test_a_certain_protected_rival_always_ends_before_a_person(
    claim: ClaimFacts, hours: int, state: RivalState, match: Match
) -> None:
    rival = replace(
        RIVAL, state=state, match=match, received_at=RECEIVED_AT + timedelta(hours=hours)
    )

    decision = decided(rival, claim=claim)

    waits = hours > 0 and state is not RivalState.PROTECTED
    if state is not RivalState.ENDED and match is not Match.DIFFERENT and waits:
        assert not decision.automatically_allowed  # it is decided on its own merit, by a person
    elif state is not RivalState.ENDED and match is not Match.DIFFERENT:
        assert not decision.automatically_allowed
        assert decision.outcome is not Outcome.APPROVE
        if match is Match.EXACT and state is RivalState.PROTECTED:
            assert decision.outcome in {Outcome.TO_ARBITRATION, Outcome.CONVERT_TO_TEAMING}


@given(claims)
@settings(max_examples=60)
def test_an_automatic_approval_is_clean_small_and_without_tender(claim: ClaimFacts) -> None:
    decision = decided(claim=claim)

    amount = claim.own.amount
    assert amount is not None
    small = amount.value < 100_000
    open_account = claim.account_class is not AccountClass.DIRECT and not claim.named_account
    assert decision.automatically_allowed is (
        small and claim.own.tender is Tender.NONE and open_account
    )


def test_a_related_company_is_shown_with_its_kind_and_never_in_the_way_alone() -> None:
    (candidate,) = screened(replace(PROTECTED, match=Match.RELATED)).candidates

    assert candidate.kind is CandidateKind.RELATED
    assert str(candidate.reasons[0].code) == "same_group"
    assert candidate.holds_until == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        (replace(CLAIM, named_account=True), RegistrationCode.NAMED_ACCOUNT),
        (replace(CLAIM, near_direct=True), RegistrationCode.ACCOUNT_NEAR_DIRECT),
        (with_own(TEAM), RegistrationCode.JOINS_OUR_PROJECT),
        (
            replace(
                CLAIM,
                own=replace(OWN, kind=Kind.TEAMING, filled=OWN.filled | {"value_added"}),
                account_class=AccountClass.DIRECT,
            ),
            RegistrationCode.DIRECT_ACCOUNT,
        ),
    ],
)
def test_a_person_looks_at_small_ones_on_named_and_direct_accounts(
    claim: ClaimFacts, code: RegistrationCode
) -> None:
    decision = decided(claim=claim)

    assert decision.outcome is Outcome.APPROVE
    assert not decision.automatically_allowed
    assert code in codes(decision)
    assert RegistrationCode.BELOW_THRESHOLD not in codes(decision)


ELSEWHERE = replace(RIVAL, scope=Scope(families=FIREWALL, site="plant 2"))
HERE = with_own(replace(OWN, site="plant 1"))


@pytest.mark.parametrize(
    ("other", "is_by_rule"),
    [
        (ELSEWHERE, False),
        (replace(ELSEWHERE, partner="us"), False),  # the partner's own deal, cut in parts
        (replace(ELSEWHERE, match=Match.LIKELY), False),
        (replace(ELSEWHERE, state=RivalState.PROTECTED), False),
        (replace(ELSEWHERE, scope=Scope(families=STORAGE, site="plant 2")), True),
    ],
)
def test_a_person_compares_parts_of_one_customer_and_family(
    other: RivalFacts, *, is_by_rule: bool
) -> None:
    decision = decided(other, claim=HERE)

    assert decision.outcome is Outcome.APPROVE
    assert decision.automatically_allowed is is_by_rule
    assert (RegistrationCode.OTHER_PART_CLAIMED in codes(decision)) is not is_by_rule
    told = [reason.code for reason in reasons_for_partner(decision.reasons)]
    assert RegistrationCode.OTHER_PART_CLAIMED not in told
