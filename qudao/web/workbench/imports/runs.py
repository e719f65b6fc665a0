"""One import: what was found, go, how far it is, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from qudao.core import clock
from qudao.core.actor import Side
from qudao.intake.actions import start_import, stop_import
from qudao.intake.permissions import IntakePermission
from qudao.intake.selectors import (
    NotedCount,
    Preview,
    RejectRow,
    RunPage,
    noted_lines,
    notes_of,
    preview_of,
    reject_lines,
    rejects_of,
    run_page,
)
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import csv_file
from qudao.web.shared.formats import number
from qudao.web.shared.lists import Column, Page, Table, read
from qudao.web.shared.pages import wants_fragment
from qudao.web.workbench.pages import show

NOT_YET = {"received", "checking", "previewed"}


@dataclass(frozen=True, slots=True)
class Job:
    """Progress as its component draws it."""

    done: str
    total: str
    unit: str
    percent: int
    left: str
    label: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A count with what it means."""

    label: str
    value: str
    detail: str
    hue: str
    swatch: None = None
    url: None = None


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where the rows that were brought in can be seen."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class RunContext:
    """The page of a run, in whatever state it is."""

    run: RunPage
    preview: Preview | None
    job: Job | None
    figures: Sequence[Figure]
    notes: Sequence[NotedCount]
    next_page: NextPage | None
    rejects: Page[RejectRow] | None


_REJECTS: Table[RejectRow] = Table(
    "rejects", (Column("row", "", lambda row: row.row),), page_size=50
)


@require_GET
@page(Side.VENDOR, IntakePermission.IMPORT)
def run(request: QudaoRequest, public_id: str) -> HttpResponse:
    """A run: its preview before, its progress during, its result after the import."""
    found = run_page(request.actor, public_id)
    if found.state == "received":
        return redirect("workbench:import_columns", public_id)
    is_preview = found.state in NOT_YET
    state = read(request, _REJECTS)
    rows = [] if is_preview else rejects_of(request.actor, public_id, state.window)
    context = RunContext(
        run=found,
        preview=preview_of(request.actor, public_id) if found.state == "previewed" else None,
        job=_job(found) if found.is_at_work else None,
        figures=[] if is_preview else _figures(found),
        notes=[] if is_preview else notes_of(request.actor, public_id),
        next_page=_next_page(found),
        rejects=state.page_of(rows, total=found.rejected) if rows else None,
    )
    response = show(request, "workbench/imports/run.html", context)
    if wants_fragment(request) and not found.is_at_work:
        response["HX-Refresh"] = "true"  # the page's actions change with the state
    return response


# where rows of a kind are seen once they are in
_PAGES = {
    "products": ("workbench:products", gettext_lazy("See the products")),
    "prices": ("workbench:products", gettext_lazy("See the products")),
    "partners": ("workbench:partners", gettext_lazy("See the partners")),
    "customers": ("workbench:customers", gettext_lazy("See the customers")),
    "opportunities": ("workbench:opportunities", gettext_lazy("See the opportunities")),
    "quotas": ("workbench:goals", gettext_lazy("See the goals")),
}


def _next_page(found: RunPage) -> NextPage | None:
    """The list that shows what a finished import has brought."""
    if found.state != "done" or found.kind not in _PAGES:
        return None
    name, label = _PAGES[found.kind]
    return NextPage(str(label), reverse(name))


def _job(found: RunPage) -> Job:
    labels = {"checking": _("Reading the file"), "queued": _("Waiting for the worker")}
    label = labels.get(found.state, _("Importing"))
    return Job(
        done=number(found.rows_read),
        total=number(found.rows_total) if found.rows_total else "…",
        unit=_("rows"),
        percent=found.percent,
        left=_left(found),
        label=label,
    )


def _left(found: RunPage) -> str:
    """About how long it still takes, once enough is known to say so."""
    if found.state != "running" or found.percent < 5:
        return ""
    passed = clock.now() - found.started_at
    left: timedelta = passed * (100 - found.percent) / found.percent
    if left < timedelta(minutes=1):
        return _("less than a minute left")
    return _("about %(minutes)s min left") % {"minutes": round(left / timedelta(minutes=1))}


def _figures(found: RunPage) -> list[Figure]:
    return [
        Figure(_("New"), number(found.created), _("written"), "good"),
        Figure(_("Updated"), number(found.updated), _("something had changed"), ""),
        Figure(
            _("Seen before, unchanged"), number(found.unchanged), _("a file twice counts once"), ""
        ),
        Figure(_("Merged"), number(found.merged), _("told of one that is there"), ""),
        Figure(
            _("Refused"),
            number(found.rejected),
            _("kept in the reject file"),
            "bad" if found.rejected else "",
        ),
    ]


@require_POST
@page(Side.VENDOR, IntakePermission.IMPORT)
def start(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Go; or go on, where it stopped."""
    start_import(request.actor, public_id, now=clock.now())
    messages.success(request, _("The import has started. You may leave this page."))
    return redirect("workbench:import", public_id)


@require_POST
@page(Side.VENDOR, IntakePermission.IMPORT)
def stop(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Stop after the rows at hand; what is written stays."""
    stop_import(request.actor, public_id, now=clock.now())
    messages.success(request, _("It stops after the rows that it is at."))
    return redirect("workbench:import", public_id)


@require_GET
@page(Side.VENDOR, IntakePermission.IMPORT)
def rejects(request: QudaoRequest, public_id: str) -> HttpResponseBase:
    """The reject file: each row as it was, with the rule that refused it."""
    head, lines = reject_lines(request.actor, public_id)
    return csv_file(f"rejects-{public_id}", head, lines)


@require_GET
@page(Side.VENDOR, IntakePermission.IMPORT)
def noted(request: QudaoRequest, public_id: str, code: str) -> HttpResponseBase:
    """The rows behind one note, each as it was."""
    head, lines = noted_lines(request.actor, public_id, code)
    return csv_file(f"{code}-{public_id}", head, lines)
