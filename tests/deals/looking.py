"""Looking at what an action left behind: rows, trail, notices, deadlines, figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from qudao.core.actor import Actor
from qudao.core.errors import Invalid, QudaoError
from qudao.core.models import AuditEntry, Deadline
from qudao.deals.registrations import actions
from qudao.deals.registrations.actions import Rejection
from qudao.deals.registrations.models import LiveClaim, Registration, StateChange
from qudao.deals.registrations.states import State
from qudao.people.models import Notice
from tests.deals.programme import Programme, fresh, in_review, quickly, submitted, won

WHY = "a test looks at the rows"
REJECTION = Rejection(code="no_project", note="客户表示暂无此项目，立项后可再报备。")


def told(actor: Actor) -> list[str]:
    """The codes of what a person heard, the oldest first."""
    rows = Notice.objects.unscoped(reason=WHY).filter(user_id=actor.user_key)
    return list(rows.order_by("pk").values_list("code", flat=True))


def last_params(actor: Actor) -> dict[str, Any]:
    """What fills the sentence of a person's latest notice."""
    rows = Notice.objects.unscoped(reason=WHY).filter(user_id=actor.user_key)
    params: dict[str, Any] = rows.order_by("pk").values_list("params", flat=True).last() or {}
    return params


def trail(row: Any) -> list[str]:
    """The verbs noted on an object, the oldest first."""
    entries = AuditEntry.objects.unscoped(reason=WHY).filter(subject_id=row.public_id)
    return list(entries.order_by("pk").values_list("verb", flat=True))


def last_entry(row: Any) -> AuditEntry:
    entries = AuditEntry.objects.unscoped(reason=WHY).filter(subject_id=row.public_id)
    entry = entries.order_by("pk").last()
    assert entry is not None
    return entry


def due_jobs(row: Any) -> dict[str, datetime]:
    """What falls due for an object, by the short name of the job."""
    rows = Deadline.objects.unscoped(reason=WHY).filter(subject_id=row.public_id)
    return {job.rpartition(".")[2]: at for job, at in rows.values_list("job", "due_at")}


def queued(name: str) -> int:
    """How many jobs of that name wait for the worker."""
    return DBTaskResult.objects.filter(task_path=f"qudao.deals.registrations.jobs.{name}").count()


def moves(row: Registration) -> list[str]:
    rows = StateChange.objects.unscoped(reason=WHY).filter(registration=row)
    return list(rows.order_by("pk").values_list("move", flat=True))


def claims() -> list[tuple[int, str]]:
    """Who holds which scope key."""
    rows = LiveClaim.objects.unscoped(reason=WHY)
    return list(rows.order_by("pk").values_list("registration_id", "scope_key"))


def codes(refusal: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    """The code of each problem, by its field."""
    return {one.field: one.code for one in refusal.value.problems}


def refused(error: type[QudaoError], act: Callable[[], object]) -> str:
    """The code with which an act is refused."""
    with pytest.raises(error) as refusal:
        act()
    return refusal.value.code


def everything(row: Registration) -> tuple[object, ...]:
    """All that a refusal must leave as it was."""
    return (
        Registration.objects.unscoped(reason=WHY).filter(pk=row.pk).values().get(),
        moves(row),
        trail(row),
        due_jobs(row),
        claims(),
        Notice.objects.unscoped(reason=WHY).count(),
        row.snapshots.count(),
    )


def in_state(programme: Programme, state: State, *, now: datetime) -> Registration:
    """A registration of partner A that has come to this state by the actions alone."""
    row = _MAKERS[state](programme, now)
    row = fresh(row)
    assert row.state == state
    return row


def _draft(programme: Programme, now: datetime) -> Registration:
    return actions.save_draft(programme.cast.seller_a, programme.quick(), now=now)


def _submitted(programme: Programme, now: datetime) -> Registration:
    return quickly(programme, programme.cast.seller_a, now=now)


def _in_review(programme: Programme, now: datetime) -> Registration:
    return in_review(programme, programme.cast.seller_a, now=now)


def _asked(programme: Programme, now: datetime) -> Registration:
    row = _in_review(programme, now)
    manager = programme.cast.channel_manager
    return actions.request_information(manager, row.public_id, "?", version=row.version, now=now)


def _conflicted(programme: Programme, now: datetime) -> Registration:
    in_review(programme, programme.cast.seller_b, now=now - timedelta(hours=1))
    row = _in_review(programme, now)
    manager = programme.cast.channel_manager
    return actions.send_to_arbitration(manager, row.public_id, version=row.version, now=now)


def _protected(programme: Programme, now: datetime) -> Registration:
    return submitted(programme, programme.cast.seller_a, now=now)


def _rejected(programme: Programme, now: datetime) -> Registration:
    row = _in_review(programme, now)
    manager = programme.cast.channel_manager
    return actions.reject(manager, row.public_id, REJECTION, version=row.version, now=now)


def _withdrawn(programme: Programme, now: datetime) -> Registration:
    row = _submitted(programme, now)
    seller = programme.cast.seller_a
    return actions.withdraw(seller, row.public_id, version=row.version, now=now, reason="取消")


def _expired(programme: Programme, now: datetime) -> Registration:
    row = _submitted(programme, now - timedelta(days=20))
    actions.lapse_unfinished(row.public_id, now=now)
    return row


def _revoked(programme: Programme, now: datetime) -> Registration:
    row = _protected(programme, now)
    director = programme.cast.channel_director
    return actions.revoke(director, row.public_id, REJECTION, version=row.version, now=now)


def _said_won(programme: Programme, now: datetime) -> Registration:
    row = _protected(programme, now)
    seller = programme.cast.seller_a
    return actions.say_won(seller, row.public_id, version=row.version, now=now)


def _won(programme: Programme, now: datetime) -> Registration:
    return won(programme, programme.cast.seller_a, _protected(programme, now), now=now)


def _lost(programme: Programme, now: datetime) -> Registration:
    row = _protected(programme, now)
    seller = programme.cast.seller_a
    return actions.mark_lost(seller, row.public_id, "价格", version=row.version, now=now)


_MAKERS: dict[State, Callable[[Programme, datetime], Registration]] = {
    State.DRAFT: _draft,
    State.SUBMITTED: _submitted,
    State.IN_REVIEW: _in_review,
    State.INFO_REQUESTED: _asked,
    State.CONFLICTED: _conflicted,
    State.PROTECTED: _protected,
    State.REJECTED: _rejected,
    State.WITHDRAWN: _withdrawn,
    State.EXPIRED: _expired,
    State.REVOKED: _revoked,
    State.SAID_WON: _said_won,
    State.WON: _won,
    State.LOST: _lost,
}
