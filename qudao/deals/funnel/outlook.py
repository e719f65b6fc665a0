"""Where the quarter stands for the reader: target, done, gap, and what the pipeline may bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from qudao.core.actor import Actor
from qudao.core.exchange import rates_on, to_programme_currency
from qudao.core.money import Money
from qudao.core.programme import current_programme
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.states import OPEN_STAGES, UNCALIBRATED_CHANCE, Stage
from qudao.deals.permissions import DealsPermission
from qudao.engines.quarter import Deal, QuarterStanding, quarter_of, standing
from qudao.market.goals.selectors import Target, target_of

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The quarter of what the actor may see, in the programme's currency.

    Chances are uncalibrated until own history gives better ones; `missing` names currencies
    without a rate, whose deals are not in the figures.
    """

    standing: QuarterStanding
    target: Target
    currency: str
    open_deals: int
    week: Money
    week_deals: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    """One open deal in the programme's currency."""

    deal: Deal
    expected_on: date


def outlook(actor: Actor, *, today: date) -> Outlook:
    """Target, done and pipeline of this quarter; won deals count on the day they were closed."""
    actor.require(DealsPermission.READ_OPPORTUNITIES)
    programme = current_programme()
    quarter = quarter_of(today, first_month=programme.fiscal_year_starts_in)
    target = target_of(actor, quarter.start, quarter.end)
    won = Opportunity.objects.visible_to(actor).filter(
        stage=Stage.WON, closed_on__gte=quarter.start, closed_on__lt=quarter.end
    )
    sums = won.order_by().values("currency").annotate(total=Sum("amount"))
    by_currency = {row["currency"]: row["total"] or Decimal(0) for row in sums}
    done = to_programme_currency(by_currency, on=today)
    deals, missing = _open_deals(actor, quarter.start, quarter.end, today=today)
    line = standing(
        quarter,
        [one.deal for one in deals],
        target=target.amount.amount,
        done=done.total.amount,
        today=today,
    )
    soon = [one.deal for one in deals if one.expected_on < today + A_WEEK]
    expected = sum((one.probability * one.amount for one in soon), Decimal(0))
    return Outlook(
        standing=line,
        target=target,
        currency=programme.currency,
        open_deals=len(deals),
        week=Money(expected, programme.currency),
        week_deals=len(soon),
        missing=tuple(sorted({*target.missing, *done.missing, *missing})),
    )


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
        _Open(Deal(UNCALIBRATED_CHANCE[Stage(stage)], amount * rates[currency]), expected_on)
        for stage, amount, currency, expected_on in found
        if currency in rates and amount is not None and expected_on is not None
    ]
    return deals, currencies - set(rates)
