"""Stored files opened as tables: names, digests, sheets, key files and what runs hold on to."""

from __future__ import annotations

import gzip
import io
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from pytest_django import Settings

from qudao.core.actor import Actor
from qudao.engines.tabular.checking import Good, Reject
from qudao.engines.tabular.mapping import FieldRule, Lookup, SavedMapping
from qudao.engines.tabular.problems import TabularError
from qudao.intake.kinds import IMPORTABLE
from qudao.intake.opening import (
    columns_of,
    digest_of,
    key_tables,
    look_at,
    open_run,
    opened,
    stem_of,
    table_of,
)
from qudao.intake.stored_files import KeyFiles
from tests.intake.rows import open_text
from tests.intake.stored import stored_run

PARTNERS = IMPORTABLE["partners"]


def workbook(path: Path, **sheets: list[tuple[str, ...]]) -> Path:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    path.write_bytes(buffer.getvalue())
    return path


def text_file(folder: Path, content: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("DimProduct.csv", "DimProduct"),
        ("DimProduct.csv.gz", "DimProduct"),
        ("DimProduct.CSV.GZ", "DimProduct"),
        ("伙伴.xlsx", "伙伴"),
        ("a.b.txt", "a.b"),
        ("a.tsv", "a"),
        ("plain", "plain"),
        ("a.pdf", "a.pdf"),
        (".csv", ""),
        ("", ""),
    ],
)
def test_a_table_is_named_by_its_file(name: str, stem: str) -> None:
    assert stem_of(name) == stem


def test_headings_in_any_order_and_spelling_are_one_digest() -> None:
    digest = digest_of(["编号", "公司名称", "Start Date"])
    assert len(digest) == 64
    assert digest == digest_of(["Start Date", "编号", "公司名称"])
    assert digest == digest_of(["start_date", " 编号 ", "公司名称"])
    assert digest != digest_of(["编号", "公司名称"])
    assert digest != digest_of(["编号", "公司名称", "End Date"])
    assert len(digest_of(["\ud800"])) == 64  # half a sign breaks nothing


def test_the_sheet_that_was_looked_at_is_opened_again(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        封面=[("说明", "内容"), ("a", "b")],
        伙伴=[("编号", "公司名称"), ("P-1", "甲公司"), ("P-2", "乙公司")],
    )
    kind = PARTNERS.kind
    headings = {
        sheet: [one.header for one in table_of(opened(path), kind, sheet).columns]
        for sheet in ("伙伴", "封面", "不在")
    }
    assert headings == {
        "伙伴": ["编号", "公司名称"],
        "封面": ["说明", "内容"],
        "不在": ["说明", "内容"],  # the first one stands in
    }
    assert look_at(path, PARTNERS, None).table.sheet.name == "伙伴"


def test_a_look_proposes_columns_with_a_place_only(tmp_path: Path) -> None:
    path = text_file(
        tmp_path, "编号,公司名称,等级,成立年份\n1,甲公司,金牌,1999\n2,乙公司,银牌,2001\n"
    )
    seen = look_at(path, PARTNERS, None)
    assert set(seen.proposed.mapping.rules) == {"code", "name"}
    assert {bound.name for bound in seen.bound.fields} == {"code", "name"}
    assert seen.tables == frozenset()


def test_a_given_mapping_goes_before_proposals(tmp_path: Path) -> None:
    path = text_file(tmp_path, "编号,公司名称,城市\n1,甲公司,上海\n2,乙公司,北京\n")
    given = SavedMapping(kind="partners", rules={"name": FieldRule(header="城市")})
    seen = look_at(path, PARTNERS, given)
    assert seen.proposed.mapping.rules["name"].header == "城市"


def test_key_files_are_read_by_their_first_column(tmp_path: Path) -> None:
    path = tmp_path / "Cities.csv.gz"
    path.write_bytes(gzip.compress("号,名\n1,上海\n2,北京\n2,南京\n".encode()))
    mapping = SavedMapping(
        kind="partners",
        rules={"city": FieldRule(header="城市", lookups=(Lookup("Cities", "名"),))},
    )
    tables = key_tables(mapping, {"Cities": path, "Unused": tmp_path / "not there"})
    assert list(tables) == ["Cities"]
    assert (tables["Cities"].find("1", "名"), tables["Cities"].repeated) == (
        "上海",
        frozenset({"2"}),
    )
    assert columns_of(path) == ["号", "名"]
    with pytest.raises(TabularError) as missing:
        key_tables(mapping, {})
    assert (missing.value.code, missing.value.params) == ("table_missing", {"table": "Cities"})


