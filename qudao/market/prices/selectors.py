"""Reading prices: what is in force on a day. Only the vendor's people see any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qudao.core.actor import Actor
from qudao.market.cells.models import Product
from qudao.market.prices.models import Price


@dataclass(frozen=True, slots=True)
class PriceView:
    """A price of a product, and whether it is the one in force."""

    kind: str
    kind_label: str
    currency: str
    amount: Decimal
    valid_from: date
    in_force: bool


def price_of(
    actor: Actor, product: Product, kind: Price.Kind, *, currency: str, on: date
) -> Decimal | None:
    """The price in force on a day: the latest that began on or before it."""
    rows = Price.objects.visible_to(actor).filter(
        product=product, kind=kind, currency=currency, valid_from__lte=on
    )
    found = rows.order_by("-valid_from").first()
    return found.amount if found else None


def prices_of(actor: Actor, product_ids: Iterable[int], *, on: date) -> dict[int, list[PriceView]]:
    """The prices in force of many products, in one query."""
    rows = Price.objects.visible_to(actor).filter(product__in=list(product_ids), valid_from__lte=on)
    latest: dict[tuple[int, str, str], Price] = {}
    for row in rows.order_by("valid_from"):
        latest[row.product_id, row.kind, row.currency] = row
    found: dict[int, list[PriceView]] = {}
    for row in sorted(latest.values(), key=lambda one: (one.kind, one.currency)):
        found.setdefault(row.product_id, []).append(_view(row, in_force=True))
    return found


def price_history(actor: Actor, product: Product, *, on: date) -> list[PriceView]:
    """Every price that a product had, has or will have, the latest first."""
    rows = Price.objects.visible_to(actor).filter(product=product)
    ruling: set[tuple[str, str]] = set()
    views: list[PriceView] = []
    for row in rows.order_by("kind", "currency", "-valid_from"):
        key = (row.kind, row.currency)
        in_force = row.valid_from <= on and key not in ruling
        if in_force:
            ruling.add(key)
        views.append(_view(row, in_force=in_force))
    return views


def _view(row: Price, *, in_force: bool) -> PriceView:
    return PriceView(
        kind=row.kind,
        kind_label=row.get_kind_display(),
        currency=row.currency,
        amount=row.amount,
        valid_from=row.valid_from,
        in_force=in_force,
    )
