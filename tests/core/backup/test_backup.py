"""A backup holds everything, and comes back as it was or not at all."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import stat
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from qudao.core import audit
from qudao.core.actor import system_actor
from qudao.core.backup.actions import back_up, restore
from qudao.core.backup.manifest import Manifest, NotABackup, NotEmpty, OtherVersion
from qudao.core.backup.rows import kept_models
from qudao.core.deadlines import set_deadline
from qudao.core.errors import Conflict, NotPermitted
from qudao.core.files import open_file, path_of, store_file
from qudao.core.models import AuditEntry, Deadline, Programme, StoredFile
from qudao.core.verbs import OperationVerb
from qudao.people.models import Organisation, User
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)

EXACT_MOMENT = datetime(2026, 3, 2, 1, 30, 59, 123456, tzinfo=UTC)
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
SYSTEM = system_actor("test")
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Settings) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def installation(now: datetime) -> Cast:
    """People, partners, a file, an audit row and a deadline with microseconds."""
    cast = make_cast(now)
    set_deadline("people.deliveries.send", "ntc_1", EXACT_MOMENT)
    store_file(cast.seller_a, "报价单.pdf", io.BytesIO(PDF), now=now)
    change = audit.Change({"name": None}, {"name": "华东证券", "amount": "12.3400"})
    audit.record(cast.seller_a, OperationVerb.BACKED_UP, cast.programme, now=now, change=change)
    return cast


def everything() -> Rows:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in kept_models()
    }


def without_operations(rows: Rows) -> Rows:
    """The rows but for the trail of restoring itself."""
    trail = [r for r in rows["core.AuditEntry"] if r["verb"] != OperationVerb.RESTORED]
    return rows | {"core.AuditEntry": trail}


def start_anew(files: Path) -> None:
    call_command("flush", interactive=False, verbosity=0)
    if files.exists():
        files.rename(files.with_name("files-of-before"))


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A copy of a backup with other contents."""
    with tarfile.open(path) as archive:
        contents = {
            entry.name: member.read()
            for entry in archive
            if (member := archive.extractfile(entry)) is not None
        }
    change(contents)
    target = path.with_name("rewritten.tar.gz")
    with tarfile.open(target, "w:gz") as archive:
        for name, content in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target


@pytest.fixture
def made(installation: Cast, tmp_path: Path, now: datetime) -> Path:
    path = tmp_path / "backup.tar.gz"
    back_up(SYSTEM, path, now=now)
    return path


@pytest.mark.usefixtures("installation")
def test_every_row_and_file_comes_back_as_it_was(
    tmp_path: Path, files: Path, now: datetime
) -> None:
    path = tmp_path / "backup.tar.gz"
    written = back_up(SYSTEM, path, now=now)
    before = everything()
    start_anew(files)

    restored = restore(SYSTEM, path, now=now)

    assert without_operations(everything()) == before
    assert restored == written
    assert written.rows == sum(len(rows) for rows in before.values())
    due = Deadline.objects.unscoped(reason="a test").get()
    assert due.due_at == EXACT_MOMENT
    with open_file(StoredFile.objects.unscoped(reason="a test").get()) as content:
        assert content.read() == PDF


@pytest.mark.usefixtures("made")
def test_new_rows_are_numbered_after_the_restored_ones(
    made: Path, files: Path, now: datetime
) -> None:
    last = max(Organisation.objects.unscoped(reason="a test").values_list("pk", flat=True))
    start_anew(files)
    restore(SYSTEM, made, now=now)

    new = Organisation.objects.create(side="partner", name_en="Newcomer", created_at=now)

    assert new.pk == last + 1


def test_backing_up_and_restoring_leave_their_rows_in_the_trail(
    made: Path, files: Path, now: datetime
) -> None:
    start_anew(files)
    restore(SYSTEM, made, now=now)

    trail = AuditEntry.objects.unscoped(reason="a test").filter(actor_name="test").order_by("pk")
    assert [entry.verb for entry in trail] == ["programme.backed_up", "programme.restored"]


