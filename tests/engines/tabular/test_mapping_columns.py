"""Headings tied to columns: told, remembered or proposed, and what if they are missing."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.tabular.cells import Cell
from qudao.engines.tabular.dates import DateOrder
from qudao.engines.tabular.fields import FieldSpec, FieldType, ImportKind
from qudao.engines.tabular.kinds.catalogue import KINDS
from qudao.engines.tabular.kinds.known_files import KNOWN_FILES, recognise
from qudao.engines.tabular.mapping import (
    FieldRule,
    Lookup,
    RowFilter,
    SavedMapping,
    bind,
)
from qudao.engines.tabular.mapping_json import mapping_from_json, mapping_to_json
from qudao.engines.tabular.numbers import DecimalMark
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.proposing import ACCEPTED, missing_fields, propose
from qudao.engines.tabular.styles import learn_styles
from qudao.engines.tabular.tables import Column
from tests.engines.tabular.aid import lines, mapped, outcomes, proposed_for, rejects, table_of

KIND = KINDS["opportunities"]


def columns(*headers: str) -> list[Column]:
    return [Column(at, header) for at, header in enumerate(headers)]


def saved(**rules: FieldRule) -> SavedMapping:
    return SavedMapping(kind="opportunities", rules=rules)


# ---------------------------------------------------------------------- binding


@pytest.mark.parametrize(
    ("asked", "headers", "position"),
    [
        ("客户", ["客户", "产品"], 0),
        ("产品", ["客户", "产品"], 1),
        ("Customer Name", ["customer_name"], 0),
        ("customer_name", ["CustomerName"], 0),
        ("客户 名称", ["客户名称"], 0),
        ("客户名称：", ["客户名称"], 0),
        ("Ｑｔｙ", ["qty"], 0),
        ("Amount", ["amount", "Amount"], 1),  # the exact one wins
        ("Amount", ["amount", "AMOUNT"], 0),
        ("", ["客户", ""], 1),
    ],
)
def test_a_heading_finds_its_column(asked: str, headers: list[str], position: int) -> None:
    bound = bind(saved(customer=FieldRule(header=asked)), columns(*headers))

    assert (bound.fields[0].column, bound.fields[0].header) == (position, asked)


@pytest.mark.parametrize("asked", ["买方", "客户编号", "cust"])
def test_a_heading_that_is_not_there_is_named(asked: str) -> None:
    for mapping in (
        saved(customer=FieldRule(header=asked)),
        SavedMapping(kind="x", rules={}, filters=(RowFilter(asked, ("1",)),)),
    ):
        with pytest.raises(TabularError) as caught:
            bind(mapping, columns("客户", "产品"))
        assert (caught.value.code, dict(caught.value.params)) == (
            "header_missing",
            {"header": asked},
        )


def test_a_constant_needs_no_column() -> None:
    (bound,) = bind(saved(currency=FieldRule(constant="CNY")), []).fields

    assert (bound.column, bound.header) == (None, "")


def test_rules_can_be_added_and_replaced() -> None:
    first = saved(customer=FieldRule(header="a"), product=FieldRule(header="b"))

    second = first.with_rules({"product": FieldRule(header="c"), "stage": FieldRule(header="d")})

    assert {name: rule.header for name, rule in second.rules.items()} == {
        "customer": "a",
        "product": "c",
        "stage": "d",
    }
    assert first.rules["product"].header == "b"


def test_the_other_files_of_a_mapping_are_named() -> None:
    steps = (Lookup("DimProduct", "Code"), Lookup("DimGroup", "Name"))

    assert saved(product=FieldRule(header="p", lookups=steps)).tables == {"DimProduct", "DimGroup"}
    assert saved().tables == frozenset()


# ---------------------------------------------------------------------- proposals


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("客户,客户名称,产品,阶段", {"customer": "客户"}),
        ("客户名称,客户,产品,阶段", {"customer": "客户"}),
        ("最终用户/End User,产品,阶段", {"customer": "最终用户/End User"}),
        ("Customer 客户,产品,阶段", {"customer": "Customer 客户"}),
        ("*客户名称,产品,阶段", {"customer": "*客户名称"}),
        ("客户名称（必填）,产品,阶段", {"customer": "客户名称（必填）"}),
        ("项目客户,产品名称,商机阶段", {"customer": "项目客户", "stage": "商机阶段"}),
        ("Acount Name,Product,Deal Stage", {"customer": "Acount Name"}),
        ("甲,乙,丙", {}),
    ],
)
def test_headings_are_recognised(header: str, fields: dict[str, str]) -> None:
    found = mapped(lines(header, ",".join("x" for _ in header.split(","))), "opportunities")

    assert fields.items() <= found.items()


def test_each_column_feeds_one_field_and_each_field_has_one_column() -> None:
    data = lines("产品,产品名称,产品型号,型号,客户,客户名称,阶段,状态", "a,b,c,d,e,f,won,won")

    found = proposed_for(data, "opportunities").proposals

    assert len({item.position for item in found}) == len(found)
    assert len({item.field for item in found}) == len(found)


def test_confidence_lies_between_the_bound_and_one() -> None:
    for kind in KINDS.values():
        words = [spec.synonyms[0] for spec in kind.fields if spec.synonyms]
        found = proposed_for(lines(",".join(words), ",".join("" for _ in words)), kind.code)
        assert all(Decimal(str(ACCEPTED)) <= item.confidence <= 1 for item in found.proposals)


@pytest.mark.parametrize("code", sorted(KINDS))
def test_the_best_word_for_each_field_finds_it(code: str) -> None:
    """Fields of one kind do not steal each other's best headings."""
    kind = KINDS[code]
    words = {spec.name: spec.name for spec in kind.fields}
    data = lines(",".join(words.values()), ",".join("" for _ in words))

    assert mapped(data, code) == words


