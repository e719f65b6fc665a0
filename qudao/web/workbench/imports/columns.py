"""Which column feeds which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.errors import Conflict, Invalid
from qudao.intake.actions import ColumnChoice, add_key_file, choose_columns
from qudao.intake.permissions import IntakePermission
from qudao.intake.selectors import FieldRow, MappingPage, mapping_page, run_page
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.workbench.imports.forms import KeyFileForm, MappingNameForm, as_given
from qudao.web.workbench.pages import show

KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a form says about a field: shown again as it was typed."""

    header: str
    constant: str
    lookup: str
    problem: str

    @property
    def is_set(self) -> bool:
        return bool(self.header or self.constant or self.problem)


@dataclass(frozen=True, slots=True)
class ColumnsContext:
    """The page on which columns are chosen."""

    page: MappingPage
    shown: Sequence[FieldRow]
    others: Sequence[FieldRow]
    chosen: Mapping[str, Chosen]
    problems: int
    key_form: KeyFileForm
    name_form: MappingNameForm
    name_problem: str


@require_http_methods(["GET", "POST"])
@page(Side.VENDOR, IntakePermission.IMPORT)
def columns(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Choose the columns; the file is then read through and shown with its counts."""
    if request.method == "GET":
        if not run_page(request.actor, public_id).may_map:
            return redirect("workbench:import", public_id)
        return _columns_page(request, public_id, {}, DONE)
    found = mapping_page(request.actor, public_id)
    choices = {row.name: _choice(request.POST, row.name) for row in found.fields}
    try:
        choose_columns(
            request.actor,
            public_id,
            choices,
            now=clock.now(),
            keep_as=request.POST.get("name", ""),
        )
    except Invalid as refused:
        wrong = {one.field: str(one.message) for one in refused.problems}
        return _columns_page(request, public_id, wrong, refused.status)
    return redirect("workbench:import", public_id)


def _choice(posted: QueryDict, name: str) -> ColumnChoice:
    header, lookup = posted.get(f"{name}-header", ""), posted.get(f"{name}-lookup", "")
    is_kept = header == posted.get(f"{name}-before", "") and lookup == KEEP
    return ColumnChoice(
        header=header,
        constant=posted.get(f"{name}-constant", ""),
        lookup="" if lookup == KEEP else lookup,
        keep=is_kept and bool(header),
    )


def _columns_page(
    request: QudaoRequest,
    public_id: str,
    wrong: Mapping[str, str],
    status: int,
    key_form: KeyFileForm | None = None,
) -> HttpResponse:
    found = mapping_page(request.actor, public_id)
    posted = request.POST if wrong else QueryDict()
    chosen = {
        row.name: Chosen(
            header=posted.get(f"{row.name}-header", row.header),
            constant=posted.get(f"{row.name}-constant", row.constant),
            lookup=posted.get(f"{row.name}-lookup", KEEP if row.has_hidden_parts else row.lookup),
            problem=wrong.get(row.name, ""),
        )
        for row in found.fields
    }
    context = ColumnsContext(
        page=found,
        shown=[row for row in found.fields if row.required or chosen[row.name].is_set],
        others=[row for row in found.fields if not row.required and not chosen[row.name].is_set],
        chosen=chosen,
        problems=len(wrong),
        key_form=key_form or KeyFileForm(),
        name_form=MappingNameForm(initial={"name": posted.get("name", "")}),
        name_problem=wrong.get("mapping", ""),
    )
    return show(request, "workbench/imports/columns.html", context, status=status)


@require_POST
@page(Side.VENDOR, IntakePermission.IMPORT)
def keys(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Add a file in which keys are looked up."""
    form = KeyFileForm(request.POST, request.FILES)

    def add() -> None:
        given = as_given(form.cleaned_data["keys"])
        add_key_file(request.actor, public_id, given, now=clock.now())

    status = carry_out(form, add)
    if status == Conflict.status:
        return redirect("workbench:import", public_id)
    if status != DONE:
        return _columns_page(request, public_id, {}, status, form)
    messages.success(request, _("The file is added. Choose what is looked up in it."))
    return redirect("workbench:import_columns", public_id)
