"""An exported file is safe to open: no cell runs as a formula, and values stay what they are."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from qudao.core.spreadsheet import safe_cell
from qudao.web.shared.exports import csv_file, xlsx_file
from tests.people import Cast


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_looks_like_a_formula_is_quoted(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_an_ordinary_text_stays() -> None:
    assert safe_cell("浦岚证券 = bank") == "浦岚证券 = bank"


def test_csv_keeps_exact_amounts_and_the_programmes_time(cast: Cast) -> None:
    late = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # already the third in Shanghai
    response = csv_file("x", ["a", "b", "c"], [["=cmd", Decimal("-1.2500"), late]])
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    assert list(csv.reader(io.StringIO(text)))[1] == ["'=cmd", "-1.25", "2026-03-03 00:30"]


def test_xlsx_holds_texts_numbers_and_days_and_no_formula(cast: Cast) -> None:
    response = xlsx_file("x", ["a", "b", "c"], [["=1+1", Decimal("12.5"), date(2026, 3, 2)]])
    content = b"".join(response.streaming_content)  # type: ignore[arg-type]
    response.close()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python()[1] == ["=1+1", 12.5, date(2026, 3, 2)]
