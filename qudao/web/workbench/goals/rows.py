"""The rows behind a figure of the goals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Side
from qudao.core.errors import NotFound
from qudao.core.programme import current_programme
from qudao.core.programme import today as today_at
from qudao.deals.funnel.attainment import By
from qudao.deals.funnel.goal_rows import Figure, GoalRow, What, rows_behind
from qudao.market.permissions import MarketPermission
from qudao.people.permissions import PeoplePermission
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import export
from qudao.web.shared.formats import money
from qudao.web.shared.lists import Column, Filter, Table, read
from qudao.web.workbench.goals.quarters import label_of, offered, quarter_named, value_of
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.listing import Crumb, ListSheet, sheet_of


@dataclass(frozen=True, slots=True)
class RowsContext:
    """The rows of one figure, and their sum."""

    title: str
    holder: str
    quarter: str
    total: str
    what: str
    crumbs: list[Crumb]
    sheet: ListSheet[GoalRow]
    currency: str
    may_write: bool
    may_audit: bool


@require_GET
@page(Side.VENDOR, MarketPermission.READ_GOALS)
def goal_rows(request: QudaoRequest) -> HttpResponseBase:
    actor, now = request.actor, clock.now()
    today = today_at(now)
    key = request.GET.get("key", "").replace("\x00", "")[:40]
    quarters = [(value_of(one), label_of(one)) for one in offered(today)]
    state = read(request, _table(quarters, key))
    quarter = quarter_named(request.GET.get("quarter", ""), today)
    chosen = state.chosen
    by = By(chosen["by"]) if "by" in chosen else None
    if (by is None) != (not key):
        raise NotFound  # a holder is named by kind and key together
    what = What(chosen.get("what", What.DONE.value))
    holder, rows = rows_behind(actor, Figure(what=what, quarter=quarter, by=by, key=key), now=now)
    wanted = request.GET.get("export")
    if wanted in {"csv", "xlsx"}:
        return export(wanted, state, rows)
    currency = current_programme().currency
    total = sum((row.counted for row in rows if row.counted is not None), Decimal(0))
    context = RowsContext(
        title=_titles()[what],
        holder=holder,
        quarter=label_of(quarter),
        total=money(total, currency),
        what=what.value,
        crumbs=_crumbs(by, value_of(quarter), holder, _titles()[what]),
        sheet=sheet_of(state, rows[state.window], count=len(rows)),
        currency=currency,
        may_write=actor.may(MarketPermission.WRITE_GOALS),
        may_audit=actor.may(PeoplePermission.READ_AUDIT),
    )
    return show(request, "workbench/goals/rows.html", context)


def _crumbs(by: By | None, quarter: str, holder: str, title: str) -> list[Crumb]:
    goals = f"{reverse('workbench:goals')}?by={by or By.PERSON}&quarter={quarter}"
    return [Crumb(_("Goals"), goals), Crumb(holder or title)]


def _titles() -> dict[What, str]:
    return {
        What.TARGET: _("Targets behind the figure"),
        What.DONE: _("What was done"),
        What.OPEN: _("What may still come"),
        What.WEEK: _("Expected within seven days"),
    }


def _table(quarters: list[tuple[str, str]], key: str) -> Table[GoalRow]:
    return Table(
        name="goal-rows",
        columns=[
            Column("kind", _("Kind"), lambda row: row.kind_label),
            Column("name", _("Name"), lambda row: row.name),
            Column("detail", _("Details"), lambda row: row.detail),
            Column("on", _("Day"), lambda row: row.on),
            Column("amount", _("Amount"), lambda row: row.amount, numeric=True),
            Column("currency", _("Currency"), lambda row: row.currency),
            Column("chance", _("Chance"), lambda row: row.chance, numeric=True),
            Column("counted", _("Counted"), lambda row: row.counted, numeric=True),
        ],
        filters=[
            Filter("what", _("Figure"), [(one.value, word) for one, word in _titles().items()]),
            Filter("quarter", _("Quarter"), quarters),
            Filter("by", _("By"), [(one.value, one.value) for one in By]),
            Filter("key", _("Holder"), [(key, key)] if key else []),
        ],
    )
