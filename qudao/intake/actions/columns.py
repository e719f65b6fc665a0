"""Choosing which column feeds which field, and keeping the choice for the next file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.checks import Checks
from qudao.core.errors import Conflict, FieldProblem
from qudao.core.files import keep_file
from qudao.engines.tabular.mapping import FieldRule, Lookup, SavedMapping
from qudao.engines.tabular.mapping_json import mapping_from_json, mapping_to_json
from qudao.engines.tabular.proposing import missing_fields
from qudao.intake.actions.receiving import FileGiven, check_number_of_keys, received_key
from qudao.intake.actions.steering import queue_check
from qudao.intake.fields import field_label
from qudao.intake.kinds import IMPORTABLE
from qudao.intake.models import ImportRun
from qudao.intake.models import SavedMapping as StoredMapping
from qudao.intake.moving import may_map, move
from qudao.intake.opening import digest_of, stem_of
from qudao.intake.permissions import IntakePermission
from qudao.intake.states import RunState
from qudao.intake.verbs import IntakeVerb
from qudao.intake.wording import file_problem


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Where a field's value comes from: a column, perhaps looked up elsewhere, or a fixed value.

    `keep` leaves the rule as it is, with all that a form cannot show (lookups in chains, aliases).
    """

    header: str = ""
    constant: str = ""
    lookup: str = ""  # "table column", joined by SEPARATOR
    keep: bool = False


SEPARATOR = "\x1f"


def choose_columns(
    actor: Actor,
    public_id: str,
    choices: Mapping[str, ColumnChoice],
    *,
    now: datetime,
    keep_as: str = "",
) -> ImportRun:
    """Settle the columns of a run and have its file read through; nothing is imported yet. With a
    name in `keep_as` they are kept for the next file too.

    Refuses headings that the file lacks, required fields without a column, and key files that are
    not there; refuses a run that is past its preview. What is refused settles nothing.
    """
    actor.require(IntakePermission.IMPORT)
    run = open_for_mapping(actor, public_id)
    with transaction.atomic():
        _settle(actor, run, _mapping(run, choices), now=now)
        if keep_as.strip():
            save_mapping(actor, public_id, keep_as, now=now)
        queue_check(run, now=now)
    return run


def settle_columns(actor: Actor, public_id: str, *, now: datetime) -> ImportRun:
    """Take the columns as they were proposed; whoever calls reads the file through at once."""
    actor.require(IntakePermission.IMPORT)
    run = open_for_mapping(actor, public_id)
    with transaction.atomic():
        _settle(actor, run, mapping_from_json(run.columns), now=now)
    return run


def _settle(actor: Actor, run: ImportRun, mapping: SavedMapping, *, now: datetime) -> None:
    _check(run, mapping)
    columns = mapping_to_json(mapping)
    blank = {"checked": {}, "rows_total": 0, "failure": "", "failure_params": {}}
    if not move(run, RunState.CHECKING, columns=columns, **blank):
        raise Conflict
    change = Change({}, {"fields": sorted(mapping.rules)})
    record(actor, IntakeVerb.COLUMNS_CHOSEN, run, now=now, change=change)
    run.columns = columns


def add_key_file(actor: Actor, public_id: str, file: FileGiven, *, now: datetime) -> ImportRun:
    """Give a run one more file to look values up in; its name, without suffix, names the table."""
    actor.require(IntakePermission.IMPORT)
    run = open_for_mapping(actor, public_id)
    checks = Checks()
    check_number_of_keys(len(run.key_files.keys() | {stem_of(file.name)}), checks)
    checks.finish()
    received = received_key(actor, file)
    with transaction.atomic():
        stored = keep_file(actor, received, now=now)
        run.key_files = {**run.key_files, stem_of(file.name): stored.public_id}
        run.save(update_fields=["key_files"])
        change = Change({}, {"key_file": stored.name})
        record(actor, IntakeVerb.RECEIVED, run, now=now, change=change)
    return run


def open_for_mapping(actor: Actor, public_id: str) -> ImportRun:
    """A run of the actor's own whose columns may still be chosen."""
    run: ImportRun = ImportRun.objects.visible_to(actor).one(public_id)
    actor.require(IMPORTABLE[run.kind].permission)
    if not may_map(run):
        raise Conflict(_("The columns of this import are settled."), code="columns_settled")
    return run


def _mapping(run: ImportRun, choices: Mapping[str, ColumnChoice]) -> SavedMapping:
    before = mapping_from_json(run.columns)
    names = IMPORTABLE[run.kind].kind.names
    rules = {}
    for name, choice in choices.items():
        if name not in names:
            continue
        rule = before.rules.get(name) if choice.keep else _rule(choice)
        if rule is not None:
            rules[name] = rule
    return replace(before, rules=rules)


def _rule(choice: ColumnChoice) -> FieldRule | None:
    if not choice.header:
        return FieldRule(constant=choice.constant.strip()) if choice.constant.strip() else None
    table, _mark, column = choice.lookup.partition(SEPARATOR)
    lookups = (Lookup(table, column),) if column else ()
    return FieldRule(header=choice.header, lookups=lookups)


def _check(run: ImportRun, mapping: SavedMapping) -> None:
    checks = Checks()
    for name, rule in mapping.rules.items():
        if rule.header and rule.header not in run.header:
            message = file_problem("header_missing", {"header": rule.header})
            checks.refuse(name, "header_missing", message)
        for table in {step.table for step in rule.lookups} - set(run.key_files):
            checks.refuse(name, "table_missing", file_problem("table_missing", {"table": table}))
    for name in missing_fields(IMPORTABLE[run.kind].kind, dict(mapping.rules)):
        message = _("Choose the column that holds “%(field)s”.") % {"field": field_label(name)}
        checks.problems.append(FieldProblem(name, "required", message))
    checks.finish()


@transaction.atomic
def save_mapping(actor: Actor, public_id: str, name: str, *, now: datetime) -> StoredMapping:
    """Keep the columns of a run under a name; the next file with the same headings gets them.

    A name that is there already for this kind is replaced.
    """
    actor.require(IntakePermission.IMPORT)
    run: ImportRun = ImportRun.objects.visible_to(actor).one(public_id)
    checks = Checks()
    checks.required("mapping", name.strip())
    checks.text("mapping", name.strip(), longest=120)
    checks.finish()
    stored, _created = StoredMapping.objects.visible_to(actor).update_or_create(
        kind=run.kind,
        name=name.strip(),
        defaults={
            "columns": run.columns,
            "header_digest": digest_of(run.header),
            "saved_by_id": actor.user_id,
        },
    )
    record(actor, IntakeVerb.MAPPING_SAVED, run, now=now, change=Change({}, {"name": stored.name}))
    return stored
