"""The header among titles, notes, groups and data of an untidy sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.tabular.cells import Cell, Row
from qudao.engines.tabular.header_search import find_header, heading_words
from qudao.engines.tabular.kinds.catalogue import KINDS, known_headers
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.reading import Sheet
from qudao.engines.tabular.tables import Role, Table, find_table

NOTHING: tuple[Cell, ...] = (None, None, None, None)
HEADER: tuple[Cell, ...] = ("客户", "产品", "日期", "金额")
FIRST: tuple[Cell, ...] = ("华东证券", "S100", "2025-03-01", "12.5")
SECOND: tuple[Cell, ...] = ("南海医院", "S200", "2025-03-02", "7")


def sheet(*rows: tuple[Cell, ...]) -> Sheet:
    return Sheet("test", lambda: iter(Row(at, row) for at, row in enumerate(rows, start=1)))


def table(*rows: tuple[Cell, ...], kind: str = "opportunities") -> Table:
    return find_table(sheet(*rows), known_headers=known_headers(KINDS[kind]))


def headings(found: Table) -> list[str]:
    return [column.header for column in found.columns]


def roles(found: Table) -> dict[int, str]:
    return {row.number: row.role.value for row in found.body()}


# ---------------------------------------------------------------------- above the header


@pytest.mark.parametrize(
    "titles",
    [
        [],
        [("2025年商机汇总", None, None, None)],
        [("2025年商机汇总",) * 4],
        [("商机汇总", None, None, None), ("单位：万元", None, None, None)],
        [("制表人：张三", None, "日期：2026-01-05", None)],
        [("部门", "渠道部", None, None), NOTHING],
        [NOTHING, ("商机汇总", None, None, None), NOTHING, NOTHING],
        [(date(2026, 1, 5), None, None, None)],
        [(Decimal(2025), None, None, None)],
        [("Report generated 2026-01-05 10:30", None, None, None)],
        [("筛选条件：全部", None, None, None)] * 12,
    ],
)
def test_the_header_is_found_below_any_titles(titles: list[tuple[Cell, ...]]) -> None:
    found = table(*titles, HEADER, FIRST, SECOND)

    assert headings(found) == ["客户", "产品", "日期", "金额"]
    assert found.header_rows == (len(titles) + 1,)
    assert [row.number for row in found.titles] == [
        at for at, row in enumerate(titles, start=1) if any(row)
    ]
    assert list(roles(found).values()) == ["data", "data"]


def test_a_header_without_data_is_still_a_header() -> None:
    found = table(HEADER)

    assert (headings(found), roles(found)) == (["客户", "产品", "日期", "金额"], {})


def test_a_table_that_begins_in_a_later_column_keeps_its_positions() -> None:
    found = table((None, None, *HEADER), (None, None, *FIRST))

    assert [(column.index, column.header) for column in found.columns] == [
        (2, "客户"),
        (3, "产品"),
        (4, "日期"),
        (5, "金额"),
    ]
    assert [row.cells for row in found.body()] == [FIRST]


def test_stars_of_required_columns_make_no_note_of_a_header() -> None:
    found = find_table(sheet(("*客户名称", "*产品", "金额"), ("甲", "S100", "5")))

    assert headings(found) == ["*客户名称", "*产品", "金额"]


def test_a_numbering_column_without_a_name_stays() -> None:
    found = table((None, *HEADER), (Decimal(1), *FIRST), (Decimal(2), *SECOND))

    assert headings(found) == ["", "客户", "产品", "日期", "金额"]


def test_years_may_head_columns() -> None:
    years = tuple(Decimal(year) for year in (2023, 2024, 2025))
    found = find_table(sheet(("区域", *years), ("华东", *map(Decimal, (5, 6, 7)))))

    assert headings(found) == ["区域", "2023", "2024", "2025"]


@pytest.mark.parametrize(
    "row",
    [
        ("华东证券", "S100", date(2025, 3, 1), Decimal("12.5")),
        ("华东证券", "S100", "2025-03-01", "12.5"),
        ("x" * 61, "产品", "日期", "金额"),
        ("客户", "产品", "日期", True),
    ],
)
def test_a_row_of_values_is_no_header(row: tuple[Cell, ...]) -> None:
    assert find_header([Row(1, row)], frozenset()) is None


@pytest.mark.parametrize("count", [39, 40])
def test_a_header_is_looked_for_among_the_first_forty_rows(count: int) -> None:
    titles = [(f"说明：第{n}行", None, None, None) for n in range(count)]
    words = heading_words(["客户", "产品", "日期", "金额"])
    rows = [Row(at, row) for at, row in enumerate([*titles, HEADER, FIRST], start=1)]

    block = find_header(rows, words)

    found = block is not None and block.rows == (count + 1,)
    assert found is (count < 40)


# ---------------------------------------------------------------------- several header rows


@pytest.mark.parametrize(
    ("upper", "lower", "expected"),
    [
        (
            ("客户", "客户", "报备", "报备"),
            ("名称", "行业", "日期", "结果"),
            ["客户名称", "客户行业", "报备日期", "报备结果"],
        ),
        (
            ("客户", None, "报备", None),
            ("名称", "行业", "日期", "结果"),
            ["客户名称", "客户行业", "报备日期", "报备结果"],
        ),
        (
            ("编号", "客户", "客户", "金额"),
            ("编号", "名称", "行业", "金额"),
            ["编号", "客户名称", "客户行业", "金额"],
        ),
        (
            ("Deal", None, "Amount", None),
            ("Customer", "Product", "Net", "Gross"),
            ["Deal Customer", "Deal Product", "Amount Net", "Amount Gross"],
        ),
    ],
)
def test_two_header_rows_become_one_heading(
    upper: tuple[Cell, ...], lower: tuple[Cell, ...], expected: list[str]
) -> None:
    found = find_table(sheet(upper, lower, ("华东", "证券", "2025-03-01", "5")))

    assert (headings(found), found.header_rows) == (expected, (1, 2))
    assert found.columns[0].parts[-1] in {"名称", "编号", "Customer"}


def test_a_title_two_rows_above_is_no_group() -> None:
    found = table(("甲组", "乙组", None, None), NOTHING, HEADER, FIRST)

    assert (found.header_rows, headings(found)) == ((3,), ["客户", "产品", "日期", "金额"])


def test_label_and_value_above_the_header_are_no_group() -> None:
    found = table(("部门：渠道部", None, "期间：2025年", None), HEADER, FIRST)

    assert found.header_rows == (2,)


# ---------------------------------------------------------------------- below the header


@pytest.mark.parametrize(
    ("row", "role"),
    [
        (("合计", None, None, "19.5"), "total"),
        (("合 计", None, None, Decimal("19.5")), "total"),
        ((None, None, "总计：", "19.5"), "total"),
        (("华东区小计", None, None, "5"), "total"),
        (("共计", "2 项", None, "19.5"), "total"),
        (("累计", None, None, "1"), "total"),
        (("Total", None, None, "19.5"), "total"),
        (("TOTAL AMOUNT", None, None, "19.5"), "total"),
        (("Sub-total", None, None, "19.5"), "total"),
        (("Grand Total (CNY):", None, None, "19.5"), "total"),
        (("Sum", None, None, "19.5"), "total"),
        (("2025 Total", None, None, "19.5"), "total"),
        (HEADER, "repeated_header"),
        (("客户", "产品", "日期", None), "repeated_header"),
        (("注：含税", None, None, None), "note"),
        (("备注: 以合同为准", None, None, None), "note"),
        (("* 未税", None, None, None), "note"),
        (("制表人：张三", "审核：李四", None, None), "note"),
        (("Source: ERP", None, None, None), "note"),
        (("Prepared by: Ann", None, None, None), "note"),
        (("如有疑问请联系渠道部", None, None, None), "note"),
        (("合计信息技术有限公司", "S100", "2025-03-01", "5"), "data"),
        (("总和科技", "S100", "2025-03-01", "5"), "data"),
        (("Total Energies", "S100", "2025-03-01", "5"), "data"),
        (("注册中心", "S100", "2025-03-01", "5"), "data"),
        (("Notes Ltd", "S100", "2025-03-01", "5"), "data"),
        (("备注科技", "S100", None, None), "data"),
        (("*ST华信", "S100", None, "5"), "data"),
        (("※", "见附件", None, None), "data"),
        ((None, None, None, "5"), "note"),
        (("客户", "S100", "2025-03-01", "5"), "data"),
    ],
)
def test_each_row_below_the_header_has_its_role(row: tuple[Cell, ...], role: str) -> None:
    found = table(HEADER, FIRST, SECOND, row)

    assert roles(found)[4] == role


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("孤零零", None, None, None), FIRST], ["data", "data"]),
        ([("孤零零", None, None, None)], ["note"]),
        ([("一", None, None, None), ("二", None, None, None), FIRST], ["data", "data", "data"]),
        ([("一", None, None, None), ("二", None, None, None)], ["note", "note"]),
        ([("注：一", None, None, None), FIRST], ["note", "data"]),
        ([("一", None, None, None), ("合计", None, None, "5")], ["note", "total"]),
        ([("一", None, None, None), HEADER, FIRST], ["note", "repeated_header", "data"]),
    ],
)
def test_a_lonely_text_is_a_note_only_where_no_data_follow(
    rows: list[tuple[Cell, ...]], expected: list[str]
) -> None:
    assert list(roles(table(HEADER, FIRST, *rows)).values()) == ["data", *expected]


def test_several_subtotals_are_each_set_aside() -> None:
    found = table(
        HEADER, FIRST, ("小计", None, None, "12.5"), SECOND, ("小计", None, None, "7"),
        ("合计", None, None, "19.5"),
    )  # fmt: skip

    assert list(roles(found).values()) == ["data", "total", "data", "total", "total"]


def test_a_sheet_that_repeats_its_header_on_each_page() -> None:
    page = (HEADER, FIRST, SECOND, NOTHING)
    found = table(*page, *page, *page)

    assert [row.role for row in found.body()].count(Role.REPEATED_HEADER) == 2
    assert [row.role for row in found.body()].count(Role.DATA) == 6


def test_sections_that_each_repeat_the_header_are_one_table() -> None:
    south: tuple[Cell, ...] = ("华南区", None, None, None)
    rows = (HEADER, FIRST, SECOND, FIRST, south, HEADER, SECOND, FIRST, SECOND)

    found = table(*rows)

    assert (found.header_rows, found.titles) == ((1,), ())
    assert [row.number for row in found.body() if row.role is Role.DATA] == [2, 3, 4, 7, 8, 9]


def test_a_row_wider_than_the_header_keeps_its_cells() -> None:
    found = table(HEADER, (*FIRST, "多出来"), SECOND)

    assert headings(found) == ["客户", "产品", "日期", "金额", ""]
    assert [row.cells for row in found.body()] == [(*FIRST, "多出来"), (*SECOND, None)]


def test_a_row_narrower_than_the_header_is_filled_up() -> None:
    assert [row.cells for row in table(HEADER, FIRST, ("南海医院", "S200")).body()] == [
        FIRST,
        ("南海医院", "S200", None, None),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (NOTHING,),
        (NOTHING, NOTHING),
        ((Decimal(1), Decimal(2)), (Decimal(3), Decimal(4))),
        (("注：没有表",),),
        (("12.5", "13.5"), ("14.5", "15.5")),
    ],
)
def test_where_no_table_is_none_is_found(rows: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(TabularError) as caught:
        find_table(sheet(*rows))
    assert (caught.value.code, dict(caught.value.params)) == ("table_not_found", {"sheet": "test"})


# ---------------------------------------------------------------------- properties

cells = st.sampled_from(
    [None, "", " ", "华东", "12.5", "2025-03-01", "合计", "注：x", Decimal(5), "客户", True]
)
rows_of_cells = st.lists(st.tuples(cells, cells, cells, cells), max_size=10)


@given(rows_of_cells)
@settings(max_examples=100)
def test_no_row_is_lost_or_told_twice(body: list[tuple[Cell, ...]]) -> None:
    source = sheet(HEADER, FIRST, *body)
    found = find_table(source, known_headers=known_headers(KINDS["opportunities"]))

    told = [row.number for row in found.titles] + [row.number for row in found.body()]
    wanted = {
        row.number
        for row in source.rows()
        if any(cell is not None and str(cell).strip() for cell in row.cells)
    }
    assert sorted([*told, *found.header_rows]) == sorted(wanted)


@given(rows_of_cells)
@settings(max_examples=100)
def test_any_sheet_has_a_table_or_a_problem(body: list[tuple[Cell, ...]]) -> None:
    try:
        found = find_table(sheet(*body))
    except TabularError as error:
        code = error.code
    else:
        code = "" if found.columns else "empty"
    assert code in {"", "table_not_found"}


@given(rows_of_cells)
@settings(max_examples=60)
def test_a_table_can_be_read_twice(body: list[tuple[Cell, ...]]) -> None:
    found = table(HEADER, FIRST, *body)

    assert list(found.body()) == list(found.body())
    assert found.sample(1) == [row for row in found.body() if row.role is Role.DATA][:1]
