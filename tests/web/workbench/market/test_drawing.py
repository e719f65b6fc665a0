"""The part of the grid that is drawn: its columns, its sums, where its headings lead."""

from __future__ import annotations

from decimal import Decimal

from qudao.choose.coverage.crossings import Crossing, Market
from qudao.choose.coverage.measures import Measure
from qudao.market.cells.selectors import EVERYWHERE, CellAxes
from qudao.web.shared.lists import Filter, ListState, Table
from qudao.web.workbench.market.drawing import Grid, grid_of
from tests.choose.coverage.forest import market_of
from tests.web.workbench.asking import asked

GRID, CELL = "/workbench/cells/", "/workbench/cells/one/"
CODES = ("EAST", "NORTH", "SOUTH", "BANK", "MED")
BUSY = market_of(
    {
        ("EAST", "BANK"): {"customers": 4, "partners": 2, "open": Decimal(3_000_000)},
        ("EAST", "MED"): {"customers": 1, "partners": 1},
        ("NORTH", "BANK"): {"partners": 1},
        ("SOUTH", "MED"): {"customers": 9, "open": Decimal(500_000)},
    }
)


def state(page_size: int = 20, /, **said: str) -> ListState[Crossing]:
    keys = ("product", "region", "industry")
    table: Table[Crossing] = Table(
        name="market-grid",
        columns=[],
        filters=[
            *(Filter(key, key, [(code, code) for code in (*CODES, "GW")]) for key in keys),
            Filter("show", "Only", [("uncovered", "u"), ("contested", "c")]),
            Filter("measure", "Measure", [(one.value, one.value) for one in Measure]),
        ],
        page_size=page_size,
    )
    return asked(table, GRID, **said)


def grid(
    measure: Measure = Measure.CUSTOMERS,
    within: CellAxes = EVERYWHERE,
    market: Market = BUSY,
    **said: str,
) -> Grid:
    return grid_of(market, state(20, **said), measure, within)


def paged(size: int, page: str = "1") -> Grid:
    return grid_of(BUSY, state(size, page=page), Measure.CUSTOMERS, EVERYWHERE)


def numbers(found: Grid) -> list[list[str]]:
    return [[one.number if one else "" for one in row.cells] for row in found.rows]


def test_rows_are_industries_and_columns_regions_with_their_sums() -> None:
    found = grid()
    assert [one.name for one in found.columns] == ["East", "North", "South"]
    assert [row.head.name for row in found.rows] == ["Bank", "Med"]
    assert numbers(found) == [["4", "0", "0"], ["1", "0", "9"]]
    assert [one.number for one in found.totals] == ["5", "0", "9"]
    assert [row.total.number for row in found.rows] == ["4", "10"]
    assert found.whole.number == "14"


def test_colours_are_those_of_the_cells_not_of_the_sums() -> None:
    found = grid()
    assert (found.least, found.most) == ("1", "9")
    css = [one.css for row in found.rows for one in row.cells if one]
    assert css == ["h2 over", "h0", "h0", "h1", "h0", "h3 white"]
    sums = [found.whole, *found.totals, *(row.total for row in found.rows)]
    assert not [one.css for one in sums if not one.css.startswith("sum")]


def test_the_legend_of_money_says_its_unit() -> None:
    found = grid(Measure.OPEN)
    assert (found.least, found.most) == ("0.50 million", "3.00 million")
    assert (grid().least, grid(Measure.PROTECTED).most) == ("1", "0")


def test_the_small_number_is_named_and_is_never_the_large_one_again() -> None:
    assert grid().second == "partners at work"
    assert grid(Measure.WON).second == "partners at work"
    assert grid(Measure.PARTNERS).second == "customers"


def test_a_heading_opens_what_lies_below_it_else_its_cell() -> None:
    asks = state(product="GW", measure="won")
    found = grid_of(BUSY, asks, Measure.WON, CellAxes(product="GW"))
    east, north, south = found.columns
    assert (east.url, east.is_zoom) == (f"{GRID}?product=GW&measure=won&region=EAST", True)
    assert (north.url, north.is_zoom) == (f"{CELL}?product=GW&region=NORTH", False)
    assert south.url == f"{CELL}?product=GW&region=SOUTH"
    bank, med = (row.head for row in found.rows)
    assert (bank.url, bank.is_zoom) == (f"{GRID}?product=GW&measure=won&industry=BANK", True)
    assert (med.url, med.is_zoom) == (f"{CELL}?product=GW&industry=MED", False)


def test_what_the_grid_is_narrowed_to_is_not_opened_again() -> None:
    """A node without children stands alone on its axis; its heading must not lead to itself."""
    within = CellAxes(region="EAST", industry="BANK")
    found = grid(within=within, region="EAST", industry="BANK")
    assert (found.columns[0].is_zoom, found.rows[0].head.is_zoom) == (False, False)
    assert found.columns[0].url == f"{CELL}?region=EAST&industry=BANK"
    assert found.rows[0].head.url == f"{CELL}?region=EAST&industry=BANK"


def test_headings_of_a_grid_narrowed_on_the_other_axis_keep_it() -> None:
    found = grid(within=CellAxes(industry="BANK"), industry="BANK")
    assert found.columns[0].url == f"{GRID}?industry=BANK&region=EAST"
    assert found.columns[1].url == f"{CELL}?region=NORTH&industry=BANK"


def test_only_gaps_or_contests_keep_the_shape_of_the_grid() -> None:
    assert numbers(grid(show="uncovered")) == [["", "", ""], ["", "", "9"]]
    assert numbers(grid(show="contested")) == [["4", "", ""], ["", "", ""]]
    assert grid(show="contested").whole.number == "14"  # a sum stays a sum


def test_columns_come_by_pages_while_every_row_stays() -> None:
    first, second = paged(2), paged(2, "2")
    assert [one.name for one in first.columns] == ["East", "North"]
    assert [one.name for one in second.columns] == ["South"]
    assert numbers(second) == [["0"], ["9"]]
    assert len(second.totals) == 1
    assert [row.total.number for row in second.rows] == ["4", "10"]


def test_colours_do_not_change_with_the_page() -> None:
    """A reader who pages on compares colours."""
    faces = {one.label: one.css for row in grid().rows for one in row.cells if one}
    for page in ("1", "2", "3"):
        for row in paged(1, page).rows:
            for one in row.cells:
                assert one is not None
                assert faces[one.label] == one.css
