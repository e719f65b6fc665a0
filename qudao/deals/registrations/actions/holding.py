"""What a partner does after submission: answer, keep alive, withdraw, say how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.deadlines import clear_deadlines
from qudao.core.errors import Invalid
from qudao.core.programme import work_calendar
from qudao.deals.funnel.states import Stage
from qudao.deals.registrations.actions.moving import Step, carry_out, wrong_state
from qudao.deals.registrations.actions.protecting import follow_in_funnel, next_update
from qudao.deals.registrations.actions.receiving import own_registration
from qudao.deals.registrations.actions.scheduling import policy_of, schedule_update
from qudao.deals.registrations.actions.stating import attach
from qudao.deals.registrations.actions.submitting import complete_with
from qudao.deals.registrations.inputs import (
    EvidenceInput,
    RegistrationInput,
    says_something,
    text_problems,
)
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.notices import RegistrationNotice
from qudao.deals.registrations.people import deciders, tell
from qudao.deals.registrations.states import HELD_STATES, TRANSITIONS, Move, State
from qudao.engines.workdays import WorkCalendar

LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerInput:
    """The answer to a request for information: words, files, and for a registration that is not
    full yet its full part."""

    text: str
    evidence: tuple[EvidenceInput, ...] = ()
    stated: RegistrationInput | None = None


@transaction.atomic
def answer_information(
    actor: Actor, public_id: str, answer: AnswerInput, *, version: int, now: datetime
) -> Registration:
    """Answer the decider's question. The clock runs on from where it stood; a registration that
    was completed by the answer starts a new one."""
    registration = _own(actor, public_id, version, Move.ANSWER)
    text = _text("text", answer.text, _("Give an answer."))
    if not registration.is_full and answer.stated is None:
        message = _("Complete the registration together with your answer.")
        raise Invalid.field("", "incomplete", message)
    attach(actor, registration, answer.evidence, now=now)
    calendar = work_calendar(now)
    step = Step(actor=actor, move=Move.ANSWER, note=text, fields={"clock_paused_at": None})
    if answer.stated is not None:
        complete_with(actor, registration, answer.stated, step, now=now)
    else:
        clock = _clock_runs_on(registration, calendar, now=now)
        step = replace(step, fields={**step.fields, **clock})
        carry_out(registration, [step], calendar=calendar, now=now)
    tell(deciders(registration), RegistrationNotice.ANSWERED, registration, now=now)
    return registration


@transaction.atomic
def withdraw(
    actor: Actor, public_id: str, *, version: int, now: datetime, reason: str = ""
) -> Registration:
    """Take a registration back, at any time before it is won or lost; its scope is free again.
    Whoever gives a protection up says why: its deal is closed as lost for that reason."""
    registration = _own(actor, public_id, version, Move.WITHDRAW)
    was_protected = registration.state in HELD_STATES
    note = reason.strip()
    if was_protected or note:
        note = _text("reason", reason, _("Say why you give the protection up."))
    step = Step(actor=actor, move=Move.WITHDRAW, note=note)
    carry_out(registration, [step], calendar=work_calendar(now), now=now)
    if was_protected:
        follow_in_funnel(actor, registration, Stage.LOST, loss_reason=note, now=now)
    return registration


@transaction.atomic
def say_won(actor: Actor, public_id: str, *, version: int, now: datetime) -> Registration:
    """Say that the customer has signed. It counts in nobody's figures before the vendor confirms
    it; protection holds meanwhile, and the time that the vendor takes is not taken from it."""
    registration = _own(actor, public_id, version, Move.SAY_WON)
    calendar = work_calendar(now)
    days = policy_of(registration).decision_working_days
    due = calendar.add_working_days(now, days)
    fields = {"review_started_at": now, "decide_by": due}
    step = Step(actor=actor, move=Move.SAY_WON, fields=fields)
    carry_out(registration, [step], calendar=calendar, now=now)
    people, until = deciders(registration), calendar.day_of(due)
    tell(people, RegistrationNotice.SAID_WON, registration, now=now, until=until)
    return registration


@transaction.atomic
def mark_lost(
    actor: Actor, public_id: str, reason: str, *, version: int, now: datetime
) -> Registration:
    """The deal is lost; the reason is what the market is read from."""
    registration = _own(actor, public_id, version, Move.LOSE)
    note = _text("reason", reason, _("Say why the deal was lost."))
    step = Step(actor=actor, move=Move.LOSE, note=note)
    carry_out(registration, [step], calendar=work_calendar(now), now=now)
    follow_in_funnel(actor, registration, Stage.LOST, loss_reason=note, now=now)
    return registration


@transaction.atomic
def record_update(
    actor: Actor,
    public_id: str,
    text: str,
    evidence: tuple[EvidenceInput, ...] = (),
    *,
    version: int,
    now: datetime,
) -> Registration:
    """Say how the project goes on. It keeps the priority of a protected registration alive."""
    registration = _own(actor, public_id, version, Move.UPDATE)
    note = _text("text", text, _("Say in a sentence what has happened."))
    if not says_something(note):
        said = _("Say in words what has happened: dots and single signs keep no priority alive.")
        raise Invalid.field("text", "says_nothing", said)
    attach(actor, registration, evidence, now=now)
    calendar = work_calendar(now)
    if registration.decided_at is None or registration.protected_until is None:
        raise wrong_state(registration)
    due = next_update(
        policy_of(registration),
        calendar,
        approved_on=calendar.day_of(registration.decided_at),
        until=registration.protected_until,
        today=calendar.day_of(now),
    )
    fields = {"last_update_at": now, "update_due_on": due}
    step = Step(actor=actor, move=Move.UPDATE, fields=fields, note=note)
    carry_out(registration, [step], calendar=calendar, now=now)
    clear_deadlines(registration.public_id, "deals.registrations.remind_update")
    schedule_update(registration, calendar=calendar)
    return registration


def _own(actor: Actor, public_id: str, version: int, move: Move) -> Registration:
    registration = own_registration(actor, public_id, version)
    if State(registration.state) not in TRANSITIONS[move].sources:
        raise wrong_state(registration)
    return registration


def _text(field: str, text: str, when_empty: str) -> str:
    problems = list(text_problems(field, text, LONGEST_TEXT))
    if problems:
        raise Invalid(problems)
    if not text.strip():
        raise Invalid.field(field, "required", when_empty)
    return text.strip()


def _clock_runs_on(
    registration: Registration, calendar: WorkCalendar, *, now: datetime
) -> dict[str, object]:
    """The time to decide that was left when the clock stopped, from now on. A registration that
    was asked before its review began gets the whole time."""
    paused, due = registration.clock_paused_at, registration.decide_by
    if paused is None or due is None:
        days = policy_of(registration).decision_working_days
        return {
            "review_started_at": now,
            "decide_by": calendar.add_working_days(now, days),
        }
    left = calendar.working_time_left(paused, due)
    clock: dict[str, object] = {"decide_by": calendar.add_working_time(now, left)}
    if registration.review_started_at is not None:
        # the clock's start moves as well: the pause is no part of what was used
        pause = calendar.working_time_left(paused, now)
        started = calendar.add_working_time(registration.review_started_at, pause)
        clock["review_started_at"] = started
    return clock
