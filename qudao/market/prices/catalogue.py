"""The tree of products with the prices in force, for the vendor's list and pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.market.cells.models import Product
from qudao.market.listing import Orderable, bounded, first_window, ordering, readable_name
from qudao.market.permissions import MarketPermission
from qudao.market.prices.selectors import PriceView, price_history, prices_of
from qudao.market.trees import TreeQuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductQuery:
    """Which products, in which order; "tree" is the order of the tree. Empty fields do not narrow.

    `family` is a code and means it with all below; `state` is "active" or "ended"; prices are
    those in `currency`.
    """

    family: str = ""
    state: str = ""
    text: str = ""
    currency: str = ""
    order: tuple[str, ...] = ("tree",)
    window: slice = field(default_factory=first_window)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """A product or a family in the list. `amounts` are the prices in force by kind."""

    public_id: str
    code: str
    name: str
    family: str
    depth: int
    is_family: bool
    is_active: bool
    below: int
    amounts: dict[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """A product with the families above it, what is directly below, and all its prices."""

    product: Product
    name: str
    above: tuple[tuple[str, str], ...]  # public ids and names, the outermost first
    below: tuple[ProductRow, ...]
    prices: tuple[PriceView, ...]


def product_list(actor: Actor, query: ProductQuery, *, on: date) -> list[ProductRow]:
    """One window of the products with the prices in force on a day, in three queries."""
    rows = _found(actor, query).select_related("parent")
    ordered = rows.order_by(*ordering(query.order, _columns(actor)))[bounded(query.window)]
    return _rows(actor, ordered, currency=query.currency, on=on)


def count_products(actor: Actor, query: ProductQuery) -> int:
    return _found(actor, query).count()


def product_in_full(actor: Actor, public_id: str, *, currency: str, on: date) -> ProductPage:
    """A product with its prices as far as the actor may see them; `NotFound` for partners."""
    actor.require(MarketPermission.READ_PRICES)
    product: Product = Product.objects.visible_to(actor).one(public_id)
    codes = [code for code in product.path.split("/") if code][:-1]
    above = Product.objects.visible_to(actor).filter(code__in=codes).order_by("depth")
    below = Product.objects.visible_to(actor).filter(parent=product).select_related("parent")
    return ProductPage(
        product=product,
        name=product.name(actor.language),
        above=tuple((one.public_id, one.name(actor.language)) for one in above),
        below=tuple(_rows(actor, below.order_by("path"), currency=currency, on=on)),
        prices=tuple(price_history(actor, product, on=on)),
    )


def _found(actor: Actor, query: ProductQuery) -> TreeQuerySet[Product]:
    actor.require(MarketPermission.READ_PRICES)
    if actor.is_partner:
        raise NotFound
    rows: TreeQuerySet[Product] = Product.objects.visible_to(actor)
    if query.family:
        rows = rows.filter(path__contains=f"/{query.family}/")
    if query.state:
        rows = rows.filter(is_active=query.state == "active")
    text = query.text.strip()
    if text:
        named = Q(name_zh__icontains=text) | Q(name_en__icontains=text)
        rows = rows.filter(named | Q(code__istartswith=text))
    return rows


def _columns(actor: Actor) -> dict[str, Orderable]:
    return {"tree": F("path"), "code": F("code"), "name": readable_name(actor.language)}


def _rows(
    actor: Actor, products: Iterable[Product], *, currency: str, on: date
) -> list[ProductRow]:
    rows = list(products)
    keys = [row.pk for row in rows]
    children = Product.objects.visible_to(actor).filter(parent__in=keys).order_by()
    below = dict(children.values_list("parent_id").annotate(n=Count("pk")))
    prices = prices_of(actor, keys, on=on)
    return [
        ProductRow(
            public_id=row.public_id,
            code=row.code,
            name=row.name(actor.language),
            family=row.parent.name(actor.language) if row.parent else "",
            depth=row.depth,
            is_family=row.is_family,
            is_active=row.is_active,
            below=below.get(row.pk, 0),
            amounts={
                one.kind: one.amount for one in prices.get(row.pk, []) if one.currency == currency
            },
        )
        for row in rows
    ]
