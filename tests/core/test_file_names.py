"""A file is kept under a name that is harmless on every system, and served so that nothing runs."""

from __future__ import annotations

import io
import re
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from qudao.core.actor import system_actor
from qudao.core.errors import Invalid
from qudao.core.files import (
    LONGEST_NAME,
    clean_name,
    discard_file,
    file_response,
    path_of,
    receive_file,
    store_file,
)
from qudao.core.filetypes import CSV, JPEG, PDF, TEXT, sniff_table
from qudao.core.ids import new_public_id
from tests.people import Cast

HARMFUL = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b\u2028-\u202e\u2066-\u2069\ufeff]')
DEVICES = ("CON", "PRN", "AUX", "NUL", "COM1", "LPT9")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("quote.pdf", "quote.pdf"),
        ("QUOTE.PDF", "QUOTE.pdf"),
        ("报价 单.pdf", "报价 单.pdf"),
        ("a/b/c.pdf", "c.pdf"),
        ("..\\..\\c.pdf", "c.pdf"),
        ("../../../etc/passwd", "passwd.pdf"),
        ("/", "file.pdf"),
        ("", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("...", "file.pdf"),
        (" . pdf . ", "pdf.pdf"),
        ("a.pdf.exe", "a.pdf.exe.pdf"),
        ("a.html", "a.html.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ('a"; filename="b.exe', "a; filename=b.exe.pdf"),
        ("cod\u202efdp.exe", "codfdp.exe.pdf"),
        ("a\u200b\ufeff.pdf", "a.pdf"),
        ("a\x85\u2028b.pdf", "ab.pdf"),
        ("con.pdf", "_con.pdf"),
        ("NUL", "_NUL.pdf"),
        ("com1.backup.pdf", "_com1.backup.pdf"),
        ("console.pdf", "console.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("a   b.pdf", "a b.pdf"),
        ("~$quote.pdf", "~$quote.pdf"),
        ("-rf.pdf", "-rf.pdf"),
    ],
)
def test_a_name_is_cleaned(name: str, kept: str) -> None:
    assert clean_name(name, PDF) == kept


def test_the_ending_is_one_of_the_kind() -> None:
    assert clean_name("a.jpeg", JPEG) == "a.jpeg"
    assert clean_name("a.jpe", JPEG) == "a.jpe.jpg"
    assert clean_name("a.csv", TEXT) == "a.csv.txt"
    assert clean_name("a.tsv", CSV) == "a.tsv.csv"


@given(st.text(max_size=300))
def test_every_name_comes_out_harmless(name: str) -> None:
    kept = clean_name(name, PDF)
    stem, _dot, suffix = kept.rpartition(".")
    assert suffix == "pdf"
    assert stem == stem.strip(" .")
    assert stem
    assert len(kept) <= LONGEST_NAME + 5
    assert not HARMFUL.search(kept)
    assert stem.partition(".")[0].strip().upper() not in DEVICES
    kept.encode("utf-8")


@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(name: str) -> None:
    once = clean_name(name, PDF)
    assert clean_name(once, PDF) == once


def test_a_long_name_keeps_its_ending() -> None:
    kept = clean_name("马" * 400 + ".PDF", PDF)
    assert kept == "马" * LONGEST_NAME + ".pdf"


def test_files_are_spread_by_their_id(settings: Settings) -> None:
    public_id = new_public_id("fil")
    path = path_of(public_id)
    assert path == settings.FILES_DIR / public_id[4:6] / public_id
    assert path.suffix == ""


CONTENTS = (
    ("a.txt", b"<script>alert(1)</script>", "text/plain"),
    ("a.csv", b"=1+1,2\n", "text/csv"),
    ("a.pdf", b"%PDF-1.7 <script>", "application/pdf"),
    ("a.png", b"\x89PNG\r\n\x1a\n<svg onload=1>", "image/png"),
    ("a.eml", b"Subject: x\r\nContent-Type: text/html\r\n\r\n<script>", "message/rfc822"),
)


def test_every_kind_is_served_as_a_download_in_a_sandbox(cast: Cast, now: datetime) -> None:
    files = [
        store_file(cast.seller_a, name, io.BytesIO(content), now=now)
        for name, content, _content_type in CONTENTS
    ]
    for file, (name, content, content_type) in zip(files, CONTENTS, strict=True):
        with closing(file_response(file)) as response:
            assert response["Content-Type"] == content_type
            assert response["Content-Disposition"] == f'attachment; filename="{name}"'
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert response["Cross-Origin-Resource-Policy"] == "same-origin"
            assert response["Cache-Control"] == "private, no-store"
            assert b"".join(response) == content


def test_a_name_of_quotes_and_lines_adds_no_header(cast: Cast, now: datetime) -> None:
    name = 'a"\r\nX-Evil: 1\r\n\r\n<b>报价.txt'
    file = store_file(cast.seller_a, name, io.BytesIO(b"x"), now=now)
    with closing(file_response(file)) as response:
        assert "X-Evil" not in response
        assert "\n" not in response["Content-Disposition"]


class Trickling(io.RawIOBase):
    """Gives one byte at a time."""

    def __init__(self, content: bytes) -> None:
        self.left = io.BytesIO(content)

    def read(self, size: int = -1, /) -> bytes:
        return self.left.read(1)


def test_a_file_may_come_in_small_pieces(cast: Cast, now: datetime) -> None:
    file = store_file(cast.seller_a, "a.pdf", Trickling(b"%PDF-1.7 x"), now=now)
    assert file.size == 10


@pytest.mark.parametrize(("size", "is_taken"), [(99, True), (100, True), (101, False)])
def test_the_largest_size_is_taken_and_no_byte_more(
    cast: Cast,
    settings: Settings,
    size: int,
    *,
    is_taken: bool,
) -> None:
    settings.LARGEST_UPLOAD = 100
    content = io.BytesIO(b"x" * size)
    if is_taken:
        assert receive_file(cast.seller_a, "a.txt", content).size == size
        return
    with pytest.raises(Invalid) as refused:
        receive_file(cast.seller_a, "a.txt", content)
    assert refused.value.problems[0].code == "file_too_large"
    assert not [path for path in settings.FILES_DIR.rglob("*") if path.is_file()]


def test_a_reader_of_tables_says_what_it_wants(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        receive_file(cast.operations, "a.pdf", io.BytesIO(b"%PDF-"), sniffer=sniff_table)
    assert str(refused.value.problems[0].message).startswith("This is no table.")


def test_an_upload_that_breaks_off_leaves_nothing(cast: Cast, settings: Settings) -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        receive_file(cast.seller_a, "a.txt", Broken())
    assert not [path for path in settings.FILES_DIR.rglob("*") if path.is_file()]


def test_a_received_file_may_be_discarded_twice(cast: Cast, settings: Settings) -> None:
    received = receive_file(system_actor("test"), "a.txt", io.BytesIO(b"x"))
    discard_file(received)
    discard_file(received)
    assert not path_of(received.public_id).exists()
