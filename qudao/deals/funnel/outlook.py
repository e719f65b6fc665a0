"""Where the quarter stands for the reader: target, done, gap, and what the pipeline may bring."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from qudao.core.actor import Actor
from qudao.core.exchange import rates_on, to_programme_currency
from qudao.core.money import UNIT, Money
from qudao.core.programme import current_programme
from qudao.core.programme import today as today_at
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.quarters import this_quarter
from qudao.deals.funnel.states import OPEN_STAGES, UNCALIBRATED_CHANCE, Stage
from qudao.deals.permissions import DealsPermission
from qudao.deals.sellthrough.selectors import sold_between
from qudao.engines.quarter import Deal, Quarter, QuarterStanding, standing
from qudao.market.goals.selectors import Target, target_of
from qudao.rules.policies import DoneSource, QuarterPolicy, quarter_policy
from qudao.rules.selectors import NoRulebook, version_in_force

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The quarter of what the actor may see, in the programme's currency.

    Chances are uncalibrated until own history gives better ones; `missing` names currencies
    without a rate, whose deals are not in the figures. What was expected before today is overdue
    and no part of the week.
    """

    standing: QuarterStanding
    target: Target
    currency: str
    open_deals: int
    week: Money
    week_deals: int
    overdue: Money
    overdue_deals: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    """One open deal in the programme's currency."""

    deal: Deal
    expected_on: date


def outlook(actor: Actor, *, now: datetime, quarter: Quarter | None = None) -> Outlook:
    """Target, done and pipeline of a quarter, this one unless another is named. What counts as
    done is the rulebook's to say: won deals on the day they were closed, or the lines sold."""
    actor.require(DealsPermission.READ_OPPORTUNITIES)
    programme = current_programme()
    today = today_at(now)
    quarter = quarter or this_quarter(today)
    target = target_of(actor, quarter.start, quarter.end)
    done = to_programme_currency(_done(actor, quarter, now=now), on=today)
    deals, missing = _open_deals(actor, quarter.start, quarter.end, today=today)
    line = standing(
        quarter,
        [one.deal for one in deals],
        target=target.amount.amount,
        done=done.total.amount,
        today=today,
    )
    late = [one.deal for one in deals if one.expected_on < today]
    soon = [one.deal for one in deals if today <= one.expected_on < today + A_WEEK]
    return Outlook(
        standing=line,
        target=target,
        currency=programme.currency,
        open_deals=len(deals),
        week=Money(_weighted(soon), programme.currency),
        week_deals=len(soon),
        overdue=Money(_weighted(late), programme.currency),
        overdue_deals=len(late),
        missing=tuple(sorted({*target.missing, *done.missing, *missing})),
    )


def _weighted(deals: list[Deal]) -> Decimal:
    return sum((one.probability * one.amount for one in deals), Decimal(0))


def _done(actor: Actor, quarter: Quarter, *, now: datetime) -> dict[str, Decimal]:
    """What counts as done in a quarter, by currency."""
    done: dict[str, Decimal] = defaultdict(Decimal)
    for source in done_sources(now):
        for currency, amount in _DONE_FROM[source](actor, quarter.start, quarter.end).items():
            done[currency] += amount
    return done


def _won_between(actor: Actor, starts_on: date, ends_on: date) -> dict[str, Decimal]:
    won = Opportunity.objects.visible_to(actor).filter(
        stage=Stage.WON, closed_on__gte=starts_on, closed_on__lt=ends_on, amount__isnull=False
    )
    return dict(won.order_by().values_list("currency").annotate(Sum("amount")))


_DONE_FROM = {
    DoneSource.WON_OPPORTUNITIES: _won_between,
    DoneSource.SALES_LINES: sold_between,
}


def done_sources(now: datetime) -> tuple[DoneSource, ...]:
    """What the rulebook in force counts as done."""
    try:
        return quarter_policy(version_in_force(now)).done_from
    except NoRulebook:
        return QuarterPolicy().done_from


def _open_deals(
    actor: Actor, start: date, end: date, *, today: date
) -> tuple[list[_Open], set[str]]:
    """Open deals expected in the period; one whose day has passed is still open, so it counts."""
    rows = Opportunity.objects.visible_to(actor).filter(
        stage__in=OPEN_STAGES, expected_on__gte=start, expected_on__lt=end, amount__gt=0
    )
    found = list(rows.values_list("stage", "amount", "currency", "expected_on"))
    currencies = {currency for _, _, currency, _ in found}
    rates = rates_on(currencies, today)
    deals = [
        _Open(_deal(stage, amount * rates[currency]), expected_on)
        for stage, amount, currency, expected_on in found
        if currency in rates and amount is not None and expected_on is not None
    ]
    return deals, currencies - set(rates)


def _deal(stage: str, amount: Decimal) -> Deal:
    return Deal(UNCALIBRATED_CHANCE[Stage(stage)], amount.quantize(UNIT))
