"""Lets the past happen: what fell due between two steps is carried out at its own time."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from qudao.core.deadlines import clear_deadlines
from qudao.core.models import Deadline
from qudao.core.scoping import ScopedQuerySet

LETTERS = ("people.mail_notice", "people.mail_invitation")


def settle_until(moment: datetime) -> None:
    """Carry out every deadline due up to `moment`, each with the clock at its due time.

    Letters are no part of it: those of the past count as sent, see `forget_letters`.
    """
    while row := _due(moment).first():
        room, _, verb = row.job.rpartition(".")
        action = getattr(import_module(f"qudao.{room}.actions"), verb)
        action(row.subject_id, now=row.due_at)
        if _due(moment).filter(pk=row.pk, due_at=row.due_at).exists():
            clear_deadlines(row.subject_id, row.job)  # it was not due any more


def forget_letters() -> None:
    """No letters of two invented years leave the demonstration."""
    _rows().filter(job__in=LETTERS).delete()


def _due(moment: datetime) -> ScopedQuerySet[Deadline]:
    return _rows().filter(due_at__lte=moment).exclude(job__in=LETTERS).order_by("due_at", "pk")


def _rows() -> ScopedQuerySet[Deadline]:
    return Deadline.objects.unscoped(reason="the demonstration plays its own past")
