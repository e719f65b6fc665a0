"""Dates in many spellings; a doubtful one is reported and never guessed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.tabular.cells import Cell
from qudao.engines.tabular.dates import DateOrder, date_order, read_date, within
from qudao.engines.tabular.problems import CellError

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-01",
        "2025/3/1",
        "2025.3.1",
        "2025 03 01",
        "2025年3月1日",
        "2025 年 3 月 1 日",
        "２０２５年３月１日",
        "25年3月1日",
        "1 Mar 2025",
        "1st March 2025",
        "1-Mar-25",
        "Mar 1, 2025",
        "March 1 2025",
        "Sat, 1 Mar 2025",
        "2025-03-01 星期六",
        "2025-03-01T10:20:30Z",
        "2025-03-01 00:00:00",
        "2025/3/1 9:05",
        "20250301",
        "45717",
        "45717.5",
        Decimal(45717),
        Decimal("45717.75"),
        Decimal(20250301),
        date(2025, 3, 1),
        datetime(2025, 3, 1, 9, 30),  # noqa: DTZ001
        "'2025-03-01",
    ],
)
def test_first_of_march_is_read(cell: Cell) -> None:
    assert read_date(cell).value == date(2025, 3, 1)


@pytest.mark.parametrize("text", ["25/03/2025", "03/25/2025", "25-03-2025", "25.03.25"])
def test_a_day_above_twelve_decides_itself(text: str) -> None:
    assert read_date(text).value == date(2025, 3, 25)


def test_same_day_and_month_is_not_ambiguous() -> None:
    assert read_date("04/04/2025").value == date(2025, 4, 4)


def test_ambiguous_date_names_both_readings() -> None:
    with pytest.raises(CellError) as caught:
        read_date("03/04/2025")
    assert caught.value.code == "date_ambiguous"
    assert caught.value.params == {"day_first": "2025-04-03", "month_first": "2025-03-04"}


def test_the_column_resolves_an_ambiguous_date() -> None:
    assert date_order(["03/04/2025", "25/03/2025"]) is DateOrder.DAY_FIRST
    assert date_order(["03/04/2025", "03/25/2025"]) is DateOrder.MONTH_FIRST
    assert date_order(["03/04/2025", "2025-03-25"]) is DateOrder.UNKNOWN
    assert date_order(["25/03/2025", "03/25/2025"]) is DateOrder.MIXED
    assert read_date("03/04/2025", DateOrder.DAY_FIRST).value == date(2025, 4, 3)
    assert read_date("03/04/2025", DateOrder.MONTH_FIRST).value == date(2025, 3, 4)


def test_a_mixed_column_leaves_doubt() -> None:
    with pytest.raises(CellError) as caught:
        read_date("03/04/2025", DateOrder.MIXED)
    assert caught.value.code == "date_ambiguous"


@pytest.mark.parametrize("text", ["2025年3月", "2025-03", "2025/3", "Mar 2025", "2025年3月份"])
def test_a_month_assumes_its_first_day_and_says_so(text: str) -> None:
    day = read_date(text)
    assert (day.value, day.day_assumed) == (date(2025, 3, 1), True)


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2025",
        "2025-13-01",
        "soon",
        "20251301",
        "12",
        "x" * 100,
        True,
        Decimal(-5),
        "1 Foo 2025",
    ],
)
def test_what_is_no_date_is_refused(cell: Cell) -> None:
    with pytest.raises(CellError) as caught:
        read_date(cell)
    assert caught.value.code == "date_not_understood"


@pytest.mark.parametrize(
    "day", [date(1900, 1, 1), date(1989, 12, 31), date(2101, 1, 1), date(9999, 12, 31)]
)
def test_dates_out_of_bounds_are_refused(day: date) -> None:
    with pytest.raises(CellError) as caught:
        within(day)
    assert caught.value.code == "date_out_of_range"
    assert caught.value.params == {"earliest": "1990-01-01", "latest": "2100-12-31"}


@given(days)
def test_every_day_survives_every_clear_spelling(day: date) -> None:
    spellings = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.day} {day:%b} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        str((day - date(1899, 12, 30)).days),
    ]
    assert {read_date(text).value for text in spellings} == {day}
    assert read_date(f"{day:%d/%m/%Y}", DateOrder.DAY_FIRST).value == day
    assert read_date(f"{day:%m/%d/%Y}", DateOrder.MONTH_FIRST).value == day


@given(st.text(max_size=80))
def test_any_text_gives_a_day_or_a_code(text: str) -> None:
    with suppress(CellError):
        assert isinstance(read_date(text).value, date)
