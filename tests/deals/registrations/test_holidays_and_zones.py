"""Clocks over long holidays, weekends and time zones: when things fall due, and what is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from qudao.core.models import Programme as ProgrammeRow
from qudao.core.programme import forget_programme, work_calendar
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.actions import AnswerInput
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors import NextActor, RegistrationFilters
from qudao.deals.registrations.selectors.clocks import Clock, clock_of, days_left
from qudao.deals.registrations.states import State
from qudao.engines.workdays import WorkCalendar
from tests.deals.looking import due_jobs
from tests.deals.programme import Programme, fresh, in_review, quickly, submitted

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """A moment by the clock of Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def local(moment: datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def move_programme(zone: str, holidays: str = "NONE") -> None:
    ProgrammeRow.objects.update(time_zone=zone, holiday_calendar=holidays)
    forget_programme()


@pytest.mark.parametrize(
    ("received", "complete_by", "half"),
    [
        ("2026-03-02T09:30", "03-16 09:30", "03-09 09:30"),
        ("2026-03-06T23:59", "03-20 23:59", "03-13 23:59"),  # a Friday night
        ("2026-03-07T12:00", "03-23 00:00", "03-16 00:00"),  # a Saturday counts from Monday
        ("2026-04-03T10:00", "04-20 10:00", "04-13 10:00"),  # Qingming: 4 to 6 April
        ("2026-09-24T10:00", "10-14 10:00", "09-30 10:00"),  # mid-autumn and the national week
    ],
)
def test_a_quick_registration_has_ten_working_days(
    programme: Programme, received: str, complete_by: str, half: str
) -> None:
    row = quickly(programme, programme.cast.seller_a, now=at(received))

    assert local(row.complete_by).startswith(complete_by[:2])
    jobs = due_jobs(row)
    assert jobs["lapse_unfinished"] == row.complete_by
    calendar = work_days(row)
    assert calendar == 10
    if not received.startswith("2026-09"):
        assert (local(row.complete_by), local(jobs["remind_completion"])) == (complete_by, half)


def work_days(row: Registration) -> int:
    """Working days between receipt and term, counted by the programme's own calendar."""
    assert row.received_at is not None
    assert row.complete_by is not None
    calendar = work_calendar(row.received_at)
    first = calendar.next_working_day(calendar.day_of(row.received_at))
    return calendar.working_days_between(first, calendar.day_of(row.complete_by))


def test_a_decision_is_due_after_the_weekend(programme: Programme) -> None:
    row = in_review(programme, programme.cast.seller_a, now=at("2026-03-05T17:00"))  # Thursday

    assert local(row.decide_by) == "03-10 17:00"
    assert local(due_jobs(row)["remind_decider"]) == "03-09 05:00"


def test_the_same_moment_is_another_day_in_another_zone(programme: Programme) -> None:
    moment = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # a Sunday evening in New York
    move_programme("America/New_York")

    row = in_review(programme, programme.cast.seller_a, now=moment)

    # three working days from the start of Monday, 5:00 in UTC
    assert row.decide_by == datetime(2026, 3, 5, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("Asia/Shanghai", datetime(2026, 6, 28, 16, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 6, 29, 4, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 6, 28, 18, 30, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 6, 28, 12, tzinfo=UTC)),
    ],
)
def test_protection_ends_at_midnight_of_the_programmes_zone(
    programme: Programme, now: datetime, zone: str, midnight: datetime
) -> None:
    move_programme(zone)
    row = submitted(programme, programme.cast.seller_a, now=now)
    assert (row.protected_until, due_jobs(row)["end_protection"]) == (date(2026, 6, 28), midnight)

    actions.end_protection(row.public_id, now=midnight - timedelta(microseconds=1))
    assert fresh(row).state == State.PROTECTED
    actions.end_protection(row.public_id, now=midnight)
    assert fresh(row).state == State.EXPIRED


def test_a_day_of_receipt_is_a_day_of_the_programme(programme: Programme) -> None:
    """Received at 7:30 in the morning of 3 March in Shanghai, still 2 March in UTC."""
    seller = programme.cast.seller_a
    row = quickly(programme, seller, now=at("2026-03-03T07:30"))

    def listed(day: date) -> list[str]:
        filters = RegistrationFilters(received_from=day)
        found = selectors.my_registrations(seller, filters, now=at("2026-03-04T09:00"))
        assert selectors.count_registrations(seller, filters) == len(found)
        return [one.public_id for one in found]

    assert listed(date(2026, 3, 2)) == [row.public_id]
    assert listed(date(2026, 3, 3)) == [row.public_id]
    assert listed(date(2026, 3, 4)) == []


def test_a_pause_is_no_part_of_what_was_used(programme: Programme) -> None:
    """One of three working days is used when the partner is asked, and one when it has answered."""
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=at("2026-03-02T09:30"))
    asked, answered = at("2026-03-03T09:30"), at("2026-03-12T09:30")
    actions.request_information(
        cast.channel_manager, row.public_id, "?", version=row.version, now=asked
    )
    row = fresh(row)
    assert local(row.answer_by) == "03-17 09:30"

    answer = AnswerInput(text="见附件")
    actions.answer_information(
        cast.seller_a, row.public_id, answer, version=row.version, now=answered
    )

    row = fresh(row)
    assert local(row.decide_by) == "03-16 09:30"
    clock = selectors.vendor_page(cast.channel_manager, row.public_id, now=answered).clock
    assert clock.share_used == pytest.approx(1 / 3)
    assert clock.left == timedelta(days=2)
    assert local(due_jobs(row)["remind_decider"]) == "03-12 21:30"


