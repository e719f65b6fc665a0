"""What a file is, by its content: an allow-list, and nothing else is accepted.

Own table instead of a library: eleven kinds are accepted, and an Office file must be told from a
ZIP file and from one with macros, which the usual tables do not do.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

HEAD = 8192
MOST_MEMBERS = 10_000
LONGEST_TYPES = 1024 * 1024
# Characters that no text of ours holds; tab, line feed, form feed, carriage return are allowed.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_MAIL_HEADERS = (b"from:", b"received:", b"return-path:", b"delivered-to:", b"mime-version:",
                 b"date:", b"subject:", b"message-id:", b"to:", b"x-")  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is accepted; the first suffix is the usual one."""

    content_type: str
    suffixes: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileType("application/pdf", ("pdf",))
PNG = FileType("image/png", ("png",))
JPEG = FileType("image/jpeg", ("jpg", "jpeg"))
WEBP = FileType("image/webp", ("webp",))
DOCX = FileType(f"{_OFFICE}.wordprocessingml.document", ("docx",))
XLSX = FileType(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",))
PPTX = FileType(f"{_OFFICE}.presentationml.presentation", ("pptx",))
ZIP = FileType("application/zip", ("zip",))
TEXT = FileType("text/plain", ("txt",))
CSV = FileType("text/csv", ("csv",))
MAIL = FileType("message/rfc822", ("eml",))
TABLE = FileType("text/csv", ("csv", "tsv", "txt"))
GZIP = FileType("application/gzip", ("gz",))

IMAGES = (PNG, JPEG, WEBP)
_MAGIC = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_BINARY = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x7fELF", b"MZ", b"SQLite ")
# What carries macros: the project of a document, and whole files of kinds made for macros.
_MACRO_FILE = re.compile(
    r"vbaproject\w*\.bin$|\.(doc|dot|xls|xlt|xla|ppt|pot|pps|ppa|sld)m$|\.xlsb$"
)
_MACRO_TYPES = (b"macroenabled", b"vbaproject", b"macrosheet", b"ms-excel.sheet.binary")
_OFFICE_PARTS = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}


def sniff(path: Path, name: str) -> FileType | None:
    """The kind of a file, or None if it is not accepted.

    Binary kinds are told by content alone. A text is told from a table or an e-mail by its name,
    because their contents do not differ surely.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(path)
    return _kind_of_text(path, head, name)


def sniff_table(path: Path, name: str) -> FileType | None:
    """A table: a workbook, or whatever no magic number claims; its reader judges the text.

    A text may be in any encoding and hold a broken byte, which costs a row and not the file.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"\x1f\x8b"):
        return GZIP
    if head.startswith(b"PK\x03\x04"):
        kind = _kind_of_archive(path)
        return kind if kind is XLSX else None
    binary = any(head.startswith(magic) for magic in _BINARY)
    return None if binary else TABLE


def _kind_of_archive(path: Path) -> FileType | None:
    """A ZIP file by its list of members; nothing is unpacked, so no bomb goes off."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            has_macros = len(names) <= MOST_MEMBERS and _has_macros(archive)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, zlib.error, EOFError):
        return None
    if len(names) > MOST_MEMBERS or has_macros:
        return None
    if "[Content_Types].xml" not in names:
        return ZIP
    return next((k for part, k in _OFFICE_PARTS.items() if _has(names, part)), None)


def _has_macros(archive: zipfile.ZipFile) -> bool:
    """Whether a member holds macros by its name, or an Office file says so of whatever name.

    Names of parts mean nothing to Office, which goes by the declared types alone.
    """
    for member in archive.infolist():
        name = member.filename.lower()
        if _MACRO_FILE.search(name):
            return True
        if name == "[content_types].xml" and _declares_macros(archive, member):
            return True
    return False


def _declares_macros(archive: zipfile.ZipFile, types: zipfile.ZipInfo) -> bool:
    with archive.open(types) as file:
        text = file.read(LONGEST_TYPES + 1)
    if len(text) > LONGEST_TYPES:
        return True
    plain = text.replace(b"\0", b"").lower()  # UTF-16, as its signs are plain ones
    return b"<!doctype" in plain or b"&#" in plain or any(word in plain for word in _MACRO_TYPES)


def _has(names: list[str], part: str) -> bool:
    return any(name.startswith(part) for name in names)


def _kind_of_text(path: Path, head: bytes, name: str) -> FileType | None:
    suffix = name.rpartition(".")[2].lower()
    kind = next((kind for kind in (TEXT, CSV, MAIL) if suffix in kind.suffixes), None)
    if kind is None or not _is_text(path):
        return None
    if kind is MAIL and not head.lower().startswith(_MAIL_HEADERS):
        return None
    return kind


def _is_text(path: Path) -> bool:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _reads_as(content, "utf-16")
    return _reads_as(content, "utf-8-sig") or _reads_as(content, "gb18030")


def _reads_as(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text)
