"""The list of imports, the upload, and the sample files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.errors import NotFound
from qudao.intake.actions import preview_import
from qudao.intake.permissions import IntakePermission
from qudao.intake.samples import sample_of
from qudao.intake.selectors import (
    KindChoice,
    KindOfOthers,
    RunRow,
    import_list,
    kind_choices,
    kinds_of_others,
)
from qudao.intake.states import RunState
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import csv_file, export
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.shared.lists import Bar, Column, Filter, ListState, Page, Table, read
from qudao.web.workbench.imports.forms import UploadForm
from qudao.web.workbench.pages import show


@dataclass(frozen=True, slots=True)
class ListContext:
    """The page of the list."""

    runs: Page[RunRow]
    bar: Bar
    state: ListState[RunRow]
    is_empty: bool
    kinds: Sequence[KindChoice]
    others: Sequence[KindOfOthers]


@dataclass(frozen=True, slots=True)
class UploadContext:
    """The page of the upload."""

    form: UploadForm
    kinds: Sequence[KindChoice]
    others: Sequence[KindOfOthers]


def _table(kinds: Sequence[KindChoice]) -> Table[RunRow]:
    return Table(
        name="imports",
        columns=(
            Column("file", _("File"), lambda row: row.file),
            Column("kind", _("Kind"), lambda row: row.kind),
            Column("state", _("State"), lambda row: row.state_words),
            Column("rows", _("Rows"), lambda row: row.rows, numeric=True),
            Column("written", _("New or updated"), lambda row: row.written, numeric=True),
            Column("rejected", _("Refused"), lambda row: row.rejected, numeric=True),
            Column("started", _("Started"), lambda row: row.started_at),
        ),
        filters=(
            Filter("kind", _("Kind"), [(one.code, one.label) for one in kinds]),
            Filter("state", _("State"), [(one.value, str(one.label)) for one in RunState]),
        ),
        search_hint=_("Name of the file"),
    )


@require_GET
@page(Side.VENDOR, IntakePermission.IMPORT)
def imports(request: QudaoRequest) -> HttpResponseBase:
    """The runs that this person may see, the newest first."""
    kinds = kind_choices(request.actor)
    state = read(request, _table(kinds))
    chosen = {"text": state.search, **state.chosen}
    kind = request.GET.get("export")
    window = slice(0, 10_000) if kind in {"csv", "xlsx"} else state.window
    rows = import_list(
        request.actor,
        text=chosen["text"],
        kind=chosen.get("kind", ""),
        state=chosen.get("state", ""),
        window=window,
    )
    if kind in {"csv", "xlsx"}:
        return export(str(kind), state, rows)
    context = ListContext(
        runs=state.page_of(rows),
        bar=state.bar(),
        state=state,
        is_empty=not rows and not state.is_filtered and state.page == 1,
        kinds=kinds,
        others=kinds_of_others(request.actor),
    )
    return show(request, "workbench/imports/list.html", context)


@require_http_methods(["GET", "POST"])
@page(Side.VENDOR, IntakePermission.IMPORT)
def upload(request: QudaoRequest) -> HttpResponse:
    """Choose kind and file; the columns come next."""
    if request.method == "GET":
        form = UploadForm(request.actor, initial={"kind": request.GET.get("kind", "")})
        return _upload_page(request, form, DONE)
    form = UploadForm(request.actor, request.POST, request.FILES)
    runs: list[str] = []

    def receive() -> None:
        run = preview_import(request.actor, form.given(), now=clock.now())
        runs.append(run.public_id)

    status = carry_out(form, receive)
    if status != DONE:
        return _upload_page(request, form, status)
    messages.success(request, _("The file is here. Look at its columns."))
    return redirect("workbench:import_columns", runs[0])


def _upload_page(request: QudaoRequest, form: UploadForm, status: int) -> HttpResponse:
    context = UploadContext(form, kind_choices(request.actor), kinds_of_others(request.actor))
    return show(request, "workbench/imports/upload.html", context, status=status)


@require_GET
@page(Side.VENDOR, IntakePermission.IMPORT)
def sample(request: QudaoRequest, kind: str) -> HttpResponseBase:
    """A small file of a kind, in the reader's language."""
    if kind not in {one.code for one in kind_choices(request.actor)}:
        raise NotFound
    head, *rows = sample_of(kind, get_language() or "en")
    return csv_file(f"sample-{kind}", head, rows)
