"""Cells of a workbook keep their type and their exact figure."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.tabular.cells import Cell, Row
from qudao.engines.tabular.limits import Limits
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.reading import Format, OpenedFile, open_tabular
from qudao.engines.tabular.xlsx_source import exact
from tests.engines.tabular.messy import parts_of, with_sheet_xml, workbook, zip_of


def built(build: Callable[[xlsxwriter.Workbook], None]) -> OpenedFile:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        build(book)
    return open_tabular(buffer.getvalue())


def rows(opened: OpenedFile, sheet: int = 0) -> list[tuple[Cell, ...]]:
    return [row.cells for row in opened.sheets[sheet].rows()]


def typed(reference: str, kind: str, inner: str) -> str:
    return f'<row r="1"><c r="{reference}" t="{kind}">{inner}</c></row>'


# ---------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0.1 + 0.2, "0.3"),
        (1.1 * 3, "3.3"),
        (1054.0, "1054"),
        (-0.5, "-0.5"),
        (46875762.8251, "46875762.8251"),
        (123456789012345.0, "123456789012345"),
        (0.0, "0"),
        (1e-7, "1E-7"),
        (12.50, "12.5"),
        (99999.995, "99999.995"),
        (2 / 3, "0.666666666666667"),
        (1e14, "100000000000000"),
    ],
)
def test_a_number_is_what_the_spreadsheet_shows(number: float, shown: str) -> None:
    assert str(exact(number)) == shown


@pytest.mark.parametrize("number", [1e15, 9.13e17, 1.7976931348623157e308])
def test_numbers_beyond_fifteen_digits_are_not_made_whole(number: float) -> None:
    assert exact(number).as_tuple().exponent != 0 or abs(exact(number)) >= 10**15


@given(st.decimals(-(10**9), 10**9, places=4))
@settings(max_examples=100)
def test_amounts_with_four_decimals_survive_the_float(amount: Decimal) -> None:
    assert exact(float(amount)) == amount


@given(st.integers(-(10**14), 10**14))
@settings(max_examples=100)
def test_whole_numbers_survive_the_float(number: int) -> None:
    assert str(exact(float(number))) == str(number)


# ---------------------------------------------------------------------- kinds of cells


def test_each_kind_of_cell_has_its_type() -> None:
    def build(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        page.write_row(0, 0, ["text", 5, 5.25, True, False])
        page.write_datetime(1, 0, date(2025, 3, 1), day)
        page.write_datetime(1, 1, datetime(2025, 3, 1, 9, 30), moment)  # noqa: DTZ001
        page.write_string(1, 2, "0012")
        page.write_blank(1, 3, None, day)
        page.write_url(1, 4, "https://foo.cn", string="官网")

    first, second = rows(built(build))

    assert first == ("text", Decimal(5), Decimal("5.25"), True, False)
    assert second[:4] == (
        date(2025, 3, 1),
        datetime(2025, 3, 1, 9, 30),  # noqa: DTZ001
        "0012",
        None,
    )
    assert second[4] == "官网"


def test_formulas_are_read_as_their_last_value() -> None:
    def build(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        page.write_formula("A1", "=1+1", value=2)
        page.write_formula("B1", '="a"&"b"', value="ab")
        page.write_formula("C1", "=TRUE()", value=True)

    assert rows(built(build)) == [(Decimal(2), "ab", True)]


@pytest.mark.parametrize(
    "error", ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"]
)
def test_an_error_is_kept_as_its_word(error: str) -> None:
    data = with_sheet_xml(typed("A1", "e", f"<v>{error}</v>"))

    assert rows(open_tabular(data)) == [(error,)]


@pytest.mark.parametrize(
    ("kind", "inner", "cell"),
    [
        ("inlineStr", "<is><t>客户</t></is>", "客户"),
        ("inlineStr", "<is><r><t>客</t></r><r><t>户</t></r></is>", "客户"),
        ("str", "<f>A1</f><v>text</v>", "text"),
        ("b", "<v>1</v>", True),
        ("b", "<v>0</v>", False),
        ("n", "<v>12.5</v>", Decimal("12.5")),
        ("n", "<v>1E3</v>", Decimal(1000)),
        ("inlineStr", '<is><t xml:space="preserve"> x </t></is>', " x "),
    ],
)
def test_cells_written_by_other_programs_are_read(kind: str, inner: str, cell: Cell) -> None:
    assert rows(open_tabular(with_sheet_xml(typed("A1", kind, inner)))) == [(cell,)]


@pytest.mark.parametrize("figure", ["NaN", "inf", "-inf", "1e999", "-1e999", "1e308"])
def test_figures_that_are_no_numbers_are_kept_as_text_or_refused(figure: str) -> None:
    data = with_sheet_xml(typed("A1", "n", f"<v>{figure}</v>"))

    try:
        ((cell,),) = rows(open_tabular(data))
    except TabularError as error:
        cell = error.code
    assert not isinstance(cell, Decimal) or cell.is_finite()


def test_rows_and_columns_that_were_left_out_are_still_counted() -> None:
    data = with_sheet_xml('<row r="3"><c r="C3"><v>7</v></c></row>')

    assert list(open_tabular(data).sheets[0].rows()) == [
        Row(1, (None, None, None)),
        Row(2, (None, None, None)),
        Row(3, (None, None, Decimal(7))),
    ]


def test_an_empty_sheet_has_no_rows() -> None:
    assert rows(open_tabular(workbook([]))) == []


def test_long_and_hostile_texts_come_through_as_text() -> None:
    texts = ["华" * 30_000, "<script>", "a\tb", "\u202e反", "😀", "line\nbreak", "'0012"]

    assert rows(open_tabular(workbook([texts]))) == [tuple(texts)]


# ---------------------------------------------------------------------- sheets


def test_sheets_come_in_the_order_of_the_book_with_the_hidden_ones() -> None:
    def build(book: xlsxwriter.Workbook) -> None:
        for name in ("封面", "明细", "旧表"):
            book.add_worksheet(name).write(0, 0, name)
        book.get_worksheet_by_name("旧表").hide()
        book.get_worksheet_by_name("封面").very_hidden()
        book.get_worksheet_by_name("明细").activate()

    opened = built(build)

    assert [(sheet.name, sheet.hidden) for sheet in opened.sheets] == [
        ("封面", True),
        ("明细", False),
        ("旧表", True),
    ]
    assert [rows(opened, at) for at in range(3)] == [[("封面",)], [("明细",)], [("旧表",)]]
    assert opened.format is Format.XLSX


def test_charts_are_no_sheets() -> None:
    def build(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet("数据")
        page.write_column(0, 0, [1, 2, 3])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=数据!$A$1:$A$3"})
        book.add_chartsheet("图").set_chart(chart)

    assert [sheet.name for sheet in built(build).sheets] == ["数据"]


def test_error_cells_are_found_on_the_sheet_where_they_stand() -> None:
    def build(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("一").write(0, 0, "x")
        second = book.add_worksheet("二")
        second.write(0, 0, "y")
        second.write_formula("B1", "=1/0", value="#DIV/0!")

    opened = built(build)

    assert rows(opened, 0) == [("x",)]
    assert rows(opened, 1) == [("y", "#DIV/0!")]


def test_a_sheet_can_be_read_again_and_again() -> None:
    sheet = open_tabular(workbook([["a", 1], ["b", 2]])).sheets[0]

    assert list(sheet.rows()) == list(sheet.rows())


# ---------------------------------------------------------------------- merged cells


def test_merged_texts_and_days_stand_in_each_cell_and_numbers_only_once() -> None:
    def build(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, ["区域", "日期", "金额", "客户"])
        page.merge_range("A2:A4", "华东")
        page.merge_range("B2:B4", "")
        page.write_datetime("B2", date(2025, 3, 1), day)
        page.merge_range("C2:C4", 90)
        page.write_column("D2", ["甲", "乙", "丙"])

    march = date(2025, 3, 1)
    assert rows(built(build))[1:] == [
        ("华东", march, Decimal(90), "甲"),
        ("华东", march, None, "乙"),
        ("华东", march, None, "丙"),
    ]


def test_more_merges_than_any_table_needs_are_refused() -> None:
    def build(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        for at in range(30):
            page.merge_range(at, 0, at, 1, "x")

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        build(book)
    opened = open_tabular(buffer.getvalue(), limits=Limits(workbook_merges=29))

    with pytest.raises(TabularError) as caught:
        rows(opened)
    assert (caught.value.code, dict(caught.value.params)) == ("too_many_merges", {"limit": 29})


# ---------------------------------------------------------------------- broken books


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
    ],
)
@pytest.mark.parametrize("content", [b"", b"<", b"rubbish", b"<?xml version='1.0'?><a/>"])
def test_a_book_with_a_broken_part_never_ends_in_a_crash(part: str, content: bytes) -> None:
    data = zip_of(parts_of(workbook([["a", 1]])) | {part: content})

    try:
        found = [rows(open_tabular(data), at) for at in range(1)]
    except TabularError as error:
        found = [[(error.code,)]]

    assert found in (
        [[("a", Decimal(1))]],
        [[]],
        [[("workbook_broken",)]],
        [[("workbook_without_sheets",)]],
    )


@pytest.mark.parametrize("cut", [1, 30, 200, 1000])
def test_a_book_that_was_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(TabularError) as caught:
        rows(open_tabular(workbook([["a", 1]])[:-cut]))
    assert caught.value.code == "workbook_broken"


@given(st.integers(0, 3_000), st.integers(0, 255))
@settings(max_examples=60)
def test_one_wrong_byte_is_read_over_or_refused(at: int, byte: int) -> None:
    data = bytearray(workbook([["客户", "金额"], ["甲", 5], ["乙", 6.5]]))
    data[at % len(data)] = byte

    try:
        outcome = rows(open_tabular(bytes(data)))
    except TabularError as error:
        outcome = [(error.code,)]
    assert outcome is not None
