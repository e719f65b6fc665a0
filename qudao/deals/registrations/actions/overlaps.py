"""A partner at work on an account: the account manager is told, and answers with one tap."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.errors import Invalid, NotFound
from qudao.core.prepared import Prepared
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.actions.moving import wrong_state
from qudao.deals.registrations.inputs import text_problems
from qudao.deals.registrations.models import Overlap, Registration
from qudao.deals.registrations.notices import RegistrationNotice
from qudao.deals.registrations.people import deciders, tell
from qudao.deals.registrations.states import LIVE_STATES
from qudao.deals.registrations.verbs import RegistrationVerb
from qudao.market.customers.models import AccountAssignment

LONGEST_NOTE = 500


def raise_overlap(registration: Registration, *, now: datetime) -> None:
    """Tell the account manager of the customer, if there is one, about a new registration."""
    user_id = _managers.first(registration.customer_id or 0)
    if user_id is None:
        return
    Overlap.objects.create(registration=registration, user_id=user_id, raised_at=now)
    tell([user_id], RegistrationNotice.OVERLAP, registration, now=now)


@Prepared
def _managers(customer_id: int) -> QuerySet[AccountAssignment, int]:
    reason = "the account manager of a registered customer is told"
    rows = AccountAssignment.objects.unscoped(reason=reason).current()
    found = rows.filter(customer_id=customer_id).order_by("pk")
    return found.values_list("user_id", flat=True)[:1]


@transaction.atomic
def answer_overlap(
    actor: Actor, registration_id: str, answer: str, note: str = "", *, now: datetime
) -> Overlap:
    """Answer "noted" or "I object", the latter with one sentence. May be answered anew while the
    registration lives. An objection ends nothing: the decider is told and sees it."""
    actor.require(DealsPermission.ANSWER_OVERLAP)
    overlap = _overlap(actor, registration_id)
    if overlap.registration.state not in LIVE_STATES:
        raise wrong_state(overlap.registration)
    _check(answer, note)
    before = {"answer": overlap.answer, "note": overlap.note}
    overlap.answer, overlap.note, overlap.answered_at = answer, note.strip(), now
    overlap.save(update_fields=["answer", "note", "answered_at"])
    after = {"answer": overlap.answer, "note": overlap.note}
    record(
        actor,
        RegistrationVerb.OVERLAP_ANSWERED,
        overlap.registration,
        now=now,
        change=Change(before, after),
        rule="G6",
    )
    if answer == Overlap.Answer.OBJECTED:
        people = deciders(overlap.registration)
        tell(people, RegistrationNotice.OBJECTED, overlap.registration, now=now)
    return overlap


def _overlap(actor: Actor, registration_id: str) -> Overlap:
    rows = Overlap.objects.visible_to(actor).filter(registration__public_id=registration_id)
    overlap = rows.select_related("registration").order_by("pk").first()
    if overlap is None:
        raise NotFound
    return overlap


def _check(answer: str, note: str) -> None:
    if answer not in Overlap.Answer.values:
        raise Invalid.field("answer", "unknown_choice", _("Choose “Noted” or “I object”."))
    if answer == Overlap.Answer.OBJECTED and not note.strip():
        raise Invalid.field("note", "required", _("Say in one sentence what you object to."))
    problems = list(text_problems("note", note, LONGEST_NOTE))
    if problems:
        raise Invalid(problems)
