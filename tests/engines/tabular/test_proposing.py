"""Columns are proposed by their headings and values; what the user says stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qudao.engines.tabular.kinds.catalogue import KINDS, known_headers
from qudao.engines.tabular.mapping import FieldRule, SavedMapping, bind
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.proposing import Proposed, propose
from qudao.engines.tabular.reading import open_tabular
from qudao.engines.tabular.tables import Table, find_table
from tests.engines.tabular.messy import registrations_xlsx, shipments_csv

USCC = "91430111355525404W"


def table_of(text: str, kind: str) -> Table:
    sheet = open_tabular(text.encode()).sheets[0]
    return find_table(sheet, known_headers=known_headers(KINDS[kind]))


def proposed(text: str, kind: str) -> dict[str, str]:
    found = propose(table_of(text, kind), KINDS[kind])
    return {item.field: item.header for item in found.proposals}


def test_messy_registrations_map_by_themselves() -> None:
    sheet = open_tabular(registrations_xlsx()).sheets[0]
    found = propose(find_table(sheet), KINDS["past_registrations"])
    assert {item.field: item.header for item in found.proposals} == {
        "code": "报备编号",
        "territory": "区域",
        "partner": "代理商",
        "customer": "客户名称",
        "product": "产品型号",
        "amount": "预计金额（万元）",
        "submitted_on": "报备与审批报备日期",
        "decided_on": "报备与审批审批日期",
        "decision": "报备与审批审批结果",
        "protected_until": "保护期至",
        "outcome": "项目结果",
    }
    assert (found.missing_fields, found.unused_headers) == ((), ())


def test_bilingual_shipments_map_by_themselves() -> None:
    found = propose(find_table(open_tabular(shipments_csv()).sheets[0]), KINDS["shipments"])
    assert {item.field: item.header for item in found.proposals} == {
        "order_number": "Order No 单号",
        "partner": "代理商/Partner",
        "customer": "End Customer",
        "product": "型号",
        "shipped_on": "Ship Date",
        "quantity": "数量 Qty",
        "amount": "含税金额(元)",
    }
    assert found.unused_headers == ("备注",)


def test_values_speak_against_a_heading() -> None:
    text = "客户,产品,阶段,金额,金额说明\nA,P,won,5,含税\nB,P,lost,6,不含税\n"
    assert proposed(text, "opportunities")["amount"] == "金额"
    wrong = "客户,产品,阶段,金额\nA,P,won,很多\nB,P,lost,不少\n"
    assert "amount" not in proposed(wrong, "opportunities")


def test_an_unnamed_code_is_known_by_its_shape() -> None:
    found = proposed(f"公司,代号\nA,{USCC}\nB,91440300676666021L\n", "customers")
    assert found["uscc"] == "代号"


def test_near_spelling_is_accepted_with_less_confidence() -> None:
    found = propose(
        table_of("Custmer Name,产品,Deal Stage\nA,P,won\n", "opportunities"),
        (KINDS["opportunities"]),
    )
    by_field = {item.field: item for item in found.proposals}
    assert by_field["customer"].header == "Custmer Name"
    assert by_field["customer"].confidence < Decimal("0.85") < by_field["stage"].confidence


def test_missing_fields_are_named() -> None:
    found: Proposed = propose(table_of("客户,备注\nA,x\nB,y\n", "shipments"), KINDS["shipments"])
    assert found.missing_fields == ("partner", "shipped_on")


def test_what_the_user_says_stands() -> None:
    table = table_of("客户,客户名称,产品,阶段\nA,B,P,won\nC,D,P,lost\n", "opportunities")
    given = SavedMapping(kind="opportunities", rules={"customer": FieldRule(header="客户名称")})
    found = propose(table, KINDS["opportunities"], given=given)
    assert found.mapping.rules["customer"] == FieldRule(header="客户名称")
    assert "客户名称" not in {item.header for item in found.proposals}
    assert found.unused_headers == ("客户",)


def test_a_saved_mapping_fits_headings_of_other_spelling() -> None:
    table = table_of("CUSTOMER_NAME,产品,阶段\nA,P,won\n", "opportunities")
    saved = SavedMapping(kind="opportunities", rules={"customer": FieldRule(header="CustomerName")})
    assert bind(saved, table.columns).fields[0].column == 0


def test_a_saved_mapping_that_misses_a_heading_is_refused() -> None:
    table = table_of("客户,产品,阶段\nA,P,won\n", "opportunities")
    saved = SavedMapping(kind="opportunities", rules={"customer": FieldRule(header="买方")})
    with pytest.raises(TabularError) as caught:
        bind(saved, table.columns)
    assert (caught.value.code, caught.value.params) == ("header_missing", {"header": "买方"})
