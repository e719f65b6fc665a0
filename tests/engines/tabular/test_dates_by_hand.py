"""Days in every dress: read when clear, refused when not, reported when in doubt."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.tabular.cells import Cell
from qudao.engines.tabular.dates import DateOrder, date_order, read_date, within
from qudao.engines.tabular.problems import CellError

DAY, MONTH, YEAR = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.YEAR_FIRST
UNKNOWN, MIXED = DateOrder.UNKNOWN, DateOrder.MIXED


def refused(cell: Cell, order: DateOrder = UNKNOWN) -> CellError:
    with pytest.raises(CellError) as caught:
        read_date(cell, order)
    return caught.value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-29", (2024, 2, 29)),
        ("2024/2/29", (2024, 2, 29)),
        ("2024.02.29", (2024, 2, 29)),
        ("2024 02 29", (2024, 2, 29)),
        ("2024年02月29日", (2024, 2, 29)),
        ("2024年2月29号", (2024, 2, 29)),
        ("2024年2月29", (2024, 2, 29)),
        ("24年2月29日", (2024, 2, 29)),
        ("29 Feb 2024", (2024, 2, 29)),
        ("29-Feb-24", (2024, 2, 29)),
        ("29th February, 2024", (2024, 2, 29)),
        ("Feb 29, 2024", (2024, 2, 29)),
        ("February 29th 2024", (2024, 2, 29)),
        ("29/02/2024", (2024, 2, 29)),
        ("02/29/2024", (2024, 2, 29)),
        ("20240229", (2024, 2, 29)),
        ("45351", (2024, 2, 29)),
        ("Thursday, 29 Feb 2024", (2024, 2, 29)),
        ("2024-02-29 (星期四)", (2024, 2, 29)),
        ("2024-02-29 周四", (2024, 2, 29)),
        ("2024-02-29T23:59:59.999+08:00", (2024, 2, 29)),
        ("2024-02-29 下午 3:05", (2024, 2, 29)),
        ("2024-02-29 3:05 PM", (2024, 2, 29)),
        ("　２０２４－０２－２９　", (2024, 2, 29)),
        ("'2024-02-29", (2024, 2, 29)),
        ("1-Sept-2025", (2025, 9, 1)),
        ("1/1/1990", (1990, 1, 1)),
        ("31/12/2100", (2100, 12, 31)),
    ],
)
def test_a_clear_day_is_read(text: str, day: tuple[int, int, int]) -> None:
    assert read_date(text).value == date(*day)
    assert not read_date(text).day_assumed


@pytest.mark.parametrize(
    "cell",
    [
        "2023-02-29",
        "29/02/2023",
        "2025-00-10",
        "2025-10-00",
        "2025-04-31",
        "31 Apr 2025",
        "Apr 31, 2025",
        "20250431",
        "99/99/9999",
        "2025",
        "2025年",
        "3月1日",
        "Q1 2025",
        "2025年第一季度",
        "上周五",
        "today",
        "10:30",
        "1 Foo 2025",
        "Foo 1, 2025",
        "1/2",
        "1-2-3-4",
        "2025-3-1-1",
        "0",
        "-45000",
        "9999",
        "12345678901",
        "",
        " ",
        "\0",
        "😀",
        "x" * 65,
        True,
        False,
        None,
        Decimal(0),
        Decimal("-1"),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal(10) ** 9,
        Decimal(20251301),
    ],
)
def test_what_is_no_day_is_refused(cell: Cell) -> None:
    assert refused(cell).code == "date_not_understood"


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("01/02/2025", (2025, 2, 1), (2025, 1, 2)),
        ("1-2-2025", (2025, 2, 1), (2025, 1, 2)),
        ("12.11.2025", (2025, 11, 12), (2025, 12, 11)),
        ("1/2/25", (2025, 2, 1), (2025, 1, 2)),
    ],
)
def test_swapped_days_and_months_are_in_doubt_until_the_column_says(
    text: str, day_first: tuple[int, int, int], month_first: tuple[int, int, int]
) -> None:
    for order in (UNKNOWN, MIXED):
        error = refused(text, order)
        assert error.code == "date_ambiguous"
        assert dict(error.params) == {
            "day_first": date(*day_first).isoformat(),
            "month_first": date(*month_first).isoformat(),
        }
    assert read_date(text, DAY).value == date(*day_first)
    assert read_date(text, MONTH).value == date(*month_first)


@pytest.mark.parametrize(
    ("text", "day_first", "year_first"),
    [
        ("25/03/01", (2001, 3, 25), (2025, 3, 1)),
        ("25.12.31", (2031, 12, 25), (2025, 12, 31)),
        ("13-01-02", (2002, 1, 13), (2013, 1, 2)),
    ],
)
def test_short_years_are_in_doubt_until_the_column_says(
    text: str, day_first: tuple[int, int, int], year_first: tuple[int, int, int]
) -> None:
    for order in (UNKNOWN, MIXED):
        error = refused(text, order)
        assert error.code == "date_ambiguous"
        assert dict(error.params) == {
            "day_first": date(*day_first).isoformat(),
            "year_first": date(*year_first).isoformat(),
        }
    assert read_date(text, DAY).value == date(*day_first)
    assert read_date(text, YEAR).value == date(*year_first)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25/03/25", (2025, 3, 25)),  # both readings agree
        ("25/03/99", (1999, 3, 25)),  # no month has 99 days
        ("31/01/00", (2000, 1, 31)),
        ("28/02/28", (2028, 2, 28)),
    ],
)
def test_short_years_that_can_only_be_read_one_way(text: str, day: tuple[int, int, int]) -> None:
    assert read_date(text).value == date(*day)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1 Mar 89", 2089),
        ("1 Mar 90", 1990),
        ("1 Mar 99", 1999),
        ("1 Mar 00", 2000),
        ("1 Mar 25", 2025),
    ],
)
def test_short_years_lie_between_1990_and_2089(text: str, year: int) -> None:
    assert read_date(text).value == date(year, 3, 1)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        ([], UNKNOWN),
        (["2025-03-01", "20250301", "45717"], UNKNOWN),
        (["03/04/2025", "05/06/2025"], UNKNOWN),
        (["13/04/2025"], DAY),
        (["04/13/2025"], MONTH),
        (["13/04/2025", "04/13/2025"], MIXED),
        (["13/04/2025 10:20"], DAY),
        (["１３／０４／２０２５"], DAY),
        (["25/03/01", "25/03/02"], YEAR),
        (["24/03/01", "25/03/01", "25/04/02", "25/04/03"], YEAR),
        (["01/03/24", "13/03/24", "14/03/24"], DAY),
        (["13/03/24", "14/03/24", "15/03/25"], DAY),
        (["25/03/01"], UNKNOWN),
        (["25/03/01", "26/03/02"], UNKNOWN),
        (["25/03/99"], DAY),
        (["25/03/01", "25/03/02", "13/04/2025"], DAY),
        (["04/13/25"], MONTH),
        ([None, Decimal(45717), date(2025, 3, 1), True, "x" * 99], UNKNOWN),
        (["13 Mar 2025"], UNKNOWN),
    ],
)
def test_a_column_shows_its_order(cells: list[Cell], order: DateOrder) -> None:
    assert date_order(cells) is order
    assert date_order(reversed(cells)) is order


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(1989, 12, 31), False),
        (date(1990, 1, 1), True),
        (date(2100, 12, 31), True),
        (date(2101, 1, 1), False),
        (date.min, False),
        (date.max, False),
    ],
)
def test_days_lie_between_1990_and_2100(day: date, *, inside: bool) -> None:
    if inside:
        assert within(day) == day
        return
    with pytest.raises(CellError) as caught:
        within(day)
    assert caught.value.code == "date_out_of_range"


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (1, date(1899, 12, 31)),
        (61, date(1900, 3, 1)),
        (45717, date(2025, 3, 1)),
        ("45717.999", date(2025, 3, 1)),
        (2958465, date(9999, 12, 31)),
        (19000101, date(1900, 1, 1)),
        (99991231, date(9999, 12, 31)),
    ],
)
def test_serial_numbers_and_keys(number: int | str, day: date) -> None:
    assert read_date(Decimal(number)).value == day


def test_a_moment_is_its_day() -> None:
    assert read_date(datetime(2025, 3, 1, 23, 59)).value == date(2025, 3, 1)  # noqa: DTZ001


days = st.dates(date(1990, 1, 1), date(2089, 12, 31))


@given(days)
@settings(max_examples=100)
def test_a_short_year_never_gives_a_day_that_was_not_written(day: date) -> None:
    """Whatever the column says, a reading is one of the ways in which the text can be read."""
    text = f"{day:%y/%m/%d}"
    possible = set()
    for form in ("%y/%m/%d", "%d/%m/%y", "%m/%d/%y"):
        try:
            parsed = datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        possible.add((parsed.month, parsed.day, parsed.year % 100))
    for order in DateOrder:
        try:
            read = read_date(text, order).value
        except CellError:
            continue
        assert (read.month, read.day, read.year % 100) in possible
    assert read_date(text, YEAR).value == day


@given(st.lists(days, min_size=3, max_size=20, unique_by=lambda day: day.day))
@settings(max_examples=60)
def test_days_of_one_year_written_with_a_short_year_come_back(some: list[date]) -> None:
    texts = [f"{day.replace(year=2025, month=3):%y.%m.%d}" for day in some]

    order = date_order(texts)

    assert order is YEAR
    assert [read_date(text, order).value.day for text in texts] == [day.day for day in some]


@given(st.text(st.sampled_from("0123456789/-. 年月日年Marfeb:"), max_size=16))
@settings(max_examples=300)
def test_any_text_is_a_day_or_a_named_problem(text: str) -> None:
    for order in DateOrder:
        try:
            code = "" if isinstance(read_date(text, order).value, date) else "wrong type"
        except CellError as error:
            code = error.code
        assert code in {"", "date_not_understood", "date_ambiguous"}
