"""The market: the cells that somebody has named, and the grid of regions and industries."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, ConfigDict

from qudao.api.doors import ApiRequest
from qudao.api.fields import Answer, Code, Filters, RowId, meaning
from qudao.api.paging import Page, page_of, place_of
from qudao.api.rooms.shared import Node
from qudao.api.routing import About, Room
from qudao.choose.coverage.crossings import Crossing
from qudao.choose.coverage.measures import Measure
from qudao.choose.coverage.selectors import MarketQuery, market_grid
from qudao.core.errors import Invalid
from qudao.core.programme import today
from qudao.market.cells.actions import unknown_code
from qudao.market.cells.feed import cells_after
from qudao.market.cells.selectors import Axis, CellAxes, node_named
from qudao.market.permissions import MarketPermission

room = Room(tags=["market"])


class CellFilters(Filters):
    """What orders a list of cells."""

    sort: Literal["id", "-id"] = "id"


class CellItem(Answer):
    """A market cell; null on an axis means all of it."""

    id: RowId
    product: Node | None
    region: Node | None
    industry: Node | None


class Market(BaseModel):
    """Which market: a code on each axis, nothing for all of it."""

    model_config = ConfigDict(frozen=True)

    product: Annotated[Code, meaning(_("Narrows partners and deals, never customers."))] = ""
    region: Annotated[Code, meaning(_("Shows what lies directly below this region."))] = ""
    industry: Annotated[Code, meaning(_("Shows what lies directly below this industry."))] = ""


class MarketCell(Answer):
    """One crossing of a region and an industry. Amounts are in the programme's currency."""

    region: str
    industry: str
    customers: int
    partners: Annotated[int, meaning(_("Active partners at work, over the whole programme."))]
    open_value: Decimal
    won_value: Annotated[Decimal, meaning(_("Won in the last 365 days."))]
    protected_registrations: int


class MarketGrid(Answer):
    """Every crossing in which there is anything."""

    currency: str
    unplaced_customers: Annotated[
        int, meaning(_("Customers whose region or industry is not known so closely."))
    ]
    currencies_without_rate: list[str]
    cells: list[MarketCell]


@room.lists(
    "/cells",
    MarketPermission.READ_MARKET,
    About(_("List market cells"), Page[CellItem], _("The crossings that somebody has named.")),
)
def list_cells(request: ApiRequest, filters: Query[CellFilters]) -> Page[CellItem]:
    step = cells_after(request.actor, place_of(filters))
    return page_of(request, filters, step, CellItem.model_validate)


@room.reads(
    "/market-grid",
    MarketPermission.READ_MARKET,
    About(
        _("Read the market grid"),
        MarketGrid,
        _("Customers and partners over the whole programme, deals as far as you may see them."),
    ),
)
def read_market_grid(request: ApiRequest, market: Query[Market]) -> MarketGrid:
    _check_codes(request, market)
    cell = CellAxes(product=market.product, region=market.region, industry=market.industry)
    found = market_grid(request.actor, MarketQuery(cell=cell), today=today(request.now))
    return MarketGrid(
        currency=found.currency,
        unplaced_customers=found.unplaced,
        currencies_without_rate=list(found.missing),
        cells=[_cell(one) for one in found.filled()],
    )


def _check_codes(request: ApiRequest, market: Market) -> None:
    for axis in Axis:
        code = getattr(market, axis.value)
        if code and node_named(request.actor, axis, code) is None:
            raise Invalid.field(axis.value, "unknown", unknown_code(code))


def _cell(one: Crossing) -> MarketCell:
    return MarketCell(
        region=one.region.code if one.region else "",
        industry=one.industry.code if one.industry else "",
        customers=one.customers,
        partners=one.partners,
        open_value=Decimal(one.value(Measure.OPEN)),
        won_value=Decimal(one.value(Measure.WON)),
        protected_registrations=int(one.value(Measure.PROTECTED)),
    )
