"""What falls due for a registration in each state."""

from __future__ import annotations

from datetime import datetime, timedelta

from qudao.core.deadlines import clear_deadlines, set_deadlines, set_first_deadlines
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import TO_DECIDE_STATES, State
from qudao.engines.registration import RegistrationPolicy, reminder_days
from qudao.engines.workdays import WorkCalendar
from qudao.rules.policies import registration_policy

MORNING = timedelta(hours=9)  # reminders of a day go out at nine


def schedule(registration: Registration, before: State, *, calendar: WorkCalendar) -> None:
    """Forget what was due in the state before, and set what falls due in this one."""
    state = State(registration.state)
    if state is before:
        return
    if before is not State.DRAFT:
        clear_deadlines(registration.public_id)
    if state is State.SUBMITTED:
        _until_completed(registration, calendar)
    elif state in TO_DECIDE_STATES:
        schedule_decision(registration, calendar=calendar)
    elif state is State.INFO_REQUESTED:
        _set_if(registration.answer_by, registration)
    elif state is State.PROTECTED:
        _while_protected(registration, calendar)


def schedule_anew(registration: Registration, *, calendar: WorkCalendar, now: datetime) -> None:
    """Set what falls due for a protection whose last day has moved."""
    if registration.state != State.PROTECTED or registration.protected_until is None:
        return
    clear_deadlines(registration.public_id)
    ends_at = calendar.end_of_day(registration.protected_until)
    set_deadlines("deals.registrations.end_protection", [registration.public_id], due_at=ends_at)
    schedule_next_reminder(registration, calendar=calendar, now=now)
    schedule_update(registration, calendar=calendar)


def schedule_decision(registration: Registration, *, calendar: WorkCalendar) -> None:
    """Remind the decider when half of the working time is gone, escalate when all is."""
    start, due = registration.review_started_at, registration.decide_by
    if start is None or due is None:
        return
    share = policy_of(registration).remind_decision_at_share
    half = calendar.moment_at_share(start, due, share)
    due_at = {"deals.registrations.remind_decider": half, "deals.registrations.escalate": due}
    set_first_deadlines(registration.public_id, due_at)


def schedule_next_reminder(
    registration: Registration, *, calendar: WorkCalendar, now: datetime
) -> None:
    """The next of the reminders before protection ends that still lies ahead."""
    until, approved_at = registration.protected_until, registration.decided_at
    if until is None or approved_at is None:
        return
    approved_on = calendar.day_of(approved_at)
    days = reminder_days(policy_of(registration), approved_on=approved_on, until=until)
    moments = (calendar.start_of_day(day) + MORNING for day in days)
    ahead = [moment for moment in moments if moment > now]
    if ahead:
        set_deadlines(
            "deals.registrations.remind_expiry", [registration.public_id], due_at=ahead[0]
        )


def schedule_update(registration: Registration, *, calendar: WorkCalendar) -> None:
    """Remind the partner in writing on the morning after an update was due. No reminder of that
    kind may be set yet."""
    due = registration.update_due_on
    if due is not None and (registration.protected_until or due) > due:
        morning = calendar.end_of_day(due) + MORNING
        set_deadlines("deals.registrations.remind_update", [registration.public_id], due_at=morning)


def policy_of(registration: Registration) -> RegistrationPolicy:
    """The rules by which the registration is judged: those in force when it was received."""
    if registration.rulebook_version is None:
        raise ValueError("a registration without a receipt has no rules yet")
    return registration_policy(registration.rulebook_version)


def _until_completed(registration: Registration, calendar: WorkCalendar) -> None:
    start, due = registration.received_at, registration.complete_by
    if start is None or due is None:
        return
    half = calendar.moment_at_share(start, due, policy_of(registration).remind_decision_at_share)
    due_at = {
        "deals.registrations.remind_completion": half,
        "deals.registrations.lapse_unfinished": due,
    }
    set_first_deadlines(registration.public_id, due_at)


def _set_if(due: datetime | None, registration: Registration) -> None:
    if due is not None:
        set_deadlines("deals.registrations.lapse_unanswered", [registration.public_id], due_at=due)


def _while_protected(registration: Registration, calendar: WorkCalendar) -> None:
    if registration.protected_until is None or registration.decided_at is None:
        return
    ends_at = calendar.end_of_day(registration.protected_until)
    set_deadlines("deals.registrations.end_protection", [registration.public_id], due_at=ends_at)
    schedule_next_reminder(registration, calendar=calendar, now=registration.decided_at)
    schedule_update(registration, calendar=calendar)
