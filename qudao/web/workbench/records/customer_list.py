"""The list of customers."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qudao.core.actor import Actor, Role, Side
from qudao.market.cells.selectors import market_industries, market_regions
from qudao.market.customers.inputs import ACCOUNT_CLASS_CHOICES, KIND_CHOICES
from qudao.market.customers.selectors import (
    CustomerQuery,
    CustomerRow,
    count_customers,
    customer_list,
)
from qudao.market.permissions import MarketPermission
from qudao.people.colleagues import colleagues
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import LARGEST_EXPORT, export
from qudao.web.shared.lists import Column, Filter, ListState, Table, read
from qudao.web.workbench.choosing import partners_to_choose
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.listing import ListSheet, nodes, order_of, persons, sheet_of, words

NOBODY = "none"


@dataclass(frozen=True, slots=True)
class CustomersContext:
    sheet: ListSheet[CustomerRow]
    may_write: bool


@require_GET
@page(Side.VENDOR, MarketPermission.READ_CUSTOMERS)
def customers(request: QudaoRequest) -> HttpResponseBase:
    actor = request.actor
    state = read(request, _table(actor, request.GET.get("partner", "")))
    wanted = request.GET.get("export")
    if wanted in {"csv", "xlsx"}:
        return export(wanted, state, customer_list(actor, _query(state, slice(0, LARGEST_EXPORT))))
    query = _query(state, state.window)
    sheet = sheet_of(state, customer_list(actor, query), count=count_customers(actor, query))
    context = CustomersContext(sheet, actor.may(MarketPermission.WRITE_CUSTOMERS))
    return show(request, "workbench/records/customers.html", context)


def _query(state: ListState[CustomerRow], window: slice) -> CustomerQuery:
    chosen = state.chosen
    return CustomerQuery(
        account_class=chosen.get("class", ""),
        kind=chosen.get("kind", ""),
        region=chosen.get("region", ""),
        industry=chosen.get("industry", ""),
        account_manager=chosen.get("manager", ""),
        partner=chosen.get("partner", ""),
        only_named_accounts=chosen.get("named") == "yes",
        text=state.search,
        order=order_of(state, "-newest"),
        window=window,
    )


def _table(actor: Actor, partner: str) -> Table[CustomerRow]:
    managers = persons(colleagues(actor, Role.ACCOUNT_MANAGER, Role.SALES_DIRECTOR))
    return Table(
        name="customers",
        columns=_columns(),
        filters=[
            Filter("class", _("Account class"), words(ACCOUNT_CLASS_CHOICES)),
            Filter("kind", _("Kind"), words(KIND_CHOICES)),
            Filter("region", _("Region"), nodes(market_regions(actor))),
            Filter("industry", _("Industry"), nodes(market_industries(actor))),
            Filter("manager", _("Account manager"), [*managers, (NOBODY, _("Nobody"))]),
            Filter("partner", _("Known to"), partners_to_choose(actor, partner)),
            Filter("named", _("Named account"), [("yes", _("yes"))]),
        ],
        search_hint=_("Name, former name or number"),
    )


def _columns() -> list[Column[CustomerRow]]:
    return [
        Column("name", _("Customer"), lambda row: row.name, ("name",)),
        Column("kind", _("Kind"), lambda row: row.kind_label, ("kind",)),
        Column("account_class", _("Account class"), lambda row: row.class_label,
               ("account_class",)),
        Column("named", _("Named account"), lambda row: _("yes") if row.is_named_account else ""),
        Column("region", _("Region"), lambda row: row.region, ("region",)),
        Column("city", _("City"), lambda row: row.city, ("city",)),
        Column("industry", _("Industry"), lambda row: row.industry, ("industry",)),
        Column("account_manager", _("Account manager"), lambda row: row.account_manager,
               ("account_manager",)),
        Column("partners", _("Partners that know it"), lambda row: row.partners, numeric=True),
    ]  # fmt: skip
