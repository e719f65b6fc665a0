"""The programme's quarters and fiscal years around a day."""

from __future__ import annotations

from datetime import date

from qudao.core.programme import current_programme
from qudao.engines.quarter import Quarter, quarter_after, quarter_before, quarter_of

__all__ = ["Quarter", "fiscal_years", "quarters_around", "this_quarter"]


def this_quarter(today: date) -> Quarter:
    return quarter_of(today, first_month=_first_month())


def quarters_around(today: date, *, back: int, ahead: int) -> list[Quarter]:
    """So many quarters back to so many ahead, the earliest first."""
    first = _first_month()
    before, after = [this_quarter(today)], [this_quarter(today)]
    for _step in range(back):
        before.append(quarter_before(before[-1], first_month=first))
    for _step in range(ahead):
        after.append(quarter_after(after[-1], first_month=first))
    return [*reversed(before), *after[1:]]


def fiscal_years(today: date) -> list[tuple[int, date, date]]:
    """This fiscal year and the next: number, first day, the first day after."""
    first = _first_month()
    this = today.year if today.month >= first else today.year - 1
    return [(year, date(year, first, 1), date(year + 1, first, 1)) for year in (this, this + 1)]


def _first_month() -> int:
    return current_programme().fiscal_year_starts_in
