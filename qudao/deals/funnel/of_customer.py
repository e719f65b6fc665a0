"""The deals and our own contacts at one customer that the reader may see, merged rows as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, IntegerField, Value, When

from qudao.core.actor import Actor
from qudao.core.exchange import to_programme_currency
from qudao.core.money import Money
from qudao.core.programme import today as today_at
from qudao.deals.funnel import totals
from qudao.deals.funnel.models import DirectActivity, Opportunity
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
class OwnContactLine:
    """A contact of our own people with the customer; `product` is "" for the whole of it."""

    summary: str
    product: str
    person: str
    happened_on: date
    entered_on: date
    customer_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDeals:
    """The deals, open ones first, and what the open ones are worth in the programme's currency.
    Amounts in the currencies of `missing` have no rate and are not in it."""

    lines: tuple[DealLine, ...]
    open_count: int
    open_value: Money
    missing: tuple[str, ...]
    contacts: tuple[OwnContactLine, ...]


def deals_of_customer(actor: Actor, public_id: str, *, today: date) -> CustomerDeals:
    """The opportunities at a customer in the actor's scope, the newest open one first."""
    actor.require(DealsPermission.READ_OPPORTUNITIES)
    is_closed = Case(
        When(stage__in=OPEN_STAGES, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    keys = same_customer_keys(public_id)
    rows = Opportunity.objects.visible_to(actor).filter(customer__in=keys)
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
        contacts=_contacts(actor, keys),
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


def _contacts(actor: Actor, keys: Collection[int]) -> tuple[OwnContactLine, ...]:
    """Who of ours was last at work with the customer, in the actor's scope, the newest first."""
    rows = DirectActivity.objects.visible_to(actor).filter(customer__in=keys)
    found = rows.select_related("product", "user__person").order_by("-happened_on", "-pk")
    return tuple(
        OwnContactLine(
            summary=row.summary,
            product=row.product.name(actor.language) if row.product else "",
            person=row.user.person.spoken_name,
            happened_on=row.happened_on,
            entered_on=today_at(row.entered_at),
            customer_confirmed=row.customer_confirmed,
        )
        for row in found[:MOST_SHOWN]
    )
