"""The partners and the customers of a market cell as lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.choose.coverage.at_work import PartnerAtWork
from qudao.choose.coverage.cells import CellPage, customers_of
from qudao.core.actor import Actor
from qudao.market.customers.selectors import (
    CustomerQuery,
    CustomerRow,
    count_customers,
    customer_list,
)
from qudao.web.shared.lists import Column
from qudao.web.workbench.market.part import Part, State, no_filters
from qudao.web.workbench.records.listing import order_of


def _partner_columns() -> list[Column[PartnerAtWork]]:
    return [
        Column("name", _("Partner"), lambda row: row.name, ("name",)),
        Column("lifecycle", _("Lifecycle"), lambda row: row.lifecycle_label),
        Column("type", _("Type"), lambda row: row.type_label),
        Column("owner", _("Partner owner"), lambda row: row.owner, ("owner",)),
        Column("since", _("Since"), lambda row: row.since, ("since",)),
        Column("customers", _("Customers known"), lambda row: row.customers, ("customers",),
               numeric=True),
        Column("open", _("Open pipeline"), lambda row: row.open_value, ("open_value",),
               numeric=True),
    ]  # fmt: skip


def _partner_rows(
    actor: Actor, page: CellPage, state: State, window: slice, now: datetime
) -> list[PartnerAtWork]:
    rows = list(page.partners)
    column = next((c for c in state.table.columns if c.key == state.sort.removeprefix("-")), None)
    if column is not None:
        rows.sort(
            key=lambda row: getattr(row, column.sorts_by[0]), reverse=state.sort.startswith("-")
        )
    return rows[window]


def _partner_count(actor: Actor, page: CellPage, state: State) -> int:
    return len(page.partners)


def _customer_columns() -> list[Column[CustomerRow]]:
    return [
        Column("name", _("Customer"), lambda row: row.name, ("name",)),
        Column("class", _("Account class"), lambda row: row.class_label),
        Column("region", _("Region"), lambda row: row.region, ("region",)),
        Column("industry", _("Industry"), lambda row: row.industry, ("industry",)),
        Column("city", _("City"), lambda row: row.city, ("city",)),
        Column("account_manager", _("Account manager"), lambda row: row.account_manager,
               ("account_manager",)),
        Column("partners", _("Partners that know it"), lambda row: row.partners, numeric=True),
    ]  # fmt: skip


def _customer_query(page: CellPage, state: State) -> CustomerQuery:
    return replace(customers_of(page.axes), text=state.search, order=order_of(state, "name"))


def _customer_rows(
    actor: Actor, page: CellPage, state: State, window: slice, now: datetime
) -> list[CustomerRow]:
    return customer_list(actor, replace(_customer_query(page, state), window=window))


def _customer_count(actor: Actor, page: CellPage, state: State) -> int:
    return count_customers(actor, _customer_query(page, state))


PARTNERS = Part(
    key="partners",
    title=gettext_lazy("Partners"),
    columns=_partner_columns,
    filters=no_filters,
    search_hint="",
    rows=_partner_rows,
    count=_partner_count,
)
CUSTOMERS = Part(
    key="customers",
    title=gettext_lazy("Customers"),
    columns=_customer_columns,
    filters=no_filters,
    search_hint=gettext_lazy("Name, former name or number"),
    rows=_customer_rows,
    count=_customer_count,
)
