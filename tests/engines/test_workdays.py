from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.workdays import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
BEIRUT = ZoneInfo("Asia/Beirut")  # clocks change at midnight there
NATIONAL_DAY = frozenset(date(2026, 10, day) for day in range(1, 8))
CHINA = WorkCalendar(
    time_zone=SHANGHAI,
    holidays=NATIONAL_DAY,
    extra_workdays=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
)

days_of_decade = st.dates(date(2020, 1, 1), date(2030, 12, 31))
some_days = st.frozensets(days_of_decade, max_size=12)
zones = st.sampled_from([SHANGHAI, BERLIN, BEIRUT, ZoneInfo("America/New_York"), ZoneInfo("UTC")])
moments = st.datetimes(
    datetime.fromisoformat("2020-01-01"),
    datetime.fromisoformat("2030-12-31"),
    timezones=st.just(UTC),
)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    holidays = draw(some_days)
    return WorkCalendar(
        time_zone=draw(zones), holidays=holidays, extra_workdays=draw(some_days) - holidays
    )


def at(day: int, hour: int = 0, minute: int = 0, *, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


# ---------------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 9, 25), True),  # Friday
        (date(2026, 9, 26), False),  # Saturday
        (date(2026, 9, 27), True),  # Sunday moved to work
        (date(2026, 10, 1), False),  # holiday on a Thursday
        (date(2026, 10, 10), True),  # Saturday moved to work
    ],
)
def test_holidays_rest_and_moved_weekend_days_work(day: date, works: bool) -> None:  # noqa: FBT001
    assert CHINA.is_working_day(day) is works


def test_a_calendar_that_contradicts_itself_is_refused() -> None:
    day = frozenset({date(2026, 10, 1)})
    with pytest.raises(ValueError, match="both a holiday and an extra workday"):
        WorkCalendar(time_zone=SHANGHAI, holidays=day, extra_workdays=day)


@pytest.mark.parametrize("weekend", [frozenset(range(7)), frozenset({7})])
def test_a_week_without_work_is_refused(weekend: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="weekend"):
        WorkCalendar(time_zone=SHANGHAI, weekend=weekend)


@given(calendars(), days_of_decade, st.integers(0, 400))
def test_working_days_between_counts_each_working_day_once(
    calendar: WorkCalendar, start: date, length: int
) -> None:
    end = start + timedelta(days=length)
    one_by_one = sum(calendar.is_working_day(start + timedelta(days=n)) for n in range(length))

    assert calendar.working_days_between(start, end) == one_by_one
    assert calendar.working_days_between(end, start) == -one_by_one


# ---------------------------------------------------------------------- adding


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (at(21, 15, 30), 3, at(24, 15, 30)),  # Monday to Thursday, same clock time
        (at(24, 15, 30), 3, at(28, 15, 30)),  # Friday, moved Sunday, Monday
        (at(26, 15, 30), 3, at(30)),  # a Saturday start counts from Sunday 0:00, which works
        (at(30, 9), 1, at(8, 9, month=10)),  # the national week stops the clock
        (at(30, 9), 3, at(10, 9, month=10)),  # Thursday, Friday, moved Saturday
        (at(3, 9, month=10), 0, at(8, month=10)),  # even no days end on a working day
        (at(21, 15, 30), 0, at(21, 15, 30)),
    ],
)
def test_working_days_are_added_at_the_same_clock_time(
    start: datetime, days: int, expected: datetime
) -> None:
    assert CHINA.add_working_days(start, days) == expected


def test_a_start_in_another_zone_counts_in_the_programmes_days() -> None:
    friday_evening_in_utc = datetime(2026, 9, 25, 17, tzinfo=UTC)  # Saturday 1:00 in Shanghai

    assert CHINA.add_working_days(friday_evening_in_utc, 1) == at(28)


