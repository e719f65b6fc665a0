"""Working days of a programme: deadlines, ends of days, and how much of a clock is used.

A working day is a whole day in the programme's time zone; there are no office hours. Days are
half-open, so the end of a day is the first moment of the next one. All moments are aware, and
results come back in the programme's time zone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

SATURDAY, SUNDAY = 5, 6
MOST_DAYS = 5_000
ONE_DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
ORIGIN = date(1, 1, 1)  # a Monday, from which days are counted


@lru_cache(maxsize=32)
def _weekdays_in(days: frozenset[date], weekend: frozenset[int]) -> tuple[date, ...]:
    """The days that do not fall on a weekend, in order; a list page asks many times."""
    return tuple(sorted(day for day in days if day.weekday() not in weekend))


@lru_cache(maxsize=32)
def _days_on(days: frozenset[date], weekend: frozenset[int]) -> tuple[date, ...]:
    """The days that do fall on a weekend, in order."""
    return tuple(sorted(day for day in days if day.weekday() in weekend))


class Progress(NamedTuple):
    """How far a clock has run: working time left, a working day being 24 hours, and the share
    used from 0 to 1."""

    left: timedelta
    share_used: float


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The programme's days: weekends and holidays rest, extra workdays (调休) work.

    A day that is both a holiday and an extra workday, or a week without work, is refused.
    """

    time_zone: ZoneInfo
    holidays: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})

    def __post_init__(self) -> None:
        both = self.holidays & self.extra_workdays
        if both:
            raise ValueError(f"{min(both)} is both a holiday and an extra workday")
        if not self.weekend < frozenset(range(7)):
            raise ValueError("a weekend has days 0 to 6 and leaves at least one day for work")

    # ------------------------------------------------------------------ days

    def is_working_day(self, day: date) -> bool:
        if day in self.extra_workdays:
            return True
        return day.weekday() not in self.weekend and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """`day` itself when it works, else the first working day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days in [start, end); negative when `end` lies before `start`."""
        return self._working_days_before(end) - self._working_days_before(start)

    def _working_days_before(self, day: date) -> int:
        weeks, rest = divmod((day - ORIGIN).days, 7)
        regular = weeks * (7 - len(self.weekend))
        regular += sum(1 for weekday in range(rest) if weekday not in self.weekend)
        off = bisect_left(_weekdays_in(self.holidays, self.weekend), day)
        on = bisect_left(_days_on(self.extra_workdays, self.weekend), day)
        return regular - off + on

    # ------------------------------------------------------------------ moments

    def day_of(self, moment: datetime) -> date:
        """The programme's calendar day on which `moment` falls."""
        return self._local(moment).date()

    def start_of_day(self, day: date) -> datetime:
        """The first moment of `day`, also where clocks change at midnight."""
        return self._existing(datetime.combine(day, time.min, self.time_zone))

    def end_of_day(self, day: date) -> datetime:
        """24:00 of `day`, which is the first moment that no longer belongs to it."""
        return self.start_of_day(day + ONE_DAY)

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The same clock time `days` working days later.

        A start on a day of rest counts from the start of the next working day. The result lies
        on a working day. Between 0 and 5,000 days, else refused.
        """
        if not 0 <= days <= MOST_DAYS:
            raise ValueError(f"days must be between 0 and {MOST_DAYS}")
        local = self._local(start)
        if not self.is_working_day(local.date()):
            local = self.start_of_day(self.next_working_day(local.date()))
        target = local.date()
        for _ in range(days):
            target = self.next_working_day(target + ONE_DAY)
        if target == local.date():
            return local
        return self._existing(datetime.combine(target, local.time(), self.time_zone))

    def working_time_left(self, now: datetime, deadline: datetime) -> timedelta:
        """Working time from `now` to `deadline`, one working day being 24 hours; never below 0."""
        return _time_left(self._position(now), self._position(deadline))

    def share_used(self, start: datetime, deadline: datetime, *, now: datetime) -> float:
        """How much of the working time from `start` to `deadline` is gone, from 0 to 1."""
        return self.progress(start, deadline, now=now).share_used

    def progress(self, start: datetime, deadline: datetime, *, now: datetime) -> Progress:
        """What is left and what is gone of the working time from `start` to `deadline`."""
        begun, end, here = self._position(start), self._position(deadline), _now(self, now)
        whole, whole_per = _between(begun, end)
        if whole <= 0:
            return Progress(_time_left(here, end), 1.0 if now >= deadline else 0.0)
        gone, gone_per = _between(begun, here)
        share = min(1.0, max(0.0, (gone * whole_per) / (whole * gone_per)))
        return Progress(_time_left(here, end), share)

    def add_working_time(self, start: datetime, span: timedelta) -> datetime:
        """The moment at which `span` of working time has passed since `start`, one working day
        being its whole day; the answer to working_time_left(). Not for negative spans."""
        if span < timedelta(0):
            raise ValueError("working time is not turned back")
        days, rest = divmod(span, ONE_DAY)
        moment = self.add_working_days(start, days)
        left = self.end_of_day(moment.date()) - moment
        if rest < left:
            return self._existing(moment + rest)
        following = self.next_working_day(moment.date() + ONE_DAY)
        return self._existing(self.start_of_day(following) + (rest - left))

    def moment_at_share(self, start: datetime, deadline: datetime, share: Decimal) -> datetime:
        """When `share` (0 to 1) of the working time from `start` to `deadline` is gone."""
        tick = timedelta(microseconds=1)
        whole = self.working_time_left(start, deadline) // tick
        return self.add_working_time(start, int(whole * share) * tick)

    def _position(self, moment: datetime) -> _Position:
        """Working days since the origin, with the part of the moment's own day."""
        worked = _worked(self, self.day_of(moment))
        if worked.ticks == 0:
            return _Position(worked.before, 0, ONE_DAY // TICK)
        return _Position(worked.before, (moment - worked.opened) // TICK, worked.ticks)

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment.astimezone(self.time_zone)

    def _existing(self, local: datetime) -> datetime:
        """Move a clock time that daylight saving skips to the moment after the gap."""
        return local.astimezone(UTC).astimezone(self.time_zone)

    # ------------------------------------------------------------------ paused clocks

    def add_days_without_long_breaks(self, start: date, days: int, *, break_from: int) -> date:
        """The day `days` calendar days after `start`, long holidays not counted.

        A long holiday is a run of at least `break_from` days of rest that holds a named holiday;
        an ordinary weekend never stops the clock.
        """
        if not 0 <= days <= MOST_DAYS:
            raise ValueError(f"days must be between 0 and {MOST_DAYS}")
        paused = frozenset(self._days_in_long_breaks(break_from))
        day = start
        for _ in range(days):
            day += ONE_DAY
            while day in paused:
                day += ONE_DAY
        return day

    def _days_in_long_breaks(self, break_from: int) -> Iterator[date]:
        for holiday in self.holidays:
            run = self._rest_around(holiday)
            if len(run) >= break_from:
                yield from run

    def _rest_around(self, holiday: date) -> list[date]:
        first = last = holiday
        while not self.is_working_day(first - ONE_DAY):
            first -= ONE_DAY
        while not self.is_working_day(last + ONE_DAY):
            last += ONE_DAY
        return [first + ONE_DAY * step for step in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True)
class _Worked:
    """A day as positions need it: working days before it, its start, its length in ticks (0 for a
    day of rest)."""

    before: int
    opened: datetime
    ticks: int


@lru_cache(maxsize=4096)
def _worked(calendar: WorkCalendar, day: date) -> _Worked:
    """Kept, since a list asks for the same few days on each of its rows."""
    opened = calendar.start_of_day(day).astimezone(UTC)
    length = calendar.end_of_day(day).astimezone(UTC) - opened
    ticks = length // TICK if calendar.is_working_day(day) else 0
    return _Worked(calendar._working_days_before(day), opened, ticks)


class _Position(NamedTuple):
    """Whole working days since the origin, and the part of a day: `gone` ticks of its `ticks`.
    Whole numbers, since a day of a changing clock has not 24 hours."""

    before: int
    gone: int
    ticks: int


@lru_cache(maxsize=16)
def _now(calendar: WorkCalendar, moment: datetime) -> _Position:
    """Kept, since every row of a list asks for the same moment."""
    return calendar._position(moment)


def _time_left(here: _Position, end: _Position) -> timedelta:
    days, per_day = _between(here, end)
    if days <= 0:
        return timedelta(0)
    return timedelta(microseconds=_divided(days * (ONE_DAY // TICK), per_day))


def _between(start: _Position, end: _Position) -> tuple[int, int]:
    """Exact working days from one to the other, as a fraction: numerator and denominator."""
    if start.ticks == end.ticks:
        return (end.before - start.before) * end.ticks + end.gone - start.gone, end.ticks
    ticks = start.ticks * end.ticks
    parts = end.gone * start.ticks - start.gone * end.ticks
    return (end.before - start.before) * ticks + parts, ticks


def _divided(numerator: int, denominator: int) -> int:
    """The nearest whole number, halves to the even one."""
    whole, rest = divmod(numerator, denominator)
    is_up = rest * 2 > denominator or (rest * 2 == denominator and whole % 2 == 1)
    return whole + is_up
