"""Taking a file in: who may, what is refused in words, and that a refused file leaves nothing."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from pytest_django import Settings

from qudao.core.actor import NOBODY, Actor
from qudao.core.errors import Invalid, NotPermitted
from qudao.core.files import path_of
from qudao.core.models import AuditEntry, StoredFile
from qudao.intake.actions import FileGiven, ImportInput, preview_import
from qudao.intake.models import ImportRun
from qudao.intake.models import SavedMapping as StoredMapping
from tests.intake.build import given
from tests.people import Cast

PARTNERS = "编号,公司名称,城市\nP-1,甲公司,上海\nP-2,乙公司,北京\n"
MOST = 8


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path
    return tmp_path


def asked(
    content: str | bytes = PARTNERS, name: str = "partners.csv", **said: object
) -> ImportInput:
    plain = {"kind": "partners", "file": given(name, content), "source": "crm"}
    return ImportInput(**{**plain, **said})  # type: ignore[arg-type]


def refusal(actor: Actor, wanted: ImportInput, now: datetime) -> list[tuple[str, str]]:
    """The problems of an input; a refused one has written nothing, not even a file."""
    with pytest.raises(Invalid) as refused:
        preview_import(actor, wanted, now=now)
    assert_nothing_is_kept()
    return [(one.field, one.code) for one in refused.value.problems]


def assert_nothing_is_kept() -> None:
    assert not ImportRun.objects.unscoped(reason="a test").exists()
    assert not StoredFile.objects.unscoped(reason="a test").exists()
    assert not AuditEntry.objects.unscoped(reason="a test").exists()
    assert files_on_disk() == []


def files_on_disk() -> list[str]:
    from django.conf import settings

    return [name for _folder, _folders, names in os.walk(settings.FILES_DIR) for name in names]


def workbook(*rows: tuple[object, ...]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("伙伴")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def test_a_file_is_kept_with_what_was_found_in_it(importer: Actor, now: datetime) -> None:
    run = preview_import(importer, asked(source="  crm  ", currency="EUR"), now=now)

    assert (run.kind, run.source, run.state, run.started_at) == ("partners", "crm", "received", now)
    assert run.header == ["编号", "公司名称", "城市"]
    assert {name: rule["header"] for name, rule in run.columns["rules"].items()} == {
        "code": "编号",
        "name": "公司名称",
        "city": "城市",
    }
    assert run.options["currency"] == "EUR"
    assert run.options["known_file"] == ""
    assert set(run.options["confidence"]) == {"code", "name", "city"}
    assert (run.key_files, run.started_by, run.checked) == ({}, None, {})
    assert path_of(run.file.public_id).read_bytes() == PARTNERS.encode()
    entry = AuditEntry.objects.unscoped(reason="a test").get()
    assert (entry.verb, entry.subject_id) == ("imports.received", run.public_id)
    assert entry.after == {"kind": "partners", "file": "partners.csv", "source": "crm"}


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("p.csv", lambda data: data),
        ("p.tsv", lambda data: data.replace(b",", b"\t")),
        ("p.txt", lambda data: data.replace(b",", b";")),
        ("p.csv.gz", gzip.compress),
        ("no ending", lambda data: data),
        ("p.csv", lambda data: b"\xef\xbb\xbf" + data),
        ("p.csv", lambda data: data.decode().encode("gb18030")),
        ("p.csv", lambda data: data.decode().encode("utf-16")),
        ("p.csv", lambda data: data.replace(b"\n", b"\r\n")),
    ],
)
def test_one_list_in_every_wrapping(
    importer: Actor, now: datetime, name: str, pack: Callable[[bytes], bytes]
) -> None:
    run = preview_import(importer, asked(pack(PARTNERS.encode()), name), now=now)
    assert run.header == ["编号", "公司名称", "城市"]


def test_a_workbook_remembers_its_sheet(importer: Actor, now: datetime) -> None:
    data = workbook(("编号", "公司名称"), ("P-1", "甲公司"), ("P-2", "乙公司"))
    run = preview_import(importer, asked(data, "伙伴.xlsx"), now=now)
    assert (run.options["sheet"], run.header) == ("伙伴", ["编号", "公司名称"])
    assert run.file.name == "伙伴.xlsx"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7 ...", "file_type"),
        (b"\x89PNG\r\n\x1a\n....", "file_type"),
        (b"\x7fELF....", "file_type"),
        (b"SQLite format 3\x00....", "file_type"),
        (b"\xd0\xcf\x11\xe0old office", "old_or_encrypted_workbook"),
        (b"PK\x03\x04 broken", "file_type"),
        (zipped("a.csv", PARTNERS.encode()), "file_type"),
        (b"\x1f\x8b broken gzip", "archive_broken"),
        (gzip.compress(PARTNERS.encode(), mtime=0)[:-12], "archive_broken"),
        (gzip.compress(b"", mtime=0), "file_empty"),
        (gzip.compress(b"%PDF-1.7", mtime=0), "not_a_table_file"),
        (b"\n\n\n", "table_not_found"),
        (b"\x00" * 400, None),
    ],
)
def test_what_is_no_table_is_refused_and_not_kept(
    importer: Actor, now: datetime, content: bytes, code: str | None
) -> None:
    [(field, found)] = refusal(importer, asked(content), now)
    assert field == "file"
    assert code is None or found == code


def test_a_bomb_is_refused_before_it_goes_off(importer: Actor, now: datetime) -> None:
    bomb = gzip.compress(b"a,b,c\n" * 6_000_000)
    assert len(bomb) < 200_000
    assert refusal(importer, asked(bomb, "bomb.csv.gz"), now) == [("file", "archive_bomb")]


def test_a_file_beyond_the_limit_is_refused_while_it_comes_in(
    importer: Actor, now: datetime, settings: Settings
) -> None:
    settings.LARGEST_UPLOAD = len(PARTNERS.encode()) - 1
    assert refusal(importer, asked(), now) == [("file", "file_too_large")]
    settings.LARGEST_UPLOAD += 1
    assert preview_import(importer, asked(), now=now).state == "received"


def test_an_absurd_line_or_width_is_refused(importer: Actor, now: datetime) -> None:
    wide = ",".join(f"列{n}" for n in range(600)) + "\n" + ",".join("1" * 600) + "\n"
    assert refusal(importer, asked(wide), now) == [("file", "too_many_columns")]
    long = "编号,公司名称\n1," + "甲" * 1_000_001 + "\n"
    assert refusal(importer, asked(long), now) == [("file", "line_too_long")]


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ({"kind": "people"}, [("kind", "unknown_choice")]),
        ({"kind": ""}, [("kind", "unknown_choice")]),
        ({"source": "   "}, [("source", "required")]),
        ({"source": "x" * 61}, [("source", "too_long")]),
        ({"source": "crm\x00"}, [("source", "control_sign")]),
        ({"currency": "cny"}, [("currency", "not_a_currency")]),
        ({"currency": "人民币"}, [("currency", "not_a_currency")]),
        ({"currency": "CNYX"}, [("currency", "not_a_currency")]),
        ({"mapping": "没有"}, [("mapping", "unknown")]),
        (
            {"kind": "people", "source": "", "currency": "?"},
            [("kind", "unknown_choice"), ("source", "required"), ("currency", "not_a_currency")],
        ),
    ],
)
def test_every_problem_is_named_at_once(
    importer: Actor, now: datetime, said: dict[str, str], problems: list[tuple[str, str]]
) -> None:
    assert refusal(importer, asked(**said), now) == problems


def test_a_source_has_at_most_sixty_characters(importer: Actor, now: datetime) -> None:
    assert preview_import(importer, asked(source="x" * 60), now=now).source == "x" * 60


def key_file(name: str = "城市.csv", content: str = "号,城市\n1,上海\n2,北京\n") -> FileGiven:
    return given(name, content)


def test_key_files_are_named_by_the_caller_or_by_their_file(importer: Actor, now: datetime) -> None:
    keys = [("Cities", key_file()), ("", key_file("DimProduct.csv.gz"))]
    run = preview_import(importer, asked(keys=keys), now=now)

    assert set(run.key_files) == {"Cities", "DimProduct"}
    stored = StoredFile.objects.unscoped(reason="a test").count()
    assert (stored, len(files_on_disk())) == (3, 3)


def test_too_many_key_files_are_refused(importer: Actor, now: datetime) -> None:
    keys = [(f"k{number}", key_file()) for number in range(MOST + 1)]
    assert refusal(importer, asked(keys=keys), now) == [("keys", "too_many")]
    assert preview_import(importer, asked(keys=keys[:MOST]), now=now).state == "received"


@pytest.mark.parametrize(
    ("bad", "code"),
    [("", "empty_file"), ("%PDF-1.7", "file_type"), ("\n\n", "table_not_found")],
)
def test_a_bad_key_file_takes_all_files_with_it(
    importer: Actor, now: datetime, bad: str, code: str
) -> None:
    keys = [("good", key_file()), ("bad", key_file("bad.csv", bad))]
    assert refusal(importer, asked(keys=keys), now) == [("keys", code)]


def test_a_fall_in_the_middle_leaves_no_file(
    importer: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*_args: object, **_kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("qudao.intake.actions.receiving.keep_file", fall)
    with pytest.raises(OSError, match="disk full"):
        preview_import(importer, asked(keys=[("k", key_file())]), now=now)
    assert_nothing_is_kept()


@pytest.mark.parametrize(
    ("who", "kind", "may"),
    [
        ("channel_manager", "partners", True),
        ("channel_manager", "products", False),
        ("channel_manager", "quotas", False),
        ("channel_director", "products", True),
        ("operations", "sell_through", True),
        ("account_manager", "partners", False),
        ("sales_director", "quotas", False),
        ("human_resources", "sales_people", False),
        ("principal_a", "partners", False),
        ("seller_a", "partners", False),
        ("engineer_a", "products", False),
    ],
)
def test_who_may_bring_in_what(
    cast: Cast, now: datetime, who: str, kind: str, *, may: bool
) -> None:
    actor: Actor = getattr(cast, who)
    if may:
        run = preview_import(actor, asked(kind=kind), now=now)
        assert run.started_by_id == actor.user_id
        return
    with pytest.raises(NotPermitted):
        preview_import(actor, asked(kind=kind), now=now)
    assert files_on_disk() == []
    assert not ImportRun.objects.unscoped(reason="a test").exists()


def test_nobody_brings_nothing_in(importer: Actor, now: datetime) -> None:
    with pytest.raises(NotPermitted):
        preview_import(NOBODY, asked(), now=now)
    assert_nothing_is_kept()


def saved(called: str, **rules: str) -> None:
    columns = {"kind": "partners", "rules": {field: {"header": h} for field, h in rules.items()}}
    StoredMapping.objects.create(kind="partners", name=called, columns=columns)


def test_a_mapping_asked_for_by_name_is_taken(importer: Actor, now: datetime) -> None:
    saved("倒着", name="城市", city="公司名称")
    run = preview_import(importer, asked(mapping="倒着"), now=now)
    assert run.columns["rules"]["name"]["header"] == "城市"
    assert run.columns["rules"]["city"]["header"] == "公司名称"


def test_a_mapping_that_does_not_fit_the_file_is_refused(importer: Actor, now: datetime) -> None:
    saved("别的", name="没有这一列")
    assert refusal(importer, asked(mapping="别的"), now) == [("file", "header_missing")]


def test_a_mapping_of_another_kind_is_not_found(importer: Actor, now: datetime) -> None:
    saved("倒着", name="城市")
    wanted = asked("公司全称,城市\n甲公司,上海\n", kind="customers", mapping="倒着")
    assert refusal(importer, wanted, now) == [("mapping", "unknown")]
