"""The market grid: region × industry, one measure at a time, as grid and as table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qudao.choose.coverage.crossings import Crossing, Market
from qudao.choose.coverage.measures import ALWAYS, EVERY, Measure
from qudao.choose.coverage.selectors import MarketQuery, market_grid
from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.programme import today
from qudao.market.cells.selectors import Axis, CellAxes
from qudao.market.permissions import MarketPermission
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import export
from qudao.web.shared.lists import PAGE_SIZE, Bar, ListState, Option, Page, Sort, read
from qudao.web.workbench.market.beside import Beside, beside_of
from qudao.web.workbench.market.drawing import Grid, grid_of
from qudao.web.workbench.market.faces import axes_of, cell_url
from qudao.web.workbench.market.tables import (
    COLUMNS_A_PAGE,
    HIDDEN,
    coverage_of,
    rows_of,
    table_of,
)
from qudao.web.workbench.market.totals import figures_of, notes_of
from qudao.web.workbench.market.words import finding, shown
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.listing import Crumb, Figure


@dataclass(frozen=True, slots=True)
class Line:
    """One cell as a row of the table."""

    url: str
    region: str
    industry: str
    coverage: str
    hue: str
    values: list[str]


@dataclass(frozen=True, slots=True)
class MarketContext:
    """The page of the market. Either `grid` or `lines` is shown, `page` is of the one shown."""

    crumbs: list[Crumb]
    measures: list[Option]
    views: list[Option]
    every: Option
    bar: Bar
    figures: list[Figure]
    finding: str
    notes: list[str]
    grid: Grid | None
    lines: list[Line]
    page: Page[Any]
    sorts: dict[str, Sort | None]
    beside: Beside
    csv_url: str
    xlsx_url: str
    clear_url: str
    is_empty: bool


@require_GET
@page(Side.VENDOR, MarketPermission.READ_MARKET)
def market(request: QudaoRequest) -> HttpResponseBase:
    asked = CellAxes(**{axis.value: request.GET.get(axis.value, "") for axis in Axis})
    is_table = request.GET.get("view") == "table"
    size = PAGE_SIZE if is_table else COLUMNS_A_PAGE
    state = read(request, table_of(request.actor, asked, page_size=size))
    measure = Measure(state.chosen.get("measure", Measure.CUSTOMERS))
    wanted = request.GET.get("export")
    is_file = wanted in {"csv", "xlsx"}
    within = CellAxes(**{axis.value: state.chosen.get(axis.value, "") for axis in Axis})
    query = MarketQuery(
        cell=within,
        measures=EVERY if is_table or is_file else ALWAYS | {measure},
        with_empty="every" in state.chosen,
    )
    found = market_grid(request.actor, query, today=today(clock.now()))
    if is_file:
        return export(str(wanted), state, rows_of(found, state))
    context = _context(state, within, found, measure)
    return show(request, "workbench/market/grid.html", context)


def _context(
    state: ListState[Crossing], within: CellAxes, found: Market, measure: Measure
) -> MarketContext:
    is_table = "view" in state.chosen
    rows = rows_of(found, state) if is_table else []
    bare = [one for one in found.filled() if one.is_uncovered]
    return MarketContext(
        crumbs=_crumbs(state),
        measures=[
            Option(str(one.label), state.url(measure=_unless_usual(one)), one is measure)
            for one in Measure
        ],
        views=[
            Option(_("Grid"), state.url(view="", sort=""), not is_table),
            Option(_("Table"), state.url(view="table"), is_table),
        ],
        every=_every(state),
        bar=_bar(state),
        figures=figures_of(state, found, measure, bare),
        finding=finding(found),
        notes=list(notes_of(found)),
        grid=None if is_table else grid_of(found, state, measure, within),
        lines=[_line(one, found, within) for one in rows[state.window][:PAGE_SIZE]],
        page=_page(state, rows if is_table else found.regions),
        sorts={column.key: state.heading(column.key) for column in state.table.columns},
        beside=beside_of(found, bare, within),
        csv_url=state.csv_url,
        xlsx_url=state.xlsx_url,
        clear_url=state.clear_url,
        is_empty=not (found.regions and found.industries),
    )


def _unless_usual(measure: Measure) -> str:
    return "" if measure is Measure.CUSTOMERS else measure.value


def _page(state: ListState[Any], rows: Sequence[Any]) -> Page[Any]:
    return state.page_of(list(rows[state.window]), total=len(rows))


def _bar(state: ListState[Crossing]) -> Bar:
    """The chips, without what has its own place on the page."""
    bar = state.bar()
    drawn = zip(state.table.filters, bar.chips, strict=True)
    return replace(bar, chips=[chip for one, chip in drawn if one.key not in HIDDEN])


def _every(state: ListState[Crossing]) -> Option:
    """The switch that shows regions and industries in which there is nothing."""
    if "every" in state.chosen:
        return Option(_("Hide empty ones"), state.url(every=""), current=True)
    return Option(_("Show empty ones"), state.url(every="yes"), current=False)


def _crumbs(state: ListState[Crossing]) -> list[Crumb]:
    """The way back from a region or an industry to the whole market."""
    if not state.chosen.keys() & {"region", "industry"}:
        return []
    names = {
        one.key: label
        for one in state.table.filters
        for value, label in one.choices
        if state.chosen.get(one.key) == value
    }
    narrowed = [names[key] for key in ("region", "industry") if key in names]
    whole = Crumb(_("Whole market"), state.url(region="", industry=""))
    return [whole, Crumb(" × ".join(narrowed))]


def _line(one: Crossing, found: Market, within: CellAxes) -> Line:
    return Line(
        url=cell_url(axes_of(one, within)),
        region=one.region.name if one.region else "",
        industry=one.industry.name if one.industry else "",
        coverage=coverage_of(one),
        hue="warn" if one.is_uncovered or one.is_contested else "",
        values=[shown(measure, one.value(measure), found.currency) for measure in Measure],
    )
