"""The backup file itself: appears whole or not at all, and anything that is not as its list says is
none of ours."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import tarfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from qudao.core.backup.archive import (
    ArchiveWriter,
    HashingReader,
    entries,
    new_archive,
    verified_manifest,
)
from qudao.core.backup.manifest import NAME, Manifest, Member, NotABackup
from qudao.core.errors import Conflict

FILES = {"rows/core.programme.jsonl": b'{"pk": 1}\n', "files/fil_1": "岚".encode() * 1000, "a": b""}


def no_progress(_done: int, _total: int) -> None:
    pass


def filled(archive: ArchiveWriter, files: dict[str, bytes] = FILES) -> Manifest:
    for name, content in files.items():
        rows = content.count(b"\n")
        archive.add(name, io.BytesIO(content), size=len(content), rows=rows)
    return Manifest("1.0", "2026-03-02T01:30:00+00:00", ("core.0001",), tuple(archive.members), ())


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    path = tmp_path / "monday.tar.gz"
    with new_archive(path) as archive:
        archive.finish(filled(archive))
    return path


def verified(path: Path) -> Manifest:
    with path.open("rb") as file:
        return verified_manifest(file, no_progress)


# ------------------------------------------------------------------ written


def test_what_was_added_is_listed_with_its_checksum_and_read_again(backup: Path) -> None:
    manifest = verified(backup)
    assert manifest.members == tuple(
        Member(name, len(content), hashlib.sha256(content).hexdigest(), content.count(b"\n"))
        for name, content in FILES.items()
    )
    assert manifest.rows == 1
    with backup.open("rb") as file:
        found = {name: content.read() for name, content in entries(file)}
    assert json.loads(found.pop(NAME)) == json.loads(manifest.to_json())
    assert found == FILES


def test_it_is_readable_by_its_owner_alone(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with tarfile.open(backup) as archive:
        assert {entry.mode for entry in archive} == {0o600}


def test_it_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "monday.tar.gz"
    with new_archive(path) as archive:
        archive.finish(filled(archive))
        assert not path.exists()
        assert [one.name for one in tmp_path.iterdir()] == ["monday.tar.gz.part"]
    assert [one.name for one in tmp_path.iterdir()] == ["monday.tar.gz"]


def test_one_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> None:
        with new_archive(tmp_path / "monday.tar.gz") as archive:
            filled(archive)
            raise OSError("no room left")

    with pytest.raises(OSError, match="no room left"):
        broken()
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_is_there_is_replaced(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(Conflict, match="exists already"), new_archive(backup):
        pytest.fail("it began")
    assert backup.read_bytes() == before


def test_a_file_that_is_shorter_than_it_was_is_told(tmp_path: Path) -> None:
    with (
        new_archive(tmp_path / "a.tar.gz") as archive,
        pytest.raises(OSError, match="unexpected end"),
    ):
        archive.add("short", io.BytesIO(b"abc"), size=10)


def test_reading_counts_and_sums_whatever_the_portions() -> None:
    content = bytes(range(256)) * 5000
    whole, parts = HashingReader(io.BytesIO(content)), HashingReader(io.BytesIO(content))
    assert whole.read_all() == hashlib.sha256(content).hexdigest()
    while parts.read(777):
        pass
    assert (parts.digest.hexdigest(), parts.size) == (whole.digest.hexdigest(), len(content))
    assert HashingReader(io.BytesIO()).read_all() == hashlib.sha256().hexdigest()


# ------------------------------------------------------------------ read


def forged(tmp_path: Path, change: Callable[[Manifest], Manifest | None], **more: bytes) -> Path:
    """A backup whose list, or what follows it, was made by somebody else."""
    path = tmp_path / "forged.tar.gz"
    with new_archive(path) as archive:
        manifest = change(filled(archive))
        if manifest is not None:
            archive.finish(manifest)
        for name, content in more.items():
            archive.add(name, io.BytesIO(content), size=len(content))
    return path


def without_first(manifest: Manifest) -> Manifest:
    return replace(manifest, members=manifest.members[1:])


def with_another(manifest: Manifest) -> Manifest:
    return replace(manifest, members=(*manifest.members, Member("b", 0, "0" * 64)))


def with_another_sum(manifest: Manifest) -> Manifest:
    first, *others = manifest.members
    return replace(manifest, members=(replace(first, sha256="0" * 64), *others))


def with_another_size(manifest: Manifest) -> Manifest:
    first, *others = manifest.members
    return replace(manifest, members=(replace(first, size=first.size + 1), *others))


@pytest.mark.parametrize(
    "change", [without_first, with_another, with_another_sum, with_another_size, lambda _m: None]
)
def test_a_list_that_does_not_fit_is_refused(
    tmp_path: Path, change: Callable[[Manifest], Manifest | None]
) -> None:
    with pytest.raises(NotABackup):
        verified(forged(tmp_path, change))


def test_nothing_may_follow_the_list(tmp_path: Path) -> None:
    with pytest.raises(NotABackup):
        verified(forged(tmp_path, lambda manifest: manifest, late=b"x"))


def test_a_member_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.tar.gz"
    with new_archive(path) as archive:
        filled(archive)
        archive.finish(filled(archive))
    with pytest.raises(NotABackup):
        verified(path)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE]
)
def test_only_plain_files_are_members(tmp_path: Path, kind: bytes) -> None:
    path = tmp_path / "links.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("rows/core.programme.jsonl")
        entry.type, entry.linkname = kind, "/etc/passwd"
        archive.addfile(entry)
    with pytest.raises(NotABackup):
        verified(path)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.95])
def test_a_file_that_was_cut_off_is_refused(backup: Path, share: float) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(NotABackup):
        verified(backup)


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b" + b"\x00" * 50, b"PK\x03\x04"])
def test_any_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(NotABackup):
        verified(path)


def test_progress_ends_at_the_end(backup: Path) -> None:
    steps: list[tuple[int, int]] = []
    with backup.open("rb") as file:
        verified_manifest(file, lambda done, total: steps.append((done, total)))
    size = backup.stat().st_size
    assert len(steps) == len(FILES)
    assert all(0 <= done <= total == size for done, total in steps)
    assert steps == sorted(steps)


# ------------------------------------------------------------------ the list

WHOLE = Manifest("1.0", "2026-03-02", ("core.0001",), (Member("a", 1, "0" * 64, 2),), ("fil_1",))


def altered(**changes: Any) -> bytes:
    data = {**asdict(WHOLE), **changes}
    return json.dumps({key: value for key, value in data.items() if value is not ...}).encode()


def test_a_list_is_read_as_it_was_written() -> None:
    assert Manifest.from_json(WHOLE.to_json()) == WHOLE
    assert Manifest.from_json(altered()) == WHOLE


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"[]",
        b"null",
        b"7",
        b"\xff\xfe",
        altered(format=2),
        altered(format=...),
        altered(members=...),
        altered(members=[{"name": "a"}]),
        altered(members=[{"name": "a", "size": 1, "sha256": "x", "mode": 7}]),
        altered(members=7),
        altered(migrations=None),
        altered(unsound=...),
        altered(version=...),
        altered(more="fields"),
    ],
)
def test_a_list_of_another_form_is_none_of_ours(source: bytes) -> None:
    with pytest.raises(NotABackup):
        Manifest.from_json(source)
