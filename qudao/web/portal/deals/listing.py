"""My registrations: the list, its filters, its export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.texts import once_a_language
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.selectors import (
    PortalRow,
    RegistrationFilters,
    answering_person,
    my_registrations,
)
from qudao.deals.registrations.states import State
from qudao.web.portal.deals.words import STEPS, Track, sentence_of, track_of
from qudao.web.portal.pages import show
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import LARGEST_EXPORT, export
from qudao.web.shared.links import address
from qudao.web.shared.lists import Column, Filter, ListState, Page, Table, read


class Line(NamedTuple):
    """A registration with its address, what it is about, its sentence and its track."""

    row: PortalRow
    url: str
    about: str
    sentence: str
    track: Track | None


@dataclass(frozen=True)
class ListPage:
    """One page of the list."""

    state: ListState[PortalRow]
    rows: Page[PortalRow]
    lines: Sequence[Line]
    may_register: bool
    steps: int = STEPS


@once_a_language
def table() -> Table[PortalRow]:
    """The list's columns and filters, worded in the reader's language."""
    return Table(
        name="registrations",
        columns=(
            Column("customer", _("Customer"), lambda r: r.customer, ("customer_name",)),
            Column("project", _("Project"), lambda r: r.project),
            Column("product", _("Product family"), lambda r: r.product),
            Column("number", _("Number"), lambda r: r.number, ("number",)),
            Column("state", _("State"), lambda r: r.state_label, ("state",)),
            Column("amount", _("Amount"), lambda r: r.amount, ("amount",), numeric=True),
            Column("currency", _("Currency"), lambda r: r.currency),
            Column("received", _("Received"), lambda r: r.received_at, ("received_at",)),
            Column("due", _("Due"), lambda r: r.clock.due_at),
            Column(
                "until", _("Protected until"), lambda r: r.protected_until, ("protected_until",)
            ),
        ),
        filters=(Filter("state", _("State"), [(one.value, str(one.label)) for one in State]),),
        search_hint=_("Customer, project or number"),
    )


@require_GET
@page(Side.PARTNER, DealsPermission.READ_REGISTRATIONS)
def registrations(request: QudaoRequest) -> HttpResponseBase:
    """The partner's own registrations."""
    now = clock.now()
    state = read(request, table())
    chosen = state.chosen.get("state", "")
    filters = RegistrationFilters(states=(chosen,) if chosen else (), text=state.search)
    order = state.ordering() if state.sort else ()
    kind = request.GET.get("export")
    if kind:
        every = slice(0, LARGEST_EXPORT)
        rows = my_registrations(request.actor, filters, now=now, order_by=order, window=every)
        return export(kind, state, rows)
    rows = my_registrations(request.actor, filters, now=now, order_by=order, window=state.window)
    shown = state.page_of(rows)
    person = answering_person(request.actor)
    may_register = request.actor.may(DealsPermission.REGISTER)
    context = ListPage(state, shown, lines_of(shown.rows, person), may_register)
    return show(request, "portal/deals/registrations.html", context)


def lines_of(rows: Sequence[PortalRow], person: str) -> list[Line]:
    return [
        Line(
            row=row,
            url=address("portal:registration", row.public_id),
            about=" · ".join(filter(None, (row.product, row.project, row.number))),
            sentence=sentence_of(row, person),
            track=track_of(row.state),
        )
        for row in rows
    ]
