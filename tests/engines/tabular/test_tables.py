"""The table is found in an untidy sheet, and every row keeps its number and role."""

from __future__ import annotations

import pytest

from qudao.engines.tabular.cells import Cell, Row
from qudao.engines.tabular.kinds.catalogue import KINDS, known_headers
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.reading import Sheet, open_tabular
from qudao.engines.tabular.tables import Role, Table, find_table
from tests.engines.tabular.messy import (
    REGISTRATION_HEADER_ROWS,
    REGISTRATION_NOTE_ROW,
    registrations_xlsx,
    shipments_csv,
)


def sheet_of(*rows: tuple[Cell, ...]) -> Sheet:
    numbered = [Row(number, cells) for number, cells in enumerate(rows, start=1)]
    return Sheet("test", lambda: iter(numbered))


def headers(table: Table) -> list[str]:
    return [column.header for column in table.columns]


def roles(table: Table) -> list[tuple[int, Role]]:
    return [(row.number, row.role) for row in table.body()]


DATA = ("华东证券", "S100", "2025-03-01", "12.5")


def test_plain_table_starts_at_its_first_row() -> None:
    table = find_table(sheet_of(("客户", "产品", "日期", "金额"), DATA))
    assert headers(table) == ["客户", "产品", "日期", "金额"]
    assert (table.header_rows, table.titles) == ((1,), ())
    assert roles(table) == [(2, Role.DATA)]


def test_header_is_found_below_titles() -> None:
    table = find_table(
        sheet_of(
            ("2025年报备汇总", None, None, None),
            ("制表：渠道部", None, "日期：2026-01-05", None),
            (None, None, None, None),
            ("客户", "产品", "日期", "金额"),
            DATA,
        )
    )
    assert table.header_rows == (4,)
    assert [row.number for row in table.titles] == [1, 2]


def test_merged_groups_and_their_details_become_one_heading() -> None:
    table = find_table(open_tabular(registrations_xlsx()).sheets[0])
    assert table.header_rows == REGISTRATION_HEADER_ROWS
    assert headers(table)[:7] == [
        "报备编号",
        "区域",
        "代理商",
        "客户名称",
        "产品型号",
        "预计金额（万元）",
        "报备与审批报备日期",
    ]
    assert roles(table)[-2:] == [(11, Role.TOTAL), (REGISTRATION_NOTE_ROW, Role.NOTE)]


def test_two_header_rows_without_merges_are_joined() -> None:
    table = find_table(
        sheet_of(
            ("客户", "产品", "金额", None, "日期"),
            (None, None, "含税", "不含税", None),
            ("华东证券", "S100", "113", "100", "2025-03-01"),
            ("南海医院", "S200", "226", "200", "2025-03-02"),
        )
    )
    assert headers(table) == ["客户", "产品", "金额含税", "金额不含税", "日期"]
    assert roles(table) == [(3, Role.DATA), (4, Role.DATA)]


def test_english_group_headings_are_joined_by_a_space() -> None:
    table = find_table(
        sheet_of(
            ("Deal", None, "Amount", None),
            ("Customer", "Product", "net", "gross"),
            ("A", "S100", "100", "113"),
            ("B", "S100", "100", "113"),
        )
    )
    assert headers(table) == ["Deal Customer", "Deal Product", "Amount net", "Amount gross"]


def test_line_breaks_in_a_heading_vanish() -> None:
    table = find_table(sheet_of(("客户\n名称", "Unit\nprice"), ("华东证券", "3.5")))
    assert headers(table) == ["客户名称", "Unit price"]


def test_blank_columns_vanish_and_unnamed_data_columns_stay() -> None:
    table = find_table(
        sheet_of(("客户", None, None, "金额"), ("A", None, "x", "1"), ("B", None, "y", "2"))
    )
    assert [(column.index, column.header) for column in table.columns] == [
        (0, "客户"),
        (2, ""),
        (3, "金额"),
    ]
    assert [row.cells for row in table.body()] == [("A", "x", "1"), ("B", "y", "2")]


def test_blank_rows_and_repeated_headers_are_no_data() -> None:
    header = ("客户", "产品", "日期", "金额")
    table = find_table(sheet_of(header, DATA, (None, "  ", "", None), header, DATA))
    assert roles(table) == [(2, Role.DATA), (4, Role.REPEATED_HEADER), (5, Role.DATA)]


@pytest.mark.parametrize(
    "label",
    [
        "合计",
        "总计：",
        "小 计",
        "华东小计",
        "合计（元）",
        "Total",
        "Grand Total",
        "Subtotal",
        "TOTAL:",
    ],
)
def test_totals_row_is_recognised(label: str) -> None:
    table = find_table(
        sheet_of(("客户", "产品", "日期", "金额"), DATA, (label, None, None, "12.5"))
    )
    assert roles(table) == [(2, Role.DATA), (3, Role.TOTAL)]


@pytest.mark.parametrize(
    "customer", ["道达尔 Total Energies", "Total Systems Ltd", "合计科技有限公司"]
)
def test_a_customer_called_total_is_data(customer: str) -> None:
    row = (customer, "S100", "2025-03-01", "5")
    table = find_table(sheet_of(("客户", "产品", "日期", "金额"), DATA, row))
    assert roles(table) == [(2, Role.DATA), (3, Role.DATA)]


def test_notes_under_the_table_are_notes() -> None:
    table = find_table(
        sheet_of(
            ("客户", "产品", "日期", "金额"),
            DATA,
            ("注：金额含税", None, None, None),
            ("如有疑问请联系渠道部", None, None, None),
        )
    )
    assert roles(table) == [(2, Role.DATA), (3, Role.NOTE), (4, Role.NOTE)]


def test_a_lonely_text_between_data_stays_data() -> None:
    table = find_table(
        sheet_of(("客户", "产品", "日期", "金额"), DATA, ("南海医院", None, None, None), DATA)
    )
    assert roles(table) == [(2, Role.DATA), (3, Role.DATA), (4, Role.DATA)]


def test_no_row_is_lost() -> None:
    sheet = open_tabular(shipments_csv()).sheets[0]
    table = find_table(sheet)
    not_blank = [row.number for row in sheet.rows() if any(row.cells)]
    accounted = [row.number for row in table.titles] + list(table.header_rows)
    assert not_blank == accounted + [row.number for row in table.body()]


def test_known_headings_outvote_an_odd_row_of_words() -> None:
    rows = (
        ("alpha", "beta", "gamma", "delta"),
        ("客户", "产品", "备注", "等级"),
        ("A", "S100", "x", "B"),
        ("B", "S200", "y", "C"),
    )
    kind = KINDS["past_registrations"]
    assert find_table(sheet_of(*rows), known_headers=known_headers(kind)).header_rows[-1] == 2


@pytest.mark.parametrize("rows", [(), ((None,),), (("1", "2"), ("3", "4"))])
def test_a_sheet_without_a_header_is_refused(rows: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(TabularError) as caught:
        find_table(sheet_of(*rows))
    assert caught.value.code == "table_not_found"
