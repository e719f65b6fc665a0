"""Imports: the list, one run with its figures, and the rows that it refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qudao.core.actor import Actor, Role
from qudao.core.upserting import Fate
from qudao.engines.tabular.mapping_json import mapping_from_json
from qudao.intake.fields import column_label, field_label
from qudao.intake.kinds import IMPORTABLE, Importable, open_to
from qudao.intake.models import ImportReject, ImportRun
from qudao.intake.moving import may_map, may_start
from qudao.intake.permissions import IntakePermission
from qudao.intake.states import AT_WORK, RunState
from qudao.intake.wording import (
    aside_words,
    file_problem,
    note_words,
    remark_words,
    rule_words,
)
from qudao.people.models import ROLE_LABELS

Counted = tuple[str, int]


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of import that the actor may bring in."""

    code: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class KindOfOthers:
    """A kind of import that others may bring in."""

    label: str
    roles: Sequence[str]


@dataclass(frozen=True, slots=True)
class RunRow:
    """An import in the list."""

    public_id: str
    file: str
    kind: str
    source: str
    state: str
    state_words: str
    rows: int
    written: int
    rejected: int
    started_at: datetime
    started_by: str


@dataclass(frozen=True, slots=True)
class RejectRow:
    """A refused row: where it stands, what it said, which rule refused it, in words."""

    row: int
    column: str
    value: str
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A field and the column, or fixed value, that feeds it."""

    label: str
    header: str
    constant: str

    @property
    def origin(self) -> str:
        return self.header or _("always %(value)s") % {"value": self.constant}


@dataclass(frozen=True, slots=True)
class Preview:
    """What reading a file through has shown; nothing of it is written yet."""

    public_id: str
    file: str
    kind: str
    rows: int
    good: int
    bad: int
    columns: Sequence[ColumnUse]
    unused: Sequence[str]
    asides: Sequence[Counted]
    remarks: Sequence[Counted]
    rejects: Sequence[RejectRow]
    tried: int
    tried_fates: Sequence[Counted]
    tried_notes: Sequence[Counted]
    tried_refused: int
    tried_rejects: Sequence[RejectRow]
    failure: str

    @property
    def origins(self) -> list[tuple[str, str]]:
        """Each field in words, and what feeds it."""
        return [(one.label, one.origin) for one in self.columns]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the rows of a run, so far or at its end."""

    public_id: str
    counts: Sequence[Counted]
    notes: Sequence[Counted]
    failure: str


