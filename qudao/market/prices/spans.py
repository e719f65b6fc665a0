"""When dated prices hold: each from its day until its own end or until the next one begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qudao.market.prices.models import Price


@dataclass(frozen=True, slots=True)
class Span:
    """A price with the first day on which it holds no longer; None while no end is known."""

    price: Price
    until: date | None

    @property
    def is_withdrawn(self) -> bool:
        """Taken back: it never held."""
        return self.until is not None and self.until <= self.price.valid_from

    def holds(self, on: date) -> bool:
        return self.price.valid_from <= on and (self.until is None or on < self.until)


def spans_of(dated: Iterable[Price]) -> list[Span]:
    """The spans of the prices of one product, kind and currency, the earliest first."""
    rows = sorted(dated, key=lambda row: row.valid_from)
    spans: list[Span] = []
    following: date | None = None
    for row in reversed(rows):
        if row.valid_until == row.valid_from:
            spans.append(Span(row, row.valid_until))
            continue
        ends = [day for day in (row.valid_until, following) if day is not None]
        spans.append(Span(row, min(ends, default=None)))
        following = row.valid_from
    return spans[::-1]


def price_on(dated: Sequence[Price], day: date) -> Price | None:
    """Of the prices of one product, kind and currency the one that holds on a day."""
    return next((span.price for span in spans_of(dated) if span.holds(day)), None)
