"""Merged cells, by hand: which cells a merged text stands for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.tabular.cells import Cell, Row
from qudao.engines.tabular.merges import MergedRange, spread_merges


def spread(table: list[list[Cell]], *merges: tuple[int, int, int, int]) -> list[list[Cell]]:
    rows = [Row(at, tuple(row)) for at, row in enumerate(table, start=1)]
    return [list(row.cells) for row in spread_merges(rows, [MergedRange(*one) for one in merges])]


@pytest.mark.parametrize(
    ("table", "merge", "expected"),
    [
        ([["a", None]], (0, 0, 0, 1), [["a", "a"]]),
        ([["a"], [None], [None]], (0, 0, 2, 0), [["a"], ["a"], ["a"]]),
        ([["a", None], [None, None]], (0, 0, 1, 1), [["a", "a"], ["a", "a"]]),
        ([["a", "b"]], (0, 0, 0, 1), [["a", "b"]]),  # something stands there already
        ([["a", " "]], (0, 0, 0, 1), [["a", "a"]]),
        ([[None, None]], (0, 0, 0, 1), [[None, None]]),
        ([["", None]], (0, 0, 0, 1), [["", None]]),
        ([[Decimal(5), None]], (0, 0, 0, 1), [[Decimal(5), None]]),
        ([[date(2025, 3, 1), None]], (0, 0, 0, 1), [[date(2025, 3, 1)] * 2]),
        ([[True, None]], (0, 0, 0, 1), [[True, True]]),
        ([["a"]], (0, 0, 0, 5), [["a"]]),  # the row is shorter than the merge
        ([["a"]], (0, 3, 0, 5), [["a"]]),
        ([["a"], ["b"]], (5, 0, 9, 0), [["a"], ["b"]]),
        ([["a", None], ["b", None]], (1, 0, 1, 1), [["a", None], ["b", "b"]]),
    ],
)
def test_a_merged_text_stands_for_each_of_its_cells(
    table: list[list[Cell]], merge: tuple[int, int, int, int], expected: list[list[Cell]]
) -> None:
    assert spread(table, merge) == expected


def test_several_merges_live_side_by_side_and_end_in_their_row() -> None:
    table: list[list[Cell]] = [["a", "x"], [None, None], [None, None], [None, "y"]]

    assert spread(table, (0, 0, 2, 0), (0, 1, 1, 1)) == [
        ["a", "x"],
        ["a", "x"],
        ["a", None],
        [None, "y"],
    ]


def test_row_numbers_and_unmerged_rows_stay_as_they_are() -> None:
    rows = [Row(1, ("a",)), Row(2, ("b",))]

    assert list(spread_merges(iter(rows), [])) == rows


def test_rows_stream_through() -> None:
    endless = (Row(number, ("a", None)) for number in range(1, 10**9))

    first = next(iter(spread_merges(endless, [MergedRange(0, 0, 10**6, 1)])))

    assert first == Row(1, ("a", "a"))


boxes = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)).map(
    lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])
)


@given(st.lists(boxes, max_size=3))
@settings(max_examples=60)
def test_merges_only_fill_blanks_and_only_inside(merges: list[tuple[int, int, int, int]]) -> None:
    table: list[list[Cell]] = [
        [f"{row}{column}" if (row + column) % 2 else None for column in range(6)]
        for row in range(6)
    ]

    filled = spread(table, *merges)

    for row in range(6):
        for column in range(6):
            inside = any(
                top <= row <= bottom and left <= column <= right
                for top, left, bottom, right in merges
            )
            if table[row][column] is not None or not inside:
                assert filled[row][column] == table[row][column]
