"""The funnel: opportunities, stage totals, and where the quarter stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from qudao.core.actor import Actor
from qudao.core.exchange import rates_on
from qudao.core.money import UNIT, Money
from qudao.core.names import name_in
from qudao.core.ordering import empty_last
from qudao.core.prepared import Fixed, Prepared
from qudao.core.programme import current_programme
from qudao.deals.funnel import totals
from qudao.deals.funnel.models import Opportunity, OpportunityQuerySet
from qudao.deals.funnel.states import UNCALIBRATED_CHANCE, Stage
from qudao.deals.permissions import DealsPermission
from qudao.market.cells.selectors import EVERYWHERE, CellAxes
from qudao.market.customers.selectors import in_cell
from qudao.people.names import spoken

NOTHING = Decimal(0)
PAGE = slice(0, 80)
A_WEEK = timedelta(days=7)
CHANCES: dict[str, Decimal] = {stage.value: p for stage, p in UNCALIBRATED_CHANCE.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTotal:
    """One stage: how many opportunities, and their sum in the programme's currency. Amounts in
    the currencies of `missing` have no rate and are not in it."""

    stage: str
    stage_label: str
    count: int
    amount: Money
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityFilters:
    """What a list is narrowed to; ids are public ids, an empty value narrows nothing. `cell` is a
    market cell with everything below its codes."""

    stages: tuple[str, ...] = ()
    route: str = ""
    text: str = ""
    customer_id: str = ""
    partner_id: str = ""
    cell: CellAxes = EVERYWHERE


class OpportunityRow(NamedTuple):
    """One opportunity in a list."""

    public_id: str
    version: int
    name: str
    customer: str
    customer_id: str
    partner: str
    partner_id: str
    product: str
    route: str
    route_label: str
    stage: str
    stage_label: str
    amount: Decimal | None
    currency: str
    owner: str
    opened_on: date | None
    expected_on: date | None
    closed_on: date | None


def stage_totals(actor: Actor, *, on: date) -> list[StageTotal]:
    """Count and sum of every stage, in the order of the stages.

    The whole programme's figures are maintained, two queries with the rates; a narrower scope is
    small and is counted.
    """
    actor.require(DealsPermission.READ_OPPORTUNITIES)
    if actor.sees_whole_programme:
        figures = totals.maintained()
    else:
        figures = totals.counted(Opportunity.objects.visible_to(actor))
    counts: dict[str, int] = defaultdict(int)
    amounts: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for figure in figures:
        stage, currency = totals.stage_and_currency(figure)
        counts[stage] += figure.count
        amounts[stage][currency] = figure.amount
    rates = rates_on({currency for one in amounts.values() for currency in one}, on)
    return [_stage_total(stage, counts[stage], amounts[stage], rates) for stage in Stage]


def rebuild_totals() -> int:
    """Make the maintained stage totals equal to the rows; how many figures there are. Needed
    after rows came in without the actions, as an import's do."""
    return totals.rebuild()


def opportunities(
    actor: Actor,
    filters: OpportunityFilters = OpportunityFilters(),
    *,
    order_by: Sequence[str] = (),
    window: slice = PAGE,
) -> list[OpportunityRow]:
    """The opportunities in the actor's scope, the newest first unless asked otherwise."""
    actor.require(DealsPermission.READ_OPPORTUNITIES)
    read = _listed if filters == OpportunityFilters(stages=filters.stages) else _listed.anew
    found = read(actor, Fixed(filters), Fixed(tuple(order_by)), Fixed((window.start, window.stop)))
    routes = {one.value: str(one.label) for one in Opportunity.Route}
    stages = {one.value: str(one.label) for one in Stage}
    return [_row(actor.language, _Listed(*one), routes, stages) for one in found]


class _Listed(NamedTuple):
    """The columns of the list; whole rows of five tables take many times as long to make."""

    public_id: str
    version: int
    name: str
    customer__public_id: str | None
    customer__name_zh: str | None
    customer__name_en: str | None
    partner__public_id: str | None
    partner__name_zh: str | None
    partner__name_en: str | None
    product__name_zh: str
    product__name_en: str
    route: str
    stage: str
    amount: Decimal | None
    currency: str
    owner__person__name: str | None
    opened_on: date | None
    expected_on: date | None
    closed_on: date | None


@Prepared
def _listed(
    actor: Actor,
    filters: OpportunityFilters,
    order_by: Sequence[str],
    window: tuple[int | None, int | None],
) -> QuerySet[Opportunity, Any]:
    rows = _narrowed(Opportunity.objects.visible_to(actor), filters)
    ordered = rows.order_by(*empty_last(Opportunity, order_by or ("-opened_on", "-pk")))
    return ordered.values_list(*_Listed._fields)[slice(*window)]


def count_opportunities(actor: Actor, filters: OpportunityFilters) -> int:
    actor.require(DealsPermission.READ_OPPORTUNITIES)
    return _narrowed(Opportunity.objects.visible_to(actor), filters).count()


def _stage_total(
    stage: Stage, count: int, amounts: dict[str, Decimal], rates: dict[str, Decimal]
) -> StageTotal:
    exact = sum((amounts[one] * rates[one] for one in amounts if one in rates), NOTHING)
    return StageTotal(
        stage=stage.value,
        stage_label=str(stage.label),
        count=count,
        amount=Money(exact.quantize(UNIT), current_programme().currency),
        missing=tuple(sorted(amounts.keys() - rates.keys())),
    )


def _narrowed(rows: OpportunityQuerySet, filters: OpportunityFilters) -> OpportunityQuerySet:
    if filters.stages:
        rows = rows.filter(stage__in=filters.stages)
    if filters.text:
        text = filters.text
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(customer__name_zh__icontains=text)
            | Q(customer__name_en__icontains=text)
        )
    exact = {
        "route": filters.route,
        "customer__public_id": filters.customer_id,
        "partner__public_id": filters.partner_id,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return in_cell(rows, filters.cell)


def _row(
    language: str, row: _Listed, routes: Mapping[str, str], stages: Mapping[str, str]
) -> OpportunityRow:
    return OpportunityRow(
        public_id=row.public_id,
        version=row.version,
        name=row.name,
        customer=name_in(language, row.customer__name_zh, row.customer__name_en),
        customer_id=row.customer__public_id or "",
        partner=name_in(language, row.partner__name_zh, row.partner__name_en),
        partner_id=row.partner__public_id or "",
        product=name_in(language, row.product__name_zh, row.product__name_en),
        route=row.route,
        route_label=routes[row.route],
        stage=row.stage,
        stage_label=stages[row.stage],
        amount=row.amount,
        currency=row.currency,
        owner=spoken(row.owner__person__name or ""),
        opened_on=row.opened_on,
        expected_on=row.expected_on,
        closed_on=row.closed_on,
    )
