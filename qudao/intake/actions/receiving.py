"""Taking a file in: kept, looked at, its columns proposed. Nothing of it is written yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.checks import Checks
from qudao.core.errors import Invalid, NotPermitted
from qudao.core.files import Readable, ReceivedFile, discard_file, keep_file, path_of, receive_file
from qudao.core.filetypes import sniff_table
from qudao.engines.tabular.mapping import SavedMapping
from qudao.engines.tabular.mapping_json import mapping_from_json, mapping_to_json
from qudao.engines.tabular.preparing import Prepared
from qudao.engines.tabular.problems import TabularError
from qudao.intake.kinds import IMPORTABLE, Importable
from qudao.intake.models import ImportRun
from qudao.intake.models import SavedMapping as StoredMapping
from qudao.intake.opening import columns_of, digest_of, look_at, stem_of
from qudao.intake.permissions import IntakePermission
from qudao.intake.states import RunState
from qudao.intake.verbs import IntakeVerb
from qudao.intake.wording import file_problem

DEFAULT_SOURCE = "files"
MOST_KEY_FILES = 8


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A file as it arrives: its name and its open content."""

    name: str
    stream: Readable


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportInput:
    """What is to be imported: `keys` are files that values are looked up in, by table name.

    `mapping` names a saved mapping; without it the last one saved for the same headings is taken.
    `source` names the system that the file comes from; keys are unique within it.
    """

    kind: str
    file: FileGiven
    keys: Sequence[tuple[str, FileGiven]] = ()
    source: str = DEFAULT_SOURCE
    mapping: str = ""
    currency: str = ""


def preview_import(actor: Actor, given: ImportInput, *, now: datetime) -> ImportRun:
    """Keep a file and propose its columns; the run then waits for somebody to choose them.

    Refuses a kind that the actor may not write, and a file in which no table can be read.
    """
    actor.require(IntakePermission.IMPORT)
    importable = _importable(actor, given)
    received: list[ReceivedFile] = []
    try:
        file = receive_file(actor, given.file.name, given.file.stream, sniffer=sniff_table)
        received.append(file)
        keys = {}
        for name, key in given.keys:
            keys[name or stem_of(key.name)] = received_key(actor, key)
            received.extend(keys.values())
        prepared = _looked_at(actor, given, importable, file)
        return _keep(actor, given, file, keys, prepared, now=now)
    except Exception:
        for one in received:
            discard_file(one)
        raise


def _looked_at(
    actor: Actor, given: ImportInput, importable: Importable, file: ReceivedFile
) -> Prepared:
    """The table of the file with its columns: as asked for, as remembered, or as proposed."""
    wanted = _saved(actor, importable.code, given.mapping) if given.mapping else None
    try:
        prepared = look_at(path_of(file.public_id), importable, wanted)
        return prepared if wanted else _remembered(actor, file, importable, prepared)
    except TabularError as error:
        message = file_problem(error.code, error.params)
        raise Invalid.field("file", error.code, message) from error


def _importable(actor: Actor, given: ImportInput) -> Importable:
    checks = Checks()
    checks.one_of("kind", given.kind, IMPORTABLE)
    checks.required("source", given.source.strip())
    checks.text("source", given.source, longest=60)
    if given.currency:
        checks.currency("currency", given.currency)
    check_number_of_keys(len(given.keys), checks)
    checks.finish()
    importable = IMPORTABLE[given.kind]
    if not actor.may(importable.permission):
        raise NotPermitted(importable.permission.code)
    return importable


def check_number_of_keys(count: int, checks: Checks) -> None:
    if count > MOST_KEY_FILES:
        message = _("At most %(most)s files of keys.") % {"most": MOST_KEY_FILES}
        checks.refuse("keys", "too_many", message)


def received_key(actor: Actor, key: FileGiven) -> ReceivedFile:
    """A file of keys; its refusals stand beside the field of key files."""
    try:
        received = receive_file(actor, key.name, key.stream, sniffer=sniff_table)
    except Invalid as refused:
        first = refused.problems[0]
        raise Invalid.field("keys", first.code, first.message) from refused
    try:
        columns_of(path_of(received.public_id))
    except TabularError as error:
        discard_file(received)
        message = f"{key.name}: {file_problem(error.code, error.params)}"
        raise Invalid.field("keys", error.code, message) from error
    return received


def _saved(actor: Actor, kind: str, name: str) -> SavedMapping:
    stored = StoredMapping.objects.visible_to(actor).filter(kind=kind, name=name).first()
    if stored is None:
        message = _("There is no saved mapping “%(name)s” for this kind.") % {"name": name[:60]}
        raise Invalid.field("mapping", "unknown", message)
    return mapping_from_json(stored.columns)


def _remembered(
    actor: Actor, file: ReceivedFile, importable: Importable, prepared: Prepared
) -> Prepared:
    """The proposal, or the mapping that somebody saved for a file with the same headings."""
    digest = digest_of(column.header for column in prepared.table.columns)
    known = StoredMapping.objects.visible_to(actor).filter(kind=importable.code)
    stored = known.filter(header_digest=digest).order_by("-pk").first()
    if stored is None:
        return prepared
    given = mapping_from_json(stored.columns)
    return look_at(path_of(file.public_id), importable, given)


def _keep(
    actor: Actor,
    given: ImportInput,
    file: ReceivedFile,
    keys: dict[str, ReceivedFile],
    prepared: Prepared,
    *,
    now: datetime,
) -> ImportRun:
    with transaction.atomic():
        run = ImportRun.objects.create(
            kind=given.kind,
            source=given.source.strip(),
            file=keep_file(actor, file, now=now),
            key_files={
                name: keep_file(actor, key, now=now).public_id for name, key in keys.items()
            },
            columns=mapping_to_json(prepared.proposed.mapping),
            header=[column.header for column in prepared.table.columns],
            options={
                "sheet": prepared.table.sheet.name,
                "known_file": prepared.known_file or "",
                "currency": given.currency,
                "confidence": {
                    one.field: str(one.confidence) for one in prepared.proposed.proposals
                },
            },
            state=RunState.RECEIVED,
            started_by_id=actor.user_id,
            started_at=now,
        )
        after = {"kind": run.kind, "file": file.name, "source": run.source}
        record(actor, IntakeVerb.RECEIVED, run, now=now, change=Change({}, after))
    return run
