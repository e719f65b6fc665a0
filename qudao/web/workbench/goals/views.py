"""Manage → Goals: the quarter, then whose target stands where, each figure opening its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.programme import today as today_at
from qudao.deals.funnel.attainment import Attainment, By, GoalLine, attainment
from qudao.deals.funnel.goal_rows import What
from qudao.deals.funnel.outlook import Outlook, outlook
from qudao.deals.funnel.quarters import Quarter
from qudao.market.permissions import MarketPermission
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import export
from qudao.web.shared.formats import money_short, percent
from qudao.web.shared.lists import Column, Filter, ListState, Table, read
from qudao.web.workbench.goals.quarters import (
    beside,
    label_of,
    offered,
    quarter_named,
    rows_url,
    span,
    value_of,
)
from qudao.web.workbench.goals.sources import Source, sources_of
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.listing import ListSheet, Tab, sheet_of
from qudao.web.workbench.today.quarter import QuarterLine, line_of

WHOLE = 100.0
SORTS: dict[str, Callable[[GoalLine], Decimal]] = {
    "target": lambda line: line.target,
    "done": lambda line: line.done,
    "gap": lambda line: line.gap or Decimal(0),
    "expected": lambda line: line.expected,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A holder as one row: figures in words, the bar's shares in per cent, where the rows are."""

    line: GoalLine
    target: str
    done: str
    gap: str
    expected: str
    share: str
    done_share: float
    expected_share: float
    done_url: str
    open_url: str
    target_url: str
    set_url: str


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """A quarter beside its neighbours."""

    label: str
    url: str
    is_chosen: bool
    target: str
    done: str
    expected: str
    outlook: str


@dataclass(frozen=True, slots=True)
class GoalsContext:
    """The page."""

    sub: str
    quarter: QuarterLine
    tabs: list[Tab]
    by: str
    by_label: str
    note: str
    sheet: ListSheet[Line]
    quarters: list[QuarterRow]
    sources: list[Source]
    missing: str
    may_write: bool
    set_whole_url: str
    set_holder_url: str


@require_GET
@page(Side.VENDOR, MarketPermission.READ_GOALS)
def goals(request: QudaoRequest) -> HttpResponseBase:
    actor, now = request.actor, clock.now()
    today = today_at(now)
    by = By(request.GET["by"]) if request.GET.get("by") in set(By) else By.PERSON
    state = read(request, _table(by, today))
    quarter = quarter_named(request.GET.get("quarter", ""), today)
    found = attainment(actor, by, quarter, now=now)
    wanted = request.GET.get("export")
    lines = [_line(one, found, quarter) for one in _ordered(found.lines, state, by)]
    if wanted in {"csv", "xlsx"}:
        return export(wanted, state, lines)
    shown = outlook(actor, now=now, quarter=quarter)
    context = GoalsContext(
        sub=_sub(actor, shown),
        quarter=line_of(shown),
        tabs=_tabs(state, by, quarter),
        by=by.value,
        by_label=_labels()[by],
        note=_notes()[by],
        sheet=_sheet(state, lines),
        quarters=[_quarter_row(actor, one, quarter, state) for one in beside(today)],
        sources=sources_of(now),
        missing=", ".join(found.missing),
        may_write=actor.may(MarketPermission.WRITE_GOALS),
        set_whole_url=_set_url("whole", "", quarter),
        set_holder_url=_set_url(by.value, "", quarter),
    )
    return show(request, "workbench/goals/goals.html", context)


def _sheet(state: ListState[Line], lines: list[Line]) -> ListSheet[Line]:
    """One page of the lines; whose goals they are is said by the tabs, not by a filter."""
    sheet = sheet_of(state, lines[state.window], count=len(lines))
    chips = [one for one in sheet.bar.chips if one.label != _("By")]
    return replace(sheet, bar=replace(sheet.bar, chips=chips))


def _ordered(lines: tuple[GoalLine, ...], state: ListState[Line], by: By) -> list[GoalLine]:
    """By name; partners and cells also by a figure. People are not ranked."""
    text = state.search.casefold()
    found = [one for one in lines if text in one.label.casefold()]
    key = SORTS.get(state.sort.lstrip("-"))
    if key is None or by is By.PERSON:
        return found[::-1] if state.sort == "-name" else found
    return sorted(found, key=key, reverse=state.sort.startswith("-"))


