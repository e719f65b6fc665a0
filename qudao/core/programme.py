"""The programme of this installation and its working calendar."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays as public_holidays

from qudao.core.clock import day_in
from qudao.core.errors import QudaoError
from qudao.core.models import Holiday, Programme
from qudao.core.prepared import Prepared
from qudao.engines.workdays import WorkCalendar

YEARS_BACK, YEARS_AHEAD = 5, 3
EARLIEST = date(2, 1, 1)  # in a zone ahead of UTC the first year begins before all years
KEPT_SECONDS = 5.0


@dataclass
class _Kept:
    programme: Programme | None = None
    until: float = 0.0


_kept = _Kept()


class NoProgramme(QudaoError):
    """The installation has not been set up yet."""

    status = 503
    code = "no_programme"


def current_programme() -> Programme:
    """The one programme; `NoProgramme` before `qudao setup` or the demonstration.

    Kept for a few seconds in the process, since every page formats dozens of days by its zone.
    """
    if _kept.programme is None or time.monotonic() > _kept.until:
        reason = "name, zone and currency belong to everybody"
        _kept.programme = Programme.objects.unscoped(reason=reason).first()
        _kept.until = time.monotonic() + KEPT_SECONDS
    if _kept.programme is None:
        raise NoProgramme
    return _kept.programme


def forget_programme() -> None:
    """Read the programme anew at the next call; for whoever has just changed it."""
    _kept.programme = None


def programme_zone() -> ZoneInfo:
    return ZoneInfo(current_programme().time_zone)


def today(now: datetime) -> date:
    """The programme's calendar day at a moment."""
    return day_in(now, current_programme().time_zone)


def start_of(day: date) -> datetime:
    """The first moment of a day in the programme's zone, whatever its holidays are."""
    zone = ZoneInfo(current_programme().time_zone)
    return WorkCalendar(zone).start_of_day(max(day, EARLIEST))


def work_calendar(now: datetime) -> WorkCalendar:
    """Working days around a moment: the country's calendar, then the programme's own days."""
    programme = current_programme()
    own = tuple(_own_days())
    return _calendar(programme.holiday_calendar, programme.time_zone, now.year, own)


_own_days = Prepared[tuple[date, bool]](
    lambda: (
        Holiday.objects.unscoped(reason="the calendar belongs to everybody")
        .order_by("day")
        .values_list("day", "is_working_day")
    )
)


@lru_cache(maxsize=16)
def _calendar(
    country: str, time_zone: str, year: int, own: tuple[tuple[date, bool], ...]
) -> WorkCalendar:
    off, worked = _country_days(country, year)
    own_off = {day for day, is_working in own if not is_working}
    own_worked = {day for day, is_working in own if is_working}
    return WorkCalendar(
        time_zone=ZoneInfo(time_zone),
        holidays=frozenset((off | own_off) - own_worked),
        extra_workdays=frozenset((worked | own_worked) - own_off),
    )


@lru_cache(maxsize=16)
def _country_days(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays, and weekend days that are worked instead (China's moved working days)."""
    if country == "NONE":
        return frozenset(), frozenset()
    years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
    calendar = public_holidays.country_holidays(country, years=years)
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    weekend = (
        day
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
        if day.weekday() >= 5
    )
    return frozenset(calendar.keys()), frozenset(d for d in weekend if calendar.is_working_day(d))
