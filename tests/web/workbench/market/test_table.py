"""The grid as a table: which cells it lists, in which order, and what their columns say."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from qudao.choose.coverage.crossings import Crossing
from qudao.market.cells.models import Region
from qudao.market.cells.selectors import EVERYWHERE, CellAxes
from qudao.web.shared.lists import ListState, Table, values_of
from qudao.web.workbench.market.tables import coverage_of, is_wanted, rows_of, table_of
from tests.choose.coverage.build import Ground
from tests.choose.coverage.forest import crossing, market_of
from tests.people import Cast
from tests.web.workbench.asking import asked

BUSY = market_of(
    {
        ("SOUTH", "MED"): {"customers": 9, "open": Decimal(500_000)},
        ("EAST", "BANK"): {"customers": 4, "partners": 2, "open": Decimal(3_000_000)},
        ("EAST", "MED"): {"customers": 4, "partners": 1, "protected": 7},
        ("NORTH", "BANK"): {"partners": 2},
    }
)


@pytest.fixture
def table(cast: Cast) -> Table[Crossing]:
    return table_of(cast.channel_director, EVERYWHERE, page_size=80)


def places(rows: Sequence[Crossing]) -> list[str]:
    return [f"{row.region.code} {row.industry.code}" for row in rows if row.region and row.industry]


def state(table: Table[Crossing], **said: str) -> ListState[Crossing]:
    return asked(table, "/workbench/cells/", **said)


def test_cells_are_sorted_filtered_and_written_out(table: Table[Crossing]) -> None:
    in_order = ["EAST BANK", "NORTH BANK", "EAST MED", "SOUTH MED"]
    for said, found in (
        ({}, in_order),
        ({"sort": "customers"}, ["NORTH BANK", "EAST BANK", "EAST MED", "SOUTH MED"]),
        ({"sort": "-open"}, ["EAST BANK", "SOUTH MED", "EAST MED", "NORTH BANK"]),
        ({"sort": "region"}, ["EAST BANK", "EAST MED", "NORTH BANK", "SOUTH MED"]),
        ({"sort": "-region"}, ["SOUTH MED", "NORTH BANK", "EAST MED", "EAST BANK"]),
        ({"sort": "industry"}, in_order),
        ({"sort": "state"}, in_order),  # a column that does not sort
        ({"show": "uncovered"}, ["SOUTH MED"]),
        ({"show": "contested", "sort": "-region"}, ["NORTH BANK", "EAST BANK"]),
        ({"show": "all"}, in_order),
    ):
        assert places(rows_of(BUSY, state(table, **said))) == found, said
    lines = list(values_of(table, rows_of(BUSY, state(table, sort="-protected"))))
    assert lines[0] == ["East", "Med", "One at work", 4, 1, Decimal(0), Decimal(0), 7]
    assert [type(one) for one in lines[0][3:]] == [int, int, Decimal, Decimal, int]


def test_a_filter_offers_what_the_address_names_however_deep_it_lies(ground: Ground) -> None:
    director = ground.cast.channel_director
    Region.objects.create(code="DE", name_en="Germany", path="/DE/", kind="country")

    def offered(region: str) -> list[str]:
        within = CellAxes(region=region)
        found = table_of(director, within, page_size=80)
        choices = next(one.choices for one in found.filters if one.key == "region")
        return [code for code, _name in choices]

    usual = offered("")
    assert "EAST" in usual
    assert "DE" not in usual
    assert offered("DE") == [*usual, "DE"]
    assert offered("NOWHERE") == offered("EAST") == usual


@pytest.mark.parametrize(
    ("customers", "partners", "words"),
    [
        (1, 0, "Nobody serves it"),
        (0, 2, "Several at work"),
        (5, 3, "Several at work"),
        (5, 1, "One at work"),
        (0, 1, "One at work"),
        (0, 0, ""),
    ],
)
def test_coverage_is_said_in_words(customers: int, partners: int, words: str) -> None:
    one = crossing("EAST", "BANK", customers=customers, partners=partners)
    assert coverage_of(one) == words


def test_a_cell_is_wanted_or_not_by_what_the_address_asks(table: Table[Crossing]) -> None:
    bare, contested, quiet = (
        crossing("EAST", "BANK", **values)
        for values in ({"customers": 1}, {"customers": 1, "partners": 2}, {"partners": 1})
    )
    for show, wanted in (
        ("", [True, True, True]),
        ("uncovered", [True, False, False]),
        ("contested", [False, True, False]),
    ):
        assert [is_wanted(one, state(table, show=show)) for one in (bare, contested, quiet)] == (
            wanted
        )
