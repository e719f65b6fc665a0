"""Uploaded files: checked, kept outside the web root, served inert.

What a file is, its content says; name and declared type are only claims. Access is not decided
here: a page finds the file through the object that it hangs on, and then answers with
`file_response`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.http import FileResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from qudao.core.actor import Actor, Side
from qudao.core.errors import Invalid, NotFound, NotPermitted
from qudao.core.filetypes import FileType, sniff
from qudao.core.ids import new_public_id
from qudao.core.models import StoredFile
from qudao.core.quota import require_room

CHUNK = 64 * 1024
LONGEST_NAME = 150
_FORBIDDEN_IN_NAMES = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]'
)
# Names that stand for devices on Windows, with whatever ending.
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL"}) | {
    f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10)
}
# A scanner answers the name of what it found, or "" for a clean file; raising refuses the file.
Scanner = Callable[[Path], str]
# Answers what a file is by its content, None for what is not accepted.
Sniffer = Callable[[Path, str], FileType | None]


class Readable(Protocol):
    """An open binary file or an upload."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that passed every check and lies in its place, but has no row yet."""

    public_id: str
    name: str
    content_type: str
    size: int
    sha256: str


def store_file(actor: Actor, name: str, stream: Readable, *, now: datetime) -> StoredFile:
    """Check a file and keep it: 25 MB at most, of a kind on the list, clean for the scanner, and
    within what person and organisation may upload.

    `Invalid` names the rule that it breaks. Large files: call `receive_file` before the
    transaction and `keep_file` inside it, so that no writer waits for the upload.
    """
    require_room(actor, 1, now=now)
    return keep_file(actor, receive_file(actor, name, stream), now=now)


def receive_file(
    actor: Actor, name: str, stream: Readable, *, sniffer: Sniffer = sniff
) -> ReceivedFile:
    """Write and check the content; touches no row. A refused file leaves nothing behind.

    `sniffer` may be one that knows fewer or other kinds, such as tables alone.
    """
    if actor.side is Side.NOBODY:
        raise NotPermitted
    public_id = new_public_id("fil")
    path = path_of(public_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        size, sha256 = _write(stream, path)
        kind = _kind_of(sniffer, path, name)
        _scan(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    path.chmod(0o600)
    return ReceivedFile(public_id, clean_name(name, kind), kind.content_type, size, sha256)


def keep_file(actor: Actor, received: ReceivedFile, *, now: datetime) -> StoredFile:
    """Give a received file its row, in the transaction of the object that it hangs on.

    `Invalid` if it is more than person or organisation may upload; then its content is gone.
    """
    try:
        require_room(actor, received.size, now=now)
    except Invalid:
        discard_file(received)
        raise
    return StoredFile.objects.create(
        public_id=received.public_id,
        name=received.name,
        content_type=received.content_type,
        size=received.size,
        sha256=received.sha256,
        path=str(path_of(received.public_id).relative_to(settings.FILES_DIR)),
        stored_at=now,
        stored_by_id=actor.user_id,
        organisation_id=actor.organisation_id,
    )


def discard_file(received: ReceivedFile) -> None:
    """Remove a received file that is not kept after all."""
    path_of(received.public_id).unlink(missing_ok=True)


def path_of(public_id: str) -> Path:
    """Where a file lies: spread over folders by two random characters of its id."""
    folder: Path = settings.FILES_DIR
    return folder / public_id[4:6] / public_id


def open_file(file: StoredFile) -> BinaryIO:
    """The content; `NotFound` if it is missing on this machine."""
    try:
        return path_of(file.public_id).open("rb")
    except FileNotFoundError as error:
        raise NotFound from error


def file_response(file: StoredFile) -> FileResponse:
    """Serve a file so that no browser runs it: as a download, never sniffed, in a sandbox."""
    response = FileResponse(
        open_file(file), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def clean_name(name: str, kind: FileType) -> str:
    """A name that is safe on every system and ends as its content demands."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    text = " ".join(_FORBIDDEN_IN_NAMES.sub("", text).split()).strip(". ")
    stem, dot, suffix = text.rpartition(".")
    if not dot or suffix.lower() not in kind.suffixes:
        stem, suffix = text, kind.suffixes[0]
    stem = stem[:LONGEST_NAME].rstrip(". ") or _("file")
    if stem.partition(".")[0].strip().upper() in _DEVICES:
        stem = f"_{stem}"
    return f"{stem}.{suffix.lower()}"


def _write(stream: Readable, path: Path) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with path.open("xb") as target:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > settings.LARGEST_UPLOAD:
                raise _too_large()
            digest.update(chunk)
            target.write(chunk)
    if not size:
        raise Invalid.field("file", "empty_file", _("The file is empty."))
    return size, digest.hexdigest()


def _too_large() -> Invalid:
    limit = settings.LARGEST_UPLOAD // (1024 * 1024)
    message = _("A file has at most %(limit)s MB.") % {"limit": limit}
    return Invalid.field("file", "file_too_large", message)


def _kind_of(sniffer: Sniffer, path: Path, name: str) -> FileType:
    kind = sniffer(path, name)
    if kind is None and sniffer is not sniff:
        message = _("This is no table. Send a CSV or XLSX file; a CSV file may be packed as GZ.")
        raise Invalid.field("file", "file_type", message)
    if kind is None:
        message = _(
            "This kind of file is not accepted. Send a PDF, a picture (PNG, JPEG, WebP), an "
            "Office file without macros (DOCX, XLSX, PPTX), a text (TXT, CSV), an e-mail (EML) "
            "or a ZIP file."
        )
        raise Invalid.field("file", "file_type", message)
    return kind


def _scan(path: Path) -> None:
    if not settings.FILE_SCANNER:
        return
    scanner: Scanner = import_string(settings.FILE_SCANNER)
    finding = scanner(path)
    if finding:
        message = _("The virus scanner refused this file: %(finding)s.") % {"finding": finding}
        raise Invalid.field("file", "file_infected", message)
