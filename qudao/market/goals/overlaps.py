"""Targets that overlap: a year's and its quarters' say the same money twice, and count once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from qudao.core.money import UNIT
from qudao.market.goals.models import Quota

Span = tuple[date, date]


def shares_of(rows: Iterable[Quota], starts_on: date, ends_on: date) -> dict[int, Decimal]:
    """How much each target counts in a half-open period, by its key.

    A target counts by the share of its days on which it speaks. On each day one period speaks for
    a holder: of those that lie within the period asked for the longest, else the shortest of the
    others. Several targets of one holder over the same days are parts of one, and add up.
    """
    shares: dict[int, Decimal] = {}
    for held in _by_holder(rows).values():
        days = _days_of({_span(row) for row in held}, (starts_on, ends_on))
        shares.update((row.pk, _share(row, days[_span(row)])) for row in held)
    return shares


def _by_holder(rows: Iterable[Quota]) -> dict[object, list[Quota]]:
    held: dict[object, list[Quota]] = defaultdict(list)
    for row in rows:
        user = row.user_id or (row.sales_person.user_id if row.sales_person else None)
        own_name = None if user else row.sales_person_id
        held[user, own_name, row.partner_id, row.cell_id].append(row)
    return held


def _days_of(spans: Iterable[Span], asked: Span) -> dict[Span, int]:
    """On how many days of the period asked for each span speaks."""
    free = [asked]
    days: dict[Span, int] = {}
    for span in sorted(spans, key=lambda one: _rank(one, asked)):
        taken = [_common(span, gap) for gap in free]
        days[span] = sum(max((last - first).days, 0) for first, last in taken)
        free = [part for gap in free for part in _rest(gap, span)]
    return days


def _rank(span: Span, asked: Span) -> tuple[bool, int, Span]:
    """The nearer a span is to the period asked for, the earlier it speaks."""
    is_outside = span[0] < asked[0] or span[1] > asked[1]
    length = (span[1] - span[0]).days
    return is_outside, length if is_outside else -length, span


def _common(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])


def _rest(gap: Span, taken: Span) -> Sequence[Span]:
    """What is left of a gap before and after the days that are taken."""
    parts = ((gap[0], min(gap[1], taken[0])), (max(gap[0], taken[1]), gap[1]))
    return [part for part in parts if part[0] < part[1]]


def _span(row: Quota) -> Span:
    return row.starts_on, row.ends_on


def _share(row: Quota, days: int) -> Decimal:
    whole = (row.ends_on - row.starts_on).days
    if days == whole:
        return row.amount
    return (row.amount * days / whole).quantize(UNIT, rounding=ROUND_HALF_UP)
