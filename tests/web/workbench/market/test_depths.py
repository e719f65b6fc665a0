"""The colours of the grid: five depths, cut where the values lie, none for what is empty."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.web.workbench.market.depths import DEEPEST, depths_of

VALUES = st.lists(st.integers(0, 10**9), max_size=40)


@pytest.mark.parametrize(
    ("values", "depths"),
    [
        ([], []),
        ([0, 0], [0, 0]),
        ([7], [1]),
        ([7, 7, 7, 7, 7, 7], [1] * 6),
        ([1, 2], [1, 2]),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
        ([5, 4, 3, 2, 1], [5, 4, 3, 2, 1]),
        ([0, 1, 0, 100], [0, 1, 0, 2]),
        ([1, 1, 1, 1, 900], [1, 1, 1, 1, 2]),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
    ],
)
def test_values_are_cut_into_five_parts(values: list[int], depths: list[int]) -> None:
    found = depths_of(values)
    assert [found.of(one) for one in values] == depths


def test_the_legend_knows_the_least_and_the_most_that_there_is() -> None:
    found = depths_of([Decimal(0), Decimal("2.5"), Decimal(40)])
    assert (found.least, found.most) == (Decimal("2.5"), Decimal(40))
    nothing = depths_of([0])
    assert (nothing.least, nothing.most, nothing.cuts) == (0, 0, ())


def test_a_value_that_was_not_among_them_still_gets_a_depth() -> None:
    found = depths_of([10, 20, 30, 40, 50])
    assert (found.of(1), found.of(25), found.of(1000)) == (1, 2, DEEPEST)


@settings(max_examples=30)
@given(VALUES)
def test_more_is_never_lighter_and_the_same_is_the_same(values: list[int]) -> None:
    found = depths_of(values)
    rising = sorted(values)
    depths = [found.of(one) for one in rising]
    assert depths == sorted(depths)
    assert [one == 0 for one in depths] == [one == 0 for one in rising]
    assert set(depths) <= set(range(DEEPEST + 1))
    filled = [one for one in values if one]
    assert not filled or found.of(min(filled)) == 1


@settings(max_examples=15)
@given(VALUES)
def test_the_order_of_cells_changes_no_colour(values: list[int]) -> None:
    assert depths_of(values) == depths_of(values[::-1])
