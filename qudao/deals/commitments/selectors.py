"""Who promised what: what falls due, and what was promised on an account or to a partner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F

from qudao.core.actor import Actor
from qudao.core.errors import NotPermitted
from qudao.deals.commitments.models import Promise, PromiseQuerySet
from qudao.deals.permissions import DealsPermission
from qudao.market.customers.selectors import same_customer_keys

MOST_SHOWN = 80
SOONEST_FIRST = (F("due_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """One promise. Vendor-private."""

    public_id: str
    partner: str
    partner_id: str
    customer: str
    customer_id: str
    direction: str
    direction_label: str
    topic: str
    topic_label: str
    text: str
    authority: str
    made_by: str
    is_mine: bool
    made_on: date
    due_on: date | None
    is_overdue: bool
    state: str
    state_label: str
    settled_at: datetime | None


def promises_due(actor: Actor, *, today: date, days: int = 14) -> list[PromiseLine]:
    """Open promises that fall due within so many days or are overdue, the soonest first."""
    return _lines(actor, _due(actor, today, days).order_by(*SOONEST_FIRST), today)


def count_promises_due(actor: Actor, *, today: date, days: int = 14) -> int:
    """How many open promises fall due within so many days or are overdue."""
    return _due(actor, today, days).count()


def open_promises(
    actor: Actor, *, today: date, window: slice = slice(0, MOST_SHOWN)
) -> list[PromiseLine]:
    """One window of the open promises that the actor may see, those without a day last."""
    rows = _visible(actor).filter(state=Promise.State.OPEN)
    return _lines(actor, rows.order_by(*SOONEST_FIRST), today, window)


def count_open_promises(actor: Actor) -> int:
    """How many open promises the actor may see."""
    return _visible(actor).filter(state=Promise.State.OPEN).count()


def settled_promises(actor: Actor, *, today: date, window: slice) -> list[PromiseLine]:
    """What was kept, not kept or withdrawn, the newest first."""
    rows = _visible(actor).exclude(state=Promise.State.OPEN)
    return _lines(actor, rows.order_by("-settled_at", "-pk"), today, window)


def promises_on_account(actor: Actor, customer_id: str, *, today: date) -> list[PromiseLine]:
    """What was promised about a customer under any of its rows, the newest first."""
    rows = _visible(actor).filter(customer__in=same_customer_keys(customer_id))
    return _lines(actor, rows.order_by("-made_on", "-pk"), today)


def promises_with_partner(actor: Actor, partner_id: str, *, today: date) -> list[PromiseLine]:
    """What was promised to and by a partner, the newest first: read before the next answer."""
    rows = _visible(actor).filter(partner__public_id=partner_id)
    return _lines(actor, rows.order_by("-made_on", "-pk"), today)


def _visible(actor: Actor) -> PromiseQuerySet:
    if not actor.may(DealsPermission.RECORD_PROMISE) and not actor.sees_whole_programme:
        raise NotPermitted(DealsPermission.RECORD_PROMISE.code)
    return Promise.objects.visible_to(actor)


def _due(actor: Actor, today: date, days: int) -> PromiseQuerySet:
    last = today + timedelta(days=days)
    return _visible(actor).filter(state=Promise.State.OPEN, due_on__lte=last)


def _lines(
    actor: Actor, rows: PromiseQuerySet, today: date, window: slice = slice(0, MOST_SHOWN)
) -> list[PromiseLine]:
    found = rows.select_related("partner", "customer", "made_by__person")[window]
    return [_line(actor, row, today) for row in found]


def _line(actor: Actor, row: Promise, today: date) -> PromiseLine:
    is_open = row.state == Promise.State.OPEN
    return PromiseLine(
        public_id=row.public_id,
        partner=row.partner.name(actor.language),
        partner_id=row.partner.public_id,
        customer=row.customer.name(actor.language) if row.customer else "",
        customer_id=row.customer.public_id if row.customer else "",
        direction=row.direction,
        direction_label=str(Promise.Direction(row.direction).label),
        topic=row.topic,
        topic_label=str(Promise.Topic(row.topic).label),
        text=row.text,
        authority=row.authority,
        made_by=row.made_by.person.spoken_name,
        is_mine=row.made_by_id == actor.user_id,
        made_on=row.made_on,
        due_on=row.due_on,
        is_overdue=is_open and row.due_on is not None and row.due_on < today,
        state=row.state,
        state_label=str(Promise.State(row.state).label),
        settled_at=row.settled_at,
    )
