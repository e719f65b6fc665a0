"""The partner's home: what waits for it, its registrations, the rules of the game."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.programme import start_of, today
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.selectors import (
    PortalRow,
    RegistrationFilters,
    answering_person,
    my_registrations,
)
from qudao.deals.registrations.states import State
from qudao.people.permissions import PeoplePermission
from qudao.rules.selectors import NoRulebook, RulebookState, rulebook_state
from qudao.web.portal.deals.listing import Line, lines_of
from qudao.web.portal.deals.words import STEPS
from qudao.web.portal.pages import show
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.formats import day, deadline

OPEN = (
    State.DRAFT,
    State.SUBMITTED,
    State.IN_REVIEW,
    State.INFO_REQUESTED,
    State.CONFLICTED,
    State.PROTECTED,
    State.SAID_WON,
)
SHOWN = 6
SOON = timedelta(days=7)  # an update that is due is announced a week ahead
LAST_DAYS = 14  # of a protection
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that waits for the reader, as `moves` of components/lists.html draws it."""

    icon: str
    hue: str
    title: str
    sentence: str
    url: str
    action: str


@dataclass(frozen=True)
class HomePage:
    """The home."""

    waits: Sequence[Wait]
    lines: Sequence[Line]
    open_count: int
    rulebook: RulebookState | None
    may_register: bool
    person: str
    steps: int = STEPS


@require_GET
@page(Side.PARTNER, PeoplePermission.USE_PORTAL)
def home(request: QudaoRequest) -> HttpResponse:
    """What waits, where everything stands, which rules hold."""
    now = clock.now()
    actor = request.actor
    rows = my_registrations(actor, RegistrationFilters(states=OPEN), now=now)
    person = answering_person(actor)
    may_register = actor.may(DealsPermission.REGISTER)
    rulebook = _rulebook(request)
    submitted = [row for row in rows if row.state != State.DRAFT]
    context = HomePage(
        waits=list(_waits(rows, update_by=today(now) + SOON)) if may_register else (),
        lines=lines_of(submitted[:SHOWN], person),
        open_count=len(submitted),
        rulebook=rulebook,
        may_register=may_register,
        person=person,
    )
    return show(request, "portal/home.html", context)


def _rulebook(request: QudaoRequest) -> RulebookState | None:
    try:
        return rulebook_state(request.actor, now=clock.now())
    except NoRulebook:
        return None


def _waits(rows: Sequence[PortalRow], *, update_by: date) -> Iterator[Wait]:
    """What the partner should do, the earliest deadline first."""
    found = [wait for row in rows for wait in _waits_of(row, update_by)]
    for _due, wait in sorted(found, key=lambda pair: pair[0]):
        yield wait


def _waits_of(row: PortalRow, update_by: date) -> Iterator[tuple[datetime, Wait]]:
    """Each with the moment when it is due; drafts, which nothing hurries, come last."""
    name = row.customer or _("No customer yet")
    at = [row.public_id]
    due = row.clock.due_at or NEVER
    if row.state == State.INFO_REQUESTED:
        said = _("We asked you a question. Answer by %(due)s; our clock is paused until then.")
        said = said % {"due": deadline(row.clock.due_at)}
        yield (
            due,
            Wait("message", "warn", name, said, reverse("portal:answer", args=at), _("Answer")),
        )
    elif row.state == State.SUBMITTED:
        said = _("Complete the quick registration by %(due)s.") % {
            "due": deadline(row.clock.due_at)
        }
        url = reverse("portal:complete", args=at)
        yield due, Wait("clock", "warn", name, said, url, _("Complete"))
    elif row.state == State.PROTECTED:
        yield from _waits_of_protected(row, name, update_by)
    elif row.state == State.DRAFT:
        said = _("A draft. It protects nothing before you submit it.")
        yield (
            NEVER,
            Wait("edit", "dim", name, said, reverse("portal:draft", args=at), _("Continue")),
        )


def _waits_of_protected(
    row: PortalRow, name: str, update_by: date
) -> Iterator[tuple[datetime, Wait]]:
    if row.update_due_on is not None and row.update_due_on <= update_by:
        said = _("One update by %(day)s keeps your priority.")
        if row.is_update_overdue:
            said = _(
                "An update was due on %(day)s. Send it now: the protection stays, your priority "
                "weighs less."
            )
        said %= {"day": day(row.update_due_on)}
        url = reverse("portal:update", args=[row.public_id])
        hue = "bad" if row.is_update_overdue else "warn"
        yield _end_of(row.update_due_on), Wait("clock", hue, name, said, url, _("Update"))
    elif row.days_left is not None and row.days_left <= LAST_DAYS and row.protected_until:
        said = _("Protection ends on %(day)s.") % {"day": day(row.protected_until)}
        url = reverse("portal:registration", args=[row.public_id])
        ends = _end_of(row.protected_until)
        yield ends, Wait("shield", "warn", name, said, url, _("Open it"))


def _end_of(day: date) -> datetime:
    return start_of(day + timedelta(days=1))
