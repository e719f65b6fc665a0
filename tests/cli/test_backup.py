"""`qudao backup` and `qudao restore` say what they did, and in one line what they could not do."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from qudao.cli import backup, run
from qudao.core.files import path_of, store_file
from qudao.core.models import Programme
from qudao.core.programme import forget_programme
from tests.people import make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.VAR_DIR, settings.FILES_DIR = tmp_path / "var", tmp_path / "var" / "files"
    settings.VAR_DIR.mkdir()
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setattr(backup, "migrate_if_needed", lambda: None)
    return tmp_path


def test_what_was_written_comes_back(
    folder: Path, now: datetime, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    cast = make_cast(now)
    store_file(cast.seller_a, "a.txt", io.BytesIO(b"good"), now=now)
    path = folder / "monday.tar.gz"

    assert run(["backup", str(path)]) == 0
    said = capsys.readouterr()
    assert said.out.endswith(" rows and 1 files\n")
    assert "Backing up 100 %" in said.err

    call_command("flush", interactive=False, verbosity=0)
    settings.FILES_DIR.rename(folder / "of-before")
    forget_programme()
    assert run(["restore", str(path)]) == 0
    again = capsys.readouterr()
    assert again.out == said.out
    assert Programme.objects.get().name_en == "Chengyan Partners"


def test_a_file_that_is_missing_is_named_and_the_backup_made(
    folder: Path, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    cast = make_cast(now)
    file = store_file(cast.seller_a, "a.txt", io.BytesIO(b"good"), now=now)
    path_of(file.public_id).unlink()

    assert run(["backup", str(folder / "monday.tar.gz")]) == 0

    assert f"Stored file {file.public_id} is missing or damaged." in capsys.readouterr().err
    assert (folder / "monday.tar.gz").exists()


def test_a_folder_that_is_not_there_is_told(
    folder: Path, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    make_cast(now)
    path = folder / "nowhere" / "monday.tar.gz"
    assert run(["backup", str(path)]) == 1
    said = capsys.readouterr().err
    assert f"qudao: {path} cannot be written: No such file or directory" in said


def test_a_file_that_is_there_is_not_replaced(
    folder: Path, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    make_cast(now)
    path = folder / "monday.tar.gz"
    path.write_text("precious")
    assert run(["backup", str(path)]) == 1
    assert "exists already. Choose another name." in capsys.readouterr().err
    assert path.read_text() == "precious"


def test_an_empty_installation_has_nothing_to_back_up(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forget_programme()
    assert run(["backup", str(folder / "monday.tar.gz")]) == 1
    assert not (folder / "monday.tar.gz").exists()


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 something else", b"\x1f\x8b\x08\x00"])
def test_what_is_no_backup_is_told(
    folder: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "monday.tar.gz"
    if content is not None:
        path.write_bytes(content)
    assert run(["restore", str(path)]) == 1
    said = capsys.readouterr().err
    assert ("There is no file" if content is None else "is not a backup of qudao") in said
    assert Programme.objects.count() == 0


def test_an_installation_in_use_is_not_overwritten(
    folder: Path, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    make_cast(now)
    path = folder / "monday.tar.gz"
    assert run(["backup", str(path)]) == 0
    assert run(["restore", str(path)]) == 1
    assert "into an empty installation only" in capsys.readouterr().err
    assert Programme.objects.count() == 1
