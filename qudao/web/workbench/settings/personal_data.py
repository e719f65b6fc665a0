"""Personal data: who is on record, on what basis, export and erasure."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.ratelimit import EXPORT, SEARCH, spend
from qudao.people.actions.personal_data import (
    ConsentInput,
    erase_person,
    export_person,
    note_consent,
)
from qudao.people.permissions import PeoplePermission
from qudao.people.persons import PersonPage, PersonRow, count_persons, person_page, persons
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.shared.lists import Page, Table, read
from qudao.web.workbench.pages import show
from qudao.web.workbench.settings.forms import ConsentForm, ErasureForm

PERSONS: Table[PersonRow] = Table(name="persons", columns=())
data_page = page(Side.VENDOR, PeoplePermission.MANAGE_PERSONAL_DATA)


@dataclass(frozen=True, slots=True)
class PersonsPage:
    """One page of them; the search goes along from page to page."""

    page: Page[PersonRow]
    search: str


@dataclass(frozen=True, slots=True)
class OnePersonPage:
    page: PersonPage
    consent: ConsentForm
    erasure: ErasureForm


@require_GET
@data_page
def people_on_record(request: QudaoRequest) -> HttpResponse:
    spend(SEARCH, request.actor.user_key, now=clock.now())
    state = read(request, PERSONS)
    rows = persons(request.actor, search=state.search, window=state.window)
    total = count_persons(request.actor, search=state.search)
    context = PersonsPage(state.page_of(rows, total=total), state.search)
    return show(request, "workbench/people/persons.html", context)


@require_GET
@data_page
def person(request: QudaoRequest, public_id: str) -> HttpResponse:
    return _person(request, public_id)


@require_POST
@data_page
def consent(request: QudaoRequest, public_id: str) -> HttpResponse:
    form = ConsentForm(request.POST)
    status = carry_out(
        form,
        lambda: note_consent(
            request.actor, public_id, ConsentInput(**form.cleaned_data), now=clock.now()
        ),
    )
    if status != DONE:
        return _person(request, public_id, consent=form, status=status)
    messages.success(request, _("Noted."))
    return redirect("workbench:person", public_id)


@require_POST
@data_page
def export(request: QudaoRequest, public_id: str) -> HttpResponse:
    spend(EXPORT, request.actor.user_key, now=clock.now())
    content = export_person(request.actor, public_id, now=clock.now())
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{public_id}.zip"'
    return response


@require_POST
@data_page
def erase(request: QudaoRequest, public_id: str) -> HttpResponse:
    form = ErasureForm(request.POST)
    status = carry_out(
        form,
        lambda: erase_person(
            request.actor, public_id, form.cleaned_data["reason"], now=clock.now()
        ),
    )
    if status != DONE:
        return _person(request, public_id, erasure=form, status=status)
    messages.success(request, _("The person is erased; the records stay under a pseudonym."))
    return redirect("workbench:person", public_id)


def _person(
    request: QudaoRequest,
    public_id: str,
    *,
    consent: ConsentForm | None = None,
    erasure: ErasureForm | None = None,
    status: int = DONE,
) -> HttpResponse:
    found = person_page(request.actor, public_id)
    initial = {"basis": found.basis, "note": found.consent_note}
    context = OnePersonPage(
        page=found,
        consent=consent or ConsentForm(initial=initial),
        erasure=erasure or ErasureForm(),
    )
    return show(request, "workbench/people/person.html", context, status=status)
