"""A market cell: who is at work in it, its customers, opportunities and registrations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from qudao.choose.coverage.at_work import PartnerAtWork
from qudao.choose.coverage.cells import CellPage, cell_page, customers_of
from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.programme import today
from qudao.deals.funnel import selectors as funnel
from qudao.deals.funnel.selectors import OpportunityFilters, OpportunityRow
from qudao.deals.funnel.states import OPEN_STAGES
from qudao.deals.registrations import selectors as registrations
from qudao.deals.registrations.selectors import RegistrationFilters
from qudao.market.cells.selectors import Axis, CellAxes
from qudao.market.customers.selectors import CustomerRow, customer_list
from qudao.market.permissions import MarketPermission
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import LARGEST_EXPORT, export
from qudao.web.shared.formats import number
from qudao.web.shared.lists import ListState, read
from qudao.web.workbench.deals.lists import Line, settled_lines_of
from qudao.web.workbench.market.cell_head import CellHead, head_of
from qudao.web.workbench.market.faces import cell_url
from qudao.web.workbench.market.part import Part, bar_of, clear_url, is_filtered, table_of
from qudao.web.workbench.market.parts import PARTS
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.listing import ListSheet, sheet_of

FEW = slice(0, 6)


@dataclass(frozen=True, slots=True)
class CellContext:
    """A cell at a glance."""

    head: CellHead
    page: CellPage
    partners: list[PartnerAtWork]
    others: str
    customers: list[CustomerRow]
    opportunities: list[OpportunityRow]
    registrations: list[Line]
    urls: dict[str, str]  # of each part


@dataclass(frozen=True, slots=True)
class PartContext:
    """One list of a cell; rows of registrations come dressed for their table."""

    head: CellHead
    page: CellPage
    part: str
    title: str
    sheet: ListSheet[Any]
    lines: list[Line]
    others: str


@require_GET
@page(Side.VENDOR, MarketPermission.READ_MARKET)
def cell(request: QudaoRequest) -> HttpResponseBase:
    now, actor = clock.now(), request.actor
    axes = CellAxes(**{axis.value: request.GET.get(axis.value, "") for axis in Axis})
    found = cell_page(actor, axes, today=today(now))
    part = PARTS.get(request.GET.get("part", ""))
    if part is None:
        return show(request, "workbench/market/cell.html", _overview(actor, found, now))
    state = read(request, table_of(part, axes))
    wanted = request.GET.get("export")
    if wanted in {"csv", "xlsx"}:
        whole = slice(0, LARGEST_EXPORT)
        return export(wanted, state, part.rows(actor, found, state, whole, now))
    rows = part.rows(actor, found, state, state.window, now)
    sheet = sheet_of(state, rows, count=part.count(actor, found, state))
    context = _listed(found, part, state, sheet, now=now)
    return show(request, "workbench/market/cell_part.html", context)


def _overview(actor: Actor, found: CellPage, now: datetime) -> CellContext:
    running = OpportunityFilters(stages=tuple(str(one) for one in OPEN_STAGES), cell=found.axes)
    claims = RegistrationFilters(cell=found.axes)
    deals = registrations.all_registrations(actor, claims, now=now, window=FEW)
    return CellContext(
        head=head_of(found, ""),
        page=found,
        partners=list(found.partners),
        others=_others(found),
        customers=customer_list(actor, replace(customers_of(found.axes), window=FEW)),
        opportunities=funnel.opportunities(actor, running, order_by=("-amount", "pk"), window=FEW),
        registrations=settled_lines_of(deals, now=now),
        urls={key: cell_url(found.axes, part=key) for key in PARTS},
    )


def _listed(
    found: CellPage, part: Part, state: ListState[Any], sheet: ListSheet[Any], *, now: datetime
) -> PartContext:
    sheet = replace(
        sheet, bar=bar_of(state), is_filtered=is_filtered(state), clear_url=clear_url(state)
    )
    is_of_deals = part.key == "registrations"
    return PartContext(
        head=head_of(found, part.key),
        page=found,
        part=part.key,
        title=str(part.title),
        sheet=sheet,
        lines=settled_lines_of(list(sheet.page.rows), now=now) if is_of_deals else [],
        others=_others(found) if part.key == "partners" else "",
    )


def _others(found: CellPage) -> str:
    """How many more are at work whom this reader may not open."""
    if not found.others:
        return ""
    said = ngettext(
        "%(n)s more partner is at work here, in a colleague's charge.",
        "%(n)s more partners are at work here, in colleagues' charge.",
        found.others,
    )
    return said % {"n": number(found.others)}