@pytest.mark.parametrize("days", [-1, 5_001])
def test_absurd_numbers_of_days_are_refused(days: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 5000"):
        CHINA.add_working_days(at(21), days)


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CHINA.day_of(datetime(2026, 9, 21))  # noqa: DTZ001


def test_the_clock_time_stays_when_daylight_saving_ends() -> None:
    berlin = WorkCalendar(time_zone=BERLIN)
    friday = datetime(2026, 10, 23, 9, tzinfo=BERLIN)

    monday = berlin.add_working_days(friday, 1)

    assert monday.isoformat() == "2026-10-26T09:00:00+01:00"
    assert monday - friday.astimezone(UTC) == timedelta(days=3, hours=1)


def test_a_clock_time_that_daylight_saving_skips_moves_behind_the_gap() -> None:
    berlin = WorkCalendar(time_zone=BERLIN, weekend=frozenset())
    before = datetime(2026, 3, 28, 2, 30, tzinfo=BERLIN)

    assert berlin.add_working_days(before, 1).isoformat() == "2026-03-29T03:30:00+02:00"


@given(calendars(), moments, st.integers(0, 60), st.integers(0, 60))
def test_adding_in_two_steps_reaches_the_same_day(
    calendar: WorkCalendar, start: datetime, first: int, second: int
) -> None:
    in_two = calendar.add_working_days(calendar.add_working_days(start, first), second)
    at_once = calendar.add_working_days(start, first + second)

    assert calendar.day_of(in_two) == calendar.day_of(at_once)


@given(calendars(), moments, st.integers(0, 90))
def test_the_result_works_and_lies_that_many_working_days_later(
    calendar: WorkCalendar, start: datetime, days: int
) -> None:
    result = calendar.add_working_days(start, days)
    first = calendar.next_working_day(calendar.day_of(start))

    assert calendar.is_working_day(calendar.day_of(result))
    assert calendar.working_days_between(first, calendar.day_of(result)) == days


# ---------------------------------------------------------------------- ends of days


def test_the_end_of_a_day_is_the_next_midnight() -> None:
    assert CHINA.end_of_day(date(2026, 9, 21)) == at(22)


def test_a_day_that_starts_after_a_skipped_midnight_starts_at_its_first_moment() -> None:
    beirut = WorkCalendar(time_zone=BEIRUT)

    assert beirut.start_of_day(date(2025, 3, 30)).isoformat() == "2025-03-30T01:00:00+03:00"


@given(calendars(), moments)
def test_each_moment_belongs_to_exactly_its_day(calendar: WorkCalendar, moment: datetime) -> None:
    day = calendar.day_of(moment)

    assert calendar.start_of_day(day) <= moment < calendar.end_of_day(day)


# ---------------------------------------------------------------------- the ring


@pytest.mark.parametrize(
    ("now", "share", "left"),
    [
        (at(21, 12), 0.0, timedelta(days=2)),
        (at(22, 12), 0.5, timedelta(days=1)),
        (at(23), 0.75, timedelta(hours=12)),
        (at(23, 12), 1.0, timedelta(0)),
        (at(24), 1.0, timedelta(0)),
        (at(18), 0.0, timedelta(days=3, hours=12)),
    ],
)
def test_the_ring_shows_the_share_of_working_time(
    now: datetime, share: float, left: timedelta
) -> None:
    start, deadline = at(21, 12), at(23, 12)

    assert CHINA.share_used(start, deadline, now=now) == share
    assert CHINA.working_time_left(now, deadline) == left


def test_the_ring_stands_still_on_days_of_rest() -> None:
    start, deadline = at(30, 12), at(8, 12, month=10)

    shares = {CHINA.share_used(start, deadline, now=at(day, month=10)) for day in range(1, 9)}

    assert shares == {0.5}


def test_a_clock_without_length_is_full_at_its_deadline() -> None:
    assert CHINA.share_used(at(21), at(21), now=at(20)) == 0.0
    assert CHINA.share_used(at(21), at(21), now=at(21)) == 1.0


@given(calendars(), moments, st.integers(1, 30), st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_ring_never_runs_backwards(
    calendar: WorkCalendar, start: datetime, days: int, one: int, other: int
) -> None:
    deadline = calendar.add_working_days(start, days)
    early, late = (start + timedelta(seconds=n) for n in sorted((one, other)))

    used = [calendar.share_used(start, deadline, now=moment) for moment in (early, late)]

    assert 0.0 <= used[0] <= used[1] <= 1.0
    assert calendar.working_time_left(early, deadline) >= calendar.working_time_left(late, deadline)


# ---------------------------------------------------------------------- paused clocks


def test_the_long_national_holiday_stops_the_update_clock() -> None:
    due = CHINA.add_days_without_long_breaks(date(2026, 9, 20), 30, break_from=5)

    assert due == date(2026, 10, 27)


def test_an_ordinary_weekend_does_not_stop_the_update_clock() -> None:
    due = CHINA.add_days_without_long_breaks(date(2026, 8, 1), 30, break_from=2)

    assert due == date(2026, 8, 31)


@given(calendars(), days_of_decade, st.integers(0, 120), st.integers(2, 9))
def test_a_paused_clock_never_ends_before_the_plain_one(
    calendar: WorkCalendar, start: date, days: int, break_from: int
) -> None:
    due = calendar.add_days_without_long_breaks(start, days, break_from=break_from)

    assert due >= start + timedelta(days=days)


# ---------------------------------------------------------------------- working time added


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        (at(21, 9), timedelta(hours=36), at(22, 21)),  # Monday
        (at(25, 9), timedelta(hours=12), at(25, 21)),  # a Friday that is followed by a Saturday off
        (at(25, 9), timedelta(hours=20), at(27, 5)),  # and a Sunday moved to work
        (at(26, 9), timedelta(0), at(27)),  # from a day of rest: from the next working day on
        (at(30, 18), timedelta(hours=6), at(8, month=10)),  # 24:00 is the next working day's 0:00
        (at(30, 18), timedelta(days=1, hours=12), at(9, 6, month=10)),
    ],
)
def test_working_time_skips_days_of_rest(
    start: datetime, span: timedelta, expected: datetime
) -> None:
    assert CHINA.add_working_time(start, span) == expected


@given(start=moments, hours=st.integers(0, 400))
def test_working_time_that_was_added_is_the_working_time_left(start: datetime, hours: int) -> None:
    span = timedelta(hours=hours)
    assert CHINA.working_time_left(start, CHINA.add_working_time(start, span)) == span


@given(start=moments, span=st.timedeltas(timedelta(0), timedelta(days=40)), calendar=calendars())
def test_added_working_time_ends_on_a_working_day(
    start: datetime, span: timedelta, calendar: WorkCalendar
) -> None:
    end = calendar.add_working_time(start, span)
    assert end >= start
    assert calendar.is_working_day(calendar.day_of(end))


def test_working_time_is_not_turned_back() -> None:
    with pytest.raises(ValueError, match="turned back"):
        CHINA.add_working_time(at(21), timedelta(seconds=-1))


@pytest.mark.parametrize(
    ("share", "expected"),
    [("0", at(24, 9)), ("0.5", at(25, 21)), ("1", at(28, 9))],
)
def test_a_share_of_the_working_time_is_a_moment(share: str, expected: datetime) -> None:
    start, deadline = at(24, 9), at(28, 9)  # Thursday, Friday, the moved Sunday, Monday
    assert CHINA.moment_at_share(start, deadline, Decimal(share)) == expected
