"""Opportunities from the files of another system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from qudao.core.actor import Actor
from qudao.core.upserting import Keyed, Outcome, Refused, Upsert, amount_problem
from qudao.deals.funnel import totals
from qudao.deals.funnel.models import Opportunity
from qudao.deals.permissions import DealsPermission

_FIELDS = (
    "name",
    "route",
    "customer_id",
    "product_id",
    "partner_id",
    "sales_person_id",
    "stage",
    "amount",
    "currency",
    "opened_on",
    "expected_on",
    "closed_on",
    "loss_reason",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityLine:
    """A possible sale with its references resolved; direct when it names no partner."""

    name: str = ""
    customer_id: int | None = None
    product_id: int
    partner_id: int | None = None
    sales_person_id: int | None = None
    stage: str
    amount: Decimal | None = None
    currency: str
    opened_on: date | None = None
    expected_on: date | None = None
    closed_on: date | None = None
    loss_reason: str = ""


def put_opportunities(
    actor: Actor, source: str, rows: Sequence[Keyed[OpportunityLine]], *, now: datetime
) -> list[Outcome]:
    """Bring the opportunities of a source to what its file says."""
    actor.require(DealsPermission.LOAD_SALES)
    opportunities = Opportunity.objects.visible_to(actor)
    known = opportunities.filter(source=source, source_key__in=[row.key for row in rows])
    counted_before = totals.counted(known)
    upsert = Upsert({one.source_key: one for one in known}, _FIELDS)
    outcomes: list[Outcome] = []
    for row in rows:
        problem = amount_problem("amount", row.input.amount) or _negative(row.input.amount)
        if problem:
            outcomes.append(problem)
            continue
        before = upsert.there.get(row.key)
        # a file that leaves a known partner out does not take the deal away from it
        partner = row.input.partner_id or (before.partner_id if before else None)
        opportunity = Opportunity(
            source=source,
            source_key=row.key,
            route=Opportunity.Route.INDIRECT if partner else Opportunity.Route.DIRECT,
            created_at=now,
            **{name: getattr(row.input, name) for name in _FIELDS if name != "route"},
        )
        outcomes.append(upsert.put(row.key, opportunity, repeated=row.repeated))
    upsert.write(opportunities)
    totals.shift(counted_before, totals.counted(known))
    return outcomes


def _negative(amount: Decimal | None) -> Refused | None:
    """A possible sale is worth nothing at the least; what is sold may be given back."""
    if amount is None or amount >= 0:
        return None
    return Refused("amount", "out_of_bounds", f"{amount:f}")
