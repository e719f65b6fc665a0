"""The arithmetic of the grid: what stands in a cell is in its row, its column and the whole."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.choose.coverage.lines import line_of
from qudao.choose.coverage.measures import Measure, Value
from qudao.choose.coverage.readings import Key, Served
from qudao.choose.coverage.sheet import Sheet, masks_of
from tests.choose.coverage.forest import INDUSTRIES, REGIONS, industries, regions

C, P, O = Measure.CUSTOMERS, Measure.PARTNERS, Measure.OPEN  # noqa: E741
EAST, SHA, PUD, SUZ, NORTH, SOUTH = range(1, 7)
BANK, RURAL, MED = range(1, 4)


def sheet(region: str = "", industry: str = "") -> Sheet:
    return Sheet(line_of(regions(), region, ()), line_of(industries(), industry, ()))


def read(values: dict[Key, Value], region: str = "", industry: str = "") -> Sheet:
    found = sheet(region, industry)
    found.add_reading(C, values)
    return found


def table(found: Sheet, measure: Measure = C) -> list[list[Value]]:
    """Every row with its sum first, the sums of the columns on top."""
    rows = [None, *range(len(found.industries.spots))]
    columns = [None, *range(len(found.regions.spots))]
    return [[found.crossing(column, row).value(measure) for column in columns] for row in rows]


def serves(partner: int, region: str | None = None, industry: str | None = None) -> Served:
    return Served(partner, None, region, industry)


def test_what_falls_to_one_place_is_added_up() -> None:
    found = read({(PUD, RURAL): 2, (SUZ, BANK): 3, (NORTH, MED): 5})
    assert table(found) == [
        [10, 5, 5, 0],
        [5, 5, 0, 0],
        [5, 0, 5, 0],
    ]


def test_what_lacks_a_place_on_one_axis_counts_on_the_other_and_in_the_whole() -> None:
    found = read({(SHA, None): 1, (None, MED): 2, (None, None): 4, (SHA, MED): 8})
    assert table(found) == [
        [15, 9, 0, 0],
        [0, 0, 0, 0],
        [10, 8, 0, 0],
    ]


def test_a_narrowed_grid_leaves_out_what_lies_outside() -> None:
    values: dict[Key, Value] = {(PUD, RURAL): 1, (EAST, BANK): 2, (SUZ, MED): 4, (SOUTH, BANK): 8}
    assert table(read(values, region="EAST")) == [
        [7, 1, 4],
        [3, 1, 0],
        [4, 0, 4],
    ]
    assert table(read(values, industry="BANK")) == [
        [11, 3, 0, 8],
        [1, 1, 0, 0],
    ]


def test_what_has_no_place_is_outside_of_every_narrowed_grid() -> None:
    assert table(read({(None, BANK): 3, (None, None): 1}, region="EAST"))[0] == [0, 0, 0]


def test_measures_do_not_mix() -> None:
    found = read({(EAST, BANK): 2})
    found.add_reading(O, {(EAST, BANK): Decimal("10.5"), (SOUTH, BANK): Decimal(1)})
    cell = found.crossing(0, 0)
    assert (cell.value(C), cell.value(O), cell.value(Measure.WON)) == (2, Decimal("10.5"), 0)
    assert found.crossing(None, None).value(O) == Decimal("11.5")


def test_money_has_four_decimals_however_often_it_was_converted() -> None:
    found = sheet()
    found.add_reading(O, {(EAST, BANK): Decimal("0.123449"), (SHA, BANK): Decimal("0.1")})
    assert found.crossing(0, 0).value(O) == Decimal("0.2234")
    assert str(found.crossing(0, 0).value(O)) == "0.2234"


def test_a_crossing_names_its_places_and_all_of_an_axis_by_none() -> None:
    found = read({(SHA, BANK): 1})
    cell, row, every = found.crossing(0, 1), found.crossing(None, 1), found.crossing(None, None)
    assert cell.region is not None
    assert cell.industry is not None
    assert (cell.region.code, cell.industry.code) == ("EAST", "MED")
    assert (row.region, row.industry and row.industry.code) == (None, "MED")
    assert (every.region, every.industry) == (None, None)


# ------------------------------------------------------------------ partners


def test_a_partner_counts_once_in_each_sum() -> None:
    found = sheet()
    cells = [serves(7, "/EAST/SHA/", "/BANK/"), serves(7, "/EAST/SUZ/", "/BANK/RURAL/")]
    found.add_served(masks_of([*cells, serves(7, "/SOUTH/"), serves(9, "/EAST/")]))
    assert table(found, P) == [
        [2, 2, 0, 1],
        [2, 2, 0, 1],
        [2, 1, 0, 1],
    ]


def test_a_partner_of_everything_is_at_work_in_every_cell() -> None:
    found = sheet()
    found.add_served(masks_of([serves(1)]))
    assert {value for row in table(found, P) for value in row} == {1}
    assert (found.used_columns(), found.used_rows()) == ([], [])  # it names none of them


def test_partners_outside_of_a_narrowed_grid_are_not_at_work_in_it() -> None:
    found = sheet(region="EAST", industry="BANK")
    found.add_served(
        masks_of(
            [
                serves(1, "/SOUTH/"),
                serves(2, "/EAST/SUZ/", "/MED/"),
                serves(3, "/EAST/", "/BANK/"),
                serves(4, None, "/BANK/RURAL/"),
            ]
        )
    )
    assert table(found, P) == [[2, 2, 2], [2, 2, 2]]


def test_used_are_places_with_values_and_those_that_partners_name() -> None:
    found = read({(SHA, MED): 1})
    found.add_served(masks_of([serves(1, "/SOUTH/")]))
    assert (found.used_columns(), found.used_rows()) == ([0, 2], [1])


def test_partners_of_one_pair_share_a_mask() -> None:
    masks = list(masks_of([serves(5, "/EAST/"), serves(6, "/EAST/"), serves(5, "/SOUTH/")]))
    assert masks == [("/EAST/", None, 0b11), ("/SOUTH/", None, 0b01)]
    assert list(masks_of([])) == []


# ------------------------------------------------------------------ properties

KEYS = st.tuples(
    st.sampled_from([None, *range(1, len(REGIONS) + 1)]),
    st.sampled_from([None, *range(1, len(INDUSTRIES) + 1)]),
)
READINGS = st.dictionaries(KEYS, st.integers(0, 9), max_size=12)
SERVED = st.lists(
    st.builds(
        serves,
        st.integers(1, 4),
        st.sampled_from([None, *REGIONS]),
        st.sampled_from([None, *INDUSTRIES]),
    ),
    max_size=8,
)


@settings(max_examples=40)
@given(READINGS)
def test_no_customer_is_lost_and_none_counted_twice(values: dict[Key, Value]) -> None:
    found = read(values)
    (whole, *columns), *rows = table(found)
    assert whole == sum(values.values())
    for number, column in enumerate(columns, start=1):
        assert column >= sum(row[number] for row in rows)
    for first, *cells in rows:
        assert whole >= first >= sum(cells)


@settings(max_examples=40)
@given(SERVED)
def test_more_partners_stand_in_a_sum_than_in_any_of_its_cells(served: list[Served]) -> None:
    found = sheet()
    found.add_served(masks_of(served))
    whole = found.crossing(None, None).partners
    assert whole == len({one.partner_id for one in served})
    for row in range(2):
        for column in range(3):
            cell = found.crossing(column, row).partners
            assert cell <= found.crossing(column, None).partners <= whole
            assert cell <= found.crossing(None, row).partners


@settings(max_examples=40)
@given(SERVED)
def test_the_order_of_partners_changes_nothing(served: list[Served]) -> None:
    one, other = sheet(), sheet()
    one.add_served(masks_of(served))
    other.add_served(masks_of(served[::-1]))
    assert table(one, P) == table(other, P)
    assert (one.used_columns(), one.used_rows()) == (other.used_columns(), other.used_rows())
