"""Every row is good, rejected with its rule, or set aside with a reason: none is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qudao.engines.tabular.checking import Good, Remark
from qudao.engines.tabular.keytables import KeyTable, build_key_table
from qudao.engines.tabular.kinds.catalogue import KINDS
from qudao.engines.tabular.mapping import FieldRule, Lookup, RowFilter, SavedMapping
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.proposing import propose
from tests.engines.tabular.aid import asides, goods, outcomes, rejects, table_of
from tests.engines.tabular.messy import (
    REGISTRATION_NOTE_ROW,
    REGISTRATION_TOTAL,
    REGISTRATIONS,
    SHIPMENTS,
    Registration,
    Shipment,
    registrations_xlsx,
    shipments_csv,
)


def registration_of(row: Good) -> Registration:
    names = Registration.__dataclass_fields__.keys() - {"row"}
    return Registration(row.row_number, **{name: row.values[name] for name in names})  # type: ignore[arg-type]


def shipment_of(row: Good) -> Shipment:
    names = Shipment.__dataclass_fields__.keys() - {"row"}
    return Shipment(row.row_number, **{name: row.values[name] for name in names})  # type: ignore[arg-type]


def test_messy_registrations_are_read_right() -> None:
    found = outcomes(registrations_xlsx(), "past_registrations")
    assert tuple(map(registration_of, goods(found))) == REGISTRATIONS
    assert {row.values["currency"] for row in goods(found)} == {"CNY"}
    assert rejects(found) == []


def test_a_totals_row_is_set_aside_with_its_claim() -> None:
    found = outcomes(registrations_xlsx(), "past_registrations")
    total, note = asides(found)
    assert (total.row_number, total.reason, total.amounts) == (
        REGISTRATION_TOTAL[0],
        "total",
        {"amount": REGISTRATION_TOTAL[1]},
    )
    assert (note.row_number, note.reason) == (REGISTRATION_NOTE_ROW, "note")
    assert sum(row.amount for row in REGISTRATIONS) == REGISTRATION_TOTAL[1]


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8-sig", "utf-16"])
def test_messy_shipments_are_read_right(encoding: str) -> None:
    found = outcomes(shipments_csv(encoding), "shipments")
    assert tuple(map(shipment_of, goods(found))) == SHIPMENTS
    (reject,) = rejects(found)
    assert (reject.row_number, reject.column, reject.value, reject.rule_code) == (
        9,
        "Ship Date",
        "31/02/2025",
        "date_not_understood",
    )
    assert [(row.row_number, row.reason) for row in asides(found)] == [
        (7, "repeated_header"),
        (10, "total"),
        (11, "note"),
    ]


def test_a_bad_row_stops_nothing_and_names_all_its_faults() -> None:
    data = "客户,产品,阶段,金额\nA,P,won,5\nB,,sleeping,-3\nC,P,lost,7\n".encode()
    found = outcomes(data, "opportunities")
    assert [row.row_number for row in goods(found)] == [2, 4]
    (reject,) = rejects(found)
    assert [(fault.column, fault.value, fault.rule_code) for fault in reject.faults] == [
        ("阶段", "sleeping", "choice_unknown"),
        ("金额", "-3", "below_minimum"),
        ("产品", "", "required"),
    ]


def test_a_broken_byte_costs_one_row() -> None:
    lines = ["客户,产品,阶段"] + ["华东证券,P,won"] * 40
    data = "\n".join(lines).encode() + "\n南海".encode() + b"\xff" + b",P,won\n"
    found = outcomes(data, "opportunities")
    assert len(goods(found)) == 40
    (reject,) = rejects(found)
    assert (reject.row_number, reject.value, reject.rule_code) == (
        42,
        "南海?",
        "text_not_decodable",
    )


def test_a_lenient_field_loses_its_value_and_keeps_the_row() -> None:
    data = "公司名称,员工人数\nA,很多\nB,20\n".encode()
    saved = SavedMapping(
        kind="customers",
        rules={"name": FieldRule(header="公司名称"), "employees": FieldRule(header="员工人数")},
    )
    first, second = goods(outcomes(data, "customers", saved))
    assert first.values["employees"] is None
    assert first.remarks == (Remark("employees", "number_not_understood", "很多"),)
    assert second.values["employees"] == 20


def test_currency_beside_the_amount_must_agree_with_its_column() -> None:
    data = "客户,产品,阶段,金额,币种\nA,P,won,$5,USD\nB,P,won,￥6,USD\nC,P,won,￥7,\n".encode()
    found = outcomes(data, "opportunities")
    assert [row.values["currency"] for row in goods(found)] == ["USD", "CNY"]
    assert [row.rule_code for row in rejects(found)] == ["currency_conflict"]


def test_ambiguous_dates_without_evidence_are_rejected() -> None:
    data = "客户,产品,阶段,成交日期\nA,P,won,03/04/2025\nB,P,won,2025-04-05\n".encode()
    found = outcomes(data, "opportunities")
    assert [(row.row_number, row.rule_code) for row in rejects(found)] == [(2, "date_ambiguous")]
    assert [row.row_number for row in goods(found)] == [3]


def test_constants_and_aliases_fill_what_the_file_leaves_out() -> None:
    data = b"account,product,stage,close_value\nA,GTXPro,Won,5\n"
    saved = SavedMapping(
        kind="opportunities",
        rules={
            "customer": FieldRule(header="account"),
            "product": FieldRule(header="product", aliases={"GTXPro": "GTX Pro"}),
            "stage": FieldRule(header="stage"),
            "amount": FieldRule(header="close_value", multiplier=Decimal(1000)),
            "currency": FieldRule(constant="USD"),
        },
    )
    (row,) = goods(outcomes(data, "opportunities", saved))
    assert (row.values["product"], row.values["amount"], row.values["currency"]) == (
        "GTX Pro",
        Decimal(5000),
        "USD",
    )


def test_rows_outside_a_filter_are_reported() -> None:
    data = b"account,product,stage,kind\nA,P,Won,deal\nB,P,Won,test\n"
    table = table_of(data)
    proposed = propose(table, KINDS["opportunities"]).mapping
    saved = SavedMapping(
        kind="opportunities", rules=proposed.rules, filters=(RowFilter("kind", ("deal",)),)
    )
    found = outcomes(data, "opportunities", saved)
    assert [row.row_number for row in goods(found)] == [2]
    assert [(row.row_number, row.reason) for row in asides(found)] == [(3, "filtered")]


PRODUCTS = b"Key,Code,Group\n1,P-1,10\n2,P-2,20\n3,P-3,\n3,P-4,\n"
GROUPS = b"Group,Name\n10,Bikes\n20,Parts\n"


def key_tables() -> dict[str, KeyTable]:
    return {
        "products": build_key_table("products", table_of(PRODUCTS)),
        "groups": build_key_table("groups", table_of(GROUPS), "Group"),
    }


def by_key(*steps: Lookup) -> SavedMapping:
    return SavedMapping(
        kind="opportunities",
        rules={
            "product": FieldRule(header="product", lookups=steps),
            "stage": FieldRule(header="stage"),
        },
    )


def test_keys_are_resolved_through_other_files() -> None:
    data = b"product,stage\n1,Won\n2,Lost\n"
    code = by_key(Lookup("products", "Code"))
    assert [
        row.values["product"] for row in goods(outcomes(data, "opportunities", code, key_tables()))
    ] == [
        "P-1",
        "P-2",
    ]
    name = by_key(Lookup("products", "Group"), Lookup("groups", "Name"))
    assert [
        row.values["product"] for row in goods(outcomes(data, "opportunities", name, key_tables()))
    ] == [
        "Bikes",
        "Parts",
    ]


def test_a_key_that_leads_nowhere_rejects_its_row() -> None:
    data = b"product,stage\n9,Won\n3,Won\n1,Won\n"
    found = outcomes(data, "opportunities", by_key(Lookup("products", "Code")), key_tables())
    assert [(row.value, row.rule_code) for row in rejects(found)] == [
        ("9", "key_not_found"),
        ("3", "key_ambiguous"),
    ]
    assert rejects(found)[0].faults[0].params == {"table": "products", "key": "9"}
    assert len(goods(found)) == 1


def test_a_missing_second_file_is_a_problem_of_the_file() -> None:
    with pytest.raises(TabularError) as caught:
        outcomes(b"product,stage\n1,Won\n", "opportunities", by_key(Lookup("products", "Code")))
    assert (caught.value.code, caught.value.params) == ("table_missing", {"table": "products"})


def test_a_saved_mapping_of_another_kind_is_refused() -> None:
    saved = SavedMapping(kind="opportunities", rules={"shoe_size": FieldRule(header="stage")})
    with pytest.raises(TabularError) as caught:
        outcomes(b"product,stage\n1,Won\n", "opportunities", saved)
    assert caught.value.code == "mapping_broken"
