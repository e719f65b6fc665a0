"""Setting the vendor's own prices. What a partner asks of its customer is its own affair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.checks import Checks
from qudao.core.money import plain
from qudao.market.cells.actions import product_coded
from qudao.market.permissions import MarketPermission
from qudao.market.prices.models import Price
from qudao.market.prices.verbs import PriceVerb

KIND_CHOICES = Price.Kind.choices  # for forms


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceInput:
    """A price of a product from a day on; `product` is a code."""

    product: str
    kind: str
    currency: str
    amount: Decimal
    valid_from: date
    source: str = ""


@transaction.atomic
def set_price(actor: Actor, price: PriceInput, *, now: datetime) -> Price:
    """Set a price from a day on, in place of one that begins on that same day.

    The same price a second time changes nothing.
    """
    actor.require(MarketPermission.WRITE_PRODUCTS)
    checks = Checks()
    checks.one_of("kind", price.kind, Price.Kind.values)
    checks.currency("currency", price.currency)
    checks.amount("amount", price.amount)
    checks.day("valid_from", price.valid_from)
    checks.text("source", price.source, longest=60)
    product = product_coded(actor, price.product, checks)
    rows = Price.objects.visible_to(actor)
    key: dict[str, Any] = {
        "product": product,
        "kind": price.kind,
        "currency": price.currency,
        "valid_from": price.valid_from,
    }
    before = rows.filter(**key).first()
    if before is not None and before.amount == price.amount:
        return before
    row, _is_new = rows.update_or_create(
        **key, defaults={"amount": price.amount, "source": price.source}
    )
    after = {"kind": row.kind, "price": f"{plain(price.amount)} {row.currency}"}
    change = Change(
        {"price": f"{plain(before.amount)} {row.currency}"} if before else {},
        {**after, "valid_from": row.valid_from},
    )
    record(actor, PriceVerb.SET, product, now=now, change=change)
    return row
