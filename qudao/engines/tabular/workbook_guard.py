"""How large would this workbook be in memory? Measured on its XML before it is opened.

The reader lays a sheet out as a full rectangle and copies shared texts into every cell, so a tiny
file with one cell in the last corner, or one long text used everywhere, would fill the memory.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field

from qudao.engines.tabular.limits import Limits
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.zip_guard import entry_chunks, open_archive

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,9})(\d{1,12})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_SHARED = re.compile(rb"""\st\s*=\s*["']s["']""")
_SHARED_USE = re.compile(rb"""\st="s"[^>]*>\s*<(?:\w+:)?v>(\d{1,9})</""")
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?\bt="e"[^>]*>.{0,9000}?"""
    rb"""<(?:\w+:)?v>(\#[A-Z0-9/!?_]{1,20})</""",
    re.DOTALL,
)
_TEXT_END = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>")
_SHARED_STRINGS = "sharedstrings"

ErrorCells = dict[tuple[int, int], str]


@dataclass(slots=True)
class _SheetSize:
    """What the XML of one part says: extent, cells, and cells that hold an error."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    loose_cells: int = 0
    errors: ErrorCells = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkbookCheck:
    """A workbook that may be opened, and the error cells of each part by row and column."""

    errors: dict[str, ErrorCells]


def check_workbook(data: bytes, limits: Limits) -> WorkbookCheck:
    """Refuse a workbook that is broken, encrypted or too large once opened."""
    archive = open_archive(data, limits)
    names = {entry.filename.casefold() for entry in archive.infolist()}
    if "[content_types].xml" not in names:
        raise TabularError("not_a_workbook")
    parts = {entry.filename: _content(data, entry) for entry in archive.infolist()}
    sheets = {name: _measure(xml) for name, xml in parts.items()}
    for sheet in sheets.values():
        _check_extent(sheet, limits)
    _check_texts(parts, limits)
    return WorkbookCheck({name: sheet.errors for name, sheet in sheets.items() if sheet.errors})


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA; 0 when there are no letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _content(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    return b"".join(entry_chunks(data, entry))


def _measure(xml: bytes) -> _SheetSize:
    references = _REFERENCE.findall(xml)
    size = _SheetSize()
    if references:
        size.columns = max(map(column_number, {letters for letters, _row in references}))
        size.rows = max(map(int, {row for _letters, row in references}))
    size.cells = len(_CELL.findall(xml))
    placed = sum(1 for letters, _row in references if letters)
    if size.cells > placed:
        _count_loose(xml, size)
    for letters, row, error in _ERROR_CELL.findall(xml) if b'"e"' in xml else []:
        size.errors[int(row) - 1, column_number(letters) - 1] = error.decode()
    return size


def _count_loose(xml: bytes, size: _SheetSize) -> None:
    """Cells without a reference stand one after another in their row."""
    pieces = _ROW.split(xml)
    size.columns += max(len(_CELL.findall(piece)) for piece in pieces)
    size.rows += len(pieces) - 1


def _check_extent(size: _SheetSize, limits: Limits) -> None:
    if not size.cells:
        return
    if size.rows > limits.workbook_rows:
        raise TabularError("too_many_rows", limit=limits.workbook_rows)
    if size.columns > limits.columns:
        raise TabularError("too_many_columns", limit=limits.columns, row=0)
    if size.rows * size.columns > limits.workbook_cells:
        raise TabularError("too_many_cells", limit=limits.workbook_cells)


def _check_texts(parts: dict[str, bytes], limits: Limits) -> None:
    lengths = [len(piece) for xml in _shared_texts(parts) for piece in _TEXT_END.split(xml)]
    uses = sum(len(_SHARED.findall(xml)) for xml in parts.values())
    if not lengths or max(lengths) * uses <= limits.workbook_text_bytes:
        return
    counted: Counter[bytes] = Counter()
    for xml in parts.values():
        counted.update(_SHARED_USE.findall(xml))
    if sum(counted.values()) != uses:
        raise TabularError("workbook_text_too_large", limit=limits.workbook_text_bytes)
    expanded = sum(
        lengths[int(index)] * times for index, times in counted.items() if int(index) < len(lengths)
    )
    if expanded > limits.workbook_text_bytes:
        raise TabularError("workbook_text_too_large", limit=limits.workbook_text_bytes)


def _shared_texts(parts: dict[str, bytes]) -> list[bytes]:
    """Parts that hold shared texts, whatever their name: each text ends with `</si>`."""
    return [xml for xml in parts.values() if _TEXT_END.search(xml)]
