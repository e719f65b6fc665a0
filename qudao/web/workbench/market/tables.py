"""The grid as a table: one row a cell, for reading, sorting and export."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from qudao.choose.coverage.crossings import Crossing, Market
from qudao.choose.coverage.measures import MONEY, Measure
from qudao.core.actor import Actor
from qudao.market.cells.selectors import (
    Axis,
    CellAxes,
    Choice,
    market_industries,
    market_regions,
    node_named,
    product_families,
)
from qudao.web.shared.lists import Column, Filter, ListState, Plain, Table
from qudao.web.workbench.records.listing import nodes

COLUMNS_A_PAGE = 20  # of the grid; the table has rows as every other list
UNCOVERED, CONTESTED = "uncovered", "contested"
HIDDEN = ("measure", "view", "every")  # kept in the address, not drawn as chips


def table_of(actor: Actor, within: CellAxes, *, page_size: int) -> Table[Crossing]:
    return Table(
        name="market-grid",
        columns=[
            Column("region", _("Region"), lambda row: row.region.name if row.region else "",
                   ("region",)),
            Column("industry", _("Industry"), lambda row: row.industry.name if row.industry else "",
                   ("industry",)),
            Column("state", _("Coverage"), coverage_of),
            *(_column(measure) for measure in Measure),
        ],
        filters=[
            Filter("product", _("Product family"),
                   _with(actor, Axis.PRODUCT, within.product, product_families(actor))),
            Filter("region", _("Region"),
                   _with(actor, Axis.REGION, within.region, market_regions(actor))),
            Filter("industry", _("Industry"),
                   _with(actor, Axis.INDUSTRY, within.industry, market_industries(actor))),
            Filter("show", _("Only"),
                   [(UNCOVERED, _("Nobody serves it")), (CONTESTED, _("Several at work"))]),
            Filter("measure", _("Measure"), [(one.value, str(one.label)) for one in Measure]),
            Filter("view", _("View"), [("table", _("Table"))]),
            Filter("every", _("Empty ones"), [("yes", _("yes"))]),
        ],
        page_size=page_size,
    )  # fmt: skip


def _column(measure: Measure) -> Column[Crossing]:
    def value(row: Crossing) -> Plain:
        found = row.value(measure)
        return Decimal(found) if measure in MONEY else int(found)

    return Column(measure.value, str(measure.label), value, (measure.value,), numeric=True)


def _with(actor: Actor, axis: Axis, code: str, choices: list[Choice]) -> list[tuple[str, str]]:
    """The usual choices, and the node that the address names, however deep it lies."""
    offered = nodes(choices)
    if code and code not in dict(offered):
        node = node_named(actor, axis, code)
        if node is not None:
            offered.append((node.code, node.name(actor.language)))
    return offered


def coverage_of(row: Crossing) -> str:
    if row.is_uncovered:
        return _("Nobody serves it")
    if row.is_contested:
        return _("Several at work")
    return _("One at work") if row.partners else ""


def rows_of(market: Market, state: ListState[Crossing]) -> list[Crossing]:
    """The cells that the address asks for, in its order; else the order of the axes."""
    rows = [one for one in market.filled() if is_wanted(one, state)]
    key = state.sort.removeprefix("-")
    if key in ("region", "industry"):
        rows.sort(key=lambda one: getattr(one, key).path)
    elif key:
        rows.sort(key=lambda one: one.value(Measure(key)))
    return rows[::-1] if state.sort.startswith("-") else rows


def is_wanted(row: Crossing, state: ListState[Crossing]) -> bool:
    wanted = state.chosen.get("show", "")
    if wanted == UNCOVERED:
        return row.is_uncovered
    return row.is_contested if wanted == CONTESTED else True
