"""What was approved by rule and comes before a person after all."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor, system_actor
from qudao.core.errors import Conflict, Invalid
from qudao.core.programme import work_calendar
from qudao.deals.registrations.actions.deciding import check_note, look_around, to_decide
from qudao.deals.registrations.actions.moving import Step, carry_out
from qudao.deals.registrations.actions.receiving import review_clock
from qudao.deals.registrations.actions.scheduling import policy_of
from qudao.deals.registrations.actions.screening import Setting, setting_of
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.notices import RegistrationNotice
from qudao.deals.registrations.people import deciders, partner_people, tell
from qudao.deals.registrations.states import Move

RULE = "registrations.rule"


@transaction.atomic
def reopen(actor: Actor, public_id: str, note: str, *, version: int, now: datetime) -> Registration:
    """Put a sample that a look found wrong back into review, with what is wrong. It keeps its
    priority time and its scope until it is decided; its partner reads the note."""
    registration = _sample_to_reopen(actor, public_id, version, note)
    calendar = work_calendar(now)
    setting = setting_of(registration, policy_of(registration), calendar)
    step = _reopening(actor, setting, Move.REOPEN, note=note, now=now)
    carry_out(registration, [step], calendar=calendar, now=now)
    look_around(registration, now=now)
    tell(partner_people(registration), RegistrationNotice.REOPENED, registration, now=now)
    return registration


@transaction.atomic
def reopen_and_ask(
    actor: Actor, public_id: str, note: str, *, version: int, now: datetime
) -> Registration:
    """The same, with a question that its partner answers first; the clock stands still."""
    registration = _sample_to_reopen(actor, public_id, version, note)
    calendar = work_calendar(now)
    setting = setting_of(registration, policy_of(registration), calendar)
    answer_by = calendar.add_working_days(now, setting.policy.information_working_days)
    steps = [
        _reopening(actor, setting, Move.REOPEN, note="", now=now),
        Step(
            actor=actor,
            move=Move.REQUEST_INFORMATION,
            fields={"answer_by": answer_by, "clock_paused_at": now},
            note=note.strip(),
        ),
    ]
    carry_out(registration, steps, calendar=calendar, now=now)
    tell(
        partner_people(registration),
        RegistrationNotice.INFORMATION_REQUESTED,
        registration,
        now=now,
        until=calendar.day_of(answer_by),
    )
    return registration


def reopening_by_rule(actor: Actor, setting: Setting, *, now: datetime) -> Step:
    """The step after an amendment that goes beyond what is approved by rule."""
    rule = system_actor(RULE, request_id=actor.request_id)
    return _reopening(rule, setting, Move.REOPEN_BY_RULE, note="", now=now)


def tell_to_decide(registration: Registration, setting: Setting, *, now: datetime) -> None:
    """Its decider hears that it waits again."""
    due = setting.calendar.day_of(registration.decide_by or now)
    people = deciders(registration)
    tell(people, RegistrationNotice.TO_DECIDE, registration, now=now, until=due)


def _sample_to_reopen(actor: Actor, public_id: str, version: int, note: str) -> Registration:
    registration = to_decide(actor, public_id, version, Move.REOPEN)
    if not may_be_reopened(registration):
        message = _("Only what was approved by rule, and is still to be checked, is opened again.")
        raise Conflict(message, code="not_sampled")
    check_note(registration, note)
    if not note.strip():
        raise Invalid.field("note", "required", _("Say what is wrong, or what you need."))
    return registration


def may_be_reopened(registration: Registration) -> bool:
    """Whether it is a sample that nobody has looked at yet."""
    return registration.is_sampled and registration.sample_checked_at is None


def _reopening(actor: Actor, setting: Setting, move: Move, *, note: str, now: datetime) -> Step:
    fields = {
        **review_clock(setting, now=now),
        "decided_at": None,
        "decision_code": "",
        "protected_until": None,
        "update_due_on": None,
        "is_sampled": False,
    }
    return Step(actor=actor, move=move, fields=fields, note=note.strip())
