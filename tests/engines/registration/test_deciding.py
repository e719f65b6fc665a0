from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.kinds import Amount
from qudao.engines.registration import (
    RIVAL_CODES,
    AccountClass,
    ClaimFacts,
    Decision,
    Kind,
    Match,
    Outcome,
    OwnFacts,
    Purchase,
    RivalFacts,
    RivalState,
    Scope,
    Step,
    Tender,
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
    QUICK_FIELDS,
    RECEIVED_AT,
    RECEIVED_ON,
    RIVAL,
    codes,
    decided,
    with_own,
)

QUICK = replace(RIVAL, state=RivalState.QUICK, holds_until=date(2026, 9, 14))
PUBLISHED = replace(
    OWN, tender=Tender.PUBLISHED, tender_published_on=RECEIVED_ON - timedelta(days=1)
)
WORKED_BEFORE = replace(PUBLISHED, earlier_work_on=date(2026, 8, 1))


# ---------------------------------------------------------------------- approval


def test_a_clean_small_registration_approves_itself() -> None:
    decision = decided()

    assert decision.outcome is Outcome.APPROVE
    assert decision.automatically_allowed
    assert decision.protect_until == date(2026, 12, 30)
    assert codes(decision) == [
        "meets_rules",
        "no_candidate",
        "below_threshold",
        "protected_until",
    ]


@pytest.mark.parametrize(
    ("own", "code"),
    [
        (replace(OWN, amount=Amount(Decimal(100_000), "CNY")), "at_or_over_threshold"),
        (replace(OWN, amount=Amount(Decimal(5), "USD")), "amount_in_other_currency"),
        (replace(OWN, tender=Tender.EXPECTED), "tender_involved"),
    ],
)
def test_a_clean_one_that_is_large_or_for_tender_waits_for_a_person(
    own: OwnFacts, code: str
) -> None:
    decision = decided(claim=with_own(own))

    assert decision.outcome is Outcome.APPROVE
    assert not decision.automatically_allowed
    assert code in codes(decision)


def test_another_product_line_at_the_customer_does_not_stop_approval() -> None:
    decision = decided(replace(PROTECTED, scope=Scope(families=frozenset({"storage"}))))

    assert decision.automatically_allowed
    assert "no_candidate" not in codes(decision)  # it is shown beside the advice


# ---------------------------------------------------------------------- own facts


def test_who_does_not_meet_the_rules_is_refused_by_that_rule() -> None:
    decision = decided(claim=with_own(replace(OWN, partner_active=False)))

    assert decision.outcome is Outcome.REJECT
    assert codes(decision) == ["partner_not_active"]
    assert not decision.automatically_allowed


def test_a_quick_registration_is_not_decided_before_it_is_complete() -> None:
    quick = replace(OWN, step=Step.QUICK, tender=None, filled=QUICK_FIELDS)

    decision = decided(claim=with_own(quick))

    assert decision.outcome is Outcome.ASK_INFORMATION
    assert codes(decision) == ["fields_missing"]


def test_the_same_partner_twice_in_one_scope_is_a_duplicate() -> None:
    decision = decided(replace(RIVAL, partner="us"))

    assert decision.outcome is Outcome.REJECT
    assert codes(decision) == ["self_duplicate"]
    assert dict(decision.reasons[0].params) == {"reference": "rival-1"}


def test_the_own_earlier_one_at_a_customer_alike_is_named_first() -> None:
    alike = replace(RIVAL, partner="us", match=Match.LIKELY)
    quick = replace(OWN, step=Step.QUICK, tender=None, filled=QUICK_FIELDS)

    asked, whole = decided(alike, claim=with_own(quick)), decided(alike)

    assert asked.outcome is Outcome.ASK_INFORMATION
    assert codes(asked) == ["own_earlier_alike", "fields_missing"]
    assert whole.outcome is Outcome.HUMAN_REVIEW
    assert codes(whole) == ["own_earlier_alike", "compare_candidates"]


def test_the_earlier_of_two_own_registrations_stands() -> None:
    later = replace(RIVAL, partner="us", received_at=CLAIM.received_at + timedelta(minutes=1))

    decision = decided(later)

    assert decision.outcome is Outcome.APPROVE
    assert "self_duplicate" not in codes(decision)


