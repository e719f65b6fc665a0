"""What stands against each other now: arbitrations, objections of account managers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from qudao.core.actor import Actor
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import (
    Overlap,
    OverlapQuerySet,
    Registration,
    RegistrationQuerySet,
)
from qudao.deals.registrations.states import LIVE_STATES, State

MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictLine:
    """A live registration in arbitration, or one to which an account manager objected.

    `objector` and `note` are empty while nobody objected.
    """

    registration_id: str
    number: str
    customer: str
    partner: str
    is_in_arbitration: bool
    decide_by: datetime | None
    objector: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts:
    """The first few open conflicts, how many there are, and how many overlaps nobody read yet."""

    lines: list[ConflictLine]
    count: int
    unread: int


def open_conflicts(actor: Actor) -> Conflicts:
    """The conflicts over registrations that the actor may see, the next deadline on top."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    rows = _in_conflict(actor)
    overlaps = _overlaps(actor)
    objections = overlaps.filter(answer=Overlap.Answer.OBJECTED).select_related("user__person")
    shown = rows.select_related("customer", "partner").prefetch_related(
        Prefetch("overlaps", queryset=objections.order_by("-answered_at"), to_attr="objections")
    )
    found = list(shown.order_by(F("decide_by").asc(nulls_last=True), "pk")[:MOST])
    return Conflicts(
        lines=[_line(actor, row) for row in found],
        count=rows.count() if len(found) == MOST else len(found),
        unread=overlaps.filter(answer="", registration__state__in=LIVE_STATES).count(),
    )


def _in_conflict(actor: Actor) -> RegistrationQuerySet:
    objected = _overlaps(actor).filter(
        registration_id=OuterRef("pk"), answer=Overlap.Answer.OBJECTED
    )
    in_conflict = Q(state=State.CONFLICTED) | (Q(state__in=LIVE_STATES) & Exists(objected))
    return Registration.objects.visible_to(actor).filter(in_conflict)


def _overlaps(actor: Actor) -> OverlapQuerySet:
    return Overlap.objects.visible_to(actor)


def _line(actor: Actor, row: Registration) -> ConflictLine:
    objections: list[Overlap] = getattr(row, "objections", [])
    first = objections[0] if objections else None
    return ConflictLine(
        registration_id=row.public_id,
        number=row.number or "",
        customer=row.customer.name(actor.language) if row.customer else row.customer_name,
        partner=row.partner.name(actor.language),
        is_in_arbitration=row.state == State.CONFLICTED,
        decide_by=row.decide_by,
        objector=first.user.person.spoken_name if first else "",
        note=first.note if first else "",
    )
