"""Carrying out an import: batch after batch, each in its own transaction, each remembered.

A run may be killed at any moment. What was settled is in the run's `position`, so another start
reads the file from its beginning, meets every key again, and writes from there on. Two workers
on one run cannot both advance: each batch moves the position from where it found it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import F

from qudao.core.actor import Actor
from qudao.core.errors import Conflict
from qudao.core.programme import current_programme, today
from qudao.core.upserting import Fate, Refused
from qudao.engines.tabular.checking import Aside, Good, Outcome, Reject
from qudao.intake.checking import cells_as_texts
from qudao.intake.kinds import IMPORTABLE
from qudao.intake.models import ImportNote, ImportReject, ImportRun
from qudao.intake.opening import OpenTable, open_run
from qudao.intake.states import RunState
from qudao.intake.wording import MERGED
from qudao.intake.writers.base import Incoming, Noted, Setting, Writer

BATCH = 1000
Heartbeat = Callable[[ImportRun], None]
_OWN_RUN = "the import itself notes how far it is"


class TakenOver(Conflict):
    """Another worker has carried the run on meanwhile."""

    code = "taken_over"


@dataclass(frozen=True, slots=True)
class Met:
    """A row as read, and for a good one its key and whether the file named that before."""

    outcome: Outcome
    key: str = ""
    repeated: bool = False


@dataclass(slots=True)
class Settled:
    """What became of a batch."""

    fates: Counter[Fate] = field(default_factory=Counter)
    set_aside: int = 0
    rejects: list[ImportReject] = field(default_factory=list)
    noted: list[ImportNote] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)


def carry_out(
    run: ImportRun, actor: Actor, *, clock: Callable[[], datetime], heartbeat: Heartbeat
) -> RunState:
    """Import what is left of a run; answers how it ended: DONE or STOPPED.

    Raises `TabularError` where the file cannot be read on, and `TakenOver` where another
    worker goes on with it. Batches that are written stay written.
    """
    opened = open_run(run)
    writer = writer_of(run, actor, opened, now=clock())
    for batch in _batches(_met(opened, writer)):
        rest = [met for met in batch if met.outcome.row_number > run.position]
        if not rest:
            continue
        if _stop_asked(run):
            return RunState.STOPPED
        _settle(run, writer, rest)
        heartbeat(run)
    with transaction.atomic():
        writer.finish()
    return RunState.DONE


class _Undo(Exception):
    """Nothing of a trial stays."""


def try_out(run: ImportRun, actor: Actor, rows: Sequence[Good], *, now: datetime) -> Settled:
    """Write the first rows of a file and take them back, to see what would become of them.

    Only a trial tells of products that nobody knows, or of partners that are there already.
    """
    writer = writer_of(run, actor, open_run(run), now=now)
    batch = []
    seen: set[str] = set()
    for row in rows:
        key = writer.meet(row.values)
        batch.append(Met(row, key, key in seen))
        seen.add(key)
    settled = Settled()
    try:
        with transaction.atomic():
            settled = write_batch(run, writer, batch)
            settled.notes = Counter(writer.notes)
            raise _Undo
    except _Undo:
        return settled


def writer_of(run: ImportRun, actor: Actor, opened: OpenTable, *, now: datetime) -> Writer:
    importable = IMPORTABLE[run.kind]
    setting = Setting(
        actor=actor,
        source=run.source,
        now=now,
        today=today(now),
        currency=run.options.get("currency") or current_programme().currency,
        headers=opened.headers,
    )
    return importable.writer(opened.kind, setting)


def _met(opened: OpenTable, writer: Writer) -> Iterator[Met]:
    """Every row of the file; keys are remembered in short, for files may have millions."""
    seen: set[int] = set()
    for outcome in opened.outcomes():
        if not isinstance(outcome, Good):
            yield Met(outcome)
            continue
        key = writer.meet(outcome.values)
        short = hash(key)
        yield Met(outcome, key, short in seen)
        seen.add(short)


def _batches(rows: Iterator[Met]) -> Iterator[list[Met]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _stop_asked(run: ImportRun) -> bool:
    rows = ImportRun.objects.unscoped(reason=_OWN_RUN).filter(pk=run.pk)
    return any(rows.values_list("stop_asked", flat=True))


@transaction.atomic
def _settle(run: ImportRun, writer: Writer, batch: Sequence[Met]) -> None:
    """Write a batch, its rejects and its counts, or nothing of them."""
    position = batch[-1].outcome.row_number
    rows = ImportRun.objects.unscoped(reason=_OWN_RUN).filter(pk=run.pk)
    if not rows.filter(position=run.position, state=RunState.RUNNING).update(position=position):
        raise TakenOver
    settled = write_batch(run, writer, batch)
    ImportReject.objects.bulk_create(settled.rejects, batch_size=500)
    ImportNote.objects.bulk_create(settled.noted, batch_size=500)
    data_rows = settled.fates.total() + len(settled.rejects)
    rows.update(
        rows_read=F("rows_read") + data_rows,
        rejected=F("rejected") + len(settled.rejects),
        set_aside=F("set_aside") + settled.set_aside,
        notes=dict(Counter(run.notes) + writer.notes),
        **{fate.value: F(fate.value) + settled.fates[fate] for fate in Fate},
    )
    run.notes = dict(Counter(run.notes) + writer.notes)
    writer.forget_notes()
    run.position = position
    run.rows_read += data_rows


def write_batch(run: ImportRun, writer: Writer, batch: Sequence[Met]) -> Settled:
    """Write the good rows of a batch and gather what was refused."""
    settled = Settled(set_aside=sum(isinstance(met.outcome, Aside) for met in batch))
    good = [(met, met.outcome) for met in batch if isinstance(met.outcome, Good)]
    incoming = [Incoming(met.key, row.values, met.repeated, row.row_number) for met, row in good]
    written = writer.write(incoming) if incoming else []
    headers = writer.setting.headers
    for (_met_row, row), outcome in zip(good, written, strict=True):
        if isinstance(outcome, Refused):
            settled.rejects.append(_refused(run, row, outcome, headers.get(outcome.field, "")))
        else:
            settled.fates[outcome] += 1
            if outcome is Fate.MERGED:
                writer.noted.append(Noted(row.row_number, MERGED, "", ""))
    settled.rejects += [
        _reject(run, met.outcome) for met in batch if isinstance(met.outcome, Reject)
    ]
    rows = {row.row_number: row for _met_row, row in good}
    settled.noted = [_noted(run, one, rows[one.row_number], headers) for one in writer.noted]
    return settled


def _refused(run: ImportRun, row: Good, refused: Refused, header: str) -> ImportReject:
    said = refused.value or str(row.values.get(refused.field) or "")
    return ImportReject(
        run=run,
        row_number=row.row_number,
        column=(header or refused.field)[:120],
        value=said[:300],
        rule=refused.rule[:60],
        row=cells_as_texts(row.cells),
    )


def _noted(run: ImportRun, noted: Noted, row: Good, headers: Mapping[str, str]) -> ImportNote:
    return ImportNote(
        run=run,
        row_number=noted.row_number,
        code=noted.code,
        column=(headers.get(noted.field) or noted.field)[:120],
        value=noted.value[:300],
        row=cells_as_texts(row.cells),
    )


def _reject(run: ImportRun, reject: Reject) -> ImportReject:
    fault = reject.faults[0]
    return ImportReject(
        run=run,
        row_number=reject.row_number,
        column=fault.column[:120],
        value=fault.value[:300],
        rule=fault.rule_code[:60],
        params=dict(fault.params),
        row=cells_as_texts(reject.cells),
    )
