"""Whether the holders of protections that a registration overlaps with were heard (rule G5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from qudao.core.actor import Actor
from qudao.core.audit import kind_of
from qudao.core.programme import work_calendar
from qudao.deals.accountroom.models import Message
from qudao.deals.registrations.models import Candidate, Registration
from qudao.deals.registrations.states import HELD_STATES
from qudao.engines.registration import RegistrationPolicy
from qudao.engines.workdays import WorkCalendar
from qudao.rules.policies import registration_policy


def is_holder_unheard(actor: Actor, public_id: str, *, now: datetime) -> bool:
    """The same of a registration in the actor's scope, for its page."""
    rows = Registration.objects.visible_to(actor).select_related("rulebook_version")
    row = rows.one(public_id)
    if row.rulebook_version is None:
        return False
    policy = registration_policy(row.rulebook_version)
    return bool(unheard_holders(row, policy, calendar=work_calendar(now), now=now))


def unheard_holders(
    registration: Registration,
    policy: RegistrationPolicy,
    *,
    calendar: WorkCalendar,
    now: datetime,
) -> list[str]:
    """The protected registrations of others in this scope whose holder was not asked since this
    one came, or still has time to answer; their public ids."""
    found = Candidate.objects.unscoped(reason="what screening kept of this registration").filter(
        registration=registration, overlaps=True, other_kind="registration"
    )
    ruled_out = [Candidate.Verdict.NOT_THE_SAME, Candidate.Verdict.OTHER_PROJECT]
    keys = found.exclude(verdict__in=ruled_out).filter(match__in=["exact", "likely"])
    reason = "a protection is overruled only after its holder was heard, whoever that is"
    holders = Registration.objects.unscoped(reason=reason).filter(
        public_id__in=keys.values_list("other_id", flat=True), state__in=HELD_STATES
    )
    holders = holders.exclude(partner_id=registration.partner_id).order_by("pk")
    since = registration.received_at or now
    return [
        one.public_id
        for one in holders
        if not _was_heard(_talk_of(one, since), one, policy, calendar=calendar, now=now)
    ]


def _talk_of(holder: Registration, since: datetime) -> Iterable[Message]:
    reason = "whether the holder was asked, and has answered"
    rows = Message.objects.unscoped(reason=reason).about(kind_of(holder), holder.public_id)
    return rows.filter(is_internal=False, written_at__gte=since).order_by("written_at", "pk")


def _was_heard(
    talk: Iterable[Message],
    holder: Registration,
    policy: RegistrationPolicy,
    *,
    calendar: WorkCalendar,
    now: datetime,
) -> bool:
    """Asked by us, then answered; or asked, and the days to answer are over."""
    asked_at: datetime | None = None
    for one in talk:
        is_ours = one.author_organisation_id != holder.partner_id
        if asked_at is None and is_ours:
            asked_at = one.written_at
        elif asked_at is not None and not is_ours:
            return True
    if asked_at is None:
        return False
    return calendar.add_working_days(asked_at, policy.information_working_days) <= now
