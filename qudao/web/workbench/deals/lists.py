"""The registrations' lists: the queue, all, and those that a figure of Today opens."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations import selectors
from qudao.deals.registrations.selectors import Decided, NextActor, VendorRow
from qudao.deals.registrations.states import (
    QUEUE_STATES,
    TO_DECIDE_STATES,
    State,
)
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import LARGEST_EXPORT, export
from qudao.web.shared.links import address
from qudao.web.shared.lists import Bar, ListState, Page, Sort, read
from qudao.web.workbench.choosing import partners_to_choose
from qudao.web.workbench.deals.tables import (
    ALL,
    BY_RULE,
    EXPIRING,
    KINDS,
    QUEUE,
    SAMPLES,
    ListKind,
    filters_of,
    table_of,
)
from qudao.web.workbench.deals.words import (
    ClockFace,
    Sign,
    advised,
    badges_of,
    face_of,
    group_words,
    status_of,
    waits_for,
)
from qudao.web.workbench.pages import show

SETTLED_WITHIN = timedelta(days=92)


class Line(NamedTuple):
    """A registration as one row of a list shows it."""

    row: VendorRow
    url: str
    clock: ClockFace
    badges: list[Sign]
    advice: Sign | None  # only while somebody is to decide
    reason: str
    status: str
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class ListContext:
    """The page of a list."""

    title: str
    kind: str
    nothing: str
    tabs: list[Tab]
    bar: Bar | None
    page: Page[Line]
    count: int | None  # in the queue what is to be decided, without what is with the partners
    bands: dict[int, str]
    sorts: dict[str, Sort | None]
    csv_url: str
    xlsx_url: str
    clear_url: str
    is_filtered: bool


@page(Side.VENDOR, DealsPermission.READ_REGISTRATIONS)
def registrations(request: QudaoRequest) -> HttpResponseBase:
    return _list(request, QUEUE)


@page(Side.VENDOR, DealsPermission.READ_REGISTRATIONS)
def all_registrations(request: QudaoRequest) -> HttpResponseBase:
    return _list(request, ALL)


@page(Side.VENDOR, DealsPermission.READ_REGISTRATIONS)
def expiring(request: QudaoRequest) -> HttpResponseBase:
    return _list(request, EXPIRING)


@page(Side.VENDOR, DealsPermission.READ_REGISTRATIONS)
def samples(request: QudaoRequest) -> HttpResponseBase:
    return _list(request, SAMPLES)


@page(Side.VENDOR, DealsPermission.READ_REGISTRATIONS)
def settled_by_rule(request: QudaoRequest) -> HttpResponseBase:
    return _list(request, BY_RULE)


def lines_of(rows: Sequence[VendorRow], *, now: datetime) -> list[Line]:
    return _lines(rows, {}, now=now)


def settled_lines_of(rows: Sequence[VendorRow], *, now: datetime) -> list[Line]:
    """Lines that tell, where nothing waits, what was decided and by whom."""
    return _lines(rows, selectors.decisions_of(rows), now=now)


def _lines(
    rows: Sequence[VendorRow], decided: Mapping[str, Decided], *, now: datetime
) -> list[Line]:
    return [
        Line(
            row=row,
            url=address("workbench:registration", row.public_id),
            clock=face_of(row.clock, now=now),
            badges=badges_of(row),
            advice=advised(row),
            reason=_reason(row),
            status=status_of(row.state),
            decided=decided.get(row.public_id),
        )
        for row in rows
    ]


def _reason(row: VendorRow) -> str:
    """Why the rules propose it; nothing while somebody else has to answer first."""
    if row.main_reason is None or waits_for(row.state, row.outcome):
        return ""
    return row.main_reason.text


def grouped(lines: list[Line]) -> tuple[list[Line], dict[int, str]]:
    """The lines by whose turn it is and how soon, and the titles of the groups by the place of
    their first line."""
    words = group_words()
    by_group: dict[str, list[Line]] = {group: [] for group in words}
    for line in lines:
        by_group[_group_of(line)].append(line)
    ranked: list[Line] = []
    bands: dict[int, str] = {}
    for group, together in by_group.items():
        if together:
            bands[len(ranked)] = words[group]
            ranked += together
    return ranked, bands


_GROUP_OF_LOOK = {"over": "overdue", "due": "today"}


def _group_of(line: Line) -> str:
    turn = line.row.clock.next_actor
    if turn is not NextActor.DECIDER:
        return "partner" if turn is NextActor.PARTNER else "arbitration"
    return _GROUP_OF_LOOK.get(line.clock.css, "later")


def _list(request: QudaoRequest, kind: ListKind) -> HttpResponseBase:
    now = clock.now()
    actor = request.actor
    named = request.GET.get("partner", "")
    choices = partners_to_choose(actor, named) if kind.is_open else []
    state = read(request, table_of(kind, choices))
    wanted = request.GET.get("export")
    if wanted in {"csv", "xlsx"}:
        return export(wanted, state, _rows(actor, kind, state, slice(0, LARGEST_EXPORT), now=now))
    rows = _rows(actor, kind, state, state.window, now=now)
    by_state = _counts(actor, kind, state)
    count = _count(actor, kind, state, by_state)
    shown: Page[Line] = state.page_of(settled_lines_of(rows, now=now), total=count)  # type: ignore[arg-type,assignment]
    bands: dict[int, str] = {}
    if kind is QUEUE and not state.sort:
        ranked, bands = grouped(list(shown.rows))
        shown = replace(shown, rows=ranked)
    context = ListContext(
        title=_("Registrations"),
        kind=kind.key,
        nothing=str(kind.nothing),
        tabs=[Tab(str(k.title), address(k.url_name), k is kind) for k in KINDS],
        bar=state.bar() if kind.is_open else None,
        page=shown,
        count=_sum(by_state, TO_DECIDE_STATES) if kind is QUEUE and by_state is not None else count,
        bands=bands,
        sorts={column.key: state.heading(column.key) for column in state.table.columns},
        csv_url=state.csv_url,
        xlsx_url=state.xlsx_url,
        clear_url=state.clear_url,
        is_filtered=state.is_filtered,
    )
    return show(request, "workbench/deals/registrations.html", context)


def _rows(
    actor: Actor, kind: ListKind, state: ListState[VendorRow], window: slice, *, now: datetime
) -> list[VendorRow]:
    if kind is EXPIRING:
        return selectors.expiring(actor, now=now, window=window)
    if kind is SAMPLES:
        return selectors.samples(actor, now=now, window=window)
    if kind is BY_RULE:
        since = now - SETTLED_WITHIN
        return selectors.settled_by_rule(actor, since=since, now=now, window=window)
    read_rows = selectors.queue if kind is QUEUE else selectors.all_registrations
    order = state.ordering() if state.sort else ()
    return read_rows(actor, filters_of(state), now=now, order_by=order, window=window)


def _counts(
    actor: Actor, kind: ListKind, state: ListState[VendorRow]
) -> Mapping[State, int] | None:
    """The maintained totals, where nothing is narrowed."""
    return selectors.counts_by_state(actor) if kind.is_open and not state.is_filtered else None


def _sum(counts: Mapping[State, int], states: Collection[State]) -> int:
    return sum(n for one, n in counts.items() if one in states)


def _count(
    actor: Actor,
    kind: ListKind,
    state: ListState[VendorRow],
    by_state: Mapping[State, int] | None,
) -> int | None:
    """From maintained totals where nothing is narrowed; short lists are counted by their page."""
    if not kind.is_open:
        return None
    if by_state is not None:
        return _sum(by_state, frozenset(State) if kind is ALL else QUEUE_STATES)
    filters = filters_of(state)
    if kind is QUEUE and not filters.states:
        states = tuple(one.value for one in QUEUE_STATES)
        filters = selectors.RegistrationFilters(
            states=states, text=filters.text, partner_id=filters.partner_id
        )
    return selectors.count_registrations(actor, filters)
