"""Dates as people write them; a doubtful one is reported, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum

from qudao.engines.tabular.cells import Cell
from qudao.engines.tabular.problems import CellError

EARLIEST = date(1990, 1, 1)
LATEST = date(2100, 12, 31)

_EPOCH = date(1899, 12, 30)
_SERIALS = range(1, 2_958_466)
_MAX_CHARS = 64
_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        start=1,
    )
    for name in (names, names[:3])
} | {"sept": 9}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN = re.compile(r"\s*|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{4,8}")
_TIME = re.compile(
    r"[t ]\s*(?:(?:上午|下午|am|pm)\s*)?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"\s*(?:am|pm|z|[+-]\d{2}:?\d{2})?$"
)
_WEEKDAY = re.compile(
    r"[,(]?\s*(?:星期[一二三四五六日天]|周[一二三四五六日]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)"
    r"[,)]?\s*"
)


class DateOrder(Enum):
    """How a column writes `03/04/2025`."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    YEAR_FIRST = "year_first"
    MIXED = "mixed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Day:
    """A date; `day_assumed` when only the month was written and its first day stands for it."""

    value: date
    day_assumed: bool = False


def read_date(cell: Cell, order: DateOrder = DateOrder.UNKNOWN) -> Day:
    """The date in a cell, without bounds.

    Refuses with `date_not_understood`, or `date_ambiguous` (with both readings) where day and
    month could be swapped and `order` does not say which comes first.
    """
    if isinstance(cell, datetime):
        return Day(cell.date())
    if isinstance(cell, date):
        return Day(cell)
    if isinstance(cell, Decimal):
        return _from_number(cell)
    if not isinstance(cell, str) or len(cell) > _MAX_CHARS:
        raise CellError("date_not_understood")
    if _ISO.fullmatch(cell):
        return Day(_day(int(cell[:4]), int(cell[5:7]), int(cell[8:])))
    text = _clean(cell)
    for pattern, reader in _FORMS:
        if match := pattern.fullmatch(text):
            return reader(match, order)
    raise CellError("date_not_understood")


def within(day: date, earliest: date = EARLIEST, latest: date = LATEST) -> date:
    """The same day, or `date_out_of_range`."""
    if not earliest <= day <= latest:
        raise CellError(
            "date_out_of_range", earliest=earliest.isoformat(), latest=latest.isoformat()
        )
    return day


def date_order(cells: Iterable[Cell]) -> DateOrder:
    """What the whole column shows: one `25/03/2025` settles every `03/04/2025`.

    Where years have two digits, the part that changes less is the year.
    """
    day_first = month_first = False
    doubtful: list[tuple[str, str]] = []
    for cell in cells:
        if not isinstance(cell, str) or len(cell) > _MAX_CHARS or _PLAIN.fullmatch(cell):
            continue
        match = _TWO_FIRST.fullmatch(_clean(cell))
        if not match:
            continue
        if int(match[1]) > 12 and _year_first_day(match) is not None:
            doubtful.append((match[1], match[3]))
            continue
        day_first |= int(match[1]) > 12
        month_first |= int(match[2]) > 12
    if day_first and month_first:
        return DateOrder.MIXED
    if day_first:
        return DateOrder.DAY_FIRST
    return DateOrder.MONTH_FIRST if month_first else _order_of_short_years(doubtful)


def _order_of_short_years(doubtful: list[tuple[str, str]]) -> DateOrder:
    firsts, thirds = ({pair[at] for pair in doubtful} for at in (0, 1))
    if len(firsts) == len(thirds):
        return DateOrder.UNKNOWN
    return DateOrder.YEAR_FIRST if len(firsts) < len(thirds) else DateOrder.DAY_FIRST


def _clean(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).casefold().strip().lstrip("'")
    text = re.sub(r"\s+", " ", text)
    text = _TIME.sub("", text)
    return _WEEKDAY.sub("", text).strip()


