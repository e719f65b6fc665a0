"""Working days checked against counting by hand, in every zone and at every edge."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.workdays import MOST_DAYS, WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = [
    SHANGHAI,
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Pacific/Kiritimati"),
    ZoneInfo("Asia/Kolkata"),
    ZoneInfo("UTC"),
]
PLAIN = WorkCalendar(time_zone=SHANGHAI)
SPRING = WorkCalendar(
    time_zone=SHANGHAI,
    holidays=frozenset(date(2026, 2, day) for day in range(15, 24)),
    extra_workdays=frozenset({date(2026, 2, 14), date(2026, 2, 28)}),
)
GULF = WorkCalendar(time_zone=ZoneInfo("Asia/Dubai"), weekend=frozenset({4, 5}))
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
free_days = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=20)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


# ---------------------------------------------------------------------- which days work


@pytest.mark.parametrize(
    ("calendar", "day", "works", "following"),
    [
        (PLAIN, date(2026, 2, 13), True, date(2026, 2, 13)),
        (PLAIN, date(2026, 2, 14), False, date(2026, 2, 16)),
        (SPRING, date(2026, 2, 14), True, date(2026, 2, 14)),
        (SPRING, date(2026, 2, 15), False, date(2026, 2, 24)),
        (SPRING, date(2026, 2, 23), False, date(2026, 2, 24)),
        (SPRING, date(2026, 2, 28), True, date(2026, 2, 28)),
        (SPRING, date(2026, 3, 1), False, date(2026, 3, 2)),
        (GULF, date(2026, 2, 13), False, date(2026, 2, 15)),
        (GULF, date(2026, 2, 15), True, date(2026, 2, 15)),
    ],
)
def test_the_next_working_day(
    calendar: WorkCalendar, day: date, following: date, *, works: bool
) -> None:
    assert calendar.is_working_day(day) is works
    assert calendar.next_working_day(day) == following


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 2, 9), date(2026, 2, 9), 0),
        (date(2026, 2, 9), date(2026, 2, 10), 1),
        (date(2026, 2, 9), date(2026, 2, 16), 6),  # with the moved Saturday
        (date(2026, 2, 15), date(2026, 2, 24), 0),
        (date(2026, 2, 14), date(2026, 3, 1), 6),
        (date(2026, 3, 1), date(2026, 2, 14), -6),
        (date(2026, 1, 1), date(2027, 1, 1), 257),
    ],
)
def test_working_days_of_the_spring_festival(start: date, end: date, count: int) -> None:
    assert SPRING.working_days_between(start, end) == count


@pytest.mark.parametrize(
    ("start", "days_on", "end"),
    [
        (at(2, 13, 17), 1, at(2, 14, 17)),
        (at(2, 13, 17), 2, at(2, 24, 17)),
        (at(2, 14, 9), 3, at(2, 26, 9)),
        (at(2, 17, 9), 0, at(2, 24)),
        (at(2, 17, 9), 1, at(2, 25)),
        (at(2, 27, 9), 1, at(2, 28, 9)),
        (at(2, 27, 9), 2, at(3, 2, 9)),
    ],
)
def test_a_deadline_over_the_spring_festival(start: datetime, days_on: int, end: datetime) -> None:
    assert SPRING.add_working_days(start, days_on) == end


def test_a_deadline_in_years_is_still_counted() -> None:
    assert PLAIN.add_working_days(at(1, 5), MOST_DAYS).date() == date(2045, 3, 6)


# ---------------------------------------------------------------------- properties


@given(st.sampled_from(ZONES), free_days, moments, st.integers(0, 30))
@settings(max_examples=60)
def test_a_deadline_is_found_by_walking_day_by_day(
    zone: ZoneInfo, free: frozenset[date], start: datetime, count: int
) -> None:
    calendar = WorkCalendar(time_zone=zone, holidays=free)
    day = calendar.next_working_day(start.astimezone(zone).date())
    for _ in range(count):
        day = calendar.next_working_day(day + timedelta(days=1))

    assert calendar.add_working_days(start, count).astimezone(zone).date() == day


@given(st.sampled_from(ZONES), days)
@settings(max_examples=60)
def test_days_follow_each_other_without_gap(zone: ZoneInfo, day: date) -> None:
    calendar = WorkCalendar(time_zone=zone)
    opened, closed = calendar.start_of_day(day), calendar.end_of_day(day)

    assert closed == calendar.start_of_day(day + timedelta(days=1))
    assert calendar.day_of(opened) == day
    assert calendar.day_of(closed - timedelta(microseconds=1)) == day
    assert (
        timedelta(hours=22) < closed.astimezone(UTC) - opened.astimezone(UTC) < timedelta(hours=26)
    )


@given(free_days, moments, st.integers(1, 20), st.decimals(0, 1, places=3))
@settings(max_examples=60)
def test_the_moment_of_a_share_has_used_that_share(
    free: frozenset[date], start: datetime, count: int, share: Decimal
) -> None:
    calendar = WorkCalendar(time_zone=SHANGHAI, holidays=free)
    deadline = calendar.add_working_days(start, count)

    moment = calendar.moment_at_share(start, deadline, share)

    assert moment <= deadline
    assert calendar.share_used(start, deadline, now=moment) == pytest.approx(float(share))


@given(free_days, moments, moments)
@settings(max_examples=60)
def test_used_and_left_time_make_the_whole(
    free: frozenset[date], now: datetime, other: datetime
) -> None:
    calendar = WorkCalendar(time_zone=SHANGHAI, holidays=free)
    start, deadline = sorted((at(1, 5), other))
    whole = calendar.working_time_left(start, deadline)
    used = calendar.share_used(start, deadline, now=now)

    if start <= now <= deadline and whole:
        left = calendar.working_time_left(now, deadline) / whole
        assert used + left == pytest.approx(1.0)


@given(free_days, days, st.integers(0, 100))
@settings(max_examples=60)
def test_a_calendar_without_long_breaks_counts_plain_days(
    free: frozenset[date], start: date, count: int
) -> None:
    calendar = WorkCalendar(time_zone=SHANGHAI, holidays=free)

    plain = calendar.add_days_without_long_breaks(start, count, break_from=200)

    assert plain == start + timedelta(days=count)


@pytest.mark.parametrize(
    ("start", "count", "break_from", "due"),
    [
        (date(2026, 2, 10), 3, 5, date(2026, 2, 13)),
        (date(2026, 2, 10), 4, 5, date(2026, 2, 14)),
        (date(2026, 2, 10), 5, 5, date(2026, 2, 24)),
        (date(2026, 2, 10), 5, 9, date(2026, 2, 24)),
        (date(2026, 2, 10), 5, 10, date(2026, 2, 15)),  # the festival has nine days
        (date(2026, 2, 17), 0, 5, date(2026, 2, 17)),
        (date(2026, 2, 17), 1, 5, date(2026, 2, 24)),
    ],
)
def test_the_spring_festival_stops_the_update_clock(
    start: date, count: int, break_from: int, due: date
) -> None:
    assert SPRING.add_days_without_long_breaks(start, count, break_from=break_from) == due


@pytest.mark.parametrize("count", [-1, MOST_DAYS + 1])
def test_absurd_numbers_of_days_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 5000"):
        SPRING.add_days_without_long_breaks(date(2026, 1, 1), count, break_from=5)


@pytest.mark.parametrize("ask", ["add_working_days", "day_of", "add_working_time"])
def test_a_moment_without_a_zone_is_refused(ask: str) -> None:
    naive = datetime(2026, 1, 5, 9)  # noqa: DTZ001
    more: dict[str, list[object]] = {"add_working_days": [1], "add_working_time": [timedelta(1)]}

    with pytest.raises(ValueError, match="time zone"):
        getattr(PLAIN, ask)(naive, *more.get(ask, []))