def test_what_is_given_takes_its_column_away() -> None:
    table = table_of(lines("客户,产品,阶段,金额", "甲,S1,赢单,5"))
    given_rule = saved(name=FieldRule(header="客户"))

    found = propose(table, KIND, given=given_rule)

    assert "customer" not in {item.field for item in found.proposals}
    assert found.mapping.rules["name"] == FieldRule(header="客户")


def test_filters_of_a_given_mapping_stay() -> None:
    table = table_of(lines("客户,产品,阶段,类", "甲,S1,赢单,x"))
    filters = (RowFilter("类", ("x",)),)

    found = propose(
        table, KIND, given=SavedMapping(kind="opportunities", rules={}, filters=filters)
    )

    assert found.mapping.filters == filters


@pytest.mark.parametrize(
    ("mapped_names", "missing"),
    [
        (set(), ("need", "one")),
        ({"need"}, ("one",)),
        ({"one"}, ("need",)),
        ({"other"}, ("need",)),
        ({"need", "other"}, ()),
    ],
)
def test_what_is_missing(mapped_names: set[str], missing: tuple[str, ...]) -> None:
    kind = ImportKind(
        code="x",
        fields=(
            FieldSpec(name="need", required=True),
            FieldSpec(name="one"),
            FieldSpec(name="other"),
            FieldSpec(name="free"),
        ),
        one_of=(("one", "other"),),
    )

    assert missing_fields(kind, dict.fromkeys(mapped_names, FieldRule())) == missing


# ---------------------------------------------------------------------- learnt styles


@pytest.mark.parametrize(
    ("header", "cells", "mark", "multiplier", "currency"),
    [
        ("金额", ["1.5", "2.5"], DecimalMark.POINT, None, None),
        ("金额", ["1,5", "2,5"], DecimalMark.COMMA, None, None),
        ("金额（万元）", ["1.5", "2.5"], DecimalMark.POINT, Decimal(10_000), "CNY"),
        ("金额(USD)", ["1.5", "2.5"], DecimalMark.POINT, None, "USD"),
        ("金额（千美元）", ["1.5", "2.5"], DecimalMark.POINT, Decimal(1000), "USD"),
    ],
)
def test_a_column_of_amounts_shows_its_style(
    header: str,
    cells: list[Cell],
    mark: DecimalMark,
    multiplier: Decimal | None,
    currency: str | None,
) -> None:
    table = table_of(lines(f"客户;产品;阶段;{header}", *(f"甲;S;赢单;{cell}" for cell in cells)))
    rules = saved(amount=FieldRule(header=header))

    style = learn_styles(table, bind(rules, table.columns), KIND)["amount"]

    assert (style.decimal_mark, style.multiplier, style.currency) == (mark, multiplier, currency)


def test_what_the_user_says_of_a_column_stands() -> None:
    table = table_of(lines("客户;产品;阶段;金额（万元）;成交日期", "甲;S;赢单;1,5;25/03/2025"))
    rules = saved(
        amount=FieldRule(
            header="金额（万元）",
            decimal_mark=DecimalMark.POINT,
            multiplier=Decimal(1),
            currency="USD",
        ),
        closed_on=FieldRule(header="成交日期", date_order=DateOrder.MONTH_FIRST),
    )

    styles = learn_styles(table, bind(rules, table.columns), KIND)

    assert (styles["amount"].decimal_mark, styles["amount"].multiplier) == (
        DecimalMark.POINT,
        Decimal(1),
    )
    assert styles["amount"].currency == "USD"
    assert styles["closed_on"].date_order is DateOrder.MONTH_FIRST


