"""The clock and the programme's calendar.

Only doors (views, API, jobs, commands) ask `now()`; everything inside is given the moment.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def day_in(moment: datetime, time_zone: str) -> date:
    """The calendar day of a moment in a named time zone."""
    return moment.astimezone(ZoneInfo(time_zone)).date()
