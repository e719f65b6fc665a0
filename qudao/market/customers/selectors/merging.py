"""Before a merge or a new row: which other rows may be the same company."""

from __future__ import annotations

from dataclasses import dataclass

from qudao.core.actor import Actor
from qudao.engines.identity import IdentifierScheme
from qudao.engines.kinds import Match
from qudao.market.customers.identity import company_facts
from qudao.market.customers.inputs import CustomerInput
from qudao.market.customers.models import Customer
from qudao.market.customers.selectors.lists import CustomerQuery, customer_list
from qudao.market.customers.selectors.resolving import alike_customers, resolve_company
from qudao.market.permissions import MarketPermission

MOST_FOUND = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeCandidate:
    """Another customer that may be the same. `score` (0 to 1) is the likeness that was found;
    none for one that was only searched for."""

    public_id: str
    name: str
    city: str
    score: float | None


def merge_candidates(actor: Actor, public_id: str, *, text: str = "") -> list[MergeCandidate]:
    """Those that are alike, the most alike first; with a text, those that it finds instead."""
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    customer = Customer.objects.visible_to(actor).one(public_id)
    if text.strip():
        query = CustomerQuery(text=text, order=("name",), window=slice(0, MOST_FOUND + 1))
        return [
            MergeCandidate(public_id=row.public_id, name=row.name, city=row.city, score=None)
            for row in customer_list(actor, query)
            if row.id != customer.pk
        ]
    return [
        MergeCandidate(
            public_id=one.customer.public_id,
            name=one.customer.name(actor.language),
            city=one.customer.city,
            score=one.likeness.score,
        )
        for one in alike_customers(customer)[:MOST_FOUND]
    ]


def customers_like(actor: Actor, stated: CustomerInput) -> list[MergeCandidate]:
    """Customers in the actor's scope that are, or may well be, the company that is stated."""
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    numbers = [one.value for one in stated.identifiers if one.scheme == IdentifierScheme.USCC]
    facts = company_facts(
        names=(stated.name_zh, stated.name_en, *(name.name for name in stated.names)),
        uscc=numbers[0] if numbers else "",
        website=stated.website,
        city=stated.city,
    )
    near = [one for one in resolve_company(facts) if one.likeness.match is not Match.RELATED]
    visible = Customer.objects.visible_to(actor).filter(pk__in=[one.customer.pk for one in near])
    seen = set(visible.values_list("pk", flat=True))
    return [
        MergeCandidate(
            public_id=one.customer.public_id,
            name=one.customer.name(actor.language),
            city=one.customer.city,
            score=one.likeness.score,
        )
        for one in near[:MOST_FOUND]
        if one.customer.pk in seen
    ]
