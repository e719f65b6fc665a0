"""Which sheet of a workbook is meant, and which rules its columns follow."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import pytest
import xlsxwriter

from qudao.engines.tabular.kinds.catalogue import KINDS
from qudao.engines.tabular.mapping import FieldRule, RowFilter, SavedMapping
from qudao.engines.tabular.preparing import Prepared, prepare
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.reading import open_tabular
from tests.engines.tabular.aid import lines

Rows = Sequence[Sequence[str | int | None]]
COVER: Rows = [["2025 年度汇总"], ["制表人：渠道部"]]
CONTACTS: Rows = [["姓名", "电话"], ["客服", "4001"]]
DEALS: Rows = [["客户", "产品", "阶段"], ["华东证券", "S100", "赢单"]]
RICHER: Rows = [["客户", "产品", "阶段", "金额"], ["华东证券", "S100", "赢单", 5]]
POORER: Rows = [["客户", "产品"], ["华东证券", "S100"]]
FIGURES: Rows = [[1, 2], [3, 4]]
SAVED = SavedMapping(
    kind="opportunities",
    rules={
        "customer": FieldRule(header="客户"),
        "product": FieldRule(header="产品"),
        "stage": FieldRule(header="阶段"),
        "amount": FieldRule(header="金额"),
    },
)


def book(sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as pages:
        for name, rows in sheets.items():
            page = pages.add_worksheet(name)
            for at, row in enumerate(rows):
                page.write_row(at, 0, row)
            if name in hidden:
                page.hide()
        first = next((name for name in sheets if name not in hidden), None)
        if first:
            pages.get_worksheet_by_name(first).activate()
            pages.get_worksheet_by_name(first).set_first_sheet()
    return buffer.getvalue()


def chosen(data: bytes, **options: object) -> Prepared:
    return prepare(open_tabular(data), KINDS["opportunities"], **options)  # type: ignore[arg-type]


def refused(data: bytes, **options: object) -> tuple[str, dict[str, object]]:
    with pytest.raises(TabularError) as caught:
        chosen(data, **options)
    return caught.value.code, dict(caught.value.params)


@pytest.mark.parametrize(
    ("sheets", "hidden", "name"),
    [
        ({"a": DEALS}, (), "a"),
        ({"a": COVER, "b": DEALS}, (), "b"),
        ({"a": CONTACTS, "b": DEALS}, (), "b"),
        ({"a": DEALS, "b": CONTACTS}, (), "a"),
        ({"a": POORER, "b": DEALS}, (), "b"),
        ({"a": DEALS, "b": RICHER}, (), "b"),
        ({"a": RICHER, "b": DEALS}, (), "a"),
        ({"a": DEALS, "b": DEALS}, (), "a"),
        ({"a": FIGURES, "b": DEALS}, (), "b"),
        ({"a": DEALS, "b": RICHER}, ("b",), "a"),
        ({"a": [], "b": DEALS}, (), "b"),
    ],
)
def test_the_visible_sheet_that_fits_best_is_taken(
    sheets: dict[str, Rows], hidden: tuple[str, ...], name: str
) -> None:
    assert chosen(book(sheets, hidden)).table.sheet.name == name


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_a_named_sheet_is_taken_whatever_it_holds(name: str) -> None:
    data = book({"a": POORER, "b": DEALS, "c": RICHER}, hidden=["c"])

    assert chosen(data, sheet=name).table.sheet.name == name


@pytest.mark.parametrize("name", ["x", "", "A", " a"])
def test_a_sheet_that_is_not_there_is_named(name: str) -> None:
    assert refused(book({"a": DEALS}), sheet=name) == ("sheet_missing", {"sheet": name})


@pytest.mark.parametrize("sheets", [{"a": FIGURES}, {"a": []}, {"a": FIGURES, "b": []}])
def test_a_book_without_a_table_is_refused(sheets: dict[str, Rows]) -> None:
    assert refused(book(sheets))[0] == "table_not_found"


def test_a_named_sheet_without_a_table_is_named() -> None:
    assert refused(book({"a": DEALS, "b": FIGURES}), sheet="b") == (
        "table_not_found",
        {"sheet": "b"},
    )


def test_given_rules_choose_the_sheet_that_has_their_headings() -> None:
    data = book({"a": DEALS, "b": RICHER})

    ready = chosen(data, given=SAVED)

    assert ready.table.sheet.name == "b"
    assert [field.header for field in ready.bound.fields] == ["客户", "产品", "阶段", "金额"]


def test_given_rules_that_fit_no_sheet_are_refused() -> None:
    assert refused(book({"a": DEALS}), given=SAVED) == ("header_missing", {"header": "金额"})
    assert refused(book({"a": DEALS, "b": POORER}), given=SAVED)[0] in {
        "header_missing",
        "table_not_found",
    }


def test_given_filters_are_bound_too() -> None:
    filters = (RowFilter("阶段", ("赢单",)),)
    given = SavedMapping(kind="opportunities", rules={}, filters=filters)

    ready = chosen(book({"a": DEALS}), given=given)

    assert [(step.column, step.values) for step in ready.bound.filters] == [
        (2, frozenset({"赢单"}))
    ]


def test_what_is_still_open_is_told_before_anything_is_read() -> None:
    ready = chosen(lines("客户,产品,备注", "华东证券,S100,x"))

    assert ready.proposed.missing_fields == ("stage",)
    assert ready.proposed.unused_headers == ("备注",)
    assert (ready.known_file, ready.tables) == (None, frozenset())


def test_a_known_file_names_the_files_that_it_needs() -> None:
    header = "ProductKey,ResellerKey,SalesOrderNumber,SalesAmount,SalesTerritoryKey,OrderDateKey"
    data = lines(header, "1,2,SO1,5.0000,1,20110101")

    ready = prepare(open_tabular(data), KINDS["sell_through"])

    assert ready.known_file == "FactResellerSales"
    assert ready.tables == {"DimProduct", "DimReseller", "DimSalesTerritory"}
