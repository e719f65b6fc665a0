"""What a file is, its content says: hostile, mixed and broken ones included."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qudao.core import filetypes
from qudao.core.filetypes import (
    CSV,
    DOCX,
    GZIP,
    JPEG,
    MAIL,
    PDF,
    PNG,
    TABLE,
    TEXT,
    WEBP,
    XLSX,
    ZIP,
    FileType,
    sniff,
    sniff_table,
)

TYPES = "[Content_Types].xml"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def archive(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return buffer.getvalue()


def kind_of(folder: Path, name: str, content: bytes) -> FileType | None:
    path = folder / "content"
    path.write_bytes(content)
    return sniff(path, name)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.html", b"%PDF-1.7" + HTML, PDF),
        ("a.svg", b"\x89PNG\r\n\x1a\n" + SVG, PNG),
        ("a.zip", b"\xff\xd8\xff\xe0" + archive({"x": b"1"}), JPEG),
        ("a.pdf", archive({"x": b"%PDF-1.7"}), ZIP),
        ("a", b"RIFF\x00\x00\x00\x00WEBP", WEBP),
        ("a.webp", b"RIFF\x00\x00\x00\x00AVI ", None),
        ("a.pdf", HTML, None),
        ("a.pdf", b" %PDF-1.7", None),
        ("a.png", SVG, None),
        ("a.svg", SVG, None),
        ("a.html", HTML, None),
        ("a.htm", b"plain words", None),
        ("a.js", b"alert(1)", None),
        ("a", b"plain words", None),
        ("a.exe", b"MZ" + bytes(50), None),
        ("a.txt", b"\x7fELF" + bytes(9), None),
        ("a.gif", b"GIF89a", None),
        ("a.tar.gz", b"\x1f\x8b\x08\x00", None),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), None),
    ],
)
def test_content_decides_and_a_name_alone_opens_nothing(
    tmp_path: Path, name: str, content: bytes, kind: FileType | None
) -> None:
    assert kind_of(tmp_path, name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", HTML, TEXT),
        ("a.TXT", "备注".encode(), TEXT),
        ("a.txt", "备注".encode("gb18030"), TEXT),
        ("a.txt", "\ufeff备注".encode(), TEXT),
        ("a.csv", b"=cmd|' /C calc'!A0,1\n", CSV),
        ("a.csv", "a\tb\n".encode("utf-16"), CSV),
        ("a.csv", b"\xff\xfe\x00", None),
        ("a.csv", "a\x00b".encode("utf-16"), None),
        ("a.csv", "a\x01b".encode("utf-16-be"), None),
        ("a.csv", b"\xfe\xff" + "a\x07b".encode("utf-16-be"), None),
        ("a.txt", b"a\x00b", None),
        ("a.txt", b"a\x1bb", None),
        ("a.txt", b"a\tb\r\nc\x0cd", TEXT),
        ("a.txt", b"\xff\xff\xff", None),
        ("a.eml", b"Subject: x\r\n\r\nbody", MAIL),
        ("a.eml", b"X-Mailer: y\r\n\r\nbody", MAIL),
        ("a.eml", b"hello", None),
        ("a.eml", b"Subject: x\x00", None),
        ("a.txt.exe", b"plain words", None),
        ("a.csv.", b"plain words", None),
        (".txt", b"plain words", TEXT),
        ("txt", b"plain words", TEXT),
    ],
)
def test_a_text_is_readable_and_its_name_says_which(
    tmp_path: Path, name: str, content: bytes, kind: FileType | None
) -> None:
    assert kind_of(tmp_path, name, content) == kind


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({TYPES: b"", "word/document.xml": b""}, DOCX),
        ({TYPES: b"", "xl/workbook.xml": b""}, XLSX),
        ({TYPES: b"", "xl/workbook.xml": b"", "xl/vbaProject.bin": b""}, None),
        ({TYPES: b"", "word/document.xml": b"", "word/VBAPROJECT.BIN": b""}, None),
        ({TYPES: b"", "deep/er/vbaproject.bin": b"", "xl/workbook.xml": b""}, None),
        ({TYPES: b'ContentType="application/vnd.ms-office.vbaProject"', "word/a.bin": b""}, None),
        ({TYPES: b"", "xl/workbook.xml": b"", "xl/vbaProjectSignature.bin": b""}, None),
        ({TYPES.upper(): "sheet.macroEnabled.main".encode("utf-16"), "xl/a.xml": b""}, None),
        ({TYPES: b"application/vnd.ms-word.document.macro&#69;nabled", "word/a.xml": b""}, None),
        ({TYPES: b" " * 1_048_577, "word/a.xml": b""}, None),
        ({"word/vbaProject.bin": b""}, None),
        ({"offers/Price.XLSM": b""}, None),
        ({TYPES: b"", "visio/document.xml": b""}, None),
        ({TYPES: b""}, None),
        ({"xl/workbook.xml": b""}, ZIP),
        ({"../../etc/passwd": b"x", "/abs": b"x", "..\\w": b"x"}, ZIP),
        ({"a" * 60_000: b"x"}, ZIP),
        ({}, None),
    ],
)
def test_an_archive_is_told_by_its_members_and_never_unpacked(
    tmp_path: Path, members: dict[str, bytes], kind: FileType | None
) -> None:
    assert kind_of(tmp_path, "a.docx", archive(members)) == kind


def test_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    bomb = archive({"xl/worksheets/sheet1.xml": bytes(30_000_000), TYPES: b""})
    assert len(bomb) < 100_000
    assert kind_of(tmp_path, "a.xlsx", bomb) == XLSX


def test_an_archive_of_too_many_members_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filetypes, "MOST_MEMBERS", 3)
    members = {str(number): b"" for number in range(3)}
    assert kind_of(tmp_path, "a.zip", archive(members)) == ZIP
    assert kind_of(tmp_path, "a.zip", archive(members | {"4": b""})) is None


@same_folder
@given(cut=st.integers(0, 400), flip=st.integers(0, 400), value=st.integers(0, 255))
def test_a_broken_archive_is_refused_and_breaks_nothing(
    tmp_path: Path, cut: int, flip: int, value: int
) -> None:
    content = bytearray(archive({TYPES: b"x", "xl/workbook.xml": b"y" * 50}))
    content[flip % len(content)] = value
    kind = kind_of(tmp_path, "a.xlsx", bytes(content[: len(content) - cut % len(content)]))
    assert kind in {XLSX, ZIP, None, TEXT, DOCX}


@same_folder
@given(content=st.binary(max_size=300), name=st.text(max_size=12))
def test_no_content_and_no_name_break_the_look(tmp_path: Path, content: bytes, name: str) -> None:
    kind = kind_of(tmp_path, name, content)
    assert kind is None or kind.suffixes


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"a,b\n1,2\n", TABLE),
        (b"a,b\n1,\xff\xfe\n", TABLE),
        (b"", TABLE),
        ("客户,金额\n".encode("gb18030"), TABLE),
        (b"\x1f\x8b\x08\x00", GZIP),
        (archive({TYPES: b"", "xl/workbook.xml": b""}), XLSX),
        (archive({TYPES: b"", "word/document.xml": b""}), None),
        (archive({"a.csv": b"a,b"}), None),
        (b"PK\x03\x04 broken", None),
        (b"%PDF-1.7", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"SQLite format 3\x00", None),
        (b"MZ\x90", None),
    ],
)
def test_a_table_is_a_workbook_or_whatever_nothing_claims(
    tmp_path: Path, content: bytes, kind: FileType | None
) -> None:
    path = tmp_path / "content"
    path.write_bytes(content)
    assert sniff_table(path, "any.name") == kind
