"""What the clock does: remind, escalate, let expire, look again.

Each function does its work only if it is still due, and may therefore run twice safely. It
takes its own deadline in the same transaction. Silence escalates; it never approves.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qudao.core.actor import system_actor
from qudao.core.audit import record
from qudao.core.deadlines import take_deadline
from qudao.core.jobs import enqueue
from qudao.core.programme import work_calendar
from qudao.deals.funnel.actions import let_go
from qudao.deals.registrations.actions.moving import Step, carry_out
from qudao.deals.registrations.actions.receiving import RELATED, review_clock
from qudao.deals.registrations.actions.scheduling import policy_of, schedule_next_reminder
from qudao.deals.registrations.actions.screening import (
    advice_fields,
    holds_scope,
    save_advice,
    screen_registration,
    setting_of,
    take_scope,
)
from qudao.deals.registrations.models import Registration, RegistrationQuerySet
from qudao.deals.registrations.notices import RegistrationNotice
from qudao.deals.registrations.people import deciders, directors, partner_people, tell
from qudao.deals.registrations.states import TO_DECIDE_STATES, UNDECIDED_STATES, Move, State
from qudao.deals.registrations.verbs import RegistrationVerb
from qudao.engines.registration import CandidateKind
from qudao.market.customers.selectors import same_customer_ids

CLOCK = system_actor("registrations.clock")


@transaction.atomic
def remind_completion(public_id: str, *, now: datetime) -> None:
    """Half of the time to complete a quick registration is gone."""
    registration = _due("remind_completion", public_id, State.SUBMITTED, now=now)
    if registration is not None and registration.complete_by is not None:
        due = work_calendar(now).day_of(registration.complete_by)
        people = partner_people(registration)
        tell(people, RegistrationNotice.COMPLETION_DUE, registration, now=now, until=due)
        record(CLOCK, RegistrationVerb.REMINDED, registration, now=now, rule="G2")


@transaction.atomic
def lapse_unfinished(public_id: str, *, now: datetime) -> None:
    """A quick registration that was not completed in time gives its scope back."""
    registration = _due("lapse_unfinished", public_id, State.SUBMITTED, now=now)
    if registration is not None:
        _expire(registration, RegistrationNotice.LAPSED_UNFINISHED, now=now)


@transaction.atomic
def lapse_unanswered(public_id: str, *, now: datetime) -> None:
    """A question that was not answered in time ends the registration."""
    registration = _due("lapse_unanswered", public_id, State.INFO_REQUESTED, now=now)
    if registration is not None:
        _expire(registration, RegistrationNotice.LAPSED_UNANSWERED, now=now)


@transaction.atomic
def end_protection(public_id: str, *, now: datetime) -> None:
    """Protection ends at 24:00 of its last day in the programme's zone."""
    registration = _due("end_protection", public_id, State.PROTECTED, now=now)
    if registration is not None:
        _expire(registration, RegistrationNotice.PROTECTION_ENDED, now=now)
        let_go("registration", registration.public_id)


@transaction.atomic
def remind_decider(public_id: str, *, now: datetime) -> None:
    """Half of the time to decide is gone."""
    registration = _due("remind_decider", public_id, *TO_DECIDE_STATES, now=now)
    if registration is not None and registration.decide_by is not None:
        due = work_calendar(now).day_of(registration.decide_by)
        people = deciders(registration)
        tell(people, RegistrationNotice.HALF_TIME, registration, now=now, until=due)
        record(CLOCK, RegistrationVerb.REMINDED, registration, now=now, rule="G2")


@transaction.atomic
def escalate(public_id: str, *, now: datetime) -> None:
    """The time to decide is over: the head of channel hears of it, and nothing is approved."""
    registration = _due("escalate", public_id, *TO_DECIDE_STATES, now=now)
    if registration is not None and registration.decide_by is not None:
        due = work_calendar(now).day_of(registration.decide_by)
        people = sorted({*directors(), *deciders(registration)})
        tell(people, RegistrationNotice.OVERDUE, registration, now=now, until=due)
        record(CLOCK, RegistrationVerb.ESCALATED, registration, now=now, rule="G15")


