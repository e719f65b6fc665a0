"""Whole files as people send them: what arrives, what is refused, what is set aside."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.tabular.cells import Cell
from qudao.engines.tabular.checking import Aside, Good, Outcome, Reject, read_rows
from qudao.engines.tabular.fingerprints import Fingerprints, content_fingerprint, fingerprint
from qudao.engines.tabular.keytables import build_key_table, key_text, resolve
from qudao.engines.tabular.kinds.catalogue import KINDS
from qudao.engines.tabular.mapping import FieldRule, Lookup, RowFilter, SavedMapping
from qudao.engines.tabular.preparing import Prepared, prepare
from qudao.engines.tabular.problems import CellError, TabularError
from qudao.engines.tabular.reading import open_tabular
from tests.engines.tabular.aid import (
    asides,
    goods,
    lines,
    outcomes,
    proposed_for,
    rejects,
    table_of,
    values_of,
)
from tests.engines.tabular.messy import workbook

CellIn = str | int | float | date | None
HEADER: list[CellIn] = ["客户", "产品", "阶段", "金额", "成交日期"]
BODY: list[list[CellIn]] = [
    ["华东证券", "S100", "赢单", 12.5, "2025-03-01"],
    ["南海医院", "S200", "丢单", 7, "2025/3/2"],
    ["岭南学校", "S100", "线索", 0.0001, "2025年3月3日"],
]


def read(data: bytes, kind: str = "opportunities") -> list[Outcome]:
    ready: Prepared = prepare(open_tabular(data), KINDS[kind])
    return list(read_rows(ready.table, ready.bound, KINDS[kind]))


def text_of(rows: Sequence[Sequence[CellIn]], mark: str = ",", end: str = "\n") -> str:
    return end.join(mark.join("" if cell is None else str(cell) for cell in row) for row in rows)


def amounts(found: list[Outcome]) -> list[object]:
    return [row.values["amount"] for row in goods(found)]


# ---------------------------------------------------------------------- one table, many files

TABLE = [HEADER, *BODY]
EXPECTED = [Decimal("12.5"), Decimal(7), Decimal("0.0001")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030", "utf-32"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
@pytest.mark.parametrize("packed", [False, True])
def test_one_table_in_every_text_file(encoding: str, mark: str, *, packed: bool) -> None:
    data = text_of(TABLE, mark).encode(encoding)

    found = read(gzip.compress(data) if packed else data)

    assert amounts(found) == EXPECTED
    assert [row.row_number for row in goods(found)] == [2, 3, 4]


def test_one_table_in_a_workbook() -> None:
    assert amounts(read(workbook(TABLE))) == EXPECTED


@pytest.mark.parametrize("blank_rows", [0, 1, 3])
@pytest.mark.parametrize("blank_columns", [0, 1, 2])
@pytest.mark.parametrize("titles", [0, 1, 4])
def test_one_table_anywhere_on_a_sheet(blank_rows: int, blank_columns: int, titles: int) -> None:
    left: list[CellIn] = [None] * blank_columns
    rows: list[list[CellIn]] = [[*left, f"说明：第{n}行"] for n in range(titles)]
    rows += [[] for _ in range(blank_rows)]
    rows += [[*left, *row] for row in TABLE]

    found = read(workbook(rows))

    assert amounts(found) == EXPECTED
    first = titles + blank_rows + 2
    assert [row.row_number for row in goods(found)] == [first, first + 1, first + 2]


@pytest.mark.parametrize(
    "order", [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [3, 4, 0, 1, 2]]
)
def test_the_order_of_the_columns_does_not_matter(order: list[int]) -> None:
    rows = [[row[at] for at in order] for row in TABLE]

    assert amounts(read(text_of(rows).encode())) == EXPECTED


@pytest.mark.parametrize("extra", ["备注", "", "内部编号", "=1+1"])
def test_columns_that_nobody_needs_change_nothing(extra: str) -> None:
    rows = [[*row, extra if at == 0 else "x"] for at, row in enumerate(TABLE)]

    assert amounts(read(text_of(rows).encode())) == EXPECTED


def test_a_workbook_with_a_cover_merged_headers_and_a_total() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("封面").write(0, 0, "2025 年度商机")
        page = book.add_worksheet("明细")
        page.merge_range("A1:E1", "2025 年度商机")
        for at, name in enumerate(HEADER):
            page.merge_range(1, at, 2, at, name)
        for at, row in enumerate(BODY, start=3):
            page.write_row(at, 0, row)
        page.write_row(6, 0, ["合计", None, None, 19.5001])
        page.write_row(8, 0, ["注：含税"])

    found = read(buffer.getvalue())

    assert amounts(found) == EXPECTED
    total, note = asides(found)
    assert (total.reason, total.amounts) == ("total", {"amount": Decimal("19.5001")})
    assert sum(EXPECTED) == total.amounts["amount"]
    assert (note.reason, note.text) == ("note", "注：含税")


def test_every_row_of_a_bad_file_is_accounted_for() -> None:
    data = lines(
        "客户,产品,阶段,金额,成交日期",
        "甲,S1,赢单,5,2025-03-01",
        "乙,,睡着,五,昨天",
        ",,,,",
        "丙,S1,赢单,-1,2025-03-02",
        "客户,产品,阶段,金额,成交日期",
        "丁,S1,丢单,(2),1890-01-01",
        "戊,S1,丢单,,",
        "合计,,,7,",
        "注：以上数据,,,,",
    )

    found = outcomes(data, "opportunities")

    assert [(row.row_number, type(row).__name__) for row in found] == [
        (2, "Good"),
        (3, "Reject"),
        (5, "Reject"),
        (6, "Aside"),
        (7, "Reject"),
        (8, "Good"),
        (9, "Aside"),
        (10, "Aside"),
    ]
    assert [fault.rule_code for fault in rejects(found)[0].faults] == [
        "choice_unknown",
        "number_not_understood",
        "date_not_understood",
        "required",
    ]
    assert [row.rule_code for row in rejects(found)[1:]] == ["below_minimum", "below_minimum"]


def test_a_reject_shows_its_cells_and_a_long_value_is_cut() -> None:
    data = lines("客户,产品,阶段,金额", "甲,S1,赢单,1", "乙,S1,赢单,2", f"丙,S1,{'睡' * 300},3")

    (reject,) = rejects(outcomes(data, "opportunities"))

    assert len(reject.value) == 200
    assert reject.cells == ("丙", "S1", "睡" * 300, "3")
    assert (reject.column, reject.rule_code) == ("阶段", "choice_unknown")


def test_an_aside_of_a_wide_row_is_cut_too() -> None:
    data = lines("客户,产品,阶段,金额", "甲,S1,赢单,1", f"注：{'长' * 400},,,")

    (note,) = asides(outcomes(data, "opportunities"))

    assert len(note.text) == 200


# ---------------------------------------------------------------------- filters, constants


@pytest.mark.parametrize(
    ("wanted", "kept"), [(("deal",), [2]), (("deal", "test"), [2, 3]), (("x",), []), (("",), [4])]
)
def test_filters_keep_what_they_name(wanted: tuple[str, ...], kept: list[int]) -> None:
    data = lines("客户,产品,阶段,类", "甲,S1,赢单,deal", "乙,S1,赢单, test ", "丙,S1,赢单,")
    rules = proposed_for(data, "opportunities").mapping.rules
    saved = SavedMapping(kind="opportunities", rules=rules, filters=(RowFilter("类", wanted),))

    found = outcomes(data, "opportunities", saved)

    assert [row.row_number for row in goods(found)] == kept
    assert len(found) == 3


def test_a_constant_fills_blanks_of_its_column_only() -> None:
    data = lines("客户,产品,阶段,币种", "甲,S1,赢单,USD", "乙,S1,赢单,")
    rules = {
        **proposed_for(data, "opportunities").mapping.rules,
        "currency": FieldRule(header="币种", constant="CNY"),
    }

    found = goods(outcomes(data, "opportunities", SavedMapping(kind="x", rules=rules)))

    assert [row.values["currency"] for row in found] == ["USD", "CNY"]


@pytest.mark.parametrize(
    ("written", "meant"), [("GTXPro", "GTX Pro"), (" GTXPro ", "GTX Pro"), ("gtxpro", "gtxpro")]
)
def test_aliases_replace_exactly_what_they_name(written: str, meant: str) -> None:
    data = lines("客户,产品,阶段", f"甲,{written},赢单")
    rules = {
        "product": FieldRule(header="产品", aliases={"GTXPro": "GTX Pro"}),
        "stage": FieldRule(header="阶段"),
    }

    (row,) = goods(outcomes(data, "opportunities", SavedMapping(kind="x", rules=rules)))

    assert row.values["product"] == meant


# ---------------------------------------------------------------------- keys of other files

CODES = lines("键,编码,组", "1,P-1,10", "2,P-2,", "2,P-9,20", "3,P-3,20", "3,P-3,20", ",P-0,1")


@pytest.mark.parametrize(
    ("key", "found"),
    [("1", "P-1"), (" 1 ", "P-1"), (Decimal(1), "P-1"), ("3", "P-3"), ("", None), (None, None)],
)
def test_a_key_finds_its_row(key: str | Decimal | None, found: str | None) -> None:
    tables = {"codes": build_key_table("codes", table_of(CODES))}

    assert resolve(key, [Lookup("codes", "编码")], tables) == found


@pytest.mark.parametrize(
    ("key", "code"), [("2", "key_ambiguous"), ("9", "key_not_found"), ("01", "key_not_found")]
)
def test_a_key_that_leads_nowhere_is_a_fault_of_its_row(key: str, code: str) -> None:
    tables = {"codes": build_key_table("codes", table_of(CODES))}

    with pytest.raises(CellError) as caught:
        resolve(key, [Lookup("codes", "编码")], tables)
    assert (caught.value.code, dict(caught.value.params)) == (code, {"table": "codes", "key": key})


def test_a_blank_on_the_way_ends_the_way() -> None:
    data = lines("键,组", "1,", "2,20")
    tables = {name: build_key_table(name, table_of(data)) for name in ("one", "two")}

    assert resolve("1", [Lookup("one", "组"), Lookup("two", "组")], tables) in {None, ""}


@pytest.mark.parametrize("missing", ["编号", "Key"])
def test_a_second_file_without_its_column_is_a_problem_of_the_file(missing: str) -> None:
    with pytest.raises(TabularError) as caught:
        build_key_table("codes", table_of(CODES), missing)
    assert (caught.value.code, dict(caught.value.params)) == (
        "header_missing",
        {"header": missing, "table": "codes"},
    )
    with pytest.raises(TabularError):
        resolve(
            "1", [Lookup("codes", missing)], {"codes": build_key_table("codes", table_of(CODES))}
        )


@pytest.mark.parametrize(
    ("cell", "text"), [(Decimal(7), "7"), ("7 ", "7"), (Decimal("7.0"), "7.0"), (True, "TRUE")]
)
def test_a_key_as_text(cell: Cell, text: str) -> None:
    assert key_text(cell) == text


# ---------------------------------------------------------------------- fingerprints


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Decimal("1.5"), Decimal("1.50"), True),
        (Decimal("1E+2"), Decimal(100), True),
        (Decimal("-0.00"), Decimal(0), True),
        (Decimal("1.5"), Decimal("1.51"), False),
        (Decimal(10), Decimal(100), False),
        (date(2025, 3, 1), date(2025, 3, 2), False),
        (True, False, False),
        (True, None, False),
        ("华东", "华东 ", False),
        ("é", "e\u0301", False),
        ("\ud800", "\ud801", False),
        (None, None, True),
    ],
)
def test_the_spelling_of_a_value_does_not_change_its_print(
    one: object, other: object, *, same: bool
) -> None:
    first, second = ({"field": value} for value in (one, other))

    assert (fingerprint("k", "s", first) == fingerprint("k", "s", second)) is same  # type: ignore[arg-type]


def test_prints_of_other_kinds_scopes_and_fields_differ() -> None:
    prints = {
        fingerprint("a", "s", {"x": "1"}),
        fingerprint("b", "s", {"x": "1"}),
        fingerprint("a", "t", {"x": "1"}),
        fingerprint("a", "s", {"y": "1"}),
        fingerprint("a", "s", {"x": "1", "y": "1"}),
        fingerprint("a", "s", {}),
    }

    assert len(prints) == 6
    assert all(len(one) == 64 for one in prints)


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=8))
@settings(max_examples=50)
def test_a_file_read_twice_has_the_same_prints_in_any_order(names: list[str]) -> None:
    kind = KINDS["shipments"]
    first, again = Fingerprints(kind), Fingerprints(kind)

    prints = [first.of({"partner": name}) for name in names]

    assert sorted(prints) == sorted(again.of({"partner": name}) for name in reversed(names))
    assert len(set(prints)) == len(prints)


def test_a_changed_record_keeps_its_key_and_changes_its_content() -> None:
    kind = KINDS["products"]
    before, after = {"code": "A", "name": "x"}, {"code": "A", "name": "y"}

    assert Fingerprints(kind).of(before) == Fingerprints(kind).of(after)
    assert content_fingerprint(kind, before) != content_fingerprint(kind, after)
    assert not Fingerprints(kind).keyed({"code": None, "name": "x"})


# ---------------------------------------------------------------------- properties

names = st.sampled_from(["甲", "乙公司", "", "=1+1", "a\x00b", "华" * 250, "😀", "\u202eabc"])
figures = st.sampled_from(["5", "", "-1", "五", "1万", "￥7.50", "9" * 20, "5²", "(0)"])


@given(st.lists(st.tuples(names, figures), min_size=1, max_size=12))
@settings(max_examples=80)
def test_no_row_of_any_file_is_lost(rows: list[tuple[str, str]]) -> None:
    body = [f"{name},S1,赢单,{figure},x" for name, figure in rows]
    data = lines("客户,产品,阶段,金额,备注", "首行,S1,赢单,1,x", *body)
    if b"\0" in data:
        data = data.replace(b"\0", b"\x01")

    found = outcomes(data, "opportunities")

    assert [row.row_number for row in found] == list(range(2, len(rows) + 3))
    assert all(isinstance(row, Good | Reject | Aside) for row in found)
    assert all(
        row.values["amount"] is None or row.values["amount"] >= 0  # type: ignore[operator]
        for row in goods(found)
    )


def test_values_are_read_only() -> None:
    (row,) = goods(outcomes(lines("客户,产品,阶段", "甲,S1,赢单"), "opportunities"))

    with pytest.raises(TypeError):
        row.values["customer"] = "乙"  # type: ignore[index]
    assert values_of(lines("客户,产品,阶段", "甲,S1,赢单"), "opportunities") == [
        {"customer": "甲", "product": "S1", "stage": "won"}
    ]
