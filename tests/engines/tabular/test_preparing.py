"""The sheet with the table is found, and rules stand in their order: given, known, proposed."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from qudao.engines.tabular.checking import Good, read_rows
from qudao.engines.tabular.kinds.catalogue import KINDS
from qudao.engines.tabular.mapping import FieldRule, SavedMapping
from qudao.engines.tabular.preparing import Prepared, prepare
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.reading import open_tabular
from tests.engines.tabular.messy import workbook

HEADER = ["客户", "产品", "阶段"]
PIPELINE = (
    b"opportunity_id,sales_agent,product,account,deal_stage,close_value\n1,Ann,GTXPro,A,Won,5\n"
)


def book() -> bytes:
    """A cover, a list of contacts, the table that is meant, and a hidden older one."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as pages:
        pages.add_worksheet("封面").write_row("A1", ["商机汇总"])
        contacts = pages.add_worksheet("联系人")
        contacts.write_row("A1", ["姓名", "电话"])
        contacts.write_row("A2", ["客服", "4001"])
        meant = pages.add_worksheet("商机")
        meant.write_row("A1", HEADER)
        meant.write_row("A2", ["华东证券", "S100", "赢单"])
        older = pages.add_worksheet("旧表")
        older.write_row("A1", [*HEADER, "金额"])
        older.write_row("A2", ["浦江银行", "S200", "丢单", 5])
        older.hide()
    return buffer.getvalue()


def prepared(data: bytes, **options: object) -> Prepared:
    return prepare(open_tabular(data), KINDS["opportunities"], **options)  # type: ignore[arg-type]


def test_the_visible_sheet_that_fits_is_taken() -> None:
    assert prepared(book()).table.sheet.name == "商机"


def test_a_sheet_can_be_named_even_when_hidden() -> None:
    assert prepared(book(), sheet="旧表").table.sheet.name == "旧表"


def test_a_sheet_that_is_not_there_is_refused() -> None:
    with pytest.raises(TabularError) as caught:
        prepared(book(), sheet="明细")
    assert (caught.value.code, caught.value.params) == ("sheet_missing", {"sheet": "明细"})


def test_a_workbook_without_a_table_is_refused() -> None:
    with pytest.raises(TabularError) as caught:
        prepared(workbook([[1, 2], [3, 4]]))
    assert caught.value.code == "table_not_found"


def test_a_known_file_brings_its_mapping() -> None:
    ready = prepared(PIPELINE)
    (row,) = read_rows(ready.table, ready.bound, KINDS["opportunities"])
    assert isinstance(row, Good)
    assert (ready.known_file, row.values["product"], row.values["currency"]) == (
        "sales_pipeline",
        "GTX Pro",
        "USD",
    )


def test_what_the_user_says_stands_before_a_known_file() -> None:
    given = SavedMapping(kind="opportunities", rules={"currency": FieldRule(constant="CNY")})
    ready = prepared(PIPELINE, given=given)
    (row,) = read_rows(ready.table, ready.bound, KINDS["opportunities"])
    assert isinstance(row, Good)
    assert (row.values["product"], row.values["currency"]) == ("GTX Pro", "CNY")


def test_given_rules_that_do_not_fit_are_named() -> None:
    given = SavedMapping(kind="opportunities", rules={"customer": FieldRule(header="买方")})
    with pytest.raises(TabularError) as caught:
        prepared(PIPELINE, given=given)
    assert (caught.value.code, caught.value.params) == ("header_missing", {"header": "买方"})
