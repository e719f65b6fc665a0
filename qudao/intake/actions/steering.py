"""Go and stop."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.deadlines import clear_deadlines, set_deadline
from qudao.core.errors import Conflict
from qudao.core.files import path_of
from qudao.core.jobs import enqueue
from qudao.core.models import StoredFile
from qudao.intake.kinds import IMPORTABLE
from qudao.intake.models import ImportRun
from qudao.intake.moving import may_map, may_start, move
from qudao.intake.permissions import IntakePermission
from qudao.intake.states import RunState
from qudao.intake.verbs import IntakeVerb

RUN_JOB = "intake.run_import"
CHECK_JOB = "intake.check_import"
# Longer than any batch takes: whoever has not been heard of for so long is gone.
SILENCE = timedelta(minutes=2)


@transaction.atomic
def start_import(actor: Actor, public_id: str, *, now: datetime) -> ImportRun:
    """Let the worker import a run; one that stopped or failed goes on where it was."""
    run = ready_to_start(actor, public_id)
    record_start(actor, run, now=now)
    enqueue(RUN_JOB, subject_id=run.public_id)
    watch(run, now=now)
    return run


def queue_check(run: ImportRun, *, now: datetime) -> None:
    """Have the file of a run read through, and watched over as an import is."""
    enqueue(CHECK_JOB, subject_id=run.public_id)
    set_deadline(CHECK_JOB, run.public_id, now + SILENCE)


def watch(run: ImportRun, *, now: datetime) -> None:
    """Have the run carried on by another worker if this one is not heard of any more."""
    set_deadline(RUN_JOB, run.public_id, now + SILENCE)


def unwatch(run: ImportRun) -> None:
    clear_deadlines(run.public_id, RUN_JOB, CHECK_JOB)


@transaction.atomic
def start_here(actor: Actor, public_id: str, *, now: datetime) -> ImportRun:
    """Queue a run for whoever calls, who carries it out at once."""
    run = ready_to_start(actor, public_id)
    record_start(actor, run, now=now)
    return run


def ready_to_start(actor: Actor, public_id: str) -> ImportRun:
    """A run of the actor's own that may begin or go on."""
    actor.require(IntakePermission.IMPORT)
    run: ImportRun = ImportRun.objects.visible_to(actor).one(public_id)
    actor.require(IMPORTABLE[run.kind].permission)
    if not may_start(run):
        raise Conflict(_("This import cannot be started now."), code="not_startable")
    return run


def record_start(actor: Actor, run: ImportRun, *, now: datetime) -> None:
    """Queue the run, once: of two starts at the same moment one is refused."""
    before = run.state
    fresh = {"stop_asked": False, "failure": "", "failure_params": {}, "ended_at": None}
    if not move(run, RunState.QUEUED, **fresh):
        raise Conflict
    change = Change({"state": before}, {"state": RunState.QUEUED, "from_row": run.position})
    record(actor, IntakeVerb.STARTED, run, now=now, change=change)


@transaction.atomic
def stop_import(actor: Actor, public_id: str, *, now: datetime) -> ImportRun:
    """Ask a run to stop after the batch that it is at; what is written stays."""
    actor.require(IntakePermission.IMPORT)
    run: ImportRun = ImportRun.objects.visible_to(actor).one(public_id)
    if run.state not in {RunState.QUEUED, RunState.RUNNING}:
        raise Conflict(_("This import is not running."), code="not_running")
    ImportRun.objects.visible_to(actor).filter(pk=run.pk).update(stop_asked=True)
    record(actor, IntakeVerb.STOP_ASKED, run, now=now)
    run.stop_asked = True
    return run


@transaction.atomic
def forget_import(actor: Actor, public_id: str, *, now: datetime) -> None:
    """Withdraw a file of which nothing was imported: its run and its files go."""
    actor.require(IntakePermission.IMPORT)
    run: ImportRun = ImportRun.objects.visible_to(actor).one(public_id)
    if not may_map(run):
        raise Conflict(_("This import has begun; it is kept."), code="has_begun")
    record(actor, IntakeVerb.FORGOTTEN, run, now=now, change=Change({"kind": run.kind}, {}))
    files = StoredFile.objects.unscoped(reason="the files of a run that the actor sees")
    held = files.filter(Q(pk=run.file_id) | Q(public_id__in=run.key_files.values()))
    paths = [path_of(file.public_id) for file in held]
    run.delete()
    held.delete()

    def remove() -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    transaction.on_commit(remove)
