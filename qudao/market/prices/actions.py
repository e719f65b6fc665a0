"""Setting the vendor's own prices. What a partner asks of its customer is its own affair."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.checks import Checks
from qudao.core.errors import NotFound
from qudao.core.money import plain
from qudao.core.programme import today
from qudao.market.cells.actions import product_coded
from qudao.market.cells.models import Product
from qudao.market.permissions import MarketPermission
from qudao.market.prices.inputs import (
    KIND_CHOICES,
    PriceEnd,
    PriceInput,
    check_end,
    check_next,
    check_overlap,
    check_price,
)
from qudao.market.prices.models import Price, PriceQuerySet
from qudao.market.prices.verbs import PriceVerb

__all__ = ["KIND_CHOICES", "PriceEnd", "PriceInput", "end_price", "set_price"]


@transaction.atomic
def set_price(actor: Actor, price: PriceInput, *, now: datetime) -> Price:
    """Set a price from a day on, in place of one that begins on that same day.

    It takes the place of the former from its day on. Refuses an end that reaches into the next
    price, and a beginning inside one that has an end of its own. The same price a second time
    changes nothing.
    """
    actor.require(MarketPermission.WRITE_PRODUCTS)
    checks = check_price(price)
    product = _locked(actor, product_coded(actor, price.product, checks))
    same = _same(actor, product, price)
    before, after = _neighbours(same, price)
    check_overlap(checks, price, before, after)
    checks.finish()
    old = same.filter(valid_from=price.valid_from).first()
    if old is not None and (old.amount, old.valid_until) == (price.amount, price.valid_until):
        return old
    row, _is_new = same.update_or_create(
        **_key(product, price),
        valid_from=price.valid_from,
        defaults={
            "amount": price.amount,
            "valid_until": price.valid_until,
            "source": price.source,
        },
    )
    change = Change(_words(old) if old else {}, {"kind": row.kind, **_words(row)})
    record(actor, PriceVerb.SET, product, now=now, change=change)
    return row


@transaction.atomic
def end_price(actor: Actor, end: PriceEnd, *, now: datetime) -> Price:
    """End a price, so that none holds from a day on unless another begins there.

    Ended on its own first day it is taken back, and the former holds on. Refuses a day that has
    passed, and one after its end or after the next price; `NotFound` for a price that is not set.
    """
    actor.require(MarketPermission.WRITE_PRODUCTS)
    checks = Checks()
    product = Product.objects.visible_to(actor).filter(code=end.product).first()
    if product is None:
        raise NotFound
    same = _same(actor, _locked(actor, product), end)
    row = same.filter(valid_from=end.valid_from).first()
    if row is None:
        raise NotFound
    check_end(checks, end, row, today(now))
    check_next(checks, end, _neighbours(same, end)[1])
    checks.finish()
    if row.valid_until == end.on:
        return row
    old, row.valid_until = row.valid_until, end.on
    row.save(update_fields=["valid_until"])
    after = {"kind": row.kind, **_words(row)}
    record(actor, PriceVerb.ENDED, product, now=now, change=Change({"valid_until": old}, after))
    return row


def _locked(actor: Actor, product: Product) -> Product:
    """The product, held until the end of the transaction: its prices are set one after another."""
    rows = Product.objects.visible_to(actor).select_for_update()
    held: Product = rows.get(pk=product.pk)
    return held


def _key(product: Product, price: PriceInput | PriceEnd) -> dict[str, Any]:
    return {"product": product, "kind": price.kind, "currency": price.currency}


def _same(actor: Actor, product: Product, price: PriceInput | PriceEnd) -> PriceQuerySet:
    """The prices of the same product, kind and currency."""
    return Price.objects.visible_to(actor).filter(**_key(product, price))


def _neighbours(
    same: PriceQuerySet, price: PriceInput | PriceEnd
) -> tuple[Price | None, Price | None]:
    """The last price before this one and the first after it."""
    standing = same.standing()
    before = standing.filter(valid_from__lt=price.valid_from).order_by("-valid_from").first()
    after = standing.filter(valid_from__gt=price.valid_from).order_by("valid_from").first()
    return before, after


def _words(row: Price) -> dict[str, object]:
    said: dict[str, object] = {
        "price": f"{plain(row.amount)} {row.currency}",
        "valid_from": row.valid_from,
    }
    return said if row.valid_until is None else {**said, "valid_until": row.valid_until}
