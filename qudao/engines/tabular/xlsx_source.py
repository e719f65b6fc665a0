"""XLSX workbooks as streams of rows, opened only after the guard has measured them."""

from __future__ import annotations

import io
import math
import posixpath
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from qudao.engines.tabular.cells import Cell, Row
from qudao.engines.tabular.limits import Limits
from qudao.engines.tabular.merges import MergedRange, spread_merges
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.workbook_guard import ErrorCells, check_workbook

_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_Raw = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True, slots=True)
class XlsxSheet:
    """One worksheet; `rows` may be asked for as often as needed."""

    name: str
    hidden: bool
    workbook: CalamineWorkbook
    errors: ErrorCells
    limits: Limits

    def rows(self) -> Iterator[Row]:
        """Rows with their numbers; merged texts stand in every cell that they cover."""
        with _reading():
            sheet = self.workbook.get_sheet_by_name(self.name)
        left = sheet.start[1] if sheet.start else 0
        merges = [
            MergedRange(top, start, bottom, end)
            for (top, start), (bottom, end) in sheet.merged_cell_ranges or []
        ]
        if len(merges) > self.limits.workbook_merges:
            raise TabularError("too_many_merges", limit=self.limits.workbook_merges)
        yield from spread_merges(self._plain(sheet, left), merges)

    def _plain(self, sheet: CalamineSheet, left: int) -> Iterator[Row]:
        for index, raw in enumerate(sheet.iter_rows()):
            cells: list[Cell] = [None] * left
            cells.extend(_cell(value) for value in raw)
            if self.errors:
                _put_errors(cells, index, self.errors)
            yield Row(index + 1, tuple(cells))


def open_xlsx(data: bytes, limits: Limits) -> list[XlsxSheet]:
    """The worksheets of a workbook, in its order; refuses what the guard refuses."""
    check = check_workbook(data, limits)
    with _reading():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    parts = _parts_by_sheet(data) if check.errors else {}
    return [
        XlsxSheet(
            name=meta.name,
            hidden=meta.visible != SheetVisibleEnum.Visible,
            workbook=workbook,
            errors=check.errors.get(parts.get(meta.name, ""), {}),
            limits=limits,
        )
        for meta in workbook.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet
    ]


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever the reader does on a broken workbook, a panic of its core included, is a problem."""
    try:
        yield
    except PasswordError as error:
        raise TabularError("workbook_encrypted") from error
    except (CalamineError, OSError, ValueError) as error:
        raise TabularError("workbook_broken") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise TabularError("workbook_broken") from error


def _cell(value: _Raw) -> Cell:
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool | datetime | date):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return exact(value) if math.isfinite(value) else str(value)
    return str(value)


def exact(number: float) -> Decimal:
    """The number that the spreadsheet shows: 15 significant digits, whole when it is whole."""
    decimal = Decimal(f"{number:.15g}")
    if decimal == decimal.to_integral_value() and abs(decimal) < 10**15:
        return decimal.quantize(Decimal(1))
    return decimal


def _put_errors(cells: list[Cell], row: int, errors: ErrorCells) -> None:
    """Put error values back: the reader shows `#DIV/0!` as an empty cell."""
    for column in range(len(cells)):
        if cells[column] is None and (row, column) in errors:
            cells[column] = errors[row, column]


def _parts_by_sheet(data: bytes) -> dict[str, str]:
    """Sheet name → name of the part that holds it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
            links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        except (KeyError, ET.ParseError):
            return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    return {
        sheet.get("name", ""): _part_name(targets.get(sheet.get(_REL), ""))
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet")
    }


def _part_name(target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join("xl", target))
