"""What the worker throws away once a day."""

from __future__ import annotations

from django_tasks import task

from qudao.core import clock
from qudao.core.housekeeping import actions


@task()
def purge_uploads(subject_id: str) -> None:
    actions.purge_files(now=clock.now())


@task()
def purge_ended(subject_id: str) -> None:
    actions.purge_traces(now=clock.now())
