from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.kinds import Window
from qudao.engines.registration import (
    CandidateKind,
    DirectFacts,
    Match,
    Overlap,
    RivalFacts,
    RivalState,
    Scope,
    Tender,
    overlap_of,
)
from tests.engines.registration.build import (
    CLAIM,
    DIRECT,
    FIREWALL,
    INCUMBENT,
    OWN,
    PROTECTED,
    RECEIVED_AT,
    RECEIVED_ON,
    RIVAL,
    STORAGE,
    TODAY,
    screened,
    with_own,
)

PLAIN = Scope(families=FIREWALL)
words = st.sampled_from(["", "north", "south"])
scopes = st.builds(
    Scope,
    families=st.frozensets(st.sampled_from(["firewall", "storage"])),
    site=words,
    tender_number=st.sampled_from(["", "ZB-2026-1", "zb 2026 1", "ZB-2026-2"]),
    window=st.sampled_from([Window(), Window(date(2026, 1, 1), date(2026, 3, 1)), Window(TODAY)]),
)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (PLAIN, PLAIN, Overlap.FULL),
        (PLAIN, Scope(families=STORAGE), Overlap.NONE),
        (PLAIN, Scope(families=FIREWALL | STORAGE), Overlap.PARTIAL),
        (PLAIN, Scope(), Overlap.PARTIAL),
        (replace(PLAIN, site="north"), replace(PLAIN, site="south"), Overlap.NONE),
        (replace(PLAIN, site="north"), PLAIN, Overlap.PARTIAL),
        (replace(PLAIN, tender_number="ZB-1"), replace(PLAIN, tender_number="zb 1"), Overlap.FULL),
        (replace(PLAIN, tender_number="ZB-1"), replace(PLAIN, tender_number="ZB-2"), Overlap.NONE),
        (
            replace(PLAIN, tender_number="ZB-1", site="north"),
            replace(PLAIN, tender_number="ZB-1", site="south"),
            Overlap.PARTIAL,
        ),
        (
            replace(PLAIN, window=Window(date(2026, 1, 1), date(2026, 2, 1))),
            replace(PLAIN, window=Window(date(2026, 2, 1))),
            Overlap.NONE,
        ),
    ],
)
def test_a_duplicate_is_a_scope(one: Scope, other: Scope, overlap: Overlap) -> None:
    assert overlap_of(one, other) is overlap


@given(scopes, scopes)
def test_overlap_does_not_depend_on_who_is_asked_first(one: Scope, other: Scope) -> None:
    assert overlap_of(one, other) is overlap_of(other, one)
    assert overlap_of(one, one) is Overlap.FULL


@pytest.mark.parametrize(
    ("rival", "kind"),
    [
        (RIVAL, CandidateKind.EXACT),
        (replace(RIVAL, match=Match.LIKELY), CandidateKind.LIKELY),
        (replace(RIVAL, match=Match.RELATED), CandidateKind.RELATED),
        (replace(RIVAL, partner="us"), CandidateKind.SELF),
    ],
)
def test_a_rival_claim_is_classed_by_customer_and_holder(
    rival: RivalFacts, kind: CandidateKind
) -> None:
    found = screened(rival)

    assert [(one.kind, one.reference) for one in found.candidates] == [(kind, "rival-1")]


def test_another_product_line_at_the_same_customer_is_no_conflict() -> None:
    found = screened(replace(PROTECTED, scope=Scope(families=STORAGE)))

    assert found.is_clean
    assert [one.reference for one in found.beside] == ["rival-1"]


@pytest.mark.parametrize(
    "gone",
    [
        replace(RIVAL, match=Match.DIFFERENT),
        replace(RIVAL, state=RivalState.ENDED),
        replace(PROTECTED, holds_until=TODAY - timedelta(days=1)),  # not yet swept
        replace(RIVAL, state=RivalState.QUICK, holds_until=TODAY - timedelta(days=1)),
    ],
)
def test_what_has_ended_or_is_another_customer_is_left_out(gone: RivalFacts) -> None:
    found = screened(gone)

    assert (found.candidates, found.beside) == ((), ())


def test_protection_counts_to_the_end_of_its_last_day() -> None:
    found = screened(replace(PROTECTED, holds_until=TODAY))

    assert [one.state for one in found.candidates] == [RivalState.PROTECTED]


@pytest.mark.parametrize(
    ("direct", "left_out"),
    [
        (DIRECT, []),
        (replace(DIRECT, customer_confirmed=False), ["activity_not_confirmed"]),
        (replace(DIRECT, entry_working_days=6), ["activity_entered_late"]),
        (replace(DIRECT, entry_working_days=5), []),
        (replace(DIRECT, entered_at=RECEIVED_AT), ["activity_entered_after_claim"]),
        (replace(DIRECT, happened_on=RECEIVED_ON - timedelta(days=60)), []),
        (replace(DIRECT, happened_on=RECEIVED_ON - timedelta(days=61)), ["activity_too_old"]),
    ],
)
def test_only_confirmed_timely_recent_direct_activity_counts(
    direct: DirectFacts, left_out: list[str]
) -> None:
    [candidate] = screened(directs=(direct,)).candidates

    assert candidate.kind is CandidateKind.DIRECT
    assert candidate.counts is not bool(left_out)
    given_as = [one.code for one in candidate.reasons if one.code != "activity_counts"]
    assert [code for code in given_as if str(code).startswith("activity")] == left_out


def test_named_accounts_look_back_90_days() -> None:
    named = replace(CLAIM, named_account=True)
    old, older = (
        replace(DIRECT, happened_on=RECEIVED_ON - timedelta(days=days)) for days in (90, 91)
    )

    assert [one.counts for one in screened(claim=named, directs=(old,)).candidates] == [True]
    assert [one.counts for one in screened(claim=named, directs=(older,)).candidates] == [False]


def test_the_last_order_through_another_partner_is_shown() -> None:
    assert [one.kind for one in screened(incumbents=(INCUMBENT,)).candidates] == [
        CandidateKind.INCUMBENT
    ]


@pytest.mark.parametrize(
    "incumbent",
    [
        replace(INCUMBENT, partner="us"),
        replace(INCUMBENT, last_order_on=date(2024, 1, 1)),
        replace(INCUMBENT, match=Match.DIFFERENT),
    ],
)
def test_own_old_and_strange_orders_make_no_incumbent(incumbent: object) -> None:
    assert isinstance(incumbent, type(INCUMBENT))
    assert screened(incumbents=(incumbent,)).is_clean


def test_a_published_tender_is_a_candidate_of_its_own() -> None:
    claim = with_own(replace(OWN, tender=Tender.PUBLISHED, tender_number="ZB-1"))

    assert [(one.kind, one.reference) for one in screened(claim=claim).candidates] == [
        (CandidateKind.TENDER, "ZB-1")
    ]


@given(st.permutations([PROTECTED, replace(RIVAL, reference="b"), replace(RIVAL, reference="c")]))
def test_the_order_of_the_facts_does_not_matter(rivals: list[RivalFacts]) -> None:
    assert [one.reference for one in screened(*rivals).candidates] == ["rival-1", "b", "c"]


def test_a_claim_for_the_end_of_time_is_still_screened() -> None:
    claim = with_own(replace(OWN, expected_award_on=date.max))

    assert len(screened(RIVAL, claim=claim).candidates) == 1
