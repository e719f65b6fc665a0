"""Every day and hour at which a rule turns, one before and one after."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from qudao.engines.kinds import Window
from qudao.engines.registration import (
    CandidateKind,
    Kind,
    Match,
    Outcome,
    Overlap,
    RivalState,
    Scope,
    Step,
    Tender,
    check_eligibility,
)
from qudao.engines.registration.screening import scope_of
from tests.engines.registration.build import (
    CLAIM,
    DIRECT,
    FIREWALL,
    FULL_FIELDS,
    INCUMBENT,
    OWN,
    POLICY,
    PROTECTED,
    QUICK_FIELDS,
    RECEIVED_AT,
    RECEIVED_ON,
    RIVAL,
    STORAGE,
    TODAY,
    codes,
    decided,
    screened,
    with_own,
)

ONE_DAY, ONE_TICK = timedelta(days=1), timedelta(microseconds=1)


# ---------------------------------------------------------------------- receipt


@pytest.mark.parametrize(
    ("shift", "earlier"),
    [(-ONE_TICK, True), (timedelta(0), False), (ONE_TICK, False), (-ONE_DAY, True)],
)
def test_who_came_first_is_told_to_the_microsecond(shift: timedelta, *, earlier: bool) -> None:
    (candidate,) = screened(replace(RIVAL, received_at=RECEIVED_AT + shift)).candidates

    assert candidate.earlier is earlier
    order = "received_earlier" if earlier else "received_later"
    assert order in [str(one.code) for one in candidate.reasons]


@pytest.mark.parametrize(
    ("published", "outcome", "code"),
    [
        (-2, Outcome.REJECT, "tender_published"),
        (-1, Outcome.REJECT, "tender_published"),
        (0, Outcome.HUMAN_REVIEW, "tender_same_day"),
        (1, Outcome.APPROVE, "meets_rules"),
        (30, Outcome.APPROVE, "meets_rules"),
    ],
)
def test_the_day_of_publication(published: int, outcome: Outcome, code: str) -> None:
    own = replace(
        OWN,
        tender=Tender.PUBLISHED,
        tender_published_on=RECEIVED_ON + timedelta(days=published),
    )

    decision = decided(claim=with_own(own))

    assert (decision.outcome, codes(decision)[0]) == (outcome, code)
    assert not decision.automatically_allowed


@pytest.mark.parametrize(
    ("worked", "pleads"), [(-30, True), (-2, True), (-1, False), (0, False), (1, False)]
)
def test_earlier_work_lies_before_the_publication(worked: int, *, pleads: bool) -> None:
    own = replace(
        OWN,
        tender=Tender.PUBLISHED,
        tender_published_on=RECEIVED_ON - ONE_DAY,
        earlier_work_on=RECEIVED_ON + timedelta(days=worked),
    )

    decision = decided(claim=with_own(own))

    assert decision.outcome is (Outcome.HUMAN_REVIEW if pleads else Outcome.REJECT)


def test_proven_work_on_the_day_of_publication_needs_no_more_proof() -> None:
    own = replace(OWN, tender=Tender.PUBLISHED, tender_published_on=RECEIVED_ON)
    claim = replace(with_own(own), earlier_work_proven=True)

    assert decided(claim=claim).outcome is Outcome.APPROVE


# ---------------------------------------------------------------------- direct sales


@pytest.mark.parametrize(
    ("named", "days", "counts"),
    [
        (False, 0, True),
        (False, 60, True),
        (False, 61, False),
        (True, 60, True),
        (True, 90, True),
        (True, 91, False),
    ],
)
def test_how_far_direct_sales_look_back(days: int, *, named: bool, counts: bool) -> None:
    direct = replace(DIRECT, happened_on=RECEIVED_ON - timedelta(days=days))
    claim = replace(CLAIM, named_account=named)

    (candidate,) = screened(claim=claim, directs=(direct,)).candidates

    assert candidate.counts is counts
    if not counts:
        assert dict(candidate.reasons[-1].params) == {"look_back_days": 90 if named else 60}


@pytest.mark.parametrize(
    ("days", "counts"), [(-1, True), (0, True), (4, True), (5, True), (6, False), (400, False)]
)
def test_how_soon_direct_activity_must_be_entered(days: int, *, counts: bool) -> None:
    (candidate,) = screened(directs=(replace(DIRECT, entry_working_days=days),)).candidates

    assert candidate.counts is counts


@pytest.mark.parametrize(
    ("shift", "counts"), [(-ONE_TICK, True), (timedelta(0), False), (ONE_TICK, False)]
)
def test_direct_activity_must_be_entered_before_the_claim(
    shift: timedelta, *, counts: bool
) -> None:
    direct = replace(DIRECT, entered_at=RECEIVED_AT + shift)

    (candidate,) = screened(directs=(direct,)).candidates

    assert candidate.counts is counts


def test_all_that_speaks_against_direct_activity_is_told() -> None:
    direct = replace(
        DIRECT,
        customer_confirmed=False,
        entry_working_days=9,
        entered_at=RECEIVED_AT + ONE_DAY,
        happened_on=date(2020, 1, 1),
    )

    (candidate,) = screened(directs=(direct,)).candidates

    assert [str(one.code) for one in candidate.reasons[-4:]] == [
        "activity_not_confirmed",
        "activity_entered_late",
        "activity_entered_after_claim",
        "activity_too_old",
    ]


def test_one_direct_activity_that_counts_is_enough() -> None:
    weak = replace(DIRECT, reference="weak", customer_confirmed=False)

    decision = decided(directs=(weak, DIRECT))

    assert decision.outcome is Outcome.CONVERT_TO_TEAMING


def test_direct_sales_of_another_product_line_do_not_touch_the_claim() -> None:
    decision = decided(directs=(replace(DIRECT, scope=Scope(families=STORAGE)),))

    assert decision.automatically_allowed


def test_direct_sales_at_a_related_company_are_for_a_person() -> None:
    decision = decided(directs=(replace(DIRECT, match=Match.RELATED),))

    assert decision.outcome is Outcome.HUMAN_REVIEW
    assert decided(directs=(replace(DIRECT, match=Match.DIFFERENT),)).automatically_allowed


# ---------------------------------------------------------------------- last orders


@pytest.mark.parametrize(("days", "serves"), [(0, True), (730, True), (731, False)])
def test_how_long_a_last_order_counts(days: int, *, serves: bool) -> None:
    order = replace(INCUMBENT, last_order_on=TODAY - timedelta(days=days))

    assert bool(screened(incumbents=(order,)).candidates) is serves


def test_a_last_order_of_another_family_stands_beside() -> None:
    found = screened(incumbents=(replace(INCUMBENT, families=STORAGE),))

    assert (len(found.candidates), len(found.beside)) == (0, 1)


# ---------------------------------------------------------------------- eligibility


@pytest.mark.parametrize(
    ("tier", "cap"), [("", 20), ("silver", 50), ("gold", 100), ("top", 200), ("unknown", 20)]
)
def test_each_tier_has_its_cap(tier: str, cap: int) -> None:
    below, at_cap = (
        check_eligibility(replace(OWN, tier=tier, open_registrations=count), POLICY, today=TODAY)
        for count in (cap - 1, cap)
    )

    assert below.eligible
    assert [dict(one.params) for one in at_cap.problems] == [{"open": cap, "cap": cap}]


@pytest.mark.parametrize(("shift", "to_supply"), [(-1, True), (0, False), (1, False)])
def test_an_award_may_be_expected_today(shift: int, *, to_supply: bool) -> None:
    own = replace(OWN, expected_award_on=TODAY + timedelta(days=shift))

    assert bool(check_eligibility(own, POLICY, today=TODAY).to_supply) is to_supply


@pytest.mark.parametrize("field", sorted(FULL_FIELDS))
def test_each_field_left_out_is_named(field: str) -> None:
    check = check_eligibility(replace(OWN, filled=FULL_FIELDS - {field}), POLICY, today=TODAY)

    assert check.missing == ("contact|photo" if field == "contact" else field,)
    assert not check.eligible
    assert check.problems == ()


def test_several_refused_families_come_in_order() -> None:
    own = replace(OWN, families=frozenset({"b", "a", "firewall"}))

    check = check_eligibility(own, POLICY, today=TODAY)

    assert [dict(one.params)["family"] for one in check.problems] == ["a", "b"]


def test_the_order_of_reasons_is_problems_then_what_to_supply() -> None:
    own = replace(OWN, partner_active=False, filled=frozenset(), tender=None)

    check = check_eligibility(own, POLICY, today=TODAY)

    assert [str(one.code) for one in check.reasons] == ["partner_not_active", "fields_missing"]


def test_a_published_tender_without_a_day_asks_for_the_day() -> None:
    own = replace(OWN, tender=Tender.PUBLISHED, earlier_work_on=date(2026, 1, 1))

    check = check_eligibility(own, POLICY, today=TODAY)

    assert (check.problems, check.missing) == ((), ("tender_published_on",))


def test_a_quick_registration_is_not_asked_for_more() -> None:
    quick = replace(OWN, step=Step.QUICK, kind=Kind.TEAMING, tender=None, filled=QUICK_FIELDS)

    assert check_eligibility(quick, POLICY, today=TODAY).eligible


# ---------------------------------------------------------------------- scope


def test_the_scope_lives_from_the_receipt_to_the_days_after_the_award() -> None:
    scope = scope_of(CLAIM, POLICY)

    assert scope.window == Window(RECEIVED_ON, date(2026, 12, 31))
    open_end = scope_of(with_own(replace(OWN, expected_award_on=None)), POLICY)
    assert open_end.window == Window(RECEIVED_ON, None)


def test_an_award_before_the_receipt_leaves_an_empty_window() -> None:
    scope = scope_of(with_own(replace(OWN, expected_award_on=date(2020, 1, 1))), POLICY)

    assert scope.window == Window(RECEIVED_ON, RECEIVED_ON)


@pytest.mark.parametrize(
    ("rival_window", "overlap"),
    [
        (Window(date(2026, 12, 30), None), Overlap.FULL),
        (Window(date(2026, 12, 31), None), Overlap.NONE),
        (Window(None, RECEIVED_ON), Overlap.NONE),
        (Window(None, RECEIVED_ON + ONE_DAY), Overlap.FULL),
    ],
)
def test_scopes_that_only_touch_in_time_do_not_meet(rival_window: Window, overlap: Overlap) -> None:
    rival = replace(RIVAL, scope=Scope(families=FIREWALL, window=rival_window))

    found = screened(rival)

    assert [one.overlap for one in (*found.candidates, *found.beside)] == [overlap]


@pytest.mark.parametrize("number", ["ZB-2026-1", "zb 2026/1", "ＺＢ—２０２６—１"])
def test_spelling_of_a_tender_number_does_not_hide_a_rival(number: str) -> None:
    own = replace(OWN, tender_number="zb2026 1", tender=Tender.EXPECTED)
    rival = replace(RIVAL, scope=Scope(families=FIREWALL, tender_number=number))

    (candidate,) = screened(rival, claim=with_own(own)).candidates

    assert candidate.overlap is Overlap.FULL


@pytest.mark.parametrize("site", ["north", " North ", "NORTH", "ｎｏｒｔｈ"])
def test_spelling_of_a_site_does_not_hide_a_rival(site: str) -> None:
    rival = replace(RIVAL, scope=Scope(families=FIREWALL, site=site))

    found = screened(rival, claim=with_own(replace(OWN, site="north")))

    assert [one.overlap for one in found.candidates] == [Overlap.FULL]


# ---------------------------------------------------------------------- candidates in order


def test_candidates_come_most_serious_first() -> None:
    rivals = [
        replace(RIVAL, reference="related", match=Match.RELATED),
        replace(RIVAL, reference="likely", match=Match.LIKELY),
        replace(RIVAL, reference="own", partner="us"),
        replace(RIVAL, reference="later", received_at=RECEIVED_AT + ONE_DAY),
        replace(RIVAL, reference="earlier"),
        PROTECTED,
    ]
    own = replace(OWN, tender=Tender.PUBLISHED, tender_number="ZB-1")

    found = screened(*rivals, claim=with_own(own), directs=(DIRECT,), incumbents=(INCUMBENT,))

    assert [one.reference for one in found.candidates] == [
        "rival-1",
        "earlier",
        "later",
        "own",
        "direct-1",
        "ZB-1",
        "order-1",
        "likely",
        "related",
    ]
    assert [one.kind for one in found.of(CandidateKind.SELF)] == [CandidateKind.SELF]


@pytest.mark.parametrize("state", [RivalState.QUICK, RivalState.PENDING, RivalState.PROTECTED])
@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_what_a_rival_holds_ends_with_its_day(state: RivalState, shift: int) -> None:
    rival = replace(RIVAL, state=state, holds_until=TODAY + timedelta(days=shift))

    assert screened(rival).is_clean is (shift < 0)


def test_a_rival_without_an_end_still_holds() -> None:
    (candidate,) = screened(replace(PROTECTED, holds_until=None)).candidates

    assert (candidate.holds_until, candidate.reasons[-1].code) == (None, "holds_protection")
    assert dict(candidate.reasons[-1].params) == {}
