"""The market grid: region × industry, with one or all measures in each cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qudao.choose.coverage.crossings import Market
from qudao.choose.coverage.lines import line_of, overlap
from qudao.choose.coverage.measures import EVERY, Measure
from qudao.choose.coverage.readings import Reading, Served, read_measure, served_cells
from qudao.choose.coverage.sheet import Sheet, masks_of
from qudao.choose.coverage.trees import read_tree
from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.core.programme import current_programme
from qudao.market.cells.selectors import EVERYWHERE, Axis, CellAxes, node_named
from qudao.market.permissions import MarketPermission


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketQuery:
    """Which market is shown. Region and industry narrow the axes to what lies below them; the
    product narrows partners and deals, never customers. `with_empty` keeps regions and
    industries in which there is nothing."""

    cell: CellAxes = EVERYWHERE
    measures: frozenset[Measure] = EVERY
    with_empty: bool = False


def market_grid(actor: Actor, query: MarketQuery, *, today: date) -> Market:
    """The market as the actor may see it: customers and partners over the whole programme, deals
    within the actor's scope. One query a measure, and seven besides at most.

    `NotFound` for a code that is not there.
    """
    actor.require(MarketPermission.READ_MARKET)
    product = _path_of_product(actor, query.cell.product)
    wanted = query.measures | {Measure.CUSTOMERS}
    readings: dict[Measure, Reading] = {
        measure: read_measure(actor, measure, product=query.cell.product, today=today)
        for measure in Measure
        if measure in wanted and measure is not Measure.PARTNERS
    }
    served = [one for one in served_cells() if not product or overlap(product, one.product)]
    sheet = _sheet(actor, query.cell, readings, served)
    return _market(sheet, query, readings)


def _path_of_product(actor: Actor, code: str) -> str:
    if not code:
        return ""
    product = node_named(actor, Axis.PRODUCT, code)
    if product is None:
        raise NotFound
    return product.path


def _sheet(
    actor: Actor, cell: CellAxes, readings: Mapping[Measure, Reading], served: list[Served]
) -> Sheet:
    keys = {key for reading in readings.values() for key in reading.values}
    regions, industries = read_tree(actor, Axis.REGION), read_tree(actor, Axis.INDUSTRY)
    used = {regions.paths.get(region or 0, "") for region, _industry in keys}
    used |= {one.region or "" for one in served}
    also = {industries.paths.get(industry or 0, "") for _region, industry in keys}
    also |= {one.industry or "" for one in served}
    sheet = Sheet(
        line_of(regions, cell.region, used - {""}),
        line_of(industries, cell.industry, also - {""}),
    )
    for measure, reading in readings.items():
        sheet.add_reading(measure, reading.values)
    sheet.add_served(masks_of(served))
    return sheet


def _market(sheet: Sheet, query: MarketQuery, readings: Mapping[Measure, Reading]) -> Market:
    columns = sheet.used_columns()
    rows = sheet.used_rows()
    if query.with_empty:
        columns = list(range(len(sheet.regions.spots)))
        rows = list(range(len(sheet.industries.spots)))
    regions, industries = sheet.regions.spots, sheet.industries.spots
    crossings = {
        (regions[column].code, industries[row].code): sheet.crossing(column, row)
        for row in rows
        for column in columns
    }
    whole = sheet.crossing(None, None)
    return Market(
        regions=tuple(regions[column] for column in columns),
        industries=tuple(industries[row] for row in rows),
        crossings=crossings,
        by_region={regions[one].code: sheet.crossing(one, None) for one in columns},
        by_industry={industries[one].code: sheet.crossing(None, one) for one in rows},
        whole=whole,
        currency=current_programme().currency,
        unplaced=whole.customers - sum(one.customers for one in crossings.values()),
        missing=tuple(sorted({code for one in readings.values() for code in one.missing})),
    )
