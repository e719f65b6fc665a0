"""The registrations as tables: which columns, filters and sorts each list offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.deals.registrations.selectors import RegistrationFilters, VendorRow
from qudao.deals.registrations.states import QUEUE_STATES, State
from qudao.web.shared.lists import Column, Filter, ListState, Table
from qudao.web.workbench.deals.words import advised

STATES_SHOWN = tuple(state for state in State if state is not State.DRAFT)


@dataclass(frozen=True, slots=True)
class ListKind:
    """One of the lists of registrations. Only some can be filtered and sorted."""

    key: str
    title: Promise
    url_name: str
    is_open: bool  # offers filter and sort
    nothing: Promise


QUEUE = ListKind(
    "queue",
    gettext_lazy("To decide"),
    "workbench:registrations",
    True,
    gettext_lazy("Nothing waits for a decision."),
)
ALL = ListKind(
    "all",
    gettext_lazy("All"),
    "workbench:all_registrations",
    True,
    gettext_lazy("No registration has been submitted yet."),
)
EXPIRING = ListKind(
    "expiring",
    gettext_lazy("Protection about to end"),
    "workbench:expiring",
    False,
    gettext_lazy("No protection ends within 30 days."),
)
SAMPLES = ListKind(
    "samples",
    gettext_lazy("Sample to check"),
    "workbench:samples",
    False,
    gettext_lazy("No sample waits to be checked."),
)
BY_RULE = ListKind(
    "by-rule",
    gettext_lazy("Settled by rule"),
    "workbench:settled_by_rule",
    False,
    gettext_lazy("The rules have approved nothing by themselves this quarter."),
)
KINDS = (QUEUE, ALL, EXPIRING, SAMPLES, BY_RULE)


def table_of(kind: ListKind, partners: Sequence[tuple[str, str]]) -> Table[VendorRow]:
    """The table of a list; `partners` are the choices `(public id, name)` of its filter."""
    return Table(
        name=f"registrations-{kind.key}",
        columns=_columns(kind),
        filters=_filters(kind, partners) if kind.is_open else (),
        search_hint=_("Customer, project, number") if kind.is_open else "",
    )


def filters_of(state: ListState[VendorRow]) -> RegistrationFilters:
    chosen = state.chosen.get("state", "")
    return RegistrationFilters(
        states=(chosen,) if chosen else (),
        text=state.search,
        partner_id=state.chosen.get("partner", ""),
    )


def _filters(kind: ListKind, partners: Sequence[tuple[str, str]]) -> list[Filter]:
    shown = [one for one in STATES_SHOWN if kind is ALL or one in QUEUE_STATES]
    return [
        Filter("state", _("State"), [(one.value, str(one.label)) for one in shown]),
        Filter("partner", _("Partner"), partners),
    ]


def _columns(kind: ListKind) -> list[Column[VendorRow]]:
    def by(*fields: str) -> tuple[str, ...]:
        return fields if kind.is_open else ()

    return [
        Column("number", _("Number"), lambda row: row.number, by("number")),
        Column("customer", _("Customer"), lambda row: row.customer, by("customer_name")),
        Column("project", _("Project"), lambda row: row.project),
        Column("partner", _("Partner"), lambda row: row.partner, by("partner__code")),
        Column("product", _("Product family"), lambda row: row.product),
        Column("amount", _("Amount"), _amount, by("amount"), numeric=True),
        Column("currency", _("Currency"), lambda row: row.currency),
        Column("state", _("State"), lambda row: row.state_label, by("state")),
        Column("received", _("Received"), lambda row: row.received_at, by("received_at")),
        Column("due", _("Due"), lambda row: row.clock.due_at, by("decide_by")),
        Column("advice", _("Advice"), _advised),
        Column("until", _("Protected until"), lambda row: row.protected_until,
               by("protected_until")),
    ]  # fmt: skip


def _amount(row: VendorRow) -> Decimal | None:
    return row.amount


def _advised(row: VendorRow) -> str:
    sign = advised(row)
    return sign.text if sign else ""
