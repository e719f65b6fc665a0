"""The registrations of a market cell as a list."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.choose.coverage.cells import CellPage
from qudao.core.actor import Actor
from qudao.deals.registrations import selectors as registrations
from qudao.deals.registrations.selectors import RegistrationFilters, VendorRow
from qudao.web.shared.lists import Column, Filter
from qudao.web.workbench.deals.tables import STATES_SHOWN
from qudao.web.workbench.market.part import Part, State


def _registration_columns() -> list[Column[VendorRow]]:
    return [
        Column("number", _("Number"), lambda row: row.number),
        Column("customer", _("Customer"), lambda row: row.customer, ("customer_name",)),
        Column("project", _("Project"), lambda row: row.project),
        Column("partner", _("Partner"), lambda row: row.partner, ("partner__code",)),
        Column("product", _("Product family"), lambda row: row.product),
        Column("amount", _("Amount"), lambda row: row.amount, ("amount",), numeric=True),
        Column("currency", _("Currency"), lambda row: row.currency),
        Column("state", _("State"), lambda row: row.state_label),
        Column("due", _("Due"), lambda row: row.clock.due_at, ("decide_by",)),
        Column("until", _("Protected until"), lambda row: row.protected_until),
    ]


def _registration_filters() -> list[Filter]:
    return [Filter("state", _("State"), [(one.value, str(one.label)) for one in STATES_SHOWN])]


def _registration_query(page: CellPage, state: State) -> RegistrationFilters:
    chosen = state.chosen.get("state", "")
    states = (chosen,) if chosen else ()
    return RegistrationFilters(states=states, text=state.search, cell=page.axes)


def _registration_rows(
    actor: Actor, page: CellPage, state: State, window: slice, now: datetime
) -> list[VendorRow]:
    order = state.ordering() if state.sort else ()
    query = _registration_query(page, state)
    return registrations.all_registrations(actor, query, now=now, order_by=order, window=window)


def _count(actor: Actor, page: CellPage, state: State) -> int:
    return registrations.count_registrations(actor, _registration_query(page, state))


REGISTRATIONS = Part(
    key="registrations",
    title=gettext_lazy("Registrations"),
    columns=_registration_columns,
    filters=_registration_filters,
    search_hint=gettext_lazy("Customer, project, number"),
    rows=_registration_rows,
    count=_count,
)
