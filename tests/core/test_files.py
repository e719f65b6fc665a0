"""Files are what their content says, end up outside the web root, and are served inert."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from qudao.core.actor import NOBODY
from qudao.core.errors import Invalid, NotFound, NotPermitted
from qudao.core.files import file_response, keep_file, open_file, path_of, receive_file, store_file
from qudao.core.models import StoredFile
from tests.people import Cast

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(20)
MAIL = b"From: a@example.com\r\nSubject: quote\r\n\r\nHello"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


def archive(members: Iterable[str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in members:
            target.writestr(name, "x")
    return buffer.getvalue()


def store(cast: Cast, name: str, content: bytes, now: datetime) -> StoredFile:
    return store_file(cast.seller_a, name, io.BytesIO(content), now=now)


def refusal(cast: Cast, name: str, content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        receive_file(cast.seller_a, name, io.BytesIO(content))
    return refused.value.problems[0].code


def files_on_disk(settings: Settings) -> list[Path]:
    return [path for path in settings.FILES_DIR.rglob("*") if path.is_file()]


def test_a_file_is_kept_with_its_digest_outside_the_web_root(
    cast: Cast, now: datetime, settings: Settings
) -> None:
    file = store(cast, "quote.pdf", b"%PDF-1.7 test", now)

    assert (file.name, file.content_type, file.size) == ("quote.pdf", "application/pdf", 13)
    assert file.sha256 == hashlib.sha256(b"%PDF-1.7 test").hexdigest()
    assert file.stored_by_id == cast.seller_a.user_id
    with open_file(file) as content:
        assert content.read() == b"%PDF-1.7 test"
    assert path_of(file.public_id).is_relative_to(settings.FILES_DIR)
    assert (settings.FILES_DIR / file.path) == path_of(file.public_id)
    assert path_of(file.public_id).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "content", "kept_as", "content_type"),
    [
        ("IMG_1.JPG", PNG, "IMG_1.JPG.png", "image/png"),
        ("photo.jpeg", b"\xff\xd8\xff\xe0" + bytes(9), "photo.jpeg", "image/jpeg"),
        ("shot.webp", WEBP, "shot.webp", "image/webp"),
        ("list.csv", "客户,金额\n".encode("gb18030"), "list.csv", "text/csv"),
        ("note.txt", "﻿备注".encode(), "note.txt", "text/plain"),
        ("wide.csv", "a\tb".encode("utf-16"), "wide.csv", "text/csv"),
        ("mail.eml", MAIL, "mail.eml", "message/rfc822"),
        ("all.zip", archive(["a.txt"]), "all.zip", "application/zip"),
        ("virus.exe", PNG, "virus.exe.png", "image/png"),
        ("..\\..\\a<b>\u202ecod.pdf", b"%PDF-", "abcod.pdf", "application/pdf"),
        ("../../etc/passwd", b"%PDF-", "passwd.pdf", "application/pdf"),
        ("", b"%PDF-", "file.pdf", "application/pdf"),
    ],
)
def test_content_decides_the_kind_and_the_name_is_cleaned(
    cast: Cast, now: datetime, name: str, content: bytes, kept_as: str, content_type: str
) -> None:
    file = store(cast, name, content, now)

    assert (file.name, file.content_type) == (kept_as, content_type)


@pytest.mark.parametrize(
    ("part", "suffix"), [("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"),
                         ("ppt/presentation.xml", "pptx")],
)  # fmt: skip
def test_office_files_are_told_from_archives(
    cast: Cast, now: datetime, part: str, suffix: str
) -> None:
    content = archive(["[Content_Types].xml", part])

    assert store(cast, f"a.{suffix}", content, now).name == f"a.{suffix}"
    macros = archive(["[Content_Types].xml", part, "xl/vbaProject.bin"])
    assert refusal(cast, f"a.{suffix}", macros) == "file_type"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "empty_file"),
        ("a.exe", b"MZ\x90\x00", "file_type"),
        ("a.html", b"<html><script>1</script>", "file_type"),
        ("a.svg", b"<svg xmlns='x'/>", "file_type"),
        ("a.txt", b"binary\x00text", "file_type"),
        ("a.eml", b"not a mail", "file_type"),
        ("a.zip", b"PK\x03\x04 broken", "file_type"),
        ("a.png", b"GIF89a", "file_type"),
    ],
)
def test_what_is_not_on_the_list_is_refused_and_leaves_nothing(
    cast: Cast, settings: Settings, name: str, content: bytes, code: str
) -> None:
    assert refusal(cast, name, content) == code
    assert files_on_disk(settings) == []
    assert StoredFile.objects.count() == 0


def test_a_file_that_is_too_large_is_refused_while_it_comes_in(
    cast: Cast, settings: Settings
) -> None:
    settings.LARGEST_UPLOAD = 1024 * 1024
    assert refusal(cast, "a.pdf", b"%PDF-" + bytes(1024 * 1024)) == "file_too_large"
    assert files_on_disk(settings) == []


def finds_something(path: Path) -> str:
    return "Test-Signature" if b"BAD" in path.read_bytes() else ""


def breaks(path: Path) -> str:
    raise ConnectionError("the scanner is away")


def test_the_scanner_may_refuse_a_file(cast: Cast, now: datetime, settings: Settings) -> None:
    settings.FILE_SCANNER = f"{__name__}.finds_something"

    assert refusal(cast, "a.txt", b"BAD") == "file_infected"
    assert store(cast, "a.txt", b"good", now).size == 4


def test_a_file_is_refused_when_the_scanner_is_away(cast: Cast, settings: Settings) -> None:
    settings.FILE_SCANNER = f"{__name__}.breaks"

    with pytest.raises(ConnectionError):
        receive_file(cast.seller_a, "a.txt", io.BytesIO(b"good"))
    assert files_on_disk(settings) == []


def test_nobody_may_not_leave_a_file(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        receive_file(NOBODY, "a.txt", io.BytesIO(b"good"))


def test_a_received_file_gets_its_row_later(cast: Cast, now: datetime) -> None:
    received = receive_file(cast.seller_a, "a.txt", io.BytesIO(b"good"))
    assert StoredFile.objects.count() == 0

    assert keep_file(cast.seller_a, received, now=now).public_id == received.public_id


def test_a_file_is_served_inert(cast: Cast, now: datetime) -> None:
    with closing(file_response(store(cast, "报价 1.pdf", b"%PDF-1.7", now))) as response:
        content = b"".join(response)

    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert content == b"%PDF-1.7"


def test_a_file_that_is_missing_on_disk_is_absent(cast: Cast, now: datetime) -> None:
    file = store(cast, "a.txt", b"good", now)
    path_of(file.public_id).unlink()

    with pytest.raises(NotFound):
        open_file(file)
