"""What stands over, beside and below the grid: figures, where to look first, notes."""

from __future__ import annotations

from decimal import Decimal

from qudao.choose.coverage.crossings import Crossing, Market
from qudao.choose.coverage.measures import Measure, Value
from qudao.market.cells.selectors import EVERYWHERE, CellAxes
from qudao.web.shared.lists import Table
from qudao.web.workbench.market.beside import FEW, beside_of
from qudao.web.workbench.market.totals import figures_of, notes_of
from qudao.web.workbench.records.listing import Figure
from tests.choose.coverage.forest import market_of
from tests.web.workbench.asking import asked

GRID, CELL = "/workbench/cells/", "/workbench/cells/one/"
BUSY = market_of(
    {
        ("EAST", "BANK"): {"customers": 4, "partners": 2, "won": Decimal(1_200_000)},
        ("EAST", "MED"): {"customers": 1},
        ("NORTH", "MED"): {"customers": 1_200},
        ("SOUTH", "BANK"): {"partners": 3},
    }
)


def bare(market: Market) -> list[Crossing]:
    return [one for one in market.filled() if one.is_uncovered]


def figures(measure: Measure = Measure.CUSTOMERS, market: Market = BUSY) -> list[Figure]:
    table: Table[Crossing] = Table(name="market-grid", columns=[])
    return figures_of(asked(table, GRID), market, measure, bare(market))


def test_figures_count_customers_gaps_contests_and_partners() -> None:
    customers, nobody, several, partners = figures()
    assert (customers.value, customers.detail) == ("1,205", "in 3 cells")
    assert (nobody.value, nobody.detail) == ("2 cells", "1,201 customers")
    assert nobody.url == f"{GRID}?view=table&show=uncovered"
    assert (several.value, several.url) == ("2 cells", f"{GRID}?view=table&show=contested")
    assert partners.label == "Partners at work"


def test_customers_without_a_cell_are_not_said_to_stand_in_cells() -> None:
    market = market_of({("EAST", "BANK"): {"customers": 4}}, unplaced=3)
    customers, *_others = figures(market=market)
    total = market.whole.customers
    assert (customers.value, customers.detail) == (str(total), f"{total - 3} in 1 cell")


def test_one_of_a_kind_is_said_in_the_singular() -> None:
    market = market_of({("EAST", "BANK"): {"customers": 1}})
    customers, nobody, several, _partners = figures(market=market)
    assert (customers.detail, nobody.value, nobody.detail) == ("in 1 cell", "1 cell", "1 customer")
    assert several.value == "0 cells"


def test_a_further_measure_stands_last_with_its_currency() -> None:
    assert [len(figures(one)) for one in Measure] == [4, 4, 5, 5, 5]
    won = figures(Measure.WON)[-1]
    assert (won.label, won.value) == ("Won in 12 months", "¥1.2m")


def test_gaps_stand_largest_first_and_lead_to_their_cell() -> None:
    found = beside_of(BUSY, bare(BUSY), CellAxes(product="GW"))
    assert [(one.name, one.detail) for one in found.bare_cells] == [
        ("North × Med", "1,200 customers"),
        ("East × Med", "1 customer"),
    ]
    assert found.bare_cells[0].url == f"{CELL}?product=GW&region=NORTH&industry=MED"
    assert [(one.name, one.url) for one in found.bare_regions] == [
        ("North", f"{CELL}?product=GW&region=NORTH")
    ]


def test_contests_stand_by_partners_then_by_customers() -> None:
    cells: dict[tuple[str, str], dict[str, Value]] = {
        ("EAST", "BANK"): {"customers": 1, "partners": 2},
        ("NORTH", "BANK"): {"customers": 8, "partners": 2},
        ("SOUTH", "BANK"): {"partners": 3},
    }
    market = market_of(cells)
    found = beside_of(market, bare(market), EVERYWHERE)
    assert [(one.name, one.detail) for one in found.contested] == [
        ("South × Bank", "3 partners at work · 0 customers"),
        ("North × Bank", "2 partners at work · 8 customers"),
        ("East × Bank", "2 partners at work · 1 customer"),
    ]


def test_at_most_six_of_each_are_shown() -> None:
    market = market_of(
        {
            **{(f"R{n}", "BANK"): {"customers": n + 1} for n in range(9)},
            **{(f"S{n}", "BANK"): {"customers": 1, "partners": 2} for n in range(9)},
        }
    )
    found = beside_of(market, bare(market), EVERYWHERE)
    assert [one.detail for one in found.bare_cells] == [f"{n} customers" for n in range(9, 3, -1)]
    assert (len(found.bare_regions), len(found.contested)) == (FEW, FEW)


def test_a_covered_market_has_nothing_beside_it() -> None:
    market = market_of({("EAST", "BANK"): {"customers": 4, "partners": 1}})
    found = beside_of(market, bare(market), EVERYWHERE)
    assert (found.bare_cells, found.bare_regions, found.contested) == ([], [], [])


def test_notes_tell_what_no_cell_holds() -> None:
    assert list(notes_of(BUSY)) == []
    told = market_of({("EAST", "BANK"): {"customers": 1}}, unplaced=1, missing=("CHF", "USD"))
    one, rates = notes_of(told)
    assert one.startswith("1 customer is in none of these cells")
    assert rates == "without CHF, USD: no rate"
    (many,) = notes_of(market_of({("EAST", "BANK"): {}}, unplaced=1_500))
    assert many.startswith("1,500 customers are in none of these cells")
