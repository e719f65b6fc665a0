"""A registration in one sentence: where it stands, who is next, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qudao.deals.registrations.selectors import Clock
from qudao.deals.registrations.states import State
from qudao.web.shared.formats import day, deadline, percent

STEPS = 4
_DONE: dict[str, int] = {
    State.DRAFT: 0,
    State.SUBMITTED: 1,
    State.IN_REVIEW: 2,
    State.INFO_REQUESTED: 1,
    State.CONFLICTED: 2,
    State.PROTECTED: 3,
    State.SAID_WON: 3,
    State.WON: STEPS,
}
_SENTENCES: dict[str, Promise] = {
    State.DRAFT: gettext_lazy("A draft: nothing is submitted yet."),
    State.SUBMITTED: gettext_lazy("Received. Complete it by %(due)s to keep your priority time."),
    State.IN_REVIEW: gettext_lazy("With %(person)s, answer by %(due)s at the latest."),
    State.INFO_REQUESTED: gettext_lazy("Waits for your answer until %(due)s. Our clock is paused."),
    State.CONFLICTED: gettext_lazy(
        "In arbitration. You will be heard; your rights stay as they are."
    ),
    State.REJECTED: gettext_lazy("Rejected. The decision gives the reason and the way to appeal."),
    State.WITHDRAWN: gettext_lazy("You have withdrawn it."),
    State.EXPIRED: gettext_lazy("It has expired; the scope is free again."),
    State.REVOKED: gettext_lazy("The protection was revoked. The reason stands inside."),
    State.SAID_WON: gettext_lazy(
        "You said that it is won. %(person)s confirms it by %(due)s; your protection holds."
    ),
    State.WON: gettext_lazy("Won."),
    State.LOST: gettext_lazy("Lost."),
}
_WAITS_FOR_PARTNER = frozenset({State.DRAFT, State.SUBMITTED, State.INFO_REQUESTED})


class Standing(Protocol):
    """What the sentence is made of; a row of the list and the page both have it."""

    @property
    def state(self) -> str: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def protected_until(self) -> date | None: ...
    @property
    def days_left(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Track:
    """How far a registration has come, for the bar of steps; `None` where it has ended."""

    done: int
    waiting: bool
    won: bool


@dataclass(frozen=True, slots=True)
class Ring:
    """The clock as components/clock.html draws it."""

    used: str
    remaining: str
    exact: str
    look: str


_TRACKS = {
    state: Track(done, state in _WAITS_FOR_PARTNER, state == State.WON)
    for state, done in _DONE.items()
}


def track_of(state: str) -> Track | None:
    return _TRACKS.get(state)


def sentence_of(row: Standing, person: str) -> str:
    """Where it stands in one sentence; `person` is who answers at the vendor."""
    if row.state == State.PROTECTED:
        return _protected(row)
    due = deadline(row.clock.due_at)
    return str(_SENTENCES[row.state]) % {"due": due, "person": person or _("the channel team")}


def ring_of(clock: Clock) -> Ring | None:
    """The visible clock; none where nothing runs."""
    if clock.due_at is None:
        return None
    used = percent(min(clock.share_used, 1.0)).rstrip("%")
    if clock.is_overdue:
        return Ring("100", _("Time is up"), deadline(clock.due_at), "over")
    look = "half" if clock.share_used >= 0.5 else ""  # ochre from half of the time on
    return Ring(used, _left(clock), deadline(clock.due_at), look)


def _left(clock: Clock) -> str:
    days, hours = clock.left.days, clock.left.seconds // 3600
    if days:
        said = ngettext("%(days)s working day left", "%(days)s working days left", days)
        return said % {"days": days}
    return ngettext("%(hours)s hour left", "%(hours)s hours left", hours) % {"hours": hours}


def _protected(row: Standing) -> str:
    said = ngettext(
        "Protected until %(until)s, %(days)s day left.",
        "Protected until %(until)s, %(days)s days left.",
        row.days_left or 0,
    )
    return said % {"until": day(row.protected_until), "days": row.days_left or 0}
