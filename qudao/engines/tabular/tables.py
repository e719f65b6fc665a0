"""Find the table in an untidy sheet: where it begins, what its columns are, what each row is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from qudao.engines.tabular.cells import Cell, Row, filled, is_blank
from qudao.engines.tabular.header_search import HeaderBlock, find_header
from qudao.engines.tabular.headers import header_key
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.reading import Sheet
from qudao.engines.tabular.totals import is_note, is_total

HEAD_ROWS = 60
_SAMPLE_ROWS = 200
_PENDING_ROWS = 100
_LONGEST_HEADING = 200


class Role(Enum):
    """What a row below the header is; every row that is not blank has one."""

    DATA = "data"
    TOTAL = "total"
    REPEATED_HEADER = "repeated_header"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; `parts` are its heading's lines from top to bottom."""

    index: int
    header: str
    parts: tuple[str, ...] = ()

    def is_called(self, cell: Cell) -> bool:
        """Whether a cell below the header only repeats this heading, whole or its last line."""
        if not isinstance(cell, str) or not self.header or len(cell) > _LONGEST_HEADING:
            return False
        text = " ".join(cell.split())
        return text in {self.header, *self.parts}


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row below the header with its number in the file; cells as wide as the table."""

    number: int
    role: Role
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet. `titles` are the rows above its header, by number."""

    sheet: Sheet
    columns: tuple[Column, ...]
    header_rows: tuple[int, ...]
    titles: tuple[Row, ...]

    def body(self) -> Iterator[BodyRow]:
        """All rows below the header but blank ones, each with its role, as a fresh stream."""
        rows = (row for row in self.sheet.rows() if row.number > self.header_rows[-1])
        return _with_roles(rows, self.columns)

    def sample(self, size: int = _SAMPLE_ROWS) -> list[BodyRow]:
        """The first data rows."""
        return list(islice((row for row in self.body() if row.role is Role.DATA), size))


def find_table(sheet: Sheet, *, known_headers: Collection[str] = ()) -> Table:
    """The table of a sheet, or `TabularError` (`table_not_found`).

    `known_headers` are words that headings of the expected import use; they help to tell the
    header from titles above it and data below it.
    """
    head = list(islice((row for row in sheet.rows() if filled(row)), HEAD_ROWS))
    block = find_header(head, frozenset(map(header_key, known_headers)))
    if block is None:
        raise TabularError("table_not_found", sheet=sheet.name)
    first = block.rows[0]
    columns = _columns(block, [row for row in head if row.number > block.rows[-1]])
    titles = tuple(row for row in head if row.number < first)
    return Table(sheet, columns, block.rows, titles)


def _columns(block: HeaderBlock, below: list[Row]) -> tuple[Column, ...]:
    """Columns with a heading, or with data though nobody named them."""
    width = max([len(block.parts), *(len(row.cells) for row in below)])
    used = {index for row in below for index, cell in enumerate(row.cells) if not is_blank(cell)}
    columns = []
    for index in range(width):
        parts = block.parts[index] if index < len(block.parts) else ()
        if parts or index in used:
            columns.append(Column(index, _joined(parts), parts))
    return tuple(columns)


def _joined(parts: tuple[str, ...]) -> str:
    mark = " " if all(part.isascii() for part in parts) else ""
    return mark.join(parts)


def _with_roles(rows: Iterator[Row], columns: tuple[Column, ...]) -> Iterator[BodyRow]:
    """Rows with roles. A lonely text is a note only when no data follow; else it is data."""
    lonely: list[BodyRow] = []
    for row in rows:
        if all(map(is_blank, row.cells)):
            continue
        body = _body_row(row, columns)
        if body.role is Role.NOTE and len(lonely) < _PENDING_ROWS and not is_note(_held(body)):
            lonely.append(body)
            continue
        if body.role is Role.DATA:
            yield from (BodyRow(held.number, Role.DATA, held.cells) for held in lonely)
        else:
            yield from lonely
        lonely = []
        yield body
    yield from lonely


def _body_row(row: Row, columns: tuple[Column, ...]) -> BodyRow:
    width = len(row.cells)
    cells = tuple([row.cells[column.index] if column.index < width else None for column in columns])
    return BodyRow(row.number, _role(cells, columns), cells)


def _role(cells: tuple[Cell, ...], columns: tuple[Column, ...]) -> Role:
    if _repeats_header(cells, columns):
        return Role.REPEATED_HEADER
    held = [cell for cell in cells if not is_blank(cell)]
    if is_total(held):
        return Role.TOTAL
    if is_note(held) or _is_lonely(held, columns):
        return Role.NOTE
    return Role.DATA


def _repeats_header(cells: tuple[Cell, ...], columns: tuple[Column, ...]) -> bool:
    """Whether most cells say again what their column is called."""
    same = other = 0
    for cell, column in zip(cells, columns, strict=True):
        if is_blank(cell):
            continue
        if column.is_called(cell):
            same += 1
        else:
            other += 1
        if other >= 2 and other > same:
            return False
    return same + other >= 2 and same >= other * 4


def _is_lonely(held: list[Cell], columns: tuple[Column, ...]) -> bool:
    """One text where several columns could be filled: a note, a section's name, or a bad row."""
    if not held or len(columns) < 3 or not isinstance(held[0], str):
        return False
    return held.count(held[0]) == len(held)


def _held(row: BodyRow) -> list[Cell]:
    return [cell for cell in row.cells if not is_blank(cell)]
