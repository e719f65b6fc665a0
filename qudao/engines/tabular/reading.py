"""Open a file of any supported kind as sheets of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from qudao.engines.tabular.cells import Row
from qudao.engines.tabular.csv_source import open_csv
from qudao.engines.tabular.limits import Limits
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.streams import Source, open_unpacked
from qudao.engines.tabular.xlsx_source import open_xlsx

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_REFUSED = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"SQLite format 3", b"\x7fELF", b"MZ\x90")


class Format(Enum):
    """What a file turned out to be."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, or the whole of a text file; rows can be read again and again."""

    name: str
    read: Callable[[], Iterator[Row]]
    hidden: bool = False

    def rows(self) -> Iterator[Row]:
        """A fresh stream of all rows, blank ones included."""
        return self.read()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """What was found: the sheets, and for text how it is written (`certain` or a guess)."""

    format: Format
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    certain: bool = True
    delimiter: str | None = None


def open_tabular(
    source: Source,
    *,
    limits: Limits | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> OpenedFile:
    """Open CSV, TSV (gzip or not) or XLSX by content, not by name.

    Raises `TabularError` when the file is empty, broken, absurdly large, or of another kind.
    `encoding` and `delimiter` overrule what would be found.
    """
    bounds = limits or Limits()
    with open_unpacked(source, bounds) as stream:
        head = stream.read(16)
    _refuse_others(head)
    if head.startswith(_ZIP):
        return _workbook(source, bounds)
    found = open_csv(source, bounds, encoding=encoding, delimiter=delimiter)
    return OpenedFile(
        format=Format.CSV,
        sheets=(Sheet("", found.rows),),
        encoding=found.encoding.name,
        certain=found.encoding.certain,
        delimiter=found.delimiter,
    )


def _refuse_others(head: bytes) -> None:
    if not head:
        raise TabularError("file_empty")
    if head.startswith(_OLD_OFFICE):
        raise TabularError("old_or_encrypted_workbook")
    if head.startswith(_REFUSED):
        raise TabularError("not_a_table_file")


def _workbook(source: Source, limits: Limits) -> OpenedFile:
    with open_unpacked(source, limits) as stream:
        data = stream.read(limits.workbook_bytes + 1)
    if len(data) > limits.workbook_bytes:
        raise TabularError("file_too_large", limit=limits.workbook_bytes)
    sheets = tuple(Sheet(sheet.name, sheet.rows, sheet.hidden) for sheet in open_xlsx(data, limits))
    if not sheets:
        raise TabularError("workbook_without_sheets")
    return OpenedFile(format=Format.XLSX, sheets=sheets)
