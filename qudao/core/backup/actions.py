"""Back up and restore."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

import qudao
from qudao.core import audit
from qudao.core.actor import Actor, Side
from qudao.core.backup import rows
from qudao.core.backup.archive import (
    ArchiveWriter,
    entries,
    new_archive,
    verified_manifest,
)
from qudao.core.backup.manifest import NAME, Manifest, NotABackup, NotEmpty, OtherVersion
from qudao.core.errors import NotPermitted
from qudao.core.files import path_of
from qudao.core.models import StoredFile
from qudao.core.programme import current_programme, forget_programme
from qudao.core.verbs import OperationVerb

Progress = Callable[[int, int], None]
IN_MEMORY = 16 << 20


def no_progress(_done: int, _total: int) -> None:
    """For callers that nobody watches."""


def back_up(
    actor: Actor, path: Path, *, now: datetime, progress: Progress = no_progress
) -> Manifest:
    """Write every row and stored file, as of one moment, to a new file; only the system may.

    The backup is made even if a stored file is missing or not as it was received; the
    manifest's `unsound` names such files.
    """
    insist_on_system(actor)
    with transaction.atomic():
        audit.record(actor, OperationVerb.BACKED_UP, current_programme(), now=now)
    with rows.one_moment(), new_archive(path) as archive:
        tables = rows.kept_models()
        stored = list(StoredFile.objects.unscoped(reason="a backup holds every file"))
        total = len(tables) + len(stored)
        for number, model in enumerate(tables, 1):
            add_table(archive, number, model)
            progress(number, total)
        unsound = []
        for number, file in enumerate(stored, len(tables) + 1):
            if not add_file(archive, file):
                unsound.append(file.public_id)
            progress(number, total)
        manifest = Manifest(
            version=qudao.__version__,
            made_at=now.isoformat(),
            migrations=rows.applied_migrations(),
            members=tuple(archive.members),
            unsound=tuple(unsound),
        )
        archive.finish(manifest)
    return manifest


def restore(
    actor: Actor, path: Path, *, now: datetime, progress: Progress = no_progress
) -> Manifest:
    """Put a backup into an empty installation of the same version, wholly or not at all.

    Refuses, with nothing written, a damaged file, other migrations, and an installation that
    holds any row or file.
    """
    insist_on_system(actor)
    with path.open("rb") as file:
        manifest = verified_manifest(file, progress)
        insist_on_same_tables(manifest)
        tables = rows.kept_models()
        insist_on_emptiness(tables)
        with new_files() as received, transaction.atomic(durable=True):
            load_everything(file, manifest, received)
            forget_programme()
            audit.record(actor, OperationVerb.RESTORED, current_programme(), now=now)
    return manifest


def insist_on_system(actor: Actor) -> None:
    if actor.side is not Side.SYSTEM:
        raise NotPermitted


# ------------------------------------------------------------------ writing


def add_table(archive: ArchiveWriter, number: int, model: rows.Model) -> None:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        text = io.TextIOWrapper(spool, encoding="utf-8", newline="\n")
        counted = rows.dump(model, text)
        text.flush()
        size = spool.tell()
        spool.seek(0)
        archive.add(table_name(number, model), spool, size=size, rows=counted)
        text.detach()


def table_name(number: int, model: rows.Model) -> str:
    """Numbered in the order of loading."""
    return f"rows/{number:03}-{model._meta.label_lower}.jsonl"


def add_file(archive: ArchiveWriter, file: StoredFile) -> bool:
    """Add a stored file; False if it is missing or not the one that was received."""
    path = path_of(file.public_id)
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return False
    with source:
        if path.stat().st_size != file.size:
            return False
        member = archive.add(f"files/{file.public_id}", source, size=file.size)
    return member.sha256 == file.sha256


# ------------------------------------------------------------------ reading


def insist_on_same_tables(manifest: Manifest) -> None:
    if manifest.migrations == rows.applied_migrations():
        return
    raise OtherVersion(
        _(
            "This backup was made by qudao %(theirs)s, whose tables differ from those of "
            "%(ours)s. Restore it with version %(theirs)s, then upgrade."
        )
        % {"theirs": manifest.version, "ours": qudao.__version__}
    )


def insist_on_emptiness(tables: Sequence[rows.Model]) -> None:
    filled = rows.first_filled(tables)
    if filled:
        raise NotEmpty(
            _("A backup is restored into an empty installation only; there are rows in %(table)s.")
            % {"table": filled._meta.label}
        )
    folder: Path = settings.FILES_DIR
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty(
            _("A backup is restored into an empty installation only; there are files in %(path)s.")
            % {"path": folder}
        )


@contextmanager
def new_files() -> Iterator[Path]:
    """The folder of stored files, emptied again if the block fails."""
    folder: Path = settings.FILES_DIR
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def load_everything(file: BinaryIO, manifest: Manifest, folder: Path) -> None:
    tables = {model._meta.label_lower: model for model in rows.kept_models()}
    counts = {member.name: member.rows for member in manifest.members}
    try:
        for name, content in entries(file):
            if name.startswith("rows/"):
                load_table(tables[table_in(name)], content, counts[name])
            elif name.startswith("files/"):
                receive_file(name, content, folder)
            elif name != NAME:
                raise NotABackup
        rows.settle(list(tables.values()))
    except (IntegrityError, KeyError) as error:
        raise NotABackup from error


def table_in(name: str) -> str:
    """`people.person` of `rows/004-people.person.jsonl`."""
    return name.partition("-")[2].removesuffix(".jsonl")


def load_table(model: rows.Model, content: IO[bytes], expected: int) -> None:
    if rows.load(model, content) != expected:
        raise NotABackup


def receive_file(name: str, content: IO[bytes], folder: Path) -> None:
    path = path_of(PurePosixPath(name).name)
    if name.count("/") != 1 or not path.resolve().is_relative_to(folder.resolve()):
        raise NotABackup
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as target:
        shutil.copyfileobj(content, target)
    path.chmod(0o600)
