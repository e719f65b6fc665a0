"""The visible clock of a registration: who acts next, until when, how much is used."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from qudao.deals.registrations.states import TO_DECIDE_STATES, State
from qudao.engines.workdays import WorkCalendar


class NextActor(StrEnum):
    """Whose turn it is."""

    PARTNER = "partner"
    DECIDER = "decider"
    ARBITRATION = "arbitration"
    NOBODY = "nobody"


class Timed(Protocol):
    """The columns that a clock is read from."""

    @property
    def state(self) -> str: ...
    @property
    def received_at(self) -> datetime | None: ...
    @property
    def complete_by(self) -> datetime | None: ...
    @property
    def review_started_at(self) -> datetime | None: ...
    @property
    def decide_by(self) -> datetime | None: ...
    @property
    def answer_by(self) -> datetime | None: ...
    @property
    def clock_paused_at(self) -> datetime | None: ...


class Clock(NamedTuple):
    """`left` is working time, a working day being 24 hours; `share_used` runs from 0 to 1.

    While the partner is asked, the decider's clock is paused: `paused_left` is what it will have.
    """

    next_actor: NextActor
    due_at: datetime | None = None
    left: timedelta = timedelta(0)
    share_used: float = 0.0
    is_overdue: bool = False
    paused_left: timedelta | None = None


_NEXT: dict[str, NextActor] = {
    State.DRAFT: NextActor.PARTNER,
    State.SUBMITTED: NextActor.PARTNER,
    State.IN_REVIEW: NextActor.DECIDER,
    State.INFO_REQUESTED: NextActor.PARTNER,
    State.CONFLICTED: NextActor.ARBITRATION,
    State.PROTECTED: NextActor.PARTNER,
    State.SAID_WON: NextActor.DECIDER,
}


_STANDING = {turn: Clock(turn) for turn in NextActor}  # nothing runs


def clock_of(row: Timed, *, calendar: WorkCalendar, now: datetime) -> Clock:
    """The clock that runs in the row's state."""
    state = row.state
    turn = _NEXT.get(state, NextActor.NOBODY)
    if state == State.SUBMITTED:
        return _running(turn, row.received_at, row.complete_by, calendar=calendar, now=now)
    if state in TO_DECIDE_STATES:
        return _running(turn, row.review_started_at, row.decide_by, calendar=calendar, now=now)
    if state == State.INFO_REQUESTED:
        asked = row.clock_paused_at
        clock = _running(turn, asked, row.answer_by, calendar=calendar, now=now)
        if asked is None or row.decide_by is None:
            return clock
        paused = calendar.working_time_left(asked, row.decide_by)
        return clock._replace(paused_left=paused)
    return _STANDING[turn]


def days_left(until: date | None, today: date) -> int | None:
    """Days of protection after today; 0 on the last day."""
    return None if until is None else max(0, (until - today).days)


def _running(
    turn: NextActor,
    start: datetime | None,
    due: datetime | None,
    *,
    calendar: WorkCalendar,
    now: datetime,
) -> Clock:
    if start is None or due is None:
        return _STANDING[turn]
    left, share_used = calendar.progress(start, due, now=now)
    return Clock(turn, due, left, share_used, is_overdue=now >= due)
