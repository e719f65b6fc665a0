"""What leaves the vendor: no reason that tells of a rival, whatever was decided."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.kinds import Reason, Stance
from qudao.engines.registration import (
    RIVAL_CODES,
    AccountClass,
    Match,
    Outcome,
    RegistrationCode,
    RegistrationPolicy,
    RivalState,
    Tender,
    check_eligibility,
    reasons_for_partner,
)
from tests.engines.registration.build import (
    CLAIM,
    DIRECT,
    INCUMBENT,
    OWN,
    POLICY,
    PROTECTED,
    RECEIVED_AT,
    RECEIVED_ON,
    RIVAL,
    TODAY,
    decided,
    with_own,
)

OPEN_TO_ALL = frozenset(RegistrationCode) - RIVAL_CODES
TELLING = ("rival", "them", "direct-1", "order-1")


def test_every_code_is_either_told_or_kept() -> None:
    reasons = [Reason(code=code) for code in RegistrationCode]

    shown = reasons_for_partner(reasons)

    assert {one.code for one in shown} == OPEN_TO_ALL
    assert [one.code for one in shown] == [
        code for code in RegistrationCode if code not in RIVAL_CODES
    ]


@pytest.mark.parametrize(
    "code",
    [
        "no_candidate",  # silence about rivals must mean nothing either
        "scope_protected",
        "scope_claimed",
        "received_earlier",
        "holds_protection",
        "incumbent_first",
        "last_order",
        "compare_candidates",
        "holder_lapses",
        "not_first_at_tender",
        "divide_scope_first",
    ],
)
def test_what_would_give_a_rival_away_is_kept(code: str) -> None:
    assert code in RIVAL_CODES


@pytest.mark.parametrize(
    "code",
    [
        "meets_rules",
        "fields_missing",
        "tender_published",
        "self_duplicate",
        "direct_account",
        "protected_until",
        "below_threshold",
        "supply_fields",
    ],
)
def test_what_a_partner_must_know_is_told(code: str) -> None:
    assert code in OPEN_TO_ALL


@pytest.mark.parametrize(
    ("state", "match", "earlier", "partner"),
    list(
        product(
            [RivalState.QUICK, RivalState.PENDING, RivalState.PROTECTED],
            [Match.EXACT, Match.LIKELY, Match.RELATED],
            [True, False],
            ["them"],
        )
    ),
)
def test_no_decision_names_a_rival_to_the_partner(
    state: RivalState, match: Match, partner: str, *, earlier: bool
) -> None:
    shift = timedelta(hours=-1 if earlier else 1)
    rival = replace(RIVAL, state=state, match=match, received_at=RECEIVED_AT + shift)
    claims = [
        CLAIM,
        replace(CLAIM, chosen_in_writing=True),
        replace(CLAIM, account_class=AccountClass.DIRECT),
        with_own(replace(OWN, tender=Tender.EXPECTED)),
        with_own(replace(OWN, tender=Tender.PUBLISHED, tender_published_on=RECEIVED_ON)),
    ]

    for claim in claims:
        decision = decided(rival, claim=claim, directs=(DIRECT,), incumbents=(INCUMBENT,))
        shown = reasons_for_partner((*decision.reasons, *decision.what_would_change))
        assert not any(word in repr(shown) for word in TELLING)
        assert {one.code for one in shown} <= OPEN_TO_ALL


def test_own_facts_give_one_answer_with_and_without_rivals() -> None:
    small = replace(OWN, partner_active=False)

    alone, crowded = decided(claim=with_own(small)), decided(PROTECTED, claim=with_own(small))

    assert alone == crowded
    assert check_eligibility(OWN, POLICY, today=TODAY) == check_eligibility(
        replace(OWN), POLICY, today=TODAY
    )


def test_every_code_is_a_plain_word() -> None:
    for code in RegistrationCode:
        assert code.isascii()
        assert code == code.lower().strip("_")


@given(st.lists(st.sampled_from(RegistrationCode), max_size=12))
def test_order_and_number_of_told_reasons_stay(codes: list[RegistrationCode]) -> None:
    reasons = [Reason(code=code, stance=Stance.AGAINST, rule="G2") for code in codes]

    shown = reasons_for_partner(reasons)

    assert list(shown) == [one for one in reasons if one.code in OPEN_TO_ALL]
    assert reasons_for_partner(shown) == shown


# ---------------------------------------------------------------------- teaming, choice


@pytest.mark.parametrize(
    ("chosen", "outcome"), [(False, Outcome.TO_ARBITRATION), (True, Outcome.TO_ARBITRATION)]
)
def test_a_written_choice_is_heard_but_ends_no_protection(
    outcome: Outcome, *, chosen: bool
) -> None:
    decision = decided(PROTECTED, claim=replace(CLAIM, chosen_in_writing=chosen))

    assert decision.outcome is outcome
    told = [str(one.code) for one in decision.reasons]
    assert ("chosen_in_writing" in told) is chosen


def test_a_policy_of_the_vendor_never_makes_a_rival_vanish() -> None:
    generous = RegistrationPolicy(
        direct_lookback_days=0,
        named_account_lookback_days=0,
        incumbent_lookback_days=0,
        activity_entry_working_days=0,
    )

    assert decided(PROTECTED).outcome is Outcome.TO_ARBITRATION
    assert generous.open_cap("") == POLICY.open_cap("")
