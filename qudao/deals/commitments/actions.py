"""Record a promise in seconds; say later whether it was kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.checks import Checks
from qudao.core.errors import Conflict, FieldProblem, Invalid
from qudao.core.programme import today as today_at
from qudao.deals.commitments.models import Promise
from qudao.deals.commitments.verbs import CommitmentVerb
from qudao.deals.permissions import DealsPermission
from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner

LONGEST_TEXT, LONGEST_AUTHORITY = 300, 120
LONGEST_AHEAD = timedelta(days=3 * 366)
REOPENED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseInput:
    """A promise between the vendor and a partner. `authority` says on whose approval it rests."""

    partner_id: str
    direction: str
    topic: str
    text: str
    customer_id: str = ""
    authority: str = ""
    due_on: date | None = None


@transaction.atomic
def record_promise(actor: Actor, stated: PromiseInput, *, now: datetime) -> Promise:
    """Enter a promise in the register that the next insider reads before answering."""
    actor.require(DealsPermission.RECORD_PROMISE)
    partner = Partner.objects.visible_to(actor).one(stated.partner_id)
    customer = None
    if stated.customer_id:
        customer = Customer.objects.visible_to(actor).one(stated.customer_id)
    today = today_at(now)
    problems = [*_choice_problems(stated), *_text_problems(stated), *_day_problems(stated, today)]
    if problems:
        raise Invalid(problems)
    promise = Promise.objects.create(
        partner=partner,
        customer=customer,
        direction=stated.direction,
        topic=stated.topic,
        text=stated.text.strip(),
        authority=stated.authority.strip(),
        made_by_id=actor.user_key,
        made_on=today,
        due_on=stated.due_on,
    )
    after = {
        "partner": partner.code,
        "direction": promise.direction,
        "topic": promise.topic,
        "due_on": promise.due_on,
    }
    record(actor, CommitmentVerb.RECORDED, promise, now=now, change=Change({}, after))
    return promise


@transaction.atomic
def settle_promise(actor: Actor, public_id: str, state: str, *, now: datetime) -> Promise:
    """Say of an open promise that it was kept, not kept, or withdrawn. After a day it stays so: a
    new promise corrects it then."""
    actor.require(DealsPermission.RECORD_PROMISE)
    promise = Promise.objects.visible_to(actor).one(public_id)
    if state not in set(Promise.State.values) - {Promise.State.OPEN}:
        said = _("Choose one of the values that the form offers.")
        raise Invalid.field("state", "unknown_choice", said)
    reason = "the promise itself was loaded through the actor's scope"
    rows = Promise.objects.unscoped(reason=reason).filter(pk=promise.pk, state=Promise.State.OPEN)
    if not rows.update(state=state, settled_at=now):
        raise Conflict(_("This promise is settled already."), code="already_settled")
    promise.state, promise.settled_at = state, now
    change = Change({"state": Promise.State.OPEN}, {"state": state})
    record(actor, CommitmentVerb.SETTLED, promise, now=now, change=change)
    return promise


@transaction.atomic
def reopen_promise(actor: Actor, public_id: str, *, now: datetime) -> Promise:
    """Take back a settling by mistake, within a day of it."""
    actor.require(DealsPermission.RECORD_PROMISE)
    promise = Promise.objects.visible_to(actor).one(public_id)
    reason = "the promise itself was loaded through the actor's scope"
    rows = Promise.objects.unscoped(reason=reason).filter(
        pk=promise.pk, settled_at__gt=now - REOPENED_WITHIN
    )
    if not rows.update(state=Promise.State.OPEN, settled_at=None):
        said = _("Only what was settled within the last day can be opened again.")
        raise Conflict(said, code="settled_too_long")
    change = Change({"state": promise.state}, {"state": Promise.State.OPEN})
    promise.state, promise.settled_at = Promise.State.OPEN, None
    record(actor, CommitmentVerb.REOPENED, promise, now=now, change=change)
    return promise


def _choice_problems(stated: PromiseInput) -> Iterator[FieldProblem]:
    said = _("Choose one of the values that the form offers.")
    if stated.direction not in Promise.Direction.values:
        yield FieldProblem("direction", "unknown_choice", said)
    if stated.topic not in Promise.Topic.values:
        yield FieldProblem("topic", "unknown_choice", said)


def _text_problems(stated: PromiseInput) -> Iterator[FieldProblem]:
    if not stated.text.strip():
        yield FieldProblem("text", "required", _("Say in one sentence what was promised."))
    checks = Checks()
    checks.text("text", stated.text, longest=LONGEST_TEXT)
    checks.text("authority", stated.authority, longest=LONGEST_AUTHORITY)
    yield from checks.problems


def _day_problems(stated: PromiseInput, today: date) -> Iterator[FieldProblem]:
    if stated.due_on is not None and not today <= stated.due_on <= today + LONGEST_AHEAD:
        said = _("Give a day from today on, at most three years ahead.")
        yield FieldProblem("due_on", "out_of_bounds", said)
