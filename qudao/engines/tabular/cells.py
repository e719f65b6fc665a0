"""The few types a cell can have once its file has been read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Cell = str | Decimal | bool | date | datetime | None

BLANKS = " \t\r\n\x0b\x0c\xa0\u3000\u2002\u2003\u2009\u200b\u200e\u200f\u2028\u202f\u2060\ufeff"
_BLANK_SET = frozenset(BLANKS)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file; `number` is what a spreadsheet shows beside it."""

    number: int
    cells: tuple[Cell, ...]


def is_blank(cell: Cell) -> bool:
    """Whether nothing can be read in the cell."""
    if not isinstance(cell, str):
        return cell is None
    return not cell or (cell[0] in _BLANK_SET and not cell.strip(BLANKS))


def cell_text(cell: Cell) -> str:
    """The cell as text, safe to store: bytes that could not be decoded become U+FFFD, and so
    does the null character, which PostgreSQL keeps in no text."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return cell.isoformat()
    if has_broken_bytes(cell):
        cell = cell.encode("utf-8", "replace").decode("utf-8")
    return cell.replace("\x00", "\ufffd") if "\x00" in cell else cell


def has_broken_bytes(text: str) -> bool:
    """Whether bytes of the file could not be decoded (kept as lone surrogates)."""
    return not text.isascii() and _LONE_SURROGATE.search(text) is not None


def filled(row: Row) -> list[Cell]:
    """The cells of a row that hold something."""
    return [cell for cell in row.cells if not is_blank(cell)]
