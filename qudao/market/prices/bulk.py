"""Prices from files: an amount for a product, kind and currency from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qudao.core.actor import Actor
from qudao.core.upserting import Fate, Keyed, Outcome, Upsert, amount_problem, negative
from qudao.market.permissions import MarketPermission
from qudao.market.prices.models import Price
from qudao.market.prices.spans import price_on


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One price; without a day it holds from the day of the import, unless it is in force."""

    product_id: int
    kind: str
    currency: str
    amount: Decimal
    valid_from: date | None = None


_Key = tuple[int, str, str]


def put_prices(
    actor: Actor, source: str, rows: Sequence[Keyed[PriceLine]], *, today: date
) -> list[Outcome]:
    """Bring prices to what a list says; a second list from the same day replaces the first."""
    actor.require(MarketPermission.WRITE_PRODUCTS)
    known = _known(actor, {row.input.product_id for row in rows})
    there = {
        _spelled(key, price.valid_from): price for key, dated in known.items() for price in dated
    }
    prices = Upsert(there, ["amount"])
    outcomes: list[Outcome] = []
    for row in rows:
        line = row.input
        key = (line.product_id, line.kind, line.currency)
        field = f"{line.kind}_price"
        problem = amount_problem(field, line.amount) or negative(field, line.amount)
        if problem:
            outcomes.append(problem)
        elif line.valid_from is None and _in_force(known.get(key, []), today) == line.amount:
            outcomes.append(Fate.UNCHANGED)
        else:
            day = line.valid_from or today
            price = Price(
                product_id=line.product_id,
                kind=line.kind,
                currency=line.currency,
                amount=line.amount,
                valid_from=day,
                source=source,
            )
            outcomes.append(prices.put(_spelled(key, day), price, repeated=row.repeated))
    prices.write(Price.objects.visible_to(actor))
    return outcomes


def _known(actor: Actor, products: set[int]) -> dict[_Key, list[Price]]:
    """The prices of some products, each key's in the order of their days."""
    known: dict[_Key, list[Price]] = {}
    rows = Price.objects.visible_to(actor).filter(product_id__in=products).order_by("valid_from")
    for price in rows:
        known.setdefault((price.product_id, price.kind, price.currency), []).append(price)
    return known


def _in_force(dated: list[Price], day: date) -> Decimal | None:
    found = price_on(dated, day)
    return found.amount if found else None


def _spelled(key: _Key, day: date) -> str:
    return f"{key[0]} {key[1]} {key[2]} {day}"
