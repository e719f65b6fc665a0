"""What the deals of one market cell are worth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Sum

from qudao.choose.coverage.readings import A_YEAR
from qudao.core.actor import Actor
from qudao.core.exchange import to_programme_currency
from qudao.core.money import Money
from qudao.deals.funnel.models import Opportunity, OpportunityQuerySet
from qudao.deals.funnel.states import OPEN_STAGES, Stage
from qudao.market.cells.selectors import CellAxes
from qudao.market.customers.selectors import in_cell


def open_deals(actor: Actor, axes: CellAxes) -> OpportunityQuerySet:
    return in_cell(Opportunity.objects.visible_to(actor).filter(stage__in=OPEN_STAGES), axes)


def won_deals(actor: Actor, axes: CellAxes, today: date) -> OpportunityQuerySet:
    won = Opportunity.objects.visible_to(actor).filter(
        stage=Stage.WON, closed_on__gt=today - A_YEAR, closed_on__lte=today
    )
    return in_cell(won, axes)


def worth_of(rows: OpportunityQuerySet, today: date) -> tuple[Money, tuple[str, ...]]:
    summed = rows.order_by().values_list("currency").annotate(Sum("amount"))
    converted = to_programme_currency(
        {code: total or Decimal(0) for code, total in summed}, on=today
    )
    return converted.total, converted.missing