@dataclass(frozen=True, slots=True)
class RunPage:
    """One import with its figures and what may be done now."""

    public_id: str
    file: str
    kind: str
    kind_words: str
    source: str
    state: str
    state_words: str
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    rows_total: int
    rows_read: int
    created: int
    updated: int
    unchanged: int
    merged: int
    rejected: int
    set_aside: int
    notes: Sequence[Counted]
    failure: str
    stop_asked: bool
    is_at_work: bool
    may_map: bool
    may_start: bool
    may_stop: bool
    took: timedelta | None

    @property
    def percent(self) -> int:
        """Share of the rows that are settled, 0 to 100."""
        return min(100, self.rows_read * 100 // self.rows_total) if self.rows_total else 0


def kind_choices(actor: Actor) -> list[KindChoice]:
    """The kinds that the actor may bring in."""
    return [KindChoice(one.code, str(one.label), str(one.hint)) for one in open_to(actor)]


def kinds_of_others(actor: Actor) -> list[KindOfOthers]:
    """The kinds that the actor may not bring in, and the roles that may."""
    return [
        KindOfOthers(
            label=str(one.label),
            roles=[str(label) for role, label in ROLE_LABELS.items() if role in _roles(one)],
        )
        for one in IMPORTABLE.values()
        if not actor.may(one.permission)
    ]


def _roles(importable: Importable) -> frozenset[Role]:
    return importable.permission.roles & IntakePermission.IMPORT.roles


def sources_used(actor: Actor) -> list[str]:
    """Names of systems that files came from, for choosing one again."""
    rows = ImportRun.objects.visible_to(actor).order_by("source")
    return list(rows.values_list("source", flat=True).distinct()[:50])


def import_list(
    actor: Actor, *, text: str = "", kind: str = "", state: str = "", window: slice = slice(0, 81)
) -> list[RunRow]:
    """The actor's runs, or everybody's for who sees the whole programme; the newest first."""
    rows = _filtered(actor, text=text, kind=kind, state=state)
    found = rows.select_related("file", "started_by__person").order_by("-pk")[window]
    return [_row(run) for run in found]


def count_of_runs(actor: Actor) -> int:
    return _filtered(actor).count()


def _filtered(
    actor: Actor, *, text: str = "", kind: str = "", state: str = ""
) -> QuerySet[ImportRun]:
    actor.require(IntakePermission.IMPORT)
    rows = ImportRun.objects.visible_to(actor)
    if text:
        rows = rows.filter(file__name__icontains=text)
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    return rows


def _row(run: ImportRun) -> RunRow:
    return RunRow(
        public_id=run.public_id,
        file=run.file.name,
        kind=str(IMPORTABLE[run.kind].label),
        source=run.source,
        state=run.state,
        state_words=str(RunState(run.state).label),
        rows=run.rows_total,
        written=run.created + run.updated,
        rejected=run.rejected,
        started_at=run.started_at,
        started_by=_starter(run),
    )


def _starter(run: ImportRun) -> str:
    return run.started_by.person.name if run.started_by else _("command line")


def run_of_actor(actor: Actor, public_id: str) -> ImportRun:
    """A run of the actor's own; `NotFound` for everybody else's."""
    actor.require(IntakePermission.IMPORT)
    rows = ImportRun.objects.visible_to(actor).select_related("file", "started_by__person")
    return rows.one(public_id)


def run_page(actor: Actor, public_id: str) -> RunPage:
    """One import with its figures and what may be done now."""
    run = run_of_actor(actor, public_id)
    state = RunState(run.state)
    return RunPage(
        public_id=run.public_id,
        file=run.file.name,
        kind=run.kind,
        kind_words=str(IMPORTABLE[run.kind].label),
        source=run.source,
        state=state.value,
        state_words=str(state.label),
        started_at=run.started_at,
        started_by=_starter(run),
        ended_at=run.ended_at,
        rows_total=run.rows_total,
        rows_read=run.rows_read,
        created=run.created,
        updated=run.updated,
        unchanged=run.unchanged,
        merged=run.merged,
        rejected=run.rejected,
        set_aside=run.set_aside,
        notes=_noted(run.notes),
        failure=_failure(run),
        stop_asked=run.stop_asked,
        is_at_work=state in AT_WORK,
        may_map=may_map(run),
        may_start=may_start(run),
        may_stop=state in {RunState.QUEUED, RunState.RUNNING} and not run.stop_asked,
        took=run.ended_at - run.started_at if run.ended_at else None,
    )


def _failure(run: ImportRun) -> str:
    return file_problem(run.failure, run.failure_params) if run.failure else ""


def _noted(notes: Mapping[str, int]) -> list[Counted]:
    return [(note_words(code), count) for code, count in sorted(notes.items())]


def preview_of(actor: Actor, public_id: str) -> Preview:
    """What reading the file through has shown, in an order that no database changes."""
    run = run_of_actor(actor, public_id)
    checked = run.checked
    tried = checked.get("tried", {})
    fates: dict[str, int] = tried.get("fates", {})
    importable = IMPORTABLE[run.kind]
    mapping = mapping_from_json(run.columns)
    used = {rule.header for rule in mapping.rules.values()}
    return Preview(
        public_id=run.public_id,
        file=run.file.name,
        kind=str(importable.label),
        rows=run.rows_total,
        good=checked.get("good", 0),
        bad=checked.get("bad", 0),
        columns=[
            ColumnUse(field_label(spec.name), rule.header or "", rule.constant or "")
            for spec in importable.kind.fields
            if (rule := mapping.rules.get(spec.name))
        ],
        unused=[header for header in run.header if header and header not in used],
        asides=[(aside_words(code), n) for code, n in sorted(checked.get("asides", {}).items())],
        remarks=[_remark(key, n) for key, n in sorted(checked.get("remarks", {}).items())],
        rejects=[_shown(one) for one in checked.get("rejects", [])],
        tried=tried.get("rows", 0),
        tried_fates=[(_fate_words(fate), fates[fate]) for fate in Fate if fate in fates],
        tried_refused=tried.get("rows", 0) - sum(fates.values()),
        tried_notes=_noted(tried.get("notes", {})),
        tried_rejects=[_shown(one) for one in tried.get("rejects", [])],
        failure=_failure(run),
    )


def _shown(one: Mapping[str, Any]) -> RejectRow:
    return RejectRow(
        row=one["row"],
        column=column_label(one["column"]),
        value=one["value"],
        rule=one["rule"],
        words=rule_words(one["rule"], one["params"]),
    )


def _fate_words(code: str) -> str:
    words = {
        Fate.CREATED: _("new"),
        Fate.UPDATED: _("to be updated"),
        Fate.UNCHANGED: _("there already, the same"),
        Fate.MERGED: _("part of another"),
    }
    return words[Fate(code)]


def _remark(key: str, count: int) -> Counted:
    name, _mark, code = key.partition(":")
    return f"{field_label(name)}: {remark_words(code)}", count


def result_of(actor: Actor, public_id: str) -> Result:
    """What became of the rows of a run."""
    run = run_of_actor(actor, public_id)
    counts = [
        (_("created"), run.created),
        (_("updated"), run.updated),
        (_("seen before, unchanged"), run.unchanged),
        (_("merged into others"), run.merged),
        (_("rejected"), run.rejected),
        (_("read"), run.rows_read),
    ]
    return Result(run.public_id, counts, _noted(run.notes), _failure(run))


def rejects_of(actor: Actor, public_id: str, window: slice) -> list[RejectRow]:
    """The refused rows of a run in the order of the file."""
    run = run_of_actor(actor, public_id)
    rows = ImportReject.objects.visible_to(actor).filter(run=run).order_by("row_number")
    return [_reject(row) for row in rows[window]]


def _reject(row: ImportReject) -> RejectRow:
    return RejectRow(
        row=row.row_number,
        column=column_label(row.column),
        value=row.value,
        rule=row.rule,
        words=rule_words(row.rule, row.params),
    )


def reject_lines(actor: Actor, public_id: str) -> tuple[list[str], Iterator[list[str | int]]]:
    """The reject file: what is wrong with each row, then the row as its file had it.

    Once corrected it can be imported itself: its further columns are not used.
    """
    run = run_of_actor(actor, public_id)
    head = [_("Row"), _("Column"), _("Value"), _("Rule"), _("What to do")]
    rows = ImportReject.objects.visible_to(actor).filter(run=run).order_by("row_number")
    lines = (_line(row) for row in rows.iterator(chunk_size=1000))
    return [*head, *run.header], lines


def _line(row: ImportReject) -> list[str | int]:
    words = rule_words(row.rule, row.params)
    return [row.row_number, column_label(row.column), row.value, row.rule, words, *row.row]