# ---------------------------------------------------------------------- tenders, rule G4


def test_after_publication_nobody_gets_new_protection() -> None:
    decision = decided(claim=with_own(PUBLISHED))

    assert decision.outcome is Outcome.REJECT
    assert codes(decision) == ["tender_published"]
    assert [one.code for one in decision.what_would_change] == ["supply_earlier_work"]


def test_earlier_work_is_first_checked_by_a_person() -> None:
    decision = decided(claim=with_own(WORKED_BEFORE))

    assert decision.outcome is Outcome.HUMAN_REVIEW
    assert codes(decision) == ["tender_published", "earlier_work_unproven"]


def test_proven_earlier_work_and_the_first_registration_open_the_tender() -> None:
    claim = replace(with_own(WORKED_BEFORE), earlier_work_proven=True)

    decision = decided(claim=claim)

    assert decision.outcome is Outcome.APPROVE
    assert not decision.automatically_allowed
    assert "earlier_work_proven" in codes(decision)


@pytest.mark.parametrize("match", [Match.EXACT, Match.LIKELY])
def test_proven_earlier_work_does_not_help_who_registered_second(match: Match) -> None:
    claim = replace(with_own(WORKED_BEFORE), earlier_work_proven=True)

    decision = decided(replace(RIVAL, match=match), claim=claim)

    assert decision.outcome is Outcome.REJECT
    assert codes(decision) == ["tender_published", "not_first_at_tender"]


def test_a_tender_published_on_the_day_of_receipt_is_for_a_person() -> None:
    decision = decided(claim=with_own(replace(PUBLISHED, tender_published_on=RECEIVED_ON)))

    assert decision.outcome is Outcome.HUMAN_REVIEW
    assert codes(decision) == ["tender_same_day"]


def test_a_tender_published_after_the_receipt_does_not_hurt() -> None:
    after = replace(PUBLISHED, tender_published_on=RECEIVED_ON + timedelta(days=1))

    decision = decided(claim=with_own(after))

    assert decision.outcome is Outcome.APPROVE
    assert not decision.automatically_allowed


# ------------------------------------------ direct sales, rules G1 and G6


def test_direct_activity_in_the_look_back_turns_it_into_teaming() -> None:
    decision = decided(directs=(DIRECT,))

    assert decision.outcome is Outcome.CONVERT_TO_TEAMING
    assert codes(decision) == ["direct_activity"]


def test_direct_activity_that_does_not_count_leaves_the_partner_protected() -> None:
    decision = decided(directs=(replace(DIRECT, entry_working_days=6),))

    assert decision.outcome is Outcome.APPROVE
    assert not decision.automatically_allowed
    assert "direct_activity_not_counted" in codes(decision)
    assert [one.code for one in decision.what_would_change] == ["activity_proven"]


def test_direct_activity_at_a_customer_only_alike_is_for_a_person() -> None:
    decision = decided(directs=(replace(DIRECT, match=Match.LIKELY),))

    assert decision.outcome is Outcome.HUMAN_REVIEW


def test_a_direct_only_account_is_joined_not_found() -> None:
    decision = decided(claim=replace(CLAIM, account_class=AccountClass.DIRECT))

    assert decision.outcome is Outcome.CONVERT_TO_TEAMING
    assert codes(decision) == ["direct_account"]


def test_teaming_is_not_hindered_by_direct_sales() -> None:
    own = replace(OWN, kind=Kind.TEAMING, filled=FULL_FIELDS | {"value_added"})
    claim = replace(with_own(own), account_class=AccountClass.DIRECT)

    decision = decided(claim=claim, directs=(DIRECT,))

    assert decision.outcome is Outcome.APPROVE
    assert not decision.automatically_allowed
    assert "direct_activity" in codes(decision)


# ---------------------------------------------------------------------- rivals, rule G5


@pytest.mark.parametrize(
    ("rival", "code"), [(PROTECTED, "scope_protected"), (RIVAL, "scope_claimed")]
)
def test_a_claim_in_the_same_scope_goes_to_arbitration(rival: RivalFacts, code: str) -> None:
    decision = decided(rival)

    assert decision.outcome is Outcome.TO_ARBITRATION
    assert codes(decision) == [code]


