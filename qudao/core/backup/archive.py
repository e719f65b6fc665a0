"""Writing and reading the backup file: a gzipped tar whose last member is the manifest."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from django.utils.translation import gettext as _

from qudao.core.backup.manifest import NAME, Manifest, Member, NotABackup
from qudao.core.errors import Conflict

CHUNK = 1 << 20
LARGEST_MANIFEST = 64 << 20
BROKEN = (tarfile.TarError, EOFError, OSError, zlib.error)


class HashingReader:
    """Reads a file and keeps the checksum of what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self.source.read(size)
        self.digest.update(chunk)
        self.size += len(chunk)
        return chunk

    def read_all(self) -> str:
        """Read to the end; answers the checksum."""
        while self.read(CHUNK):
            pass
        return self.digest.hexdigest()


class ArchiveWriter:
    """A backup while it is being written."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self.archive = archive
        self.members: list[Member] = []

    def add(self, name: str, source: IO[bytes], *, size: int, rows: int = 0) -> Member:
        reader = HashingReader(source)
        self._write(name, reader, size)
        member = Member(name, size, reader.digest.hexdigest(), rows)
        self.members.append(member)
        return member

    def finish(self, manifest: Manifest) -> None:
        content = manifest.to_json()
        self._write(NAME, io.BytesIO(content), len(content))

    def _write(self, name: str, source: IO[bytes] | HashingReader, size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        self.archive.addfile(entry, source)


@contextmanager
def new_archive(path: Path) -> Iterator[ArchiveWriter]:
    """A backup that appears under its name only when it is whole, readable by its owner only."""
    if path.exists():
        raise Conflict(_("%(path)s exists already. Choose another name.") % {"path": path})
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with (
            os.fdopen(descriptor, "wb") as file,
            tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive,
        ):
            yield ArchiveWriter(archive)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def entries(file: BinaryIO) -> Iterator[tuple[str, IO[bytes]]]:
    """Every file in the backup, in the order in which it was written."""
    file.seek(0)
    with tarfile.open(fileobj=file, mode="r:gz") as archive:
        for entry in archive:
            content = archive.extractfile(entry) if entry.isreg() else None
            if content is None:
                raise NotABackup
            yield entry.name, content


def verified_manifest(file: BinaryIO, progress: Callable[[int, int], None]) -> Manifest:
    """Read the whole backup and compare it with its manifest, before anything is restored."""
    try:
        return read_and_compare(file, progress)
    except BROKEN as error:
        raise NotABackup from error


def read_and_compare(file: BinaryIO, progress: Callable[[int, int], None]) -> Manifest:
    found: dict[str, tuple[int, str]] = {}
    manifest: Manifest | None = None
    total = os.fstat(file.fileno()).st_size
    for name, content in entries(file):
        if manifest or name in found:
            raise NotABackup
        if name == NAME:
            manifest = Manifest.from_json(content.read(LARGEST_MANIFEST))
            continue
        reader = HashingReader(content)
        checksum = reader.read_all()
        found[name] = (reader.size, checksum)
        progress(file.tell(), total)
    if manifest is None:
        raise NotABackup
    if found != {member.name: (member.size, member.sha256) for member in manifest.members}:
        raise NotABackup
    return manifest
