"""Work that runs later: enqueued by name inside the business transaction.

A job's name is its module path below `qudao`, without the `jobs` step:
`deals.registrations.expire` is `qudao/deals/registrations/jobs.py: expire`. Actions name jobs
instead of importing them, so that a room's jobs may import its actions.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from django_tasks.base import Task


def resolve(name: str) -> Task[..., object]:
    """The task of that name; `LookupError` if there is none."""
    room, _, function = name.rpartition(".")
    try:
        task = getattr(import_module(f"qudao.{room}.jobs"), function)
    except (ImportError, AttributeError) as error:
        raise LookupError(f"no job named {name}") from error
    if not isinstance(task, Task):
        raise LookupError(f"{name} is not a task")
    return task


def enqueue(name: str, *, run_after: datetime | None = None, **arguments: str | int) -> None:
    """Put a job in the queue; it exists if, and only if, the transaction commits."""
    resolve(name).using(run_after=run_after).enqueue(**arguments)