def test_backup_is_readable_by_its_owner_only(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_backup_never_replaces_a_file(made: Path, now: datetime) -> None:
    before = made.read_bytes()

    with pytest.raises(Conflict):
        back_up(SYSTEM, made, now=now)

    assert made.read_bytes() == before


def test_backup_that_fails_leaves_no_file(
    installation: Cast, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("qudao.core.backup.actions.add_file", fail)

    with pytest.raises(OSError, match="disk full"):
        back_up(SYSTEM, tmp_path / "backup.tar.gz", now=now)

    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []


def test_only_the_system_backs_up_and_restores(
    installation: Cast, tmp_path: Path, now: datetime
) -> None:
    for actor in (installation.channel_director, installation.seller_a):
        with pytest.raises(NotPermitted):
            back_up(actor, tmp_path / "backup.tar.gz", now=now)
        with pytest.raises(NotPermitted):
            restore(actor, tmp_path / "backup.tar.gz", now=now)

    assert not (tmp_path / "backup.tar.gz").exists()


def test_missing_and_changed_files_are_named(
    installation: Cast, tmp_path: Path, now: datetime
) -> None:
    missing = store_file(installation.seller_a, "a.pdf", io.BytesIO(PDF), now=now)
    changed = store_file(installation.seller_a, "b.pdf", io.BytesIO(PDF), now=now)
    path_of(missing.public_id).unlink()
    path_of(changed.public_id).write_bytes(PDF.replace(b"1.7", b"1.6"))

    manifest = back_up(SYSTEM, tmp_path / "backup.tar.gz", now=now)

    assert set(manifest.unsound) == {missing.public_id, changed.public_id}


def test_installation_with_rows_is_not_touched(made: Path, files: Path, now: datetime) -> None:
    files.rename(files.with_name("elsewhere"))
    before = everything()

    with pytest.raises(NotEmpty):
        restore(SYSTEM, made, now=now)

    assert everything() == before
    assert not files.exists()


def test_installation_with_files_is_not_touched(made: Path, files: Path, now: datetime) -> None:
    start_anew(files)
    (files / "ab").mkdir(parents=True)

    with pytest.raises(NotEmpty):
        restore(SYSTEM, made, now=now)

    assert Programme.objects.unscoped(reason="a test").count() == 0
    assert [path.name for path in files.iterdir()] == ["ab"]


def flip_a_digit(contents: dict[str, bytes]) -> None:
    name = next(name for name in contents if name.endswith("core.auditentry.jsonl"))
    contents[name] = contents[name].replace(b"12.3400", b"92.3400")


def drop_a_table(contents: dict[str, bytes]) -> None:
    contents.pop(next(name for name in contents if name.endswith("core.deadline.jsonl")))


def drop_the_manifest(contents: dict[str, bytes]) -> None:
    contents.pop("manifest.json")


def add_a_stranger(contents: dict[str, bytes]) -> None:
    manifest = contents.pop("manifest.json")
    contents |= {"files/../../escaped": b"x", "manifest.json": manifest}


@pytest.mark.parametrize("damage", [flip_a_digit, drop_a_table, drop_the_manifest, add_a_stranger])
def test_changed_backup_is_refused_before_anything_is_written(
    made: Path, files: Path, now: datetime, damage: Callable[[dict[str, bytes]], None]
) -> None:
    start_anew(files)

    with pytest.raises(NotABackup):
        restore(SYSTEM, rewritten(made, damage), now=now)

    assert [table for table, rows in everything().items() if rows] == []
    assert not files.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        gzip.compress(b"not a tar", mtime=0),
        gzip.compress(b"", mtime=0),
    ],
)
def test_other_files_are_refused(
    tmp_path: Path, files: Path, now: datetime, content: bytes
) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)

    with pytest.raises(NotABackup):
        restore(SYSTEM, path, now=now)


def test_cut_off_backup_is_refused(made: Path, files: Path, now: datetime) -> None:
    start_anew(files)
    made.write_bytes(made.read_bytes()[:-2000])

    with pytest.raises(NotABackup):
        restore(SYSTEM, made, now=now)


def with_manifest(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A backup whose contents changed and whose manifest was written to fit them."""

    def apply(contents: dict[str, bytes]) -> None:
        change(contents)
        described = json.loads(contents.pop("manifest.json"))
        rows = {member["name"]: member["rows"] for member in described["members"]}
        described["members"] = [
            {
                "name": name,
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "rows": rows.get(name, 0),
            }
            for name, content in contents.items()
        ]
        contents["manifest.json"] = json.dumps(described).encode()

    return rewritten(path, apply)


def escape(contents: dict[str, bytes]) -> None:
    contents["files/../../escaped"] = b"x"


def smuggle(contents: dict[str, bytes]) -> None:
    name = next(name for name in contents if name.endswith("core.deadline.jsonl"))
    contents[name] = contents[name].replace(b"core.deadline", b"core.sequence")


def orphan(contents: dict[str, bytes]) -> None:
    name = next(name for name in contents if name.endswith("people.person.jsonl"))
    lines = contents[name].splitlines(keepends=True)
    contents[name] = b"".join(lines[:-1])


def unknown_field(contents: dict[str, bytes]) -> None:
    name = next(name for name in contents if name.endswith("core.deadline.jsonl"))
    contents[name] = contents[name].replace(b'"attempts"', b'"temptations"')


@pytest.mark.parametrize("trick", [escape, smuggle, orphan, unknown_field])
def test_backup_that_was_forged_whole_restores_nothing(
    made: Path, files: Path, now: datetime, trick: Callable[[dict[str, bytes]], None]
) -> None:
    start_anew(files)

    with pytest.raises(NotABackup):
        restore(SYSTEM, with_manifest(made, trick), now=now)

    assert [table for table, rows in everything().items() if rows] == []
    assert not files.exists()
    assert not (files.parent / "escaped").exists()


def test_backup_of_other_tables_names_both_versions(made: Path, files: Path, now: datetime) -> None:
    def older(contents: dict[str, bytes]) -> None:
        described = json.loads(contents["manifest.json"])
        described |= {"version": "0.0.9", "migrations": described["migrations"][:-1]}
        contents["manifest.json"] = json.dumps(described).encode()

    start_anew(files)

    with pytest.raises(OtherVersion, match=r"made by qudao 0\.0\.9"):
        restore(SYSTEM, rewritten(made, older), now=now)

    assert User.objects.unscoped(reason="a test").count() == 0


def test_manifest_survives_its_own_writing() -> None:
    manifest = Manifest("0.1.0", "2026-03-02T01:30:00+00:00", ("core.0001_initial",), (), ())

    assert Manifest.from_json(manifest.to_json()) == manifest
