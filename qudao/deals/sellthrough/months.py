"""Sales month by month in the programme's currency, months without a line included."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from qudao.core.actor import Actor
from qudao.core.exchange import rates_on
from qudao.core.money import UNIT
from qudao.core.programme import current_programme
from qudao.deals.sellthrough.selectors import SalesFilters, SalesTotal, sales_by_month

MONTHS = 12
_IN_A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One calendar month; `label` is its ISO form, such as 2026-03."""

    label: str
    lines: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The last twelve calendar months, the earliest first. Amounts in the currencies of
    `missing` have no rate and are in no figure."""

    months: tuple[Month, ...]
    amount: Decimal
    lines: int
    best: Month
    currency: str
    missing: tuple[str, ...]


def last_months(actor: Actor, filters: SalesFilters, *, today: date) -> Year:
    """What was sold in this month and the eleven before it, at today's rates."""
    starts = [_month_before(today, back) for back in reversed(range(MONTHS))]
    within = replace(filters, starts_on=starts[0], ends_on=_month_before(today, -1))
    found = sales_by_month(actor, within)
    currencies = {one.currency for one in found}
    rates = rates_on(currencies, today)
    months = tuple(_month(start, found, rates) for start in starts)
    return Year(
        months=months,
        amount=sum((one.amount for one in months), Decimal(0)),
        lines=sum(one.lines for one in months),
        best=max(months, key=lambda one: one.amount),
        currency=current_programme().currency,
        missing=tuple(sorted(currencies - rates.keys())),
    )


def _month(start: date, found: list[SalesTotal], rates: dict[str, Decimal]) -> Month:
    mine = [one for one in found if one.key == start.isoformat() and one.currency in rates]
    exact = sum((one.amount * rates[one.currency] for one in mine), Decimal(0))
    return Month(
        label=f"{start:%Y-%m}", lines=sum(one.lines for one in mine), amount=exact.quantize(UNIT)
    )


def _month_before(day: date, back: int) -> date:
    """The first day of the month so many months before a day's own (negative: after)."""
    months = day.year * _IN_A_YEAR + day.month - 1 - back
    return date(months // _IN_A_YEAR, months % _IN_A_YEAR + 1, 1)
