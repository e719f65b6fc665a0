"""A check of the own channel from two files. Nothing of them enters the programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.checks import Checks
from qudao.core.errors import Invalid
from qudao.core.files import ReceivedFile, discard_file, keep_file, path_of, receive_file
from qudao.core.filetypes import sniff_table
from qudao.core.models import StoredFile
from qudao.core.programme import today
from qudao.engines.tabular.mapping import FieldRule
from qudao.engines.tabular.mapping_json import mapping_from_json, mapping_to_json
from qudao.engines.tabular.problems import TabularError
from qudao.intake.actions.receiving import FileGiven
from qudao.intake.channel.reading import (
    KIND_OF,
    REGISTRATIONS,
    SHIPMENTS,
    FileRead,
    finding_as_json,
    findings_of,
    missing_of,
    parts_of,
    propose_columns,
    read_part,
)
from qudao.intake.fields import field_label
from qudao.intake.models import ChannelCheck
from qudao.intake.permissions import IntakePermission
from qudao.intake.verbs import IntakeVerb
from qudao.intake.wording import file_problem


def start_check(
    actor: Actor, registrations: FileGiven, shipments: FileGiven | None, *, now: datetime
) -> ChannelCheck:
    """Keep the two files and propose their columns; the second one may be missing.

    Refuses a file in which no table can be read, and says which of the two it is.
    """
    actor.require(IntakePermission.IMPORT)
    given = {REGISTRATIONS: registrations, SHIPMENTS: shipments}
    received: dict[str, ReceivedFile] = {}
    mappings: dict[str, Any] = {}
    checks = Checks()
    for part, file in given.items():
        if file is None:
            continue
        try:
            received[part] = receive_file(actor, file.name, file.stream, sniffer=sniff_table)
            mappings[part] = propose_columns(path_of(received[part].public_id), part)
        except Invalid as refused:
            checks.refuse(part, refused.problems[0].code, str(refused.problems[0].message))
        except TabularError as error:
            checks.refuse(part, error.code, file_problem(error.code, error.params))
    if checks.problems:
        for one in received.values():
            discard_file(one)
    checks.finish()
    return _keep(actor, received, mappings, now=now)


@transaction.atomic
def _keep(
    actor: Actor, received: Mapping[str, ReceivedFile], mappings: dict[str, Any], *, now: datetime
) -> ChannelCheck:
    files = {part: keep_file(actor, file, now=now) for part, file in received.items()}
    check = ChannelCheck.objects.create(
        registrations_file=files[REGISTRATIONS],
        shipments_file=files.get(SHIPMENTS),
        mappings=mappings,
        started_by_id=actor.user_id,
        started_at=now,
    )
    names = {part: file.name for part, file in files.items()}
    record(actor, IntakeVerb.RECEIVED, check, now=now, change=Change({}, names))
    return check


def check_channel(
    actor: Actor,
    public_id: str,
    columns: Mapping[str, Mapping[str, str]],
    *,
    now: datetime,
    territories: tuple[str, ...] = (),
) -> ChannelCheck:
    """Read both files with the chosen columns and note what they say about the channel.

    `columns` gives for each file the heading of each field. Refuses a required field without one.
    """
    actor.require(IntakePermission.IMPORT)
    check = (
        ChannelCheck.objects.visible_to(actor)
        .select_related("registrations_file", "shipments_file")
        .one(public_id)
    )
    check.mappings = {part: _chosen(check, part, columns) for part in parts_of(check)}
    _require_fields(check)
    try:
        parts = {part: read_part(check, part) for part in parts_of(check)}
    except TabularError as error:
        message = file_problem(error.code, error.params)
        raise Invalid.field("", error.code, message) from error
    found = findings_of(parts, today=today(now), territories=territories)
    check.findings = [finding_as_json(one) for one in found]
    check.rows = {part: _rows_behind(check, part, read) for part, read in parts.items()}
    check.counts = {
        part: {"good": len(read.values), "bad": read.rejected, "cut": read.is_cut}
        for part, read in parts.items()
    }
    check.rejected = {part: read.rejects for part, read in parts.items()}
    check.checked_at = now
    with transaction.atomic():
        check.save()
        change = Change({}, {"findings": len(found)})
        record(actor, IntakeVerb.CHANNEL_CHECKED, check, now=now, change=change)
    return check


def _chosen(
    check: ChannelCheck, part: str, columns: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    before: dict[str, Any] = check.mappings[part]
    mapping = mapping_from_json(before["columns"])
    if part not in columns:
        return before
    rules = {}
    for name, header in columns[part].items():
        if name in KIND_OF[part].names and header in before["header"] and header:
            old = mapping.rules.get(name)
            rules[name] = old if old and old.header == header else FieldRule(header=header)
    return {**before, "columns": mapping_to_json(replace(mapping, rules=rules))}


def _require_fields(check: ChannelCheck) -> None:
    checks = Checks()
    for part in parts_of(check):
        mapped = mapping_from_json(check.mappings[part]["columns"]).rules
        for name in missing_of(KIND_OF[part], mapped):
            message = _("Choose the column that holds “%(field)s”.") % {"field": field_label(name)}
            checks.refuse(f"{part}-{name}", "required", message)
    checks.finish()


def _rows_behind(check: ChannelCheck, part: str, read: FileRead) -> dict[str, Any]:
    """Only the rows that a finding opens are kept, each with its number in the file."""
    wanted = {number for finding in check.findings for number in finding[part]}
    return {
        "header": read.header,
        "rows": {str(n): cells for n, cells in read.cells.items() if n in wanted},
    }


@transaction.atomic
def delete_check(actor: Actor, public_id: str, *, now: datetime) -> None:
    """Forget a check: its findings, its rows and its files."""
    actor.require(IntakePermission.IMPORT)
    check = ChannelCheck.objects.visible_to(actor).one(public_id)
    ids = [one for one in (check.registrations_file_id, check.shipments_file_id) if one]
    files = StoredFile.objects.unscoped(reason="the files of a check that the actor sees")
    stored = list(files.filter(pk__in=ids))
    record(actor, IntakeVerb.CHANNEL_CHECK_DELETED, check, now=now)
    check.delete()
    files.filter(pk__in=ids).delete()

    def remove() -> None:
        for file in stored:
            path_of(file.public_id).unlink(missing_ok=True)

    transaction.on_commit(remove)