@transaction.atomic
def remind_expiry(public_id: str, *, now: datetime) -> None:
    """One of the reminders before protection ends, and the next one set."""
    registration = _due("remind_expiry", public_id, State.PROTECTED, now=now)
    if registration is None:
        return
    people, until = partner_people(registration), registration.protected_until
    tell(people, RegistrationNotice.PROTECTION_ENDS, registration, now=now, until=until)
    record(CLOCK, RegistrationVerb.REMINDED, registration, now=now, rule="G2")
    schedule_next_reminder(registration, calendar=work_calendar(now), now=now)


@transaction.atomic
def remind_update(public_id: str, *, now: datetime) -> None:
    """An update was due yesterday; it costs priority only after this written reminder."""
    registration = _due("remind_update", public_id, State.PROTECTED, now=now)
    if registration is not None and registration.update_due_on is not None:
        people, due = partner_people(registration), registration.update_due_on
        tell(people, RegistrationNotice.UPDATE_DUE, registration, now=now, until=due)
        record(CLOCK, RegistrationVerb.REMINDED, registration, now=now, rule="G2")


@transaction.atomic
def look_again(public_id: str) -> list[str]:
    """Something came into a scope or left it: those that wait around it are screened anew, each
    by a job of its own, so that trouble with one holds up no other. Says which ones."""
    around = _rows().filter(public_id=public_id).first()
    if around is None or around.customer_id is None:
        return []
    customers = same_customer_ids(around.customer_id)
    waiting = _rows().filter(customer_id__in=customers, state__in=UNDECIDED_STATES)
    ordered = waiting.exclude(pk=around.pk).order_by("received_at", "pk")
    keys = list(ordered.values_list("public_id", flat=True))
    for key in keys:
        enqueue("deals.registrations.screen_anew", subject_id=key)
    return keys


@transaction.atomic
def screen_anew(public_id: str, *, now: datetime) -> None:
    """Look around a registration that still waits, and let it go on when its scope became free."""
    waiting = _rows().filter(public_id=public_id, state__in=UNDECIDED_STATES)
    registration = waiting.select_for_update(of=("self",)).first()
    if registration is None:
        return
    calendar = work_calendar(now)
    setting = setting_of(registration, policy_of(registration), calendar)
    may_hold = holds_scope(registration) or take_scope(registration)
    finding = screen_registration(registration, setting, now=now)
    fields = advice_fields(finding)
    is_free = may_hold and not finding.screening.of(CandidateKind.EXACT)
    if registration.state == State.CONFLICTED and is_free:
        clock = review_clock(setting, now=now)
        resume = Step(actor=CLOCK, move=Move.RESUME, fields={**fields, **clock}, rule="G5")
        carry_out(registration, [resume], calendar=calendar, now=now)
        tell(partner_people(registration), RegistrationNotice.RESUMED, registration, now=now)
    elif fields["advice"] != registration.advice:
        save_advice(registration, finding)


def _expire(registration: Registration, code: RegistrationNotice, *, now: datetime) -> None:
    step = Step(actor=CLOCK, move=Move.EXPIRE, fields={"clock_paused_at": None})
    carry_out(registration, [step], calendar=work_calendar(now), now=now)
    until = registration.protected_until
    tell(partner_people(registration), code, registration, now=now, until=until)


def _due(job: str, public_id: str, *states: State, now: datetime) -> Registration | None:
    """The registration, if this job is due for it and its state is still one of these; the deadline
    is taken, so that a second run finds nothing to do."""
    if not take_deadline(f"deals.registrations.{job}", public_id, now=now):
        return None
    return _rows().filter(public_id=public_id, state__in=states).first()


def _rows() -> RegistrationQuerySet:
    return Registration.objects.visible_to(CLOCK).select_related(*RELATED)
