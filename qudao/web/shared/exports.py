"""Tables as CSV and XLSX files that are safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from qudao.core.programme import current_programme
from qudao.core.spreadsheet import safe_cell
from qudao.web.shared.lists import ListState, Plain, Row, values_of

LARGEST_EXPORT = 100_000
FIRST_YEAR = 1901  # days of 1900 and before are no days for a sheet, or others than one thinks
_BOM = "\ufeff"  # tells Excel that the file is UTF-8
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(kind: str, state: ListState[Row], rows: Iterable[Row]) -> HttpResponseBase:
    """The rows as the file that the address asked for: `csv`, else `xlsx`."""
    head = [column.label for column in state.table.columns]
    lines = values_of(state.table, rows)
    if kind == "csv":
        return csv_file(state.table.name, head, lines)
    return xlsx_file(state.table.name, head, lines)


def csv_file(
    name: str, head: Sequence[str], lines: Iterable[Sequence[Plain]]
) -> StreamingHttpResponse:
    zone = current_programme().time_zone
    response = StreamingHttpResponse(
        _csv_lines(head, lines, zone), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def xlsx_file(name: str, head: Sequence[str], lines: Iterable[Sequence[Plain]]) -> FileResponse:
    """Written row by row to a temporary file; dates and numbers stay dates and numbers."""
    zone = current_programme().time_zone
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, head, bold)
        for number, line in enumerate(lines, start=1):
            for column, value in enumerate(line):
                if isinstance(value, date) and value.year < FIRST_YEAR:
                    sheet.write_string(number, column, value.isoformat())
                elif isinstance(value, datetime):
                    at = value.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
                    sheet.write_datetime(number, column, at, moment)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{name}.xlsx", content_type=_XLSX)


def _csv_lines(head: Sequence[str], lines: Iterable[Sequence[Plain]], zone: str) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(_BOM)
    writer.writerow(head)
    for line in lines:
        writer.writerow([_csv_cell(value, zone) for value in line])
        if buffer.tell() > 65_536:
            yield _drain(buffer)
    yield _drain(buffer)


def _csv_cell(value: Plain, zone: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_cell(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    return plain_number(value) if isinstance(value, Decimal) else str(value)


def plain_number(value: Decimal) -> str:
    """Exact, without the zeros of the column: 1440000, 81250.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _drain(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