def _line(one: GoalLine, found: Attainment, quarter: Quarter) -> Line:
    whole = max(one.target if one.quotas else one.outlook, Decimal(1))
    done = _share(one.done, whole)
    rows = partial(rows_url, quarter, by=one.by.value, key=one.key)
    return Line(
        line=one,
        target=money_short(one.target, found.currency) if one.quotas else _("not set"),
        done=money_short(one.done, found.currency),
        gap=money_short(one.gap, found.currency) if one.gap is not None else "–",
        expected=money_short(one.expected, found.currency),
        share=percent(one.share_done) if one.share_done is not None else "",
        done_share=done,
        expected_share=min(_share(one.expected, whole), WHOLE - done),
        done_url=rows(What.DONE),
        open_url=rows(What.OPEN),
        target_url=rows(What.TARGET),
        set_url=_set_url(one.by.value, one.key, quarter),
    )


def _share(part: Decimal, whole: Decimal) -> float:
    return round(min(WHOLE, max(0.0, float(part / whole) * WHOLE)), 1)


def _set_url(holder: str, key: str, quarter: Quarter) -> str:
    address = reverse("workbench:goal_set", args=[holder])
    kept = {"period": span(quarter.start, quarter.end)}
    return f"{address}?{urlencode({**kept, **({'key': key} if key else {})})}"


def _quarter_row(
    actor: Actor, quarter: Quarter, chosen: Quarter, state: ListState[Line]
) -> QuarterRow:
    shown = outlook(actor, now=clock.now(), quarter=quarter)
    where, currency = shown.standing, shown.currency
    return QuarterRow(
        label=label_of(quarter),
        url=state.url(quarter=value_of(quarter)),
        is_chosen=quarter == chosen,
        target=money_short(where.target, currency) if shown.target.quotas else "–",
        done=money_short(where.done, currency),
        expected=money_short(where.pipeline.expected, currency),
        outlook=money_short(where.outlook, currency),
    )


def _sub(actor: Actor, shown: Outlook) -> str:
    if actor.sees_whole_programme:
        return _("The whole programme: what is to be reached, what is done, what may still come.")
    return _("Your own figures: what is to be reached, what is done, what may still come.")


def _tabs(state: ListState[Line], by: By, quarter: Quarter) -> list[Tab]:
    asked = urlencode({"quarter": value_of(quarter)})
    return [
        Tab(label, f"{state.path}?by={one.value}&{asked}", one is by)
        for one, label in _labels().items()
    ]


def _labels() -> dict[By, str]:
    return {By.PERSON: _("People"), By.PARTNER: _("Partners"), By.CELL: _("Market cells")}


def _notes() -> dict[By, str]:
    return {
        By.PERSON: _(
            "In the order of names, never of figures. A deal counts for its owner and for whoever "
            "looks after its partner or account, so the figures of people do not add up."
        ),
        By.PARTNER: _("A deal stands at the partner through which it goes; direct ones at none."),
        By.CELL: _(
            "Cells with a target. A deal lies in every cell that holds its product, region and "
            "industry."
        ),
    }


def _table(by: By, today: date) -> Table[Line]:
    choices = [(value_of(one), label_of(one)) for one in offered(today)]
    ranked = by is not By.PERSON

    def sorts(key: str) -> tuple[str, ...]:
        return (key,) if ranked else ()

    return Table(
        name=f"goals-by-{by.value}",
        columns=[
            Column("name", _labels()[by], lambda one: one.line.label, ("name",)),
            Column("target", _("Target"), _target, sorts("target"), numeric=True),
            Column("done", _("Done"), lambda one: one.line.done, sorts("done"), numeric=True),
            Column("gap", _("Gap"), lambda one: one.line.gap, sorts("gap"), numeric=True),
            Column("expected", _("Weighted pipeline"), lambda one: one.line.expected,
                   sorts("expected"), numeric=True),
            Column("outlook", _("Outlook"), lambda one: one.line.outlook, numeric=True),
        ],
        filters=[
            Filter("quarter", _("Quarter"), choices),
            Filter("by", _("By"), [(one.value, label) for one, label in _labels().items()]),
        ],
        search_hint=_("Name"),
    )  # fmt: skip


def _target(one: Line) -> Decimal | None:
    return one.line.target if one.line.quotas else None
