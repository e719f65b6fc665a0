"""Today: the quarter first, then what waits by deadline, what was settled, what ends soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.programme import today as today_at
from qudao.deals.commitments.selectors import (
    MOST_SHOWN,
    PromiseLine,
    count_promises_due,
    promises_due,
)
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations import selectors
from qudao.deals.registrations.selectors import Conflicts
from qudao.deals.registrations.selectors.counts import Overdue, overdue_decisions
from qudao.deals.registrations.states import TO_DECIDE_STATES, WITH_PARTNER_STATES, State
from qudao.people.notifications import NoticeLine, my_notices
from qudao.people.permissions import PeoplePermission
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.formats import locale
from qudao.web.workbench.accounts import home as accounts
from qudao.web.workbench.deals.lists import Line, grouped, lines_of
from qudao.web.workbench.deals.words import exact_time, long_day
from qudao.web.workbench.navigation import looks_after_accounts
from qudao.web.workbench.pages import show
from qudao.web.workbench.today.beginning import Step, first_steps
from qudao.web.workbench.today.quarter import QuarterLine, quarter_line

SHOWN = slice(0, 10)
FEW = slice(0, 5)
SETTLED_WITHIN = timedelta(days=7)
NOTICES = 6
MOST_PROMISES = 4


@dataclass(frozen=True, slots=True)
class Ending:
    """A protection that ends soon; `used` is the share of the last 30 days, in per cent."""

    line: Line
    used: int
    hue: str


@dataclass(frozen=True, slots=True)
class Work:
    """What the actor's own registrations ask for."""

    waiting: list[Line]
    bands: dict[int, str]
    count: int
    with_partner: int
    overdue: Overdue
    endings: list[Ending]
    settled: int
    is_more_settled: bool
    samples: list[Line]
    protected: int
    received: int  # ever, in whatever state

    @property
    def first(self) -> Line | None:
        """What is to be decided first, as far as it is among the rows: counts are kept apart from
        them and may be older."""
        to_decide = (one for one in self.waiting if one.row.state in TO_DECIDE_STATES)
        return next(to_decide, None)


@dataclass(frozen=True, slots=True)
class TodayContext:
    sub: str
    quarter: QuarterLine | None
    work: Work | None
    told: list[NoticeLine]
    first_url: str | None
    promises: list[PromiseLine]
    promise_count: int
    may_promise: bool
    conflicts: Conflicts | None
    steps: list[Step]


@require_GET
@page(Side.VENDOR, PeoplePermission.USE_WORKBENCH)
def today(request: QudaoRequest) -> HttpResponse:
    now = clock.now()
    actor = request.actor
    if looks_after_accounts(actor):
        return accounts.my_accounts(request, now=now)
    quarter = quarter_line(actor, now=now)
    work = work_of(actor, now=now) if actor.may(DealsPermission.READ_REGISTRATIONS) else None
    promises = _promises(actor, now=now)
    decides = actor.may(DealsPermission.DECIDE_REGISTRATION)
    first = work.first if work and decides else None
    in_list = {line.row.public_id for line in work.waiting} if work else set()
    unread = [
        one
        for one in my_notices(actor, limit=50)
        if not one.is_read and one.subject_id not in in_list
    ]
    context = TodayContext(
        sub=_sub(quarter, work if decides else None, now=now),
        quarter=quarter,
        work=work,
        told=unread[:NOTICES],
        first_url=first.url if first else None,
        promises=promises[:MOST_PROMISES],
        promise_count=_promise_count(actor, promises, now=now),
        may_promise=actor.may(DealsPermission.RECORD_PROMISE),
        conflicts=selectors.open_conflicts(actor) if work else None,
        steps=_steps(actor, quarter, work),
    )
    return show(request, "workbench/today/today.html", context)


def _steps(actor: Actor, quarter: QuarterLine | None, work: Work | None) -> list[Step]:
    """Until the first registration came; from then on the page has better to show."""
    if work is None or work.received:
        return []
    return first_steps(actor, has_target=quarter is not None and quarter.has_target)


def _promises(actor: Actor, *, now: datetime) -> list[PromiseLine]:
    """What falls due soon, or is overdue, for whoever keeps the register of promises."""
    if not actor.may(DealsPermission.RECORD_PROMISE):
        return []
    return promises_due(actor, today=today_at(now))


def _promise_count(actor: Actor, promises: list[PromiseLine], *, now: datetime) -> int:
    is_cut = len(promises) >= MOST_SHOWN
    return count_promises_due(actor, today=today_at(now)) if is_cut else len(promises)


def work_of(actor: Actor, *, now: datetime) -> Work:
    counts = selectors.counts_by_state(actor)
    waiting, bands = grouped(lines_of(selectors.queue(actor, now=now, window=SHOWN), now=now))
    ending = lines_of(selectors.expiring(actor, now=now, window=FEW), now=now)
    since = now - SETTLED_WITHIN
    settled = selectors.settled_by_rule(actor, since=since, now=now, window=slice(0, 100))
    drawn = selectors.samples(actor, now=now, window=FEW)
    return Work(
        waiting=waiting,
        bands=bands,
        count=sum(n for state, n in counts.items() if state in TO_DECIDE_STATES),
        with_partner=sum(n for state, n in counts.items() if state in WITH_PARTNER_STATES),
        overdue=_overdue(actor, waiting, now=now),
        endings=[_ending(line) for line in ending],
        settled=len(settled),
        is_more_settled=len(settled) == 100,
        samples=lines_of(drawn, now=now),
        protected=counts.get(State.PROTECTED, 0),
        received=sum(counts.values()),
    )


def _overdue(actor: Actor, waiting: list[Line], *, now: datetime) -> Overdue:
    """Of all, which are counted only when more may wait than are shown."""
    if len(waiting) >= SHOWN.stop:
        return overdue_decisions(actor, now=now)
    decisions = (line.row.clock for line in waiting if line.row.state in TO_DECIDE_STATES)
    since = [clock.due_at for clock in decisions if clock.is_overdue and clock.due_at]
    return Overdue(len(since), min(since, default=None))


def _ending(line: Line) -> Ending:
    left = line.row.days_left or 0
    hue = "bad" if left <= 7 else "warn" if left <= 14 else ""
    return Ending(line, max(2, round(min(left, 30) / 30 * 100)), hue)  # the last day is seen


def _sub(quarter: QuarterLine | None, work: Work | None, *, now: datetime) -> str:
    parts = [_("%(day)s.") % {"day": long_day(now)}]
    if quarter is not None:
        parts.append(quarter.sentence)
    if work is not None:
        parts += _waits(work, now=now)
    return ("" if locale().language == "zh" else " ").join(parts)


def _waits(work: Work, *, now: datetime) -> list[str]:
    """How many decisions wait, what is overdue since when, and what is with the partners."""
    said = []
    if work.count:
        text = ngettext("%(n)s decision waits.", "%(n)s decisions wait.", work.count)
        said.append(text % {"n": work.count})
    n, since = work.overdue.count, work.overdue.since
    if since is not None:
        text = ngettext(
            "%(n)s is overdue since %(time)s.", "%(n)s are overdue, the first since %(time)s.", n
        )
        said.append(text % {"n": n, "time": exact_time(since, now=now)})
    elif work.first and (first := work.first.row.clock.due_at):
        said.append(_("The first is due %(time)s.") % {"time": exact_time(first, now=now)})
    if work.with_partner:
        text = ngettext(
            "%(n)s is with the partner.", "%(n)s are with the partners.", work.with_partner
        )
        said.append(text % {"n": work.with_partner})
    return said