def test_where_scopes_overlap_in_part_dividing_is_proposed_first() -> None:
    decision = decided(replace(PROTECTED, scope=Scope(families=FIREWALL, site="north")))

    assert decision.outcome is Outcome.TO_ARBITRATION
    assert codes(decision) == ["scope_protected", "divide_scope_first"]


def test_the_customers_written_choice_is_heard_in_arbitration() -> None:
    decision = decided(PROTECTED, claim=replace(CLAIM, chosen_in_writing=True))

    assert decision.outcome is Outcome.TO_ARBITRATION
    assert codes(decision) == ["scope_protected", "chosen_in_writing"]


def test_nothing_else_is_approved_while_an_earlier_quick_registration_is_open() -> None:
    decision = decided(QUICK)

    assert decision.outcome is Outcome.HUMAN_REVIEW
    assert codes(decision) == ["earlier_receipt_open"]
    assert dict(decision.reasons[0].params) == {"until": date(2026, 9, 14)}


@pytest.mark.parametrize("state", [RivalState.QUICK, RivalState.PENDING])
def test_an_earlier_claim_is_decided_on_its_own_merit_by_a_person(state: RivalState) -> None:
    decision = decided(replace(QUICK, state=state, received_at=RECEIVED_AT + timedelta(hours=1)))

    assert decision.outcome is Outcome.APPROVE
    assert "later_claim_waits" in codes(decision)
    assert not decision.automatically_allowed


@pytest.mark.parametrize(
    ("days", "family", "code"),
    [(89, "GW", True), (91, "GW", False), (89, "BACKUP", False)],
)
def test_the_same_registered_again_within_the_days_of_the_rules_waits_for_a_person(
    days: int,
    family: str,
    code: bool,  # noqa: FBT001 - a column of the table
) -> None:
    ended = replace(
        RIVAL,
        partner=CLAIM.own.partner,
        state=RivalState.ENDED,
        ended_on=CLAIM.received_on - timedelta(days=days),
        received_at=RECEIVED_AT - timedelta(days=120),
        scope=replace(RIVAL.scope, families=frozenset({family})),
    )
    small = replace(CLAIM, own=replace(CLAIM.own, families=frozenset({"GW"})))
    small = replace(small, own=replace(small.own, authorized_families=frozenset({"GW"})))

    decision = decided(ended, claim=small)

    assert ("filed_before" in codes(decision)) is code
    assert decision.automatically_allowed is not code


def test_a_partner_that_names_itself_is_never_approved_by_rule() -> None:
    decision = decided(claim=replace(CLAIM, own_company=True))

    assert (decision.outcome, codes(decision)) == (Outcome.HUMAN_REVIEW, ["own_company"])
    assert not decision.automatically_allowed


@pytest.mark.parametrize("match", [Match.LIKELY, Match.RELATED])
def test_a_customer_alike_or_of_the_same_group_is_for_a_person_to_compare(match: Match) -> None:
    decision = decided(replace(PROTECTED, match=match))

    assert decision.outcome is Outcome.HUMAN_REVIEW
    assert codes(decision) == ["compare_candidates"]


@pytest.mark.parametrize("purchase", [Purchase.REPEAT, Purchase.EXPANSION, None])
def test_the_serving_partner_goes_first_on_repeat_business(purchase: Purchase | None) -> None:
    decision = decided(claim=with_own(replace(OWN, purchase=purchase)), incumbents=(INCUMBENT,))

    assert decision.outcome is Outcome.ASK_INFORMATION
    assert codes(decision) == ["incumbent_first"]
    assert [one.code for one in decision.what_would_change] == ["supply_customer_choice"]


def test_the_customer_may_choose_another_than_the_serving_partner() -> None:
    claim = replace(with_own(replace(OWN, purchase=Purchase.REPEAT)), chosen_in_writing=True)

    decision = decided(claim=claim, incumbents=(INCUMBENT,))

    assert decision.outcome is Outcome.HUMAN_REVIEW
    assert "chosen_in_writing" in codes(decision)


def test_on_new_business_the_serving_partner_is_only_shown() -> None:
    claim = with_own(replace(OWN, purchase=Purchase.NEW))

    assert decided(claim=claim, incumbents=(INCUMBENT,)).outcome is Outcome.HUMAN_REVIEW


