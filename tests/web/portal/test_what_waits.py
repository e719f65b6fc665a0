"""What waits for the partner's person: the earliest deadline first, drafts last."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from qudao.deals.registrations.selectors import PortalRow
from qudao.deals.registrations.states import State
from qudao.web.portal.home import LAST_DAYS, Wait, _waits
from tests.web.portal.rows import DUE, protected, row, running
from tests.web.shared.conftest import in_shanghai

__all__ = ["in_shanghai"]
pytestmark = pytest.mark.usefixtures("in_shanghai")
SOON = date(2026, 3, 9)


def waits(*rows: PortalRow, language: str = "en") -> list[Wait]:
    with override(language):
        return list(_waits(rows, update_by=SOON))


def one_wait(one: PortalRow) -> Wait:
    (found,) = waits(one)
    return found


@pytest.mark.parametrize(
    "state",
    [
        State.IN_REVIEW,
        State.CONFLICTED,
        State.REJECTED,
        State.WITHDRAWN,
        State.EXPIRED,
        State.REVOKED,
        State.WON,
        State.LOST,
    ],
)
def test_nothing_waits_where_it_is_not_the_partners_turn(state: State) -> None:
    assert waits(row(state, clock=running(), update_due_on=date(2026, 3, 1))) == []


def test_a_question_waits_with_its_deadline() -> None:
    found = one_wait(row(State.INFO_REQUESTED, clock=running()))
    assert found.sentence == (
        "We asked you a question. Answer by 5 Mar 2026 17:30; our clock is paused until then."
    )
    assert (found.url, found.action) == ("/portal/registrations/reg_1/answer/", "Answer")
    assert (found.title, found.hue) == ("浦岚证券", "warn")


def test_a_quick_registration_waits_to_be_completed() -> None:
    found = one_wait(row(State.SUBMITTED, clock=running()))
    assert found.sentence == "Complete the quick registration by 5 Mar 2026 17:30."
    assert (found.url, found.action) == ("/portal/registrations/reg_1/complete/", "Complete")


def test_a_draft_waits_to_be_continued() -> None:
    found = one_wait(row(State.DRAFT, customer=""))
    assert found.title == "No customer yet"
    assert (found.url, found.action, found.hue) == ("/portal/register/reg_1/", "Continue", "dim")
    assert "protects nothing" in found.sentence


@pytest.mark.parametrize(
    ("due", "is_overdue", "hue"),
    [
        (date(2026, 3, 1), True, "bad"),
        (date(2026, 3, 2), False, "warn"),
        (SOON, False, "warn"),
    ],
)
def test_an_update_waits_a_week_ahead(*, due: date, is_overdue: bool, hue: str) -> None:
    found = one_wait(protected(update_due_on=due, is_update_overdue=is_overdue))
    assert (found.url, found.action) == ("/portal/registrations/reg_1/update/", "Update")
    assert found.hue == hue
    assert ("was due" in found.sentence) is is_overdue


def test_an_update_further_ahead_does_not_wait_yet() -> None:
    assert waits(protected(update_due_on=SOON + timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("left", "is_told"), [(0, True), (1, True), (LAST_DAYS, True), (LAST_DAYS + 1, False)]
)
def test_the_end_of_a_protection_is_told_in_its_last_days(*, left: int, is_told: bool) -> None:
    found = waits(protected(days_left=left, protected_until=date(2026, 3, 12)))
    assert len(found) == is_told
    if is_told:
        assert found[0].sentence == "Protection ends on 12 Mar 2026."
        assert found[0].url == "/portal/registrations/reg_1/"


def test_an_update_that_is_due_is_told_instead_of_the_end() -> None:
    both = protected(days_left=3, update_due_on=date(2026, 3, 3))
    assert one_wait(both).action == "Update"


def test_the_earliest_deadline_comes_first_and_drafts_last() -> None:
    rows = (
        row(State.DRAFT, customer="draft"),
        protected(customer="ends", days_left=9, protected_until=date(2026, 3, 11)),
        protected(customer="update", update_due_on=date(2026, 3, 4)),
        row(State.INFO_REQUESTED, customer="answer", clock=running(due=DUE)),
        row(State.SUBMITTED, customer="late", clock=running(due=DUE - timedelta(days=9))),
        protected(customer="overdue", update_due_on=date(2026, 2, 1), is_update_overdue=True),
    )
    assert [one.title for one in waits(*rows)] == [
        "overdue",
        "late",
        "update",
        "answer",
        "ends",
        "draft",
    ]


def test_equal_deadlines_keep_the_order_of_the_rows() -> None:
    rows = [row(State.SUBMITTED, customer=name, clock=running(due=DUE)) for name in ("b", "a", "c")]
    assert [one.title for one in waits(*rows)] == ["b", "a", "c"]


def test_a_day_is_over_later_than_any_hour_of_it() -> None:
    """An update is due by the end of its day; an answer at noon of the same day comes first."""
    noon = datetime(2026, 3, 4, 4, tzinfo=UTC)
    rows = (
        protected(customer="by the end of the day", update_due_on=date(2026, 3, 4)),
        row(State.INFO_REQUESTED, customer="at noon", clock=running(due=noon)),
    )
    assert [one.title for one in waits(*rows)] == ["at noon", "by the end of the day"]


def test_what_waits_is_said_in_chinese_to_a_chinese_reader() -> None:
    rows = (
        row(State.INFO_REQUESTED, clock=running()),
        row(State.SUBMITTED, clock=running()),
        row(State.DRAFT, customer=""),
        protected(update_due_on=date(2026, 3, 3)),
        protected(days_left=2),
    )
    for one in waits(*rows, language="zh-hans"):
        for words in (one.sentence, one.action):
            assert any("\u4e00" <= sign <= "\u9fff" for sign in words), words
            assert "%(" not in words
