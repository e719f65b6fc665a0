"""What the worker does with files, for whoever started it."""

from __future__ import annotations

from django_tasks import task

from qudao.core import clock
from qudao.core.actor import Actor, system_actor
from qudao.core.deadlines import attempts_of
from qudao.intake.actions.carrying import carry_out_run, check_run, give_up, run_of
from qudao.intake.actions.steering import CHECK_JOB, RUN_JOB
from qudao.intake.models import ImportRun
from qudao.people.actors import session_actor

MOST_ATTEMPTS = 5


@task()
def check_import(subject_id: str) -> None:
    """Read a file through; one that took the worker with it again and again is given up."""
    actor = owner_of(run_of(subject_id))
    if attempts_of(CHECK_JOB, subject_id) > MOST_ATTEMPTS:
        give_up(actor, subject_id, now=clock.now())
    else:
        check_run(actor, subject_id, clock=clock.now)


@task()
def run_import(subject_id: str) -> None:
    """Carry out a run; one that took the worker with it again and again is given up."""
    actor = owner_of(run_of(subject_id))
    if attempts_of(RUN_JOB, subject_id) > MOST_ATTEMPTS:
        give_up(actor, subject_id, now=clock.now())
    else:
        carry_out_run(actor, subject_id, clock=clock.now)


def owner_of(run: ImportRun) -> Actor:
    """Who started the run, with the roles of today; the system for what a command started."""
    if run.started_by is None:
        return system_actor("import")
    return session_actor(run.started_by, None, language="en", request_id="")