def test_a_key_that_leads_nowhere_refuses_its_row_alone(tmp_path: Path) -> None:
    path = text_file(tmp_path, "号,名\n1,上海\n2,北京\n2,南京\n", "Cities.csv")
    mapping = SavedMapping(
        kind="partners",
        rules={
            "name": FieldRule(header="公司名称"),
            "city": FieldRule(header="城市", lookups=(Lookup("Cities", "名"),)),
        },
    )
    content = "公司名称,城市\n甲公司,1\n乙公司,2\n丙公司,3\n丁公司,\n"
    file = text_file(tmp_path, content)
    seen = look_at(file, PARTNERS, mapping)
    table = open_text("partners", content, key_tables(mapping, {"Cities": path}))
    rows = list(type(table)(PARTNERS.kind, seen.table, seen.bound, table.keys).outcomes())
    assert [row.values["city"] for row in rows if isinstance(row, Good)] == ["上海", None]
    assert [(row.row_number, row.rule_code) for row in rows if isinstance(row, Reject)] == [
        (3, "key_ambiguous"),
        (4, "key_not_found"),
    ]


def test_headings_are_told_by_field() -> None:
    table = open_text("partners", "编号,公司名称,城市\n1,甲公司,上海\n2,乙公司,北京\n")
    assert table.headers == {"code": "编号", "name": "公司名称", "city": "城市"}


@pytest.mark.django_db
def test_a_run_whose_key_file_is_gone_says_which(
    importer: Actor, now: datetime, tmp_path: Path, settings: Settings
) -> None:
    settings.FILES_DIR = tmp_path
    steps = [{"table": "Cities", "column": "名"}]
    rules = {"name": {"header": "公司名称"}, "city": {"header": "城市", "lookups": steps}}
    run = stored_run(importer, now=now, columns={"kind": "partners", "rules": rules})
    path = tmp_path / run.file.public_id[4:6] / run.file.public_id
    path.parent.mkdir()
    path.write_bytes("编号,公司名称,城市\n1,甲公司,1\n2,乙公司,1\n".encode())
    with pytest.raises(TabularError) as missing:
        open_run(run)
    assert missing.value.code == "table_missing"


@pytest.mark.django_db
@pytest.mark.parametrize("order", [("employees", "name", "code"), ("code", "name", "employees")])
def test_the_first_fault_of_a_row_does_not_depend_on_how_columns_are_kept(
    importer: Actor, now: datetime, tmp_path: Path, settings: Settings, order: tuple[str, ...]
) -> None:
    settings.FILES_DIR = tmp_path
    headings = {"name": "公司名称", "code": "编号", "employees": "人数"}
    columns = {"kind": "partners", "rules": {name: {"header": headings[name]} for name in order}}
    run = stored_run(importer, now=now, columns=columns)
    path = tmp_path / run.file.public_id[4:6] / run.file.public_id
    path.parent.mkdir()
    path.write_bytes("编号,公司名称,人数\n9.1E+17,#REF!,几个\nP-2,乙公司,5\n".encode())
    first = next(row for row in open_run(run).outcomes() if isinstance(row, Reject))
    assert [(fault.column, fault.rule_code) for fault in first.faults] == [
        ("公司名称", "spreadsheet_error"),
        ("编号", "digits_lost"),
    ]


@pytest.mark.django_db
def test_key_files_of_runs_are_held_against_clearing_up(importer: Actor, now: datetime) -> None:
    stored_run(importer, now=now, key_files={"A": "fil_a", "B": "fil_b"})
    stored_run(importer, now=now, key_files={"A": "fil_c"})
    stored_run(importer, now=now)
    assert sorted(KeyFiles().held()) == ["fil_a", "fil_b", "fil_c"]
