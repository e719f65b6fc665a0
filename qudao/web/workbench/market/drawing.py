"""The market as a grid of links, the page's columns of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qudao.choose.coverage.crossings import Crossing, Market
from qudao.choose.coverage.measures import MONEY, Measure
from qudao.choose.coverage.trees import Spot
from qudao.market.cells.selectors import CellAxes
from qudao.web.shared.lists import ListState
from qudao.web.workbench.market.depths import Depths, depths_of
from qudao.web.workbench.market.faces import Face, cell_url, face_of, sum_face
from qudao.web.workbench.market.tables import is_wanted
from qudao.web.workbench.market.words import short, unit_of


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column or a row: it leads to what lies below it, else to its cell."""

    name: str
    url: str
    is_zoom: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    head: Head
    total: Face
    cells: list[Face | None]  # None: not among those that are asked for


@dataclass(frozen=True, slots=True)
class Grid:
    """The part of the grid that a page shows, and what its colours and numbers mean."""

    columns: list[Head]
    totals: list[Face]
    whole: Face
    rows: list[GridRow]
    least: str
    most: str
    second: str  # what the small number of a cell is


def grid_of(market: Market, state: ListState[Crossing], measure: Measure, within: CellAxes) -> Grid:
    """The columns that the address asks for, with every row."""
    columns = market.regions[state.window][: state.table.page_size]
    depths = depths_of(one.value(measure) for one in market.crossings.values())
    unit = unit_of(measure) if measure in MONEY else ""
    return Grid(
        columns=[_column(state, spot, within) for spot in columns],
        totals=[sum_face(market.by_region[spot.code], measure, within) for spot in columns],
        whole=sum_face(market.whole, measure, within),
        rows=[
            GridRow(
                head=_row(state, spot, within),
                total=sum_face(market.by_industry[spot.code], measure, within),
                cells=_cells(market, state, measure, within, (columns, spot, depths)),
            )
            for spot in market.industries
        ],
        least=f"{short(measure, depths.least)}{unit}",
        most=f"{short(measure, depths.most)}{unit}",
        second=_("customers") if measure is Measure.PARTNERS else _("partners at work"),
    )


def _cells(
    market: Market,
    state: ListState[Crossing],
    measure: Measure,
    within: CellAxes,
    place: tuple[Sequence[Spot], Spot, Depths],
) -> list[Face | None]:
    columns, industry, depths = place
    crossings = (market.at(region, industry) for region in columns)
    return [
        face_of(one, measure, depths, within) if is_wanted(one, state) else None
        for one in crossings
    ]


def _column(state: ListState[Crossing], spot: Spot, within: CellAxes) -> Head:
    if spot.has_children and spot.code != within.region:
        return Head(spot.name, state.url(region=spot.code), is_zoom=True)
    axes = CellAxes(product=within.product, region=spot.code, industry=within.industry)
    return Head(spot.name, cell_url(axes), is_zoom=False)


def _row(state: ListState[Crossing], spot: Spot, within: CellAxes) -> Head:
    if spot.has_children and spot.code != within.industry:
        return Head(spot.name, state.url(industry=spot.code), is_zoom=True)
    axes = CellAxes(product=within.product, region=within.region, industry=spot.code)
    return Head(spot.name, cell_url(axes), is_zoom=False)
