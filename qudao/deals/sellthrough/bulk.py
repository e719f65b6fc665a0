"""Sales lines from files of own systems and of distributors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qudao.core.actor import Actor
from qudao.core.upserting import Keyed, Outcome, Upsert, amount_problem
from qudao.deals.permissions import DealsPermission
from qudao.deals.sellthrough.models import SalesLine

_FIELDS = (
    "route",
    "partner_id",
    "customer_id",
    "customer_key",
    "product_id",
    "region_id",
    "sales_person_id",
    "order_number",
    "sold_on",
    "quantity",
    "amount",
    "currency",
)
QUANTITY_DECIMALS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """One line of a sale with its references resolved; direct when it names no partner."""

    partner_id: int | None = None
    customer_id: int | None = None
    customer_key: str = ""
    product_id: int
    region_id: int | None = None
    sales_person_id: int | None = None
    order_number: str = ""
    sold_on: date
    quantity: Decimal
    amount: Decimal
    currency: str


def put_sales_lines(actor: Actor, source: str, rows: Sequence[Keyed[SoldLine]]) -> list[Outcome]:
    """Bring the sales lines of a source to what its file says."""
    actor.require(DealsPermission.LOAD_SALES)
    lines = SalesLine.objects.visible_to(actor)
    known = lines.filter(source=source, source_key__in=[row.key for row in rows])
    upsert = Upsert({line.source_key: line for line in known}, _FIELDS)
    outcomes: list[Outcome] = []
    for row in rows:
        problem = amount_problem("amount", row.input.amount) or amount_problem(
            "quantity", row.input.quantity, decimals=QUANTITY_DECIMALS
        )
        if problem:
            outcomes.append(problem)
            continue
        before = upsert.there.get(row.key)
        # a file that leaves a known partner out does not take the line away from it
        partner = row.input.partner_id or (before.partner_id if before else None)
        route = SalesLine.Route.INDIRECT if partner else SalesLine.Route.DIRECT
        line = SalesLine(
            source=source,
            source_key=row.key,
            route=route,
            **{name: getattr(row.input, name) for name in _FIELDS if name != "route"},
        )
        outcomes.append(upsert.put(row.key, line, repeated=row.repeated))
    upsert.write(lines)
    return outcomes