def test_the_unit_of_a_heading_counts_for_money_alone() -> None:
    table = table_of(lines("客户,产品,阶段,商机名称", "甲,S,赢单,x"))
    rules = SavedMapping(kind="opportunities", rules={"chance": FieldRule(header="阶段")})

    assert learn_styles(table, bind(rules, table.columns), KIND)["chance"].multiplier is None


# ---------------------------------------------------------------------- known files


@pytest.mark.parametrize(
    "known", KNOWN_FILES, ids=[f"{one.name}-{one.mapping.kind}" for one in KNOWN_FILES]
)
def test_a_known_file_is_recognised_by_its_headings_alone(known: object) -> None:
    (one,) = [item for item in KNOWN_FILES if item is known]
    kind = KINDS[one.mapping.kind]

    found = recognise(columns(*one.headers, "Extra"), one.mapping.kind)

    assert found is not None
    assert found.name == one.name
    assert set(one.mapping.rules) <= kind.names
    assert recognise(columns(*one.headers[1:]), one.mapping.kind) is None
    assert recognise(columns(*one.headers), "nothing") is None


def test_rules_of_a_known_file_without_their_column_go() -> None:
    found = recognise(
        columns("opportunity_id", "sales_agent", "deal_stage", "close_value"), "opportunities"
    )

    assert found is not None
    assert set(found.mapping.rules) == {"code", "sales_person", "stage", "amount", "currency"}


# ---------------------------------------------------------------------- saved as JSON


@pytest.mark.parametrize(
    "rule",
    [
        {"multiplier": "NaN"},
        {"multiplier": "Infinity"},
        {"multiplier": "-1"},
        {"multiplier": "1E+30"},
        {"multiplier": "x"},
        {"currency": "pearls"},
        {"decimal_mark": "semicolon"},
        {"date_order": "sideways"},
        {"lookups": "x"},
        {"lookups": [{}]},
        {"aliases": ["a"]},
    ],
)
def test_a_rule_that_would_spoil_values_is_refused(rule: dict[str, object]) -> None:
    with pytest.raises(TabularError) as caught:
        mapping_from_json({"kind": "x", "rules": {"amount": rule}})
    assert caught.value.code == "mapping_broken"


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "x", "rules": {"a": "b"}},
        {"kind": "x", "rules": {}, "filters": [{}]},
        {"kind": "x", "rules": {}, "filters": {}, "x": 1},
    ],
)
def test_shapes_that_are_no_mapping(data: dict[str, object]) -> None:
    if data.get("filters") == {}:
        assert mapping_from_json(data).filters == ()
        return
    with pytest.raises(TabularError):
        mapping_from_json(data)


names = st.text("abc客户 ", min_size=1, max_size=6)
rules_of_json = st.builds(
    FieldRule,
    header=st.none() | names,
    constant=st.none() | names,
    lookups=st.lists(st.builds(Lookup, names, names), max_size=2).map(tuple),
    aliases=st.dictionaries(names, names, max_size=2),
    date_order=st.none() | st.sampled_from(DateOrder),
    decimal_mark=st.none() | st.sampled_from(DecimalMark),
    multiplier=st.none() | st.sampled_from([Decimal(1), Decimal("0.01"), Decimal(10_000)]),
    currency=st.none() | st.sampled_from(["CNY", "USD"]),
)


@given(
    st.builds(
        SavedMapping,
        kind=names,
        rules=st.dictionaries(names, rules_of_json, max_size=3),
        filters=st.lists(
            st.builds(RowFilter, names, st.lists(names, max_size=2).map(tuple)), max_size=2
        ).map(tuple),
    )
)
@settings(max_examples=80)
def test_every_mapping_comes_back_the_same(mapping: SavedMapping) -> None:
    assert mapping_from_json(json.loads(json.dumps(mapping_to_json(mapping)))) == mapping


def test_a_mapping_for_another_kind_of_field_is_refused_when_read() -> None:
    data = lines("客户,产品,阶段", "甲,S1,赢单")
    wrong = saved(
        amount=FieldRule(header="客户"),
        stage=FieldRule(header="阶段"),
        product=FieldRule(header="产品"),
    )

    assert [
        (row.column, row.rule_code) for row in rejects(outcomes(data, "opportunities", wrong))
    ] == [("客户", "number_not_understood")]
    assert FieldType.AMOUNT is KIND.field("amount").type
