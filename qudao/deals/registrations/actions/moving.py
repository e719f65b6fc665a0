"""The one place where a registration changes its state.

`carry_out` checks the table of moves, writes the row on condition of its version, the history,
the audit trail, the deadlines and the totals, and frees the scope of a registration that ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext as _

from qudao.core import totals
from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.errors import Conflict
from qudao.core.inserting import insert
from qudao.core.jobs import enqueue
from qudao.deals.registrations.actions.scheduling import schedule
from qudao.deals.registrations.models import LiveClaim, Registration, StateChange
from qudao.deals.registrations.selectors.counts import ALL, KIND, owner_of_partner
from qudao.deals.registrations.states import (
    ENDED_STATES,
    TRANSITIONS,
    Move,
    Mover,
    State,
)
from qudao.deals.registrations.verbs import VERB_OF_MOVE
from qudao.engines.workdays import WorkCalendar

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One move: who makes it, the columns that it sets, what the partner reads, what is noted for
    the audit alone (no rival's name in either)."""

    actor: Actor
    move: Move
    fields: Mapping[str, object] = field(default_factory=dict)
    note: str = ""
    evidence: Mapping[str, object] = field(default_factory=dict)
    rule: str = "G2"


def carry_out(
    registration: Registration,
    steps: Sequence[Step],
    *,
    calendar: WorkCalendar,
    now: datetime,
) -> None:
    """Make one or more moves in the caller's transaction, or refuse with `Conflict`."""
    before, version = State(registration.state), registration.version
    changed: dict[str, object] = {}
    changes = []
    for step in steps:
        source = State(registration.state)
        target = _target(registration, step)
        changed |= {**step.fields, "state": target}
        for name, value in step.fields.items():
            setattr(registration, name, value)
        registration.state = target
        changes.append(_change(registration, step, source, now=now))
        _audit(registration, step, source, now=now)
    _write(registration, changed, version)
    insert(changes)
    _settle(registration, before, calendar=calendar)


def save_fields(registration: Registration, fields: Mapping[str, object]) -> None:
    """Write columns without a move, on condition of the version."""
    for name, value in fields.items():
        setattr(registration, name, value)
    _write(registration, dict(fields), registration.version)


def wrong_state(registration: Registration) -> Conflict:
    """The refusal of a move that the present state does not allow."""
    message = _("This cannot be done while the registration is in the state “%(state)s”.")
    return Conflict(message % {"state": State(registration.state).label}, code="wrong_state")


def _target(registration: Registration, step: Step) -> State:
    transition = TRANSITIONS[step.move]
    source = State(registration.state)
    if source not in transition.sources:
        raise wrong_state(registration)
    if not _may_move(step.actor, transition.mover):
        raise ValueError(f"{step.move} is no move of this side")
    return source if transition.target is None else transition.target


def _may_move(actor: Actor, mover: Mover) -> bool:
    if mover is Mover.PARTNER:
        return actor.is_partner
    return actor.is_vendor if mover is Mover.DECIDER else not actor.user_id


def _write(registration: Registration, changed: Mapping[str, object], version: int) -> None:
    reason = "the row was loaded through the actor's scope; its version guards the write"
    rows = Registration.objects.unscoped(reason=reason)
    written = rows.filter(pk=registration.pk, version=version).update(
        **changed, version=F("version") + 1
    )
    if not written:
        raise Conflict
    registration.version = version + 1


def _change(registration: Registration, step: Step, source: State, *, now: datetime) -> StateChange:
    return StateChange(
        registration=registration,
        move=step.move.value,
        source=source,
        target=registration.state,
        at=now,
        by_id=step.actor.user_id,
        note=step.note,
    )


def _audit(registration: Registration, step: Step, source: State, *, now: datetime) -> None:
    version = registration.rulebook_version
    after = {"state": registration.state, **_told(step.fields), **step.evidence}
    record(
        step.actor,
        VERB_OF_MOVE[step.move],
        registration,
        now=now,
        change=Change({"state": source}, after),
        note=step.note,
        rule=f"{version.label} {step.rule}" if version else step.rule,
    )


_AUDITED = frozenset(
    {
        "number",
        "received_at",
        "complete_by",
        "decide_by",
        "answer_by",
        "decision_code",
        "protected_until",
        "is_sampled",
        "amount",
        "currency",
        "update_due_on",
    }
)


def _told(fields: Mapping[str, object]) -> dict[str, object]:
    """The columns that the trail repeats; the others stand in snapshots."""
    return {name: value for name, value in fields.items() if name in _AUDITED}


def _settle(registration: Registration, before: State, *, calendar: WorkCalendar) -> None:
    after = State(registration.state)
    if after in ENDED_STATES and before is not State.DRAFT:
        release(registration)
        enqueue("deals.registrations.look_again", subject_id=registration.public_id)
    schedule(registration, before, calendar=calendar)
    if before is not after:
        _bump(registration, {before: -1, after: 1})


def release(registration: Registration) -> None:
    """Free the scope, so that another registration may hold it."""
    reason = "an ended registration gives its scope back"
    LiveClaim.objects.unscoped(reason=reason).filter(registration=registration).delete()


def _bump(registration: Registration, by_state: Mapping[State, int]) -> None:
    """Always in the same order of owners and states, so that two writers never block each other
    crosswise. What was never submitted is the partner's own and stands in no total."""
    if registration.number is None:
        return
    additions = [
        totals.Addition(owner, state, by_state[state], NOTHING)
        for owner in (ALL, owner_of_partner(registration.partner_id))
        for state in sorted(set(by_state) - {State.DRAFT})
    ]
    totals.add(KIND, additions)
