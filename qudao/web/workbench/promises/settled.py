"""What became of the promises: a list to page through, to take along, and to mend for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.programme import today
from qudao.deals.commitments.actions import REOPENED_WITHIN, reopen_promise
from qudao.deals.commitments.selectors import PromiseLine, settled_promises
from qudao.deals.permissions import DealsPermission
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import LARGEST_EXPORT, export
from qudao.web.shared.lists import Column, Page, Table, read
from qudao.web.workbench.pages import show

DOOR = page(Side.VENDOR, DealsPermission.RECORD_PROMISE)


@dataclass(frozen=True, slots=True)
class SettledContext:
    """One page of settled promises; one settled after `reopens_from` can be opened again."""

    page: Page[PromiseLine]
    csv_url: str
    xlsx_url: str
    reopens_from: datetime


@require_GET
@DOOR
def settled(request: QudaoRequest) -> HttpResponseBase:
    now = clock.now()
    state = read(request, _table())
    wanted = request.GET.get("export")
    window = slice(0, LARGEST_EXPORT) if wanted in {"csv", "xlsx"} else state.window
    rows = settled_promises(request.actor, today=today(now), window=window)
    if wanted in {"csv", "xlsx"}:
        return export(wanted, state, rows)
    context = SettledContext(
        page=state.page_of(rows),
        csv_url=state.csv_url,
        xlsx_url=state.xlsx_url,
        reopens_from=now - REOPENED_WITHIN,
    )
    return show(request, "workbench/promises/settled.html", context)


@require_POST
@DOOR
def reopen(request: QudaoRequest, public_id: str) -> HttpResponse:
    reopen_promise(request.actor, public_id, now=clock.now())
    messages.success(request, _("It is open again."))
    return redirect("workbench:promises")


def _table() -> Table[PromiseLine]:
    return Table(
        name="promises",
        columns=[
            Column("text", _("Promise"), lambda line: line.text),
            Column("direction", _("Who promised"), lambda line: line.direction_label),
            Column("partner", _("Partner"), lambda line: line.partner),
            Column("customer", _("Customer"), lambda line: line.customer),
            Column("made_by", _("Recorded by"), lambda line: line.made_by),
            Column("made_on", _("Recorded on"), lambda line: line.made_on),
            Column("due_on", _("Until"), lambda line: line.due_on),
            Column("state", _("Outcome"), lambda line: line.state_label),
            Column("settled_at", _("Settled on"), lambda line: line.settled_at),
        ],
    )
