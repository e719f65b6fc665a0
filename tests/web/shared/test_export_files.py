"""An export holds what the list shows: exact, in the programme's time, and inert."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.core.models import Programme
from qudao.web.shared.exports import csv_file, export, plain_number, xlsx_file
from qudao.web.shared.lists import Plain
from tests.web.shared.reading import Deal, content_of, sheet_in, state_at

pytestmark = pytest.mark.usefixtures("in_shanghai")
HOSTILE = ("=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1")
MIDNIGHT = datetime(2026, 3, 2, 16, tzinfo=UTC)
LATE = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # already the third in Shanghai


def csv_rows(*lines: Sequence[Plain]) -> list[list[str]]:
    text = content_of(csv_file("x", ["head"], lines)).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1:]


def sheet_rows(*lines: Sequence[Plain]) -> list[list[Any]]:
    return sheet_in(xlsx_file("x", ["head"], lines))[1:]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("", ""),
        ("浦岚证券", "浦岚证券"),
        ('say "so", he said', 'say "so", he said'),
        ("two\nlines", "two\nlines"),
        (0, "0"),
        (-3, "-3"),
        (Decimal("1440000.0000"), "1440000"),
        (Decimal("81250.5000"), "81250.5"),
        (Decimal("-0.0001"), "-0.0001"),
        (Decimal("1E+6"), "1000000"),
        (date(2026, 12, 31), "2026-12-31"),
        (date(1, 1, 1), "0001-01-01"),
        (LATE, "2026-03-03 00:30"),
    ],
)
def test_a_csv_cell_is_exact(value: Plain, cell: str) -> None:
    assert csv_rows(["first", value]) == [["first", cell]]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_any_file_runs(text: str) -> None:
    assert csv_rows([text]) == [[f"'{text}"]]
    assert isinstance(sheet_rows([text])[0][0], str)


def test_negative_numbers_stay_numbers() -> None:
    assert csv_rows([-5, Decimal("-2.50")]) == [["-5", "-2.5"]]
    assert sheet_rows([-5, Decimal("-2.50")]) == [[-5.0, -2.5]]


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Asia/Shanghai", "2026-03-03 00:30"), ("UTC", "2026-03-02 16:30"),
     ("America/New_York", "2026-03-02 11:30")],
)  # fmt: skip
def test_moments_are_in_the_programmes_zone(in_shanghai: Programme, zone: str, said: str) -> None:
    in_shanghai.time_zone = zone
    assert csv_rows([LATE]) == [[said]]
    assert sheet_rows([LATE]) == [[datetime.fromisoformat(said)]]


@given(value=st.decimals(-(10**14), 10**14, places=4))
def test_an_exported_amount_reads_back_as_itself(value: Decimal) -> None:
    text = plain_number(value)
    assert Decimal(text) == value
    assert "E" not in text
    assert not text.endswith((".", "0")) or "." not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [("100", "100"), ("100.00", "100"), ("0.00", "0"), ("10.10", "10.1"), ("1E3", "1000")],
)
def test_only_idle_zeros_fall_away(value: str, text: str) -> None:
    assert plain_number(Decimal(value)) == text


def test_a_sheet_keeps_the_kinds_of_its_values() -> None:
    found = sheet_rows(["=SUM(A1)", Decimal("12.5"), 3, date(2026, 3, 2), MIDNIGHT, None, "end"])
    assert found == [["=SUM(A1)", 12.5, 3.0, date(2026, 3, 2), date(2026, 3, 3), "", "end"]]


@pytest.mark.parametrize("text", ["http://evil.example", "mailto:a@example.com", "{=1+1}", "00123"])
def test_a_text_of_a_sheet_is_neither_link_nor_formula_nor_number(text: str) -> None:
    assert sheet_rows([text]) == [[text]]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1850, 6, 1), date(1899, 12, 30)])
def test_a_day_before_the_calendar_of_sheets_is_a_text(day: date) -> None:
    assert sheet_rows(["since", day]) == [["since", day.isoformat()]]


def test_a_moment_before_the_calendar_of_sheets_is_a_text() -> None:
    early = datetime(1880, 1, 2, 3, 4, tzinfo=UTC)
    assert sheet_rows(["since", early])[0][1].startswith("1880-01-02")


def test_a_long_text_of_a_sheet_is_cut_and_never_dropped() -> None:
    found = sheet_rows(["need", "x" * 40_000, "end"])
    assert found[0][2] == "end"
    assert found[0][1] == "x" * 32_767


def test_the_file_that_was_asked_for_is_made() -> None:
    state, deals = state_at("/deals/?export=csv"), [Deal("A", 1), Deal("=B", 2)]
    made = export("csv", state, deals)
    assert made["Content-Type"] == "text/csv; charset=utf-8"
    assert made["Content-Disposition"] == 'attachment; filename="deals.csv"'
    lines = content_of(made).decode("utf-8-sig").splitlines()
    assert lines == ["Name,Amount,Note", "A,1,", "'=B,2,"]


@pytest.mark.parametrize("kind", ["xlsx", "pdf", "1"])
def test_any_other_kind_is_a_sheet(kind: str) -> None:
    made = export(kind, state_at("/deals/"), [Deal("A", 1)])
    assert 'filename="deals.xlsx"' in made["Content-Disposition"]
    assert sheet_in(made) == [["Name", "Amount", "Note"], ["A", 1.0, ""]]


def test_an_empty_list_is_a_file_with_its_head() -> None:
    assert csv_rows() == []
    made = export("csv", state_at("/deals/"), [])
    assert content_of(made).decode("utf-8-sig") == "Name,Amount,Note\r\n"


def test_many_rows_leave_in_parts_and_are_all_there() -> None:
    def lines() -> Iterator[list[Plain]]:
        for number in range(9000):
            yield [f"customer number {number}", number]

    parts = list(csv_file("x", ["a", "b"], lines()).streaming_content)  # type: ignore[arg-type]
    assert len(parts) > 2
    assert max(map(len, parts)) < 100_000
    found = b"".join(parts).decode("utf-8-sig").splitlines()
    assert len(found) == 9001
    assert found[-1] == "customer number 8999,8999"