# ---------------------------------------------------------------------- what a partner reads


@pytest.mark.parametrize(
    "decision",
    [
        decided(PROTECTED),
        decided(QUICK),
        decided(replace(RIVAL, match=Match.LIKELY)),
        decided(incumbents=(INCUMBENT,)),
        decided(RIVAL, claim=replace(with_own(WORKED_BEFORE), earlier_work_proven=True)),
    ],
)
def test_a_partner_reads_no_reason_that_tells_of_a_rival(decision: Decision) -> None:
    shown = reasons_for_partner(decision.reasons + decision.what_would_change)

    assert {one.code for one in shown}.isdisjoint(RIVAL_CODES)
    assert "rival-1" not in repr(shown)
    assert "them" not in repr(shown)


# ---------------------------------------------------------------------- properties

rivals = st.builds(
    RivalFacts,
    reference=st.text("abc", min_size=1, max_size=3),
    partner=st.sampled_from(["us", "them", "others"]),
    match=st.sampled_from(Match),
    scope=st.builds(Scope, families=st.frozensets(st.sampled_from(["firewall", "storage"]))),
    state=st.sampled_from(RivalState),
    received_at=st.integers(-72, 72).map(lambda hours: RECEIVED_AT + timedelta(hours=hours)),
    holds_until=st.none() | st.dates(date(2026, 8, 1), date(2026, 12, 31)),
)
claims = st.builds(
    lambda own, account_class, proven, chosen: replace(
        CLAIM,
        own=own,
        account_class=account_class,
        earlier_work_proven=proven,
        chosen_in_writing=chosen,
    ),
    own=st.builds(
        lambda tender, published, purchase, kind, amount: replace(
            OWN,
            tender=tender,
            tender_published_on=published,
            purchase=purchase,
            kind=kind,
            amount=Amount(Decimal(amount), "CNY"),
        ),
        tender=st.none() | st.sampled_from(Tender),
        published=st.none() | st.dates(date(2026, 8, 1), date(2026, 10, 1)),
        purchase=st.none() | st.sampled_from(Purchase),
        kind=st.sampled_from(Kind),
        amount=st.integers(-10, 200_000),
    ),
    account_class=st.sampled_from(AccountClass),
    proven=st.booleans(),
    chosen=st.booleans(),
)


@given(claims, st.lists(rivals, max_size=4))
def test_the_order_of_the_rivals_never_decides(claim: ClaimFacts, others: list[RivalFacts]) -> None:
    assert decided(*others, claim=claim) == decided(*reversed(others), claim=claim)


@given(claims, st.lists(rivals, max_size=4))
def test_what_meets_an_earlier_or_protected_rival_is_never_approved(
    claim: ClaimFacts, others: list[RivalFacts]
) -> None:
    decision = decided(*others, claim=claim)
    live = [
        one
        for one in others
        if one.state is not RivalState.ENDED
        and one.match is not Match.DIFFERENT
        and (one.state is RivalState.PROTECTED or one.received_at <= claim.received_at)
        and (one.partner != claim.own.partner or one.received_at < claim.received_at)
        and (one.holds_until is None or one.holds_until >= date(2026, 9, 3))
        and (not one.scope.families or "firewall" in one.scope.families)
    ]

    if live:
        assert decision.outcome is not Outcome.APPROVE
        assert decision.protect_until is None


@given(claims, st.lists(rivals, max_size=4), rivals)
def test_one_more_rival_never_makes_an_approval(
    claim: ClaimFacts, others: list[RivalFacts], one_more: RivalFacts
) -> None:
    before = decided(*others, claim=claim)
    after = decided(*others, one_more, claim=claim)

    if after.automatically_allowed:
        assert before.automatically_allowed


@given(claims, st.lists(rivals, max_size=3))
def test_every_decision_gives_a_reason_and_only_approvals_act_alone(
    claim: ClaimFacts, others: list[RivalFacts]
) -> None:
    decision = decided(*others, claim=claim)

    assert decision.reasons
    assert decision.outcome is Outcome.APPROVE or not decision.automatically_allowed
    assert decision.outcome is Outcome.APPROVE or decision.what_would_change
    assert (decision.protect_until is not None) is (decision.outcome is Outcome.APPROVE)
