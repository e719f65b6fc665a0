"""The account manager's credit through partners, summed in the programme's currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qudao.core.exchange import Converted, to_programme_currency
from qudao.core.money import Money
from qudao.deals.registrations.selectors.home import CreditLine


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTotals:
    """What was credited through partners, and what will be when the protected deals are won.

    `missing` names currencies without a rate, whose amounts are in no figure.
    """

    won: Money
    won_deals: int
    coming: Money
    coming_deals: int
    missing: tuple[str, ...]


def credit_totals(lines: Iterable[CreditLine], *, on: date) -> CreditTotals:
    """Each line by its share that counts (rule G10: the whole amount by either route)."""
    found = list(lines)
    won = [line for line in found if line.is_won]
    coming = [line for line in found if not line.is_won]
    credited, expected = _summed(won, on), _summed(coming, on)
    return CreditTotals(
        won=credited.total,
        won_deals=len(won),
        coming=expected.total,
        coming_deals=len(coming),
        missing=tuple(sorted({*credited.missing, *expected.missing})),
    )


def _summed(lines: Iterable[CreditLine], on: date) -> Converted:
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        amounts[line.currency] += line.amount * line.credit
    return to_programme_currency(amounts, on=on)
