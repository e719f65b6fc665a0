"""One market cell: where it stands, its figures, and who is at work in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from qudao.choose.coverage.at_work import PartnerAtWork, partners_at_work
from qudao.choose.coverage.crossings import SEVERAL
from qudao.choose.coverage.measures import Measure, Value
from qudao.choose.coverage.trees import is_market
from qudao.choose.coverage.worth import open_deals, won_deals, worth_of
from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.deals.registrations.selectors import RegistrationFilters, count_registrations
from qudao.deals.registrations.states import State
from qudao.market.cells.selectors import Axis, CellAxes, node_named
from qudao.market.customers.selectors import CustomerQuery, count_customers
from qudao.market.partners.models import PartnerCell
from qudao.market.partners.states import Lifecycle
from qudao.market.permissions import MarketPermission
from qudao.market.trees import TreeNode


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisPlace:
    """Where a cell stands on one axis, with the nodes above it, the outermost first; an empty
    code is all of the axis. `shown_in` is the code that the grid is narrowed to where it shows
    this one, "" for the whole grid."""

    code: str
    name: str
    above: tuple[tuple[str, str], ...] = ()  # codes and names
    shown_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPage:
    """A market cell. `others` counts active partners that serve it and that the actor may not
    open; `missing` are currencies without a rate, whose amounts are in no figure."""

    axes: CellAxes
    product: AxisPlace
    region: AxisPlace
    industry: AxisPlace
    values: dict[Measure, Value]
    currency: str
    missing: tuple[str, ...]
    partners: tuple[PartnerAtWork, ...]
    others: int

    @property
    def is_uncovered(self) -> bool:
        return bool(self.values[Measure.CUSTOMERS]) and not self.values[Measure.PARTNERS]

    @property
    def is_contested(self) -> bool:
        return self.values[Measure.PARTNERS] >= SEVERAL


def cell_page(actor: Actor, axes: CellAxes, *, today: date) -> CellPage:
    """A cell by the codes of its axes, whether or not anybody has named it before.

    `NotFound` for a code that is not there.
    """
    actor.require(MarketPermission.READ_MARKET)
    nodes = {axis: _node(actor, axis, getattr(axes, axis.value)) for axis in Axis}
    axes = CellAxes(**{axis.value: node.code for axis, node in nodes.items() if node is not None})
    overlapping = _overlapping(nodes)
    shown = partners_at_work(actor, overlapping, axes, today=today)
    reason = "how many serve a cell is told to every vendor's person, not who they are"
    rows = PartnerCell.objects.unscoped(reason=reason).filter(overlapping)
    active = rows.filter(partner__lifecycle=Lifecycle.ACTIVE)
    at_work = active.values("partner_id").distinct().count()
    seen = sum(one.lifecycle == Lifecycle.ACTIVE for one in shown)
    open_value, no_rate = worth_of(open_deals(actor, axes), today)
    won_value, no_rate_then = worth_of(won_deals(actor, axes, today), today)
    places = {axis: _place(actor, axis, node) for axis, node in nodes.items()}
    return CellPage(
        axes=axes,
        product=places[Axis.PRODUCT],
        region=places[Axis.REGION],
        industry=places[Axis.INDUSTRY],
        values={
            Measure.CUSTOMERS: count_customers(actor, customers_of(axes)),
            Measure.PARTNERS: at_work,
            Measure.OPEN: open_value.amount,
            Measure.WON: won_value.amount,
            Measure.PROTECTED: count_registrations(
                actor, RegistrationFilters(states=(State.PROTECTED.value,), cell=axes)
            ),
        },
        currency=open_value.currency,
        missing=tuple(sorted({*no_rate, *no_rate_then})),
        partners=shown,
        others=at_work - seen,
    )


def customers_of(axes: CellAxes) -> CustomerQuery:
    """The customers of a cell: they stand at a region and an industry, at no product."""
    return CustomerQuery(region=axes.region, industry=axes.industry, order=("name",))


def _node(actor: Actor, axis: Axis, code: str) -> TreeNode | None:
    node = node_named(actor, axis, code) if code else None
    if code and node is None:
        raise NotFound
    return node


def _place(actor: Actor, axis: Axis, node: TreeNode | None) -> AxisPlace:
    if node is None:
        return AxisPlace(code="", name="")
    found = (node_named(actor, axis, code) for code in node.path.split("/")[1:-2])
    above = [one for one in found if one is not None]
    return AxisPlace(
        code=node.code,
        name=node.name(actor.language),
        above=tuple((one.code, one.name(actor.language)) for one in above),
        shown_in=above[-1].code if any(is_market(one) for one in above) else "",
    )


def _overlapping(nodes: dict[Axis, TreeNode | None]) -> Q:
    """Served cells that share something with this one, on each axis."""
    overlapping = Q()
    for axis, node in nodes.items():
        if node is not None:
            column = f"cell__{axis.value}"
            above = [code for code in node.path.split("/") if code]
            overlapping &= (
                Q(**{column: None})
                | Q(**{f"{column}__code__in": above})
                | Q(**{f"{column}__path__startswith": node.path})
            )
    return overlapping
