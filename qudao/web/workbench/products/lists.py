"""The tree of products with the prices in force."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.programme import today
from qudao.intake.permissions import IntakePermission
from qudao.market.cells.selectors import product_families
from qudao.market.permissions import MarketPermission
from qudao.market.prices.catalogue import ProductQuery, ProductRow, count_products, product_list
from qudao.market.prices.selectors import currencies_in_use, kinds_seen
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import LARGEST_EXPORT, export
from qudao.web.shared.lists import Column, Filter, ListState, Plain, Table, read
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.listing import ListSheet, nodes, order_of, sheet_of

MOST_DEPTH = 3  # further below nothing is set in


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product as one row shows it: `prices` in the order of the columns."""

    row: ProductRow
    step: int
    prices: list[Decimal | None]


@dataclass(frozen=True, slots=True)
class ProductsContext:
    sheet: ListSheet[ProductLine]
    kinds: list[str]
    currency: str
    may_write: bool
    import_url: str


@require_GET
@page(Side.VENDOR, MarketPermission.READ_PRICES)
def products(request: QudaoRequest) -> HttpResponseBase:
    actor, on = request.actor, today(clock.now())
    kinds, currencies = kinds_seen(actor), currencies_in_use(actor)
    state = read(request, _table(actor, kinds, currencies))
    currency = state.chosen.get("currency", currencies[0])
    wanted = request.GET.get("export")
    if wanted in {"csv", "xlsx"}:
        query = _query(state, currency, slice(0, LARGEST_EXPORT))
        return export(wanted, state, _lines(product_list(actor, query, on=on), state, kinds))
    query = _query(state, currency, state.window)
    lines = _lines(product_list(actor, query, on=on), state, kinds)
    context = ProductsContext(
        sheet=sheet_of(state, lines, count=count_products(actor, query)),
        kinds=[label for _kind, label in kinds],
        currency=currency,
        may_write=actor.may(MarketPermission.WRITE_PRODUCTS),
        import_url=import_url(actor),
    )
    return show(request, "workbench/products/products.html", context)


def import_url(actor: Actor) -> str:
    """Where a price list is brought in; "" for those who may not."""
    if not actor.may(IntakePermission.IMPORT):
        return ""
    return f"{reverse('workbench:import_new')}?kind=products"


def _lines(
    rows: list[ProductRow], state: ListState[ProductLine], kinds: list[tuple[str, str]]
) -> list[ProductLine]:
    """Rows set in by their depth, as long as they stand in the order of the tree."""
    is_tree = state.sort in {"", "tree"} and not state.search
    return [
        ProductLine(
            row=row,
            step=min(row.depth, MOST_DEPTH) if is_tree else 0,
            prices=[row.amounts.get(kind) for kind, _label in kinds],
        )
        for row in rows
    ]


def _query(state: ListState[ProductLine], currency: str, window: slice) -> ProductQuery:
    return ProductQuery(
        family=state.chosen.get("family", ""),
        state=state.chosen.get("state", ""),
        text=state.search,
        currency=currency,
        order=order_of(state, "tree"),
        window=window,
    )


def _table(actor: Actor, kinds: list[tuple[str, str]], currencies: list[str]) -> Table[ProductLine]:
    states = [("active", _("On sale")), ("ended", _("No longer sold"))]
    return Table(
        name="products",
        columns=[
            Column("name", _("Product"), lambda line: line.row.name, ("name",)),
            Column("code", _("Code"), lambda line: line.row.code, ("code",)),
            Column("family", _("Product family"), lambda line: line.row.family),
            Column("state", _("State"), lambda line: states[not line.row.is_active][1]),
            *(_price_column(number, *kind) for number, kind in enumerate(kinds)),
        ],
        filters=[
            Filter("family", _("Product family"), nodes(product_families(actor))),
            Filter("state", _("State"), states),
            Filter("currency", _("Currency"), [(code, code) for code in currencies]),
        ],
        search_hint=_("Name or code"),
    )


def _price_column(number: int, kind: str, label: str) -> Column[ProductLine]:
    def value(line: ProductLine) -> Plain:
        return line.prices[number]

    return Column(kind, label, value, numeric=True)
