"""Merged cells: a text that spans several cells is meant for each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from qudao.engines.tabular.cells import Cell, Row, is_blank


class MergedRange(NamedTuple):
    """First and last row and column of a merged range, counted from 0, both ends inside."""

    top: int
    left: int
    bottom: int
    right: int


def spread_merges(rows: Iterable[Row], merges: Iterable[MergedRange]) -> Iterator[Row]:
    """Rows in which merged texts and dates are repeated; numbers stay where they stand.

    A number merged over three lines is one amount for all three; repeating it would count it
    three times.
    """
    starting: dict[int, list[MergedRange]] = defaultdict(list)
    for merged in merges:
        starting[merged.top].append(merged)
    active: list[tuple[MergedRange, Cell]] = []
    for row in rows:
        index = row.number - 1
        active = [(merged, value) for merged, value in active if merged.bottom >= index]
        for merged in starting.pop(index, ()):
            value = row.cells[merged.left] if merged.left < len(row.cells) else None
            if not is_blank(value) and not isinstance(value, Decimal):
                active.append((merged, value))
        yield _filled(row, active) if active else row


def _filled(row: Row, active: list[tuple[MergedRange, Cell]]) -> Row:
    cells = list(row.cells)
    for merged, value in active:
        for column in range(merged.left, min(merged.right + 1, len(cells))):
            if is_blank(cells[column]):
                cells[column] = value
    return Row(row.number, tuple(cells))
