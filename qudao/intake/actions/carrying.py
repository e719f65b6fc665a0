"""What the worker, or the command at once, does with a run: read it through, carry it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.errors import QudaoError
from qudao.engines.tabular.problems import TabularError
from qudao.intake.actions.steering import unwatch, watch
from qudao.intake.checking import SHOWN_REJECTS, Progress, no_progress, read_through
from qudao.intake.models import ImportRun
from qudao.intake.moving import move
from qudao.intake.opening import open_run
from qudao.intake.running import Settled, TakenOver, carry_out, try_out
from qudao.intake.states import RunState
from qudao.intake.verbs import IntakeVerb

Clock = Callable[[], datetime]
_SYSTEM = "the system carries out what its owner started"


def run_of(public_id: str) -> ImportRun:
    """The run that a job works for, whoever started it."""
    return (
        ImportRun.objects.unscoped(reason=_SYSTEM)
        .select_related("file", "started_by__person")
        .one(public_id)
    )


def check_run(
    actor: Actor, public_id: str, *, clock: Clock, progress: Progress = no_progress
) -> ImportRun:
    """Read the file of a run through once and note what was found, without writing a row of it."""
    run = run_of(public_id)
    if run.state != RunState.CHECKING:
        return run
    try:
        tally = read_through(open_run(run).outcomes(), progress)
        tried = try_out(run, actor, tally.first_good, now=clock())
    except TabularError as error:
        return _fail(actor, run, error.code, dict(error.params), now=clock())
    except QudaoError as error:
        return _fail(actor, run, error.code, {}, now=clock())
    run.checked = {**tally.as_json(), "tried": _as_json(tried)}
    run.rows_total = tally.good + tally.bad
    move(run, RunState.PREVIEWED, checked=run.checked, rows_total=run.rows_total)
    unwatch(run)
    return run


def _as_json(tried: Settled) -> dict[str, object]:
    """What became of the rows of a trial, with the first refusals of the rooms."""
    return {
        "rows": tried.fates.total() + len(tried.rejects),
        "notes": dict(+tried.notes),
        "fates": {fate.value: count for fate, count in tried.fates.items()},
        "rejects": [
            {
                "row": one.row_number,
                "column": one.column,
                "value": one.value,
                "rule": one.rule,
                "params": one.params,
            }
            for one in tried.rejects[:SHOWN_REJECTS]
        ],
    }


def carry_out_run(
    actor: Actor, public_id: str, *, clock: Clock, progress: Progress = no_progress
) -> ImportRun:
    """Import a queued run, or one whose worker was lost, until it ends, stops or fails."""
    run = run_of(public_id)
    if not move(run, RunState.RUNNING):
        return run

    def heartbeat(going: ImportRun) -> None:
        watch(going, now=clock())
        progress(going.rows_read)

    try:
        ended = carry_out(run, actor, clock=clock, heartbeat=heartbeat)
    except TabularError as error:
        return _fail(actor, run, error.code, dict(error.params), now=clock())
    except TakenOver:
        return run_of(run.public_id)
    except QudaoError as error:
        return _fail(actor, run, error.code, {}, now=clock())
    return _end(actor, run, ended, now=clock())


@transaction.atomic
def _end(actor: Actor, run: ImportRun, state: RunState, *, now: datetime) -> ImportRun:
    if move(run, state, ended_at=now):
        done = run_of(run.public_id)
        names = ("created", "updated", "unchanged", "merged", "rejected")
        after = {"state": state, **{name: getattr(done, name) for name in names}}
        record(actor, IntakeVerb.ENDED, done, now=now, change=Change({}, after))
    unwatch(run)
    return run_of(run.public_id)


@transaction.atomic
def _fail(
    actor: Actor, run: ImportRun, code: str, params: dict[str, str | int], *, now: datetime
) -> ImportRun:
    if move(run, RunState.FAILED, failure=code[:60], failure_params=params, ended_at=now):
        change = Change({}, {"state": RunState.FAILED, "failure": code})
        record(actor, IntakeVerb.FAILED, run, now=now, change=change)
    unwatch(run)
    return run_of(run.public_id)


def give_up(actor: Actor, public_id: str, *, now: datetime) -> ImportRun:
    """End a run that no worker survives."""
    return _fail(actor, run_of(public_id), "worker_lost", {}, now=now)
