"""The deals at one customer that the reader may see, merged rows read as one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, IntegerField, Value, When

from qudao.core.actor import Actor
from qudao.core.exchange import to_programme_currency
from qudao.core.money import Money
from qudao.deals.funnel import totals
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.states import OPEN_STAGES, Stage
from qudao.deals.permissions import DealsPermission
from qudao.market.customers.selectors import same_customer_keys

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DealLine:
    """One opportunity at the customer; `partner` is "" for direct sales."""

    name: str
    product: str
    route_label: str
    partner: str
    stage: str
    stage_label: str
    amount: Decimal | None
    currency: str
    owner: str
    expected_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDeals:
    """The deals, open ones first, and what the open ones are worth in the programme's currency.
    Amounts in the currencies of `missing` have no rate and are not in it."""

    lines: tuple[DealLine, ...]
    open_count: int
    open_value: Money
    missing: tuple[str, ...]


def deals_of_customer(actor: Actor, public_id: str, *, today: date) -> CustomerDeals:
    """The opportunities at a customer in the actor's scope, the newest open one first."""
    actor.require(DealsPermission.READ_OPPORTUNITIES)
    is_closed = Case(
        When(stage__in=OPEN_STAGES, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows = Opportunity.objects.visible_to(actor).filter(customer__in=same_customer_keys(public_id))
    found = rows.select_related("partner", "product", "owner__person").order_by(
        is_closed, F("expected_on").desc(nulls_last=True), "-pk"
    )
    figures = totals.counted(rows.filter(stage__in=OPEN_STAGES))
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for figure in figures:
        amounts[totals.stage_and_currency(figure)[1]] += figure.amount
    worth = to_programme_currency(amounts, on=today)
    return CustomerDeals(
        lines=tuple(_line(row, actor.language) for row in found[:MOST_SHOWN]),
        open_count=sum(figure.count for figure in figures),
        open_value=worth.total,
        missing=worth.missing,
    )


def _line(row: Opportunity, language: str) -> DealLine:
    return DealLine(
        name=row.name,
        product=row.product.name(language),
        route_label=str(Opportunity.Route(row.route).label),
        partner=row.partner.name(language) if row.partner else "",
        stage=row.stage,
        stage_label=str(Stage(row.stage).label),
        amount=row.amount,
        currency=row.currency,
        owner=row.owner.person.spoken_name if row.owner else "",
        expected_on=row.expected_on,
        closed_on=row.closed_on,
    )
