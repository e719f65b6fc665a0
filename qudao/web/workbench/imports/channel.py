"""Your own spreadsheet: two untidy files in, findings about the own channel out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.errors import Invalid, NotFound
from qudao.intake.actions import check_channel, delete_check, start_check
from qudao.intake.permissions import IntakePermission
from qudao.intake.samples import check_sample_of
from qudao.intake.selectors import (
    CheckPage,
    CheckRow,
    FindingPage,
    PartPage,
    check_columns,
    check_page,
    checks_of,
    finding_lines,
    finding_page,
)
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import csv_file, xlsx_file
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.workbench.imports.forms import CheckForm, as_given
from qudao.web.workbench.pages import show

PARTS = ("registrations", "shipments")


@dataclass(frozen=True, slots=True)
class StartContext:
    """The page on which the two files are given."""

    form: CheckForm
    checks: Sequence[CheckRow]


@dataclass(frozen=True, slots=True)
class PartsContext:
    """The page on which the columns of both files are confirmed."""

    public_id: str
    parts: Sequence[PartPage]
    chosen: Mapping[str, str]
    wrong: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FindingsContext:
    """The findings."""

    check: CheckPage


@dataclass(frozen=True, slots=True)
class RowsContext:
    """One finding with its rows."""

    finding: FindingPage


@require_http_methods(["GET", "POST"])
@page(Side.VENDOR, IntakePermission.IMPORT)
def checks(request: QudaoRequest) -> HttpResponse:
    """Give the two files, or open an earlier check."""
    form = CheckForm()
    status = DONE
    if request.method == "POST":
        form = CheckForm(request.POST, request.FILES)
        made: list[str] = []

        def begin() -> None:
            given = {name: form.cleaned_data[name] for name in ("registrations", "shipments")}
            shipments = as_given(given["shipments"]) if given["shipments"] else None
            check = start_check(
                request.actor, as_given(given["registrations"]), shipments, now=clock.now()
            )
            made.append(check.public_id)

        status = carry_out(form, begin)
        if status == DONE:
            return redirect("workbench:check_columns", made[0])
    context = StartContext(form, checks_of(request.actor))
    return show(request, "workbench/imports/checks.html", context, status=status)


@require_http_methods(["GET", "POST"])
@page(Side.VENDOR, IntakePermission.IMPORT)
def parts(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Confirm what the columns of both files mean."""
    found = check_columns(request.actor, public_id)
    names = [f"{part.part}-{field.name}" for part in found for field in part.fields]
    chosen = {name: request.POST.get(name, "") for name in names}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        by_part = {
            part.part: {one.name: chosen[f"{part.part}-{one.name}"] for one in part.fields}
            for part in found
        }
        try:
            check_channel(request.actor, public_id, by_part, now=clock.now())
        except Invalid as refused:
            wrong = {one.field: str(one.message) for one in refused.problems}
        else:
            return redirect("workbench:check", public_id)
    else:
        proposed = {f"{p.part}-{one.name}": one.header for p in found for one in p.fields}
        chosen = proposed
    context = PartsContext(public_id, found, chosen, wrong)
    status = Invalid.status if wrong else DONE
    return show(request, "workbench/imports/check_columns.html", context, status=status)


@require_GET
@page(Side.VENDOR, IntakePermission.IMPORT)
def findings(request: QudaoRequest, public_id: str) -> HttpResponseBase:
    """What the two files say, or the same as a file."""
    kind = request.GET.get("export")
    if kind in {"csv", "xlsx"}:
        head, lines = finding_lines(request.actor, public_id)
        write = csv_file if kind == "csv" else xlsx_file
        return write("findings", head, lines)
    check = check_page(request.actor, public_id)
    if not check.is_done:
        return redirect("workbench:check_columns", public_id)
    return show(request, "workbench/imports/findings.html", FindingsContext(check))


@require_GET
@page(Side.VENDOR, IntakePermission.IMPORT)
def finding(request: QudaoRequest, public_id: str, number: int) -> HttpResponse:
    """One finding with the rows behind it."""
    context = RowsContext(finding_page(request.actor, public_id, number))
    return show(request, "workbench/imports/finding.html", context)


@require_POST
@page(Side.VENDOR, IntakePermission.IMPORT)
def delete(request: QudaoRequest, public_id: str) -> HttpResponse:
    """Forget a check with its files."""
    delete_check(request.actor, public_id, now=clock.now())
    messages.success(request, _("The check and its files are deleted."))
    return redirect("workbench:checks")


@require_GET
@page(Side.VENDOR, IntakePermission.IMPORT)
def sample(request: QudaoRequest, part: str) -> HttpResponseBase:
    """One of the two files as it may look, in the reader's language."""
    if part not in PARTS:
        raise NotFound
    head, *rows = check_sample_of(part, get_language() or "en")
    return csv_file(f"sample-{part}", head, rows)