def _from_number(number: Decimal) -> Day:
    whole = int(number) if number.is_finite() and 0 < number < 10**8 else 0
    if whole >= 19_000_101 and number == whole:
        return Day(_day(whole // 10_000, whole // 100 % 100, whole % 100))
    if whole in _SERIALS:
        return Day(_EPOCH + timedelta(days=whole))
    raise CellError("date_not_understood")


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise CellError("date_not_understood") from error


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (1900 if year >= 90 else 2000)


def _year_first(match: re.Match[str], _order: DateOrder) -> Day:
    return Day(_day(_full_year(match[1]), int(match[2]), int(match[3])))


def _year_month(match: re.Match[str], _order: DateOrder) -> Day:
    return Day(_day(_full_year(match[1]), int(match[2]), 1), day_assumed=True)


def _two_first(match: re.Match[str], order: DateOrder) -> Day:
    first, second, year = int(match[1]), int(match[2]), _full_year(match[3])
    other = _year_first_day(match)
    if other is not None and order is DateOrder.YEAR_FIRST:
        return Day(other)
    if first == second or first > 12:
        return Day(_sure(_day(year, second, first), other, order))
    if second > 12 or order is DateOrder.MONTH_FIRST:
        return Day(_day(year, first, second))
    if order is DateOrder.DAY_FIRST:
        return Day(_day(year, second, first))
    raise CellError(
        "date_ambiguous",
        day_first=_day(year, second, first).isoformat(),
        month_first=_day(year, first, second).isoformat(),
    )


def _sure(day: date, other: date | None, order: DateOrder) -> date:
    """25/03/01 is a day of 2001 where days come first in its column; alone it is in doubt."""
    settled = order in {DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST}
    if other is None or other == day or settled or day.day <= 12:
        return day
    raise CellError("date_ambiguous", day_first=day.isoformat(), year_first=other.isoformat())


def _year_first_day(match: re.Match[str]) -> date | None:
    """The day that `25/03/01` is when it starts with its year; None when it cannot."""
    if len(match[1]) != 2 or len(match[3]) != 2:
        return None
    try:
        return date(_full_year(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _month(name: str) -> int:
    if name not in _MONTHS:
        raise CellError("date_not_understood")
    return _MONTHS[name]


def _day_name_year(match: re.Match[str], _order: DateOrder) -> Day:
    return Day(_day(_full_year(match[3]), _month(match[2]), int(match[1])))


def _name_day_year(match: re.Match[str], _order: DateOrder) -> Day:
    return Day(_day(_full_year(match[3]), _month(match[1]), int(match[2])))


def _name_year(match: re.Match[str], _order: DateOrder) -> Day:
    return Day(_day(_full_year(match[2]), _month(match[1]), 1), day_assumed=True)


def _digits(match: re.Match[str], _order: DateOrder) -> Day:
    return _from_number(Decimal(match[0]))


_TWO_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_Reader = Callable[[re.Match[str], DateOrder], Day]
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(r"(\d{4})\s?[-/.年 ]\s?(\d{1,2})\s?[-/.月 ]\s?(\d{1,2})\s?[日号]?"), _year_first),
    (re.compile(r"(\d{2})年\s?(\d{1,2})月\s?(\d{1,2})[日号]?"), _year_first),
    (re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?月?份?"), _year_month),
    (_TWO_FIRST, _two_first),
    (
        re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-./]?([a-z]{3,9})\.?,?[ \-./]?(\d{4}|\d{2})"),
        _day_name_year,
    ),
    (re.compile(r"([a-z]{3,9})\.? ?(\d{1,2})(?:st|nd|rd|th)?,? ?(\d{4})"), _name_day_year),
    (re.compile(r"([a-z]{3,9})\.?,?[ \-]?(\d{4})"), _name_year),
    (re.compile(r"\d{8}|[1-9]\d{4}(?:\.\d+)?"), _digits),
)
