"""Things that fall due: set and cancelled by actions, claimed by the periodic sweep."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from qudao.core.inserting import insert
from qudao.core.jobs import enqueue
from qudao.core.models import Deadline

FIRST_RETRY = timedelta(minutes=2)
LONGEST_RETRY = timedelta(hours=6)
BATCH = 200
log = logging.getLogger("qudao.deadlines")


def set_deadline(job: str, subject_id: str, due_at: datetime) -> None:
    """Let `job(subject_id)` run at that moment, in place of an earlier deadline of its kind."""
    Deadline.objects.unscoped(reason="deadlines belong to the system").update_or_create(
        job=job,
        subject_id=subject_id,
        defaults={"due_at": due_at, "attempts": 0, "claimed_until": None},
    )


def ensure_deadline(job: str, subject_id: str, due_at: datetime) -> None:
    """Let `job(subject_id)` run at that moment unless it is to run already."""
    Deadline.objects.unscoped(reason="deadlines belong to the system").get_or_create(
        job=job, subject_id=subject_id, defaults={"due_at": due_at}
    )


def set_deadlines(job: str, subject_ids: Iterable[str], *, due_at: datetime) -> None:
    """Let a job run for each of several new subjects, which have no deadline of that kind yet."""
    insert([Deadline(job=job, subject_id=one, due_at=due_at) for one in subject_ids])


def set_first_deadlines(subject_id: str, due: Mapping[str, datetime]) -> None:
    """Let several jobs run for a subject that has no deadline of these kinds yet."""
    insert([Deadline(job=job, subject_id=subject_id, due_at=at) for job, at in due.items()])


def clear_deadlines(subject_id: str, *jobs: str) -> None:
    """Forget what was due for a subject: the named jobs, or all of them."""
    rows = Deadline.objects.unscoped(reason="deadlines belong to the system")
    rows = rows.filter(subject_id=subject_id)
    (rows.filter(job__in=jobs) if jobs else rows).delete()


def take_deadline(job: str, subject_id: str, *, now: datetime) -> bool:
    """Take a deadline that is due out of the list, in the job's own transaction; false if there
    is none, because the job ran before or what was due has been put off or called off since."""
    rows = Deadline.objects.unscoped(reason="deadlines belong to the system")
    taken, _by_model = rows.filter(job=job, subject_id=subject_id, due_at__lte=now).delete()
    return bool(taken)


def attempts_of(job: str, subject_id: str) -> int:
    """How often a job was already queued for a subject; 0 when nothing is due."""
    rows = Deadline.objects.unscoped(reason="deadlines belong to the system")
    return sum(rows.filter(job=job, subject_id=subject_id).values_list("attempts", flat=True))


def sweep(*, now: datetime) -> int:
    """Queue every job that is due and not claimed; returns how many.

    Each claim is a conditional update, so that two sweeps never queue the same deadline, and
    holds longer after each attempt. The job itself deletes the row.
    """
    due = Deadline.objects.unscoped(reason="the sweep serves everybody").filter(
        Q(claimed_until=None) | Q(claimed_until__lt=now), due_at__lte=now
    )
    queued = 0
    for row in due.order_by("due_at")[:BATCH]:
        with transaction.atomic():
            held = due.filter(pk=row.pk).update(
                attempts=F("attempts") + 1, claimed_until=now + _hold(row.attempts)
            )
            queued += bool(held) and _queue(row)
    return queued


def _queue(row: Deadline) -> bool:
    """False for a job that this version does not know: it stays claimed, and stops no other."""
    try:
        enqueue(row.job, subject_id=row.subject_id)
    except LookupError:
        log.exception("deadline %s of %s cannot be carried out", row.job, row.subject_id)
        return False
    return True


def _hold(attempts: int) -> timedelta:
    doublings: int = 2 ** min(attempts, 10)
    return min(FIRST_RETRY * doublings, LONGEST_RETRY)
