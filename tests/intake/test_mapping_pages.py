"""The columns of a file beside the fields that they may feed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from qudao.core.actor import Actor
from qudao.core.files import path_of
from qudao.core.models import StoredFile
from qudao.intake.actions import add_key_file, preview_import
from qudao.intake.models import ImportRun
from qudao.intake.models import SavedMapping as StoredMapping
from qudao.intake.selectors import FieldRow, MappingPage, mapping_page
from tests.intake.build import asked_for, given
from tests.intake.stored import stored_run

CONTENT = (
    "编号,公司名称,城市,备注\nP-1,甲公司,上海,\nP-2,乙公司,上海,见附件\nP-3,丙公司,北京,\n"
    "P-4,丁公司,广州,\n"
)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


def page_of(actor: Actor, now: datetime, content: str = CONTENT) -> MappingPage:
    run = preview_import(actor, asked_for("partners", content), now=now)
    return mapping_page(actor, run.public_id)


def field(page: MappingPage, name: str) -> FieldRow:
    return next(row for row in page.fields if row.name == name)


def test_fields_stand_with_their_columns_samples_and_sureness(
    importer: Actor, now: datetime
) -> None:
    page = page_of(importer, now)

    assert (page.file, page.kind_words, page.sheet, page.known_file) == (
        "partners.csv",
        "Partners",
        "",
        "",
    )
    name = field(page, "name")
    assert (name.header, name.required, name.sureness) == ("公司名称", True, "sure")
    assert name.samples == ["甲公司", "乙公司", "丙公司"]
    assert name.percent is not None
    assert name.percent >= 90
    city = field(page, "city")
    assert (city.header, city.samples) == ("城市", ["上海", "北京", "广州"])
    email = field(page, "email")
    assert (email.header, email.sureness, email.percent, list(email.samples)) == ("", "", None, [])
    assert page.fields[0].name == "name"
    mapped = [bool(row.header) for row in page.fields if not row.required]
    assert mapped == sorted(mapped, reverse=True)


def test_columns_tell_whether_they_are_used(importer: Actor, now: datetime) -> None:
    page = page_of(importer, now)
    assert page.headers == ["编号", "公司名称", "城市", "备注"]
    assert [(one.header, one.is_used) for one in page.columns] == [
        ("编号", True),
        ("公司名称", True),
        ("城市", True),
        ("备注", False),
    ]
    assert page.columns[3].samples == ["见附件"]


def test_samples_are_short_and_told_apart(importer: Actor, now: datetime) -> None:
    rows = "".join(f"P-{n},{'长' * 80},上海\n" for n in range(9))
    page = page_of(importer, now, f"编号,公司名称,城市\n{rows}")
    assert field(page, "name").samples == ["长" * 60]
    assert field(page, "code").samples == ["P-0", "P-1", "P-2"]


def test_only_a_currency_may_be_given_once_for_all(importer: Actor, now: datetime) -> None:
    run = stored_run(importer, now=now, kind="products", columns={"kind": "products", "rules": {}})
    page = mapping_page(importer, run.public_id)
    assert [row.name for row in page.fields if row.takes_fixed_value] == ["currency"]


def test_a_page_of_a_lost_file_still_shows_its_columns(importer: Actor, now: datetime) -> None:
    run = preview_import(importer, asked_for("partners", CONTENT), now=now)
    path_of(run.file.public_id).unlink()
    page = mapping_page(importer, run.public_id)
    assert page.headers == ["编号", "公司名称", "城市", "备注"]
    assert all(list(one.samples) == [] for one in page.columns)


def test_key_files_offer_their_columns(importer: Actor, now: datetime) -> None:
    run = preview_import(importer, asked_for("partners", CONTENT), now=now)
    add_key_file(importer, run.public_id, given("Cities.csv", "号,名\n1,上海\n2,北京\n"), now=now)
    page = mapping_page(importer, run.public_id)
    assert page.lookups == [("Cities\x1f号", "Cities → 号"), ("Cities\x1f名", "Cities → 名")]
    assert (page.key_files, page.missing_key_files) == (["Cities"], [])

    StoredFile.objects.unscoped(reason="a test").exclude(pk=run.file.pk).delete()
    assert mapping_page(importer, run.public_id).lookups == []


def test_a_rule_in_chains_is_shown_and_a_missing_key_file_named(
    importer: Actor, now: datetime
) -> None:
    steps = [{"table": "A", "column": "a"}, {"table": "B", "column": "b"}]
    rules = {
        "name": {"header": "公司名称", "lookups": steps},
        "city": {"header": "城市", "lookups": steps[:1]},
        "code": {"header": "编号", "aliases": {"x": "y"}},
        "country": {"constant": "CN"},
    }
    run = stored_run(importer, now=now, columns={"kind": "partners", "rules": rules})
    page = mapping_page(importer, run.public_id)

    chain, one, aliased, fixed = (field(page, name) for name in ("name", "city", "code", "country"))
    assert (chain.lookup, chain.lookups, chain.has_hidden_parts) == ("", "A.a → B.b", True)
    assert (one.lookup, one.lookups, one.has_hidden_parts) == ("A\x1fa", "A.a", True)
    assert (aliased.lookup, aliased.has_hidden_parts) == ("", True)
    assert (fixed.header, fixed.constant, fixed.has_hidden_parts) == ("", "CN", False)
    assert page.missing_key_files == ["A", "B"]
    assert {row.sureness for row in (chain, one, aliased, fixed)} == {"given"}


@pytest.mark.parametrize(
    ("share", "word", "percent"),
    [
        ("1", "sure", 100),
        ("0.9", "sure", 90),
        ("0.899", "likely", 89),
        ("0.7", "likely", 70),
        ("0.69", "doubtful", 69),
        ("0", "doubtful", 0),
    ],
)
def test_how_sure_a_proposal_is(
    importer: Actor, now: datetime, share: str, word: str, percent: int
) -> None:
    run = stored_run(importer, now=now, options={"confidence": {"name": share}})
    row = field(mapping_page(importer, run.public_id), "name")
    assert (row.sureness, row.percent) == (word, percent)


def test_saved_mappings_of_the_kind_are_offered_by_name(importer: Actor, now: datetime) -> None:
    for kind, name in (("partners", "乙"), ("partners", "甲"), ("customers", "丙")):
        StoredMapping.objects.create(kind=kind, name=name, columns={"kind": kind, "rules": {}})
    run = stored_run(importer, now=now)
    assert sorted(mapping_page(importer, run.public_id).saved) == sorted(["乙", "甲"])


def test_a_known_file_is_told_by_its_headings(importer: Actor, now: datetime) -> None:
    content = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\nO1,A B,GTXPro,X,Won,2017-01-01,2017-02-01,5\n"  # noqa: E501
    run = preview_import(importer, asked_for("opportunities", content), now=now)
    page = mapping_page(importer, run.public_id)
    assert page.known_file == "sales_pipeline"
    product = field(page, "product")
    assert (product.header, product.sureness, product.has_hidden_parts) == (
        "product",
        "given",
        True,
    )
    assert ImportRun.objects.unscoped(reason="a test").get().options["known_file"] == (
        "sales_pipeline"
    )
