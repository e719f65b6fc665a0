"""The vendor's own prices, for its people's programs. No partner reads one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Query

from qudao.api.doors import ApiRequest
from qudao.api.fields import Answer, Code, Filters, RowId, Word, meaning
from qudao.api.paging import Page, page_of, place_of
from qudao.api.routing import About, Room
from qudao.core.keyset import Step
from qudao.core.programme import today
from qudao.market.cells.feed import nodes_after
from qudao.market.cells.selectors import Axis, product_page
from qudao.market.permissions import MarketPermission
from qudao.market.prices.selectors import price_history, prices_of
from qudao.market.trees import TreeNode

room = Room(tags=["prices"])


class PriceFilters(Filters):
    """What narrows a price list."""

    below: Annotated[Code, meaning(_("A code: it and everything below it."))] = ""
    text: Annotated[Word, meaning(_("Start of a code or part of a name."))] = ""
    currency: Annotated[Code, meaning(_("Only prices in this currency."))] = ""
    on: Annotated[date | None, meaning(_("Prices in force on this day; today if absent."))] = None
    sort: Literal["code", "-code"] = "code"


class PriceItem(Answer):
    """A price of a product."""

    kind: Annotated[Literal["list", "partner", "registered"], meaning(_("Kind of price."))]
    currency: str
    amount: Decimal
    valid_from: date
    valid_until: Annotated[
        date | None, meaning(_("The first day without it, by its own end or the next price."))
    ]
    in_force: bool


class NamedProduct(Answer):
    """A product by its id, code and names."""

    product_id: RowId
    code: str
    name_zh: str
    name_en: str


class PricedProduct(NamedProduct):
    """A product with its prices in force."""

    prices: list[PriceItem]


class PriceHistory(Answer):
    """Every price that a product had, has or will have."""

    product_id: str
    code: str
    prices: list[PriceItem]


@room.lists(
    "/prices",
    MarketPermission.READ_PRICES,
    About(
        _("List prices"),
        Page[PricedProduct],
        _("Products with their prices in force on a day, as far as your role sees them."),
    ),
)
def list_prices(request: ApiRequest, filters: Query[PriceFilters]) -> Page[PricedProduct]:
    place = place_of(filters, key="code")
    step: Step[TreeNode] = nodes_after(
        request.actor, Axis.PRODUCT, place, below=filters.below, text=filters.text
    )
    on = filters.on or today(request.now)
    prices = prices_of(request.actor, [row.pk for row in step.rows], on=on)

    def priced(row: TreeNode) -> PricedProduct:
        found = [
            one
            for one in prices.get(row.pk, [])
            if not filters.currency or one.currency == filters.currency
        ]
        return PricedProduct(
            **vars(NamedProduct.model_validate(row)),
            prices=[PriceItem.model_validate(one) for one in found],
        )

    return page_of(request, filters, step, priced)


@room.reads(
    "/products/{product_id}/prices",
    MarketPermission.READ_PRICES,
    About(_("Read the prices of a product"), PriceHistory),
)
def read_prices(request: ApiRequest, product_id: str) -> PriceHistory:
    product = product_page(request.actor, product_id)
    history = price_history(request.actor, product, on=today(request.now))
    standing = [one for one in history if not one.is_withdrawn]
    return PriceHistory(
        product_id=product.public_id,
        code=product.code,
        prices=[PriceItem.model_validate(one) for one in standing],
    )
