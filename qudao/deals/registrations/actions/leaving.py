"""What a partner's exit does to its registrations (rule G16)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from qudao.core.actor import system_actor
from qudao.core.jobs import enqueue
from qudao.core.programme import work_calendar
from qudao.deals.registrations.actions.moving import Step, carry_out
from qudao.deals.registrations.actions.receiving import RELATED
from qudao.deals.registrations.actions.scheduling import policy_of, schedule_anew
from qudao.deals.registrations.models import Registration, RegistrationQuerySet
from qudao.deals.registrations.notices import RegistrationNotice
from qudao.deals.registrations.people import deciders, partner_people, tell
from qudao.deals.registrations.states import HELD_STATES, LIVE_STATES, Move
from qudao.market.partners.states import Lifecycle

EXIT = system_actor("registrations.exit")


def partner_left(partner_id: str) -> list[str]:
    """Look after each live registration of a partner that has left, by a job of its own. Says
    which ones."""
    rows = _rows().filter(partner__public_id=partner_id).order_by("pk")
    keys = list(rows.values_list("public_id", flat=True))
    for key in keys:
        enqueue("deals.registrations.end_with_partner", subject_id=key)
    return keys


@transaction.atomic
def end_with_partner(public_id: str, *, now: datetime) -> None:
    """End what is not decided; give notice of the end of what is protected, so that the customer
    is in somebody else's hands by then. Nothing happens where the partner came back."""
    rows = _rows().filter(public_id=public_id).select_related(*RELATED)
    registration = rows.select_for_update(of=("self",)).first()
    if registration is None:
        return
    if registration.state in HELD_STATES:
        _give_notice(registration, now=now)
        return
    step = Step(
        actor=EXIT, move=Move.END_WITH_PARTNER, fields={"clock_paused_at": None}, rule="G16"
    )
    carry_out(registration, [step], calendar=work_calendar(now), now=now)
    people = partner_people(registration)
    tell(people, RegistrationNotice.ENDED_WITH_PARTNER, registration, now=now)


def _give_notice(registration: Registration, *, now: datetime) -> None:
    calendar = work_calendar(now)
    notice = timedelta(days=policy_of(registration).exit_notice_days)
    last = calendar.day_of(now) + notice
    until = min(registration.protected_until or last, last)
    fields = {"protected_until": until}
    step = Step(actor=EXIT, move=Move.GIVE_NOTICE, fields=fields, rule="G16")
    carry_out(registration, [step], calendar=calendar, now=now)
    schedule_anew(registration, calendar=calendar, now=now)
    people = partner_people(registration)
    tell(people, RegistrationNotice.NOTICE_GIVEN, registration, now=now, until=until)
    ours = deciders(registration)
    tell(ours, RegistrationNotice.TO_REASSIGN, registration, now=now, until=until)


def _rows() -> RegistrationQuerySet:
    rows = Registration.objects.visible_to(EXIT).filter(state__in=LIVE_STATES)
    return rows.filter(partner__lifecycle=Lifecycle.EXITED)
