"""The opportunities of a market cell as a list."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qudao.choose.coverage.cells import CellPage
from qudao.core.actor import Actor
from qudao.deals.funnel import selectors as funnel
from qudao.deals.funnel.selectors import OpportunityFilters, OpportunityRow
from qudao.deals.funnel.states import Stage
from qudao.web.shared.lists import Column, Filter
from qudao.web.workbench.market.part import Part, State


def _deal_columns() -> list[Column[OpportunityRow]]:
    return [
        Column("name", _("Opportunity"), lambda row: row.name, ("name",)),
        Column("customer", _("Customer"), lambda row: row.customer),
        Column("partner", _("Partner"), lambda row: row.partner),
        Column("product", _("Product family"), lambda row: row.product),
        Column("stage", _("Stage"), lambda row: row.stage_label, ("stage",)),
        Column("amount", _("Amount"), lambda row: row.amount, ("amount",), numeric=True),
        Column("currency", _("Currency"), lambda row: row.currency),
        Column("expected", _("Expected"), lambda row: row.expected_on, ("expected_on",)),
        Column("closed", _("Closed"), lambda row: row.closed_on),
    ]


def _deal_filters() -> list[Filter]:
    return [Filter("stage", _("Stage"), [(one.value, str(one.label)) for one in Stage])]


def _deal_query(page: CellPage, state: State) -> OpportunityFilters:
    stage = state.chosen.get("stage", "")
    stages = (stage,) if stage else ()
    return OpportunityFilters(stages=stages, text=state.search, cell=page.axes)


def _deal_rows(
    actor: Actor, page: CellPage, state: State, window: slice, now: datetime
) -> list[OpportunityRow]:
    order = state.ordering() if state.sort else ()
    return funnel.opportunities(actor, _deal_query(page, state), order_by=order, window=window)


def _count(actor: Actor, page: CellPage, state: State) -> int:
    return funnel.count_opportunities(actor, _deal_query(page, state))


OPPORTUNITIES = Part(
    key="opportunities",
    title=gettext_lazy("Opportunities"),
    columns=_deal_columns,
    filters=_deal_filters,
    search_hint=gettext_lazy("Opportunity or customer"),
    rows=_deal_rows,
    count=_count,
)
