"""Customers for programs, in steps: the vendor's, and those that a partner knows."""

from __future__ import annotations

from qudao.core.actor import Actor
from qudao.core.keyset import Place, Step, step_through
from qudao.market.customers.models import Customer, PartnerCustomer
from qudao.market.customers.selectors import CustomerQuery, customers_found
from qudao.market.customers.selectors.portal import own_relations


def customers_after(actor: Actor, query: CustomerQuery, place: Place) -> Step[Customer]:
    """The visible customers that the query leaves, from a place on; nothing for a partner, who
    reads `own_customers_after`."""
    rows = customers_found(actor, query)
    if actor.is_partner:
        rows = rows.none()
    return step_through(rows.select_related("region", "industry", "parent"), place)


def own_customers_after(actor: Actor, text: str, place: Place) -> Step[PartnerCustomer]:
    """The actor's own relationships with customers, by the customer's id."""
    return step_through(own_relations(actor, text), place)
