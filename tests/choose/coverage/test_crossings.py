"""What a cell says of itself: bare, contested, empty; and which cells a market holds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qudao.choose.coverage.crossings import SEVERAL
from qudao.choose.coverage.measures import ALWAYS, EVERY, MONEY, Measure
from tests.choose.coverage.forest import crossing, market_of


@pytest.mark.parametrize(
    ("customers", "partners", "said"),
    [
        (0, 0, "empty"),
        (1, 0, "bare"),
        (0, 1, ""),
        (1, 1, ""),
        (0, 2, "contested"),
        (9, 2, "contested"),
        (9, 3, "contested"),
    ],
)
def test_a_cell_is_bare_contested_or_empty(customers: int, partners: int, said: str) -> None:
    one = crossing("EAST", "BANK", customers=customers, partners=partners)
    found = {"bare": one.is_uncovered, "contested": one.is_contested, "empty": one.is_empty}
    assert [word for word, holds in found.items() if holds] == [one for one in (said,) if one]


def test_several_are_two_and_a_third_changes_nothing() -> None:
    assert SEVERAL == 2
    assert not crossing(partners=1).is_contested


def test_deals_alone_keep_a_cell_from_being_empty_and_make_no_gap() -> None:
    one = crossing("EAST", "BANK", open=Decimal("0.0001"))
    assert (one.is_empty, one.is_uncovered) == (False, False)


def test_a_measure_that_was_not_read_is_nothing() -> None:
    one = crossing("EAST", "BANK", customers=3)
    assert [one.value(measure) for measure in Measure] == [3, 0, 0, 0, 0]
    assert (one.customers, one.partners) == (3, 0)


def test_filled_cells_keep_the_order_of_the_axes() -> None:
    market = market_of(
        {
            ("SOUTH", "BANK"): {"customers": 1},
            ("EAST", "MED"): {"customers": 1},
            ("EAST", "BANK"): {"customers": 0},
            ("NORTH", "MED"): {"partners": 1},
        }
    )
    places = [(c.region.code, c.industry.code) for c in market.filled() if c.region and c.industry]
    assert places == [("SOUTH", "BANK"), ("EAST", "MED"), ("NORTH", "MED")]


def test_a_cell_is_found_by_its_places() -> None:
    market = market_of({("EAST", "BANK"): {"customers": 4}, ("SOUTH", "MED"): {"customers": 1}})
    east, south = market.regions
    bank, _med = market.industries
    assert market.at(east, bank).customers == 4
    assert market.at(south, bank).is_empty


def test_what_marks_gaps_and_contests_is_always_read_and_money_is_told_apart() -> None:
    assert ALWAYS < EVERY
    assert MONEY.isdisjoint(ALWAYS)
    assert len(EVERY) == len(Measure)
