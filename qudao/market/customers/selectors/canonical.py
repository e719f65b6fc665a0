"""Following merges: a merged customer is read as the canonical one that it points to."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from qudao.core.prepared import Prepared
from qudao.market.customers.models import Customer

LONGEST_CHAIN = 50  # merges refuse circles; this only bounds the loop
_MERGES = "a merge is followed, whoever reads"


def canonical_of(customer: Customer) -> Customer:
    """The customer itself, or the last one that its merges point to."""
    rows = Customer.objects.unscoped(reason=_MERGES)
    for _step in range(LONGEST_CHAIN):
        if customer.canonical_id is None:
            break
        customer = rows.get(pk=customer.canonical_id)
    return customer


def stands_above(upper: Customer, lower: Customer) -> bool:
    """Whether a customer is one of those above another in its group, merges followed at each step.

    Bounded by what was passed already, since rows from before may stand in a circle.
    """
    rows = Customer.objects.unscoped(reason=_MERGES)
    end, above = canonical_of(upper).pk, canonical_of(lower)
    passed = {above.pk}
    while above.parent_id is not None:
        above = canonical_of(rows.get(pk=above.parent_id))
        if above.pk == end:
            return True
        if above.pk in passed:
            break
        passed.add(above.pk)
    return False


def canonical_ids(customer_ids: Iterable[int]) -> dict[int, int]:
    """The canonical key of each of these keys; one query for each link of the longest chain."""
    found = {pk: pk for pk in customer_ids}
    open_ids = set(found)
    for _step in range(LONGEST_CHAIN if found else 0):
        links = dict(_links(tuple(open_ids)))
        if not links:
            break
        found = {pk: links.get(end) or end for pk, end in found.items()}
        open_ids = {pk for pk in links.values() if pk is not None}
    return found


@Prepared
def _links(ids: tuple[int, ...]) -> QuerySet[Customer, tuple[int, int | None]]:
    rows = Customer.objects.unscoped(reason=_MERGES).exclude(canonical=None)
    return rows.filter(pk__in=ids).values_list("pk", "canonical_id")


@Prepared
def _merged_into(ids: tuple[int, ...]) -> QuerySet[Customer, int]:
    rows = Customer.objects.unscoped(reason=_MERGES)
    return rows.filter(canonical_id__in=ids).values_list("pk", flat=True)


def same_customer_ids(customer_id: int) -> set[int]:
    """The keys of all rows that are one customer with this one, merges followed both ways."""
    root = canonical_ids([customer_id])[customer_id]
    found, newest = {root}, {root}
    while newest:
        newest = set(_merged_into(tuple(newest))) - found
        found |= newest
    return found


def same_customer_keys(public_id: str) -> set[int]:
    """The keys of all rows that are one customer with the one of this public id; none for an
    unknown id. For narrowing rows that have a scope of their own."""
    row = Customer.objects.unscoped(reason=_MERGES).filter(public_id=public_id).first()
    return same_customer_ids(row.pk) if row else set()
