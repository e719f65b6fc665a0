"""Who is here: the list on which People opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Side
from qudao.people.directory import (
    EVERY_ROLE,
    IN,
    INVITED,
    NEVER,
    DirectoryQuery,
    DirectoryRow,
    directory,
)
from qudao.people.permissions import PeoplePermission
from qudao.people.selectors import OrganisationChoice, organisation_choices
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import export
from qudao.web.shared.lists import Column, Filter, ListState, Table, read
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.listing import ListSheet, sheet_of, words

STATES: dict[str, Promise] = {
    IN: gettext_lazy("Has signed in"),
    NEVER: gettext_lazy("Never signed in"),
    INVITED: gettext_lazy("Invited"),
}
MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class DirectoryContext:
    """The people, and the organisations into which more can be invited."""

    sheet: ListSheet[DirectoryRow]
    places: Sequence[OrganisationChoice]
    states: dict[str, Promise]


@require_GET
@page(Side.VENDOR, PeoplePermission.READ_PEOPLE)
def people(request: QudaoRequest) -> HttpResponseBase:
    actor = request.actor
    state = read(request, _table())
    found = directory(actor, _query(state), now=clock.now())
    wanted = request.GET.get("export")
    if wanted in {"csv", "xlsx"}:
        return export(wanted, state, found)
    sheet = sheet_of(state, found[state.window], count=len(found))
    places = organisation_choices(actor, search=state.search, limit=MOST_PLACES)
    if not places:  # what was looked for is a person
        places = organisation_choices(actor, limit=MOST_PLACES)
    context = DirectoryContext(sheet, places, STATES)
    return show(request, "workbench/people/directory.html", context)


def _query(state: ListState[DirectoryRow]) -> DirectoryQuery:
    return DirectoryQuery(
        text=state.search,
        role=state.chosen.get("role", ""),
        side=state.chosen.get("side", ""),
        state=state.chosen.get("state", ""),
        second_factor=state.chosen.get("factor", ""),
        order=state.sort or "name",
    )


def _table() -> Table[DirectoryRow]:
    return Table(
        name="people",
        columns=[
            Column("name", _("Person"), lambda row: row.name, ("name",)),
            Column("email", _("E-mail"), lambda row: row.email),
            Column(
                "organisation", _("Organisation"), lambda row: row.organisation, ("organisation",)
            ),
            Column("roles", _("Roles"), lambda row: _(", ").join(map(str, row.roles))),
            Column("state", _("State"), lambda row: str(STATES[row.state])),
            Column("since", _("Since"), lambda row: row.since, ("since",)),
            Column("last_login", _("Last signed in"), lambda row: row.last_login, ("last_login",)),
            Column("factor", _("Second factor"), _factor),
        ],
        filters=[
            Filter("role", _("Role"), words(EVERY_ROLE)),
            Filter(
                "side",
                _("Organisation"),
                [(Side.VENDOR.value, _("Vendor")), (Side.PARTNER.value, _("Partners"))],
            ),
            Filter("state", _("State"), words(STATES.items())),
            Filter("factor", _("Second factor"), [("yes", _("On")), ("no", _("Off"))]),
        ],
        search_hint=_("Name, e-mail or organisation"),
        default_sort="name",
    )


def _factor(row: DirectoryRow) -> str:
    return _("On") if row.has_second_factor else _("Off")
