"""Amounts of several currencies in the programme's own, by the rates of a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from qudao.core.models import ExchangeRate
from qudao.core.money import UNIT, Money
from qudao.core.programme import current_programme


@dataclass(frozen=True, slots=True)
class Converted:
    """A sum in the programme's currency, and the currencies that have no rate on that day.

    Their amounts are not in the sum: whoever shows it must say so.
    """

    total: Money
    missing: tuple[str, ...]


def rates_on(currencies: Iterable[str], on: date) -> dict[str, Decimal]:
    """Units of the programme's currency for one unit of each, in force on a day; one query."""
    own = current_programme().currency
    wanted = set(currencies)
    foreign = wanted - {own}
    rates = _rates_of(foreign, on) if foreign else {}
    return {own: Decimal(1), **rates} if own in wanted else rates


def _rates_of(currencies: Collection[str], on: date) -> dict[str, Decimal]:
    rows = ExchangeRate.objects.unscoped(reason="a rate is no secret of anybody")
    rows = rows.filter(currency__in=currencies, valid_from__lte=on).order_by("valid_from")
    return dict(rows.values_list("currency", "rate"))  # the latest of each stands last


def to_programme_currency(amounts: Mapping[str, Decimal], *, on: date) -> Converted:
    """Sum amounts by currency, exact to the ten-thousandth, half up."""
    rates = rates_on(amounts, on)
    exact = sum(
        (amount * rates[currency] for currency, amount in amounts.items() if currency in rates),
        Decimal(0),
    )
    total = Money(exact.quantize(UNIT, rounding=ROUND_HALF_UP), current_programme().currency)
    return Converted(total, tuple(sorted(set(amounts) - set(rates))))
