"""What a partner said of its deal, and the vendor's word on it: won, or not yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.errors import Invalid
from qudao.core.programme import work_calendar
from qudao.deals.funnel.states import Stage
from qudao.deals.registrations.actions.deciding import check_note, to_decide
from qudao.deals.registrations.actions.moving import Step, carry_out
from qudao.deals.registrations.actions.protecting import follow_in_funnel
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.notices import RegistrationNotice
from qudao.deals.registrations.people import partner_people, tell
from qudao.deals.registrations.states import Move
from qudao.engines.workdays import WorkCalendar


@transaction.atomic
def confirm_won(
    actor: Actor, public_id: str, *, version: int, now: datetime, note: str = ""
) -> Registration:
    """Confirm that the deal is won, by the order that is there: from now on it counts in the
    figures of the quarter. The note, if there is one, is read by the partner."""
    registration = to_decide(actor, public_id, version, Move.WIN)
    check_note(registration, note)
    step = Step(actor=actor, move=Move.WIN, note=note.strip())
    carry_out(registration, [step], calendar=work_calendar(now), now=now)
    follow_in_funnel(actor, registration, Stage.WON, now=now)
    tell(partner_people(registration), RegistrationNotice.WON, registration, now=now)
    return registration


@transaction.atomic
def not_yet_won(
    actor: Actor, public_id: str, note: str, *, version: int, now: datetime
) -> Registration:
    """Say why the deal cannot be counted as won yet. It stays protected, by as many days longer as
    the partner has waited for this answer."""
    registration = to_decide(actor, public_id, version, Move.NOT_YET_WON)
    check_note(registration, note)
    if not note.strip():
        raise Invalid.field("note", "required", _("Say what is missing for a confirmation."))
    calendar = work_calendar(now)
    fields = _days_given_back(registration, calendar, now=now)
    step = Step(actor=actor, move=Move.NOT_YET_WON, note=note.strip(), fields=fields)
    carry_out(registration, [step], calendar=calendar, now=now)
    tell(partner_people(registration), RegistrationNotice.NOT_YET_WON, registration, now=now)
    return registration


def _days_given_back(
    registration: Registration, calendar: WorkCalendar, *, now: datetime
) -> dict[str, object]:
    """The ends of the clocks that stood still while the vendor looked into it."""
    said_at = registration.review_started_at or now
    waited = calendar.day_of(now) - calendar.day_of(said_at)
    ends = {"protected_until": registration.protected_until}
    ends["update_due_on"] = registration.update_due_on
    moved = {name: day + waited for name, day in ends.items() if day and waited > timedelta(0)}
    if "update_due_on" in moved:
        moved["update_due_on"] = calendar.next_working_day(moved["update_due_on"])
    return dict(moved)