def test_an_answer_before_the_review_began_starts_a_whole_clock(programme: Programme) -> None:
    cast = programme.cast
    row = quickly(programme, cast.seller_a, now=at("2026-03-02T09:30"))
    actions.request_information(
        cast.channel_manager, row.public_id, "?", version=row.version, now=at("2026-03-03T09:30")
    )
    row = fresh(row)
    answer = AnswerInput(text="二期", stated=programme.full(cast.seller_a))
    actions.answer_information(
        cast.seller_a, row.public_id, answer, version=row.version, now=at("2026-03-05T09:30")
    )

    row = fresh(row)
    assert (local(row.review_started_at), local(row.decide_by)) == ("03-05 09:30", "03-10 09:30")


def test_the_answer_is_due_over_the_national_week(programme: Programme) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=at("2026-03-02T09:30"))
    row = actions.request_information(
        cast.channel_manager, row.public_id, "?", version=row.version, now=at("2026-03-31T12:00")
    )
    # ten working days from 31 March: 4 to 6 April rest
    assert local(fresh(row).answer_by) == "04-15 12:00"


# ---------------------------------------------------------------------- the clock that is shown

CALENDAR = WorkCalendar(SHANGHAI)
MONDAY = at("2026-03-02T09:30")


def row_in(state: State, **moments: datetime | None) -> Registration:
    return Registration(state=state, **moments)


def shown(row: Registration, text: str) -> Clock:
    return clock_of(row, calendar=CALENDAR, now=at(text))


@pytest.mark.parametrize(
    ("state", "turn"),
    [
        (State.DRAFT, NextActor.PARTNER),
        (State.SUBMITTED, NextActor.PARTNER),
        (State.IN_REVIEW, NextActor.DECIDER),
        (State.INFO_REQUESTED, NextActor.PARTNER),
        (State.CONFLICTED, NextActor.ARBITRATION),
        (State.PROTECTED, NextActor.PARTNER),
        (State.REJECTED, NextActor.NOBODY),
        (State.WITHDRAWN, NextActor.NOBODY),
        (State.EXPIRED, NextActor.NOBODY),
        (State.REVOKED, NextActor.NOBODY),
        (State.WON, NextActor.NOBODY),
        (State.LOST, NextActor.NOBODY),
    ],
)
def test_the_clock_says_whose_turn_it_is(state: State, turn: NextActor) -> None:
    clock = shown(row_in(state), "2026-03-02T09:30")

    assert clock == Clock(next_actor=turn)


@pytest.mark.parametrize(
    ("text", "share", "left_hours", "is_overdue"),
    [
        ("2026-03-02T09:30", 0.0, 72, False),
        ("2026-03-03T09:30", 1 / 3, 48, False),
        ("2026-03-05T09:29", 1.0, 0, False),
        ("2026-03-05T09:30", 1.0, 0, True),
        ("2026-03-09T09:30", 1.0, 0, True),
        ("2026-02-27T09:30", 0.0, 96, False),
    ],
)
def test_a_review_runs_in_working_time(
    text: str,
    share: float,
    left_hours: int,
    is_overdue: bool,  # noqa: FBT001 - a column of the table
) -> None:
    row = row_in(State.IN_REVIEW, review_started_at=MONDAY, decide_by=MONDAY + timedelta(days=3))
    clock = shown(row, text)

    assert clock.share_used == pytest.approx(share, abs=0.001)
    assert round(clock.left / timedelta(hours=1)) == left_hours
    assert (clock.is_overdue, clock.due_at) == (is_overdue, row.decide_by)


def test_a_weekend_uses_nothing_of_the_clock() -> None:
    friday, tuesday = at("2026-03-06T12:00"), at("2026-03-10T12:00")
    row = row_in(State.IN_REVIEW, review_started_at=friday, decide_by=tuesday)

    sunday = shown(row, "2026-03-08T20:00")
    monday = shown(row, "2026-03-09T00:00")

    assert sunday.share_used == monday.share_used == 0.25
    assert sunday.left == monday.left == timedelta(days=1, hours=12)


def test_while_the_partner_is_asked_the_deciders_time_stands_still() -> None:
    row = row_in(
        State.INFO_REQUESTED,
        review_started_at=MONDAY,
        decide_by=MONDAY + timedelta(days=3),
        clock_paused_at=MONDAY + timedelta(days=1),
        answer_by=at("2026-03-17T09:30"),
    )
    for text in ("2026-03-03T09:30", "2026-03-10T12:00", "2026-03-18T00:00"):
        clock = shown(row, text)
        assert clock.paused_left == timedelta(days=2)
        assert (clock.next_actor, clock.due_at) == (NextActor.PARTNER, row.answer_by)
    assert shown(row, "2026-03-18T00:00").is_overdue


def test_days_left_count_from_tomorrow_and_never_below_nothing() -> None:
    last = date(2026, 6, 28)
    assert [days_left(last, last - timedelta(days=n)) for n in (2, 1, 0, -1, -400)] == [
        2,
        1,
        0,
        0,
        0,
    ]
    assert days_left(None, last) is None
