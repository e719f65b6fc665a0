"""The funnel: what stands at each stage, read from maintained totals, and the opportunities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.programme import today
from qudao.deals.funnel import selectors
from qudao.deals.funnel.selectors import OpportunityFilters, OpportunityRow, StageTotal
from qudao.deals.permissions import DealsPermission
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import LARGEST_EXPORT, export
from qudao.web.shared.formats import money, money_short, number
from qudao.web.shared.lists import Bar, Column, Filter, ListState, Page, Sort, Table, read
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.charts import Chart

CLOSED = ("won", "lost")


@dataclass(frozen=True, slots=True)
class FunnelContext:
    """The chart of the stages, and one page of the opportunities."""

    chart: Chart | None
    bar: Bar
    page: Page[OpportunityRow]
    sorts: dict[str, Sort | None]
    csv_url: str
    xlsx_url: str
    clear_url: str
    is_filtered: bool


@require_GET
@page(Side.VENDOR, DealsPermission.READ_OPPORTUNITIES)
def funnel(request: QudaoRequest) -> HttpResponseBase:
    actor = request.actor
    totals = selectors.stage_totals(actor, on=today(clock.now()))
    state = read(request, _table(totals))
    wanted = request.GET.get("export")
    if wanted in {"csv", "xlsx"}:
        return export(wanted, state, _rows(actor, state, slice(0, LARGEST_EXPORT)))
    rows = _rows(actor, state, state.window)
    context = FunnelContext(
        chart=stage_chart(totals),
        bar=state.bar(),
        page=state.page_of(rows, total=_total(totals, state)),
        sorts={column.key: state.heading(column.key) for column in state.table.columns},
        csv_url=state.csv_url,
        xlsx_url=state.xlsx_url,
        clear_url=state.clear_url,
        is_filtered=state.is_filtered,
    )
    return show(request, "workbench/funnel/funnel.html", context)


def stage_chart(totals: Sequence[StageTotal]) -> Chart | None:
    """The open stages as bars, all stages as numbers; None for an empty funnel."""
    if not any(one.count for one in totals):
        return None
    standing = [one for one in totals if one.stage not in CLOSED]
    currency = standing[0].amount.currency
    title = _finding(standing)
    missing = ", ".join(sorted({code for one in totals for code in one.missing}))
    return Chart(
        title=title,
        detail=_("without %(currencies)s: no rate") % {"currencies": missing} if missing else "",
        alternative=_("Bars of the amount at each open stage. %(said)s") % {"said": title},
        headings=[_("Stage"), _("Opportunities"), _("Amount")],
        rows=[[one.stage_label, number(one.count), money(one.amount)] for one in totals],
        spec={
            "kind": "bar",
            "categories": [one.stage_label for one in standing],
            "unit": currency,
            "horizontal": True,
            "series": [
                {
                    "name": _("Amount"),
                    "hue": "azurite",
                    "values": [float(one.amount.amount) for one in standing],
                    "labels": [money_short(one.amount.amount, currency) for one in standing],
                }
            ],
        },
    )


def _finding(standing: Sequence[StageTotal]) -> str:
    """Where most of what is open stands."""
    fullest = max(standing, key=lambda one: one.amount.amount)
    if not fullest.amount.amount:
        return _("No open opportunity has an amount")
    amount = money_short(fullest.amount.amount, fullest.amount.currency)
    return _("Most stands at %(stage)s: %(amount)s") % {
        "stage": fullest.stage_label,
        "amount": amount,
    }


def _rows(actor: Actor, state: ListState[OpportunityRow], window: slice) -> list[OpportunityRow]:
    order = state.ordering() if state.sort else ()
    return selectors.opportunities(actor, _filters(state), order_by=order, window=window)


def _filters(state: ListState[OpportunityRow]) -> OpportunityFilters:
    stage = state.chosen.get("stage", "")
    return OpportunityFilters(stages=(stage,) if stage else (), text=state.search)


def _total(totals: Sequence[StageTotal], state: ListState[OpportunityRow]) -> int | None:
    """From the stages' own counts; a search says only how many it shows."""
    if state.search:
        return None
    stage = state.chosen.get("stage", "")
    return sum(one.count for one in totals if not stage or one.stage == stage)


def _table(totals: Sequence[StageTotal]) -> Table[OpportunityRow]:
    return Table(
        name="opportunities",
        columns=[
            Column("name", _("Opportunity"), lambda row: row.name, ("name",)),
            Column("customer", _("Customer"), lambda row: row.customer),
            Column("partner", _("Partner"), lambda row: row.partner),
            Column("product", _("Product family"), lambda row: row.product),
            Column("route", _("Route"), lambda row: row.route_label),
            Column("stage", _("Stage"), lambda row: row.stage_label, ("stage",)),
            Column("amount", _("Amount"), _amount, ("amount",), numeric=True),
            Column("currency", _("Currency"), lambda row: row.currency),
            Column("expected", _("Expected"), lambda row: row.expected_on, ("expected_on",)),
            Column("closed", _("Closed"), lambda row: row.closed_on),
            Column("owner", _("Owner"), lambda row: row.owner),
        ],
        filters=[Filter("stage", _("Stage"), [(one.stage, one.stage_label) for one in totals])],
        search_hint=_("Opportunity or customer"),
    )


def _amount(row: OpportunityRow) -> Decimal | None:
    return row.amount
