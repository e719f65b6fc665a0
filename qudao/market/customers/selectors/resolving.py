"""Which customers may be the company that somebody speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet

from qudao.core.prepared import Fixed, Prepared
from qudao.engines.identity import CompanyFacts, Likeness, MatchKeyKind, compare
from qudao.engines.kinds import Match
from qudao.market.customers.identity import keys_of, stored_facts
from qudao.market.customers.models import Customer, CustomerIdentifier, CustomerKey
from qudao.market.customers.selectors.canonical import canonical_ids

STRONG = frozenset({MatchKeyKind.IDENTIFIER, MatchKeyKind.DOMAIN, MatchKeyKind.CORE_NAME})
MOST_CANDIDATES = 200  # of each of the two kinds of keys
_RANK = {Match.EXACT: 0, Match.LIKELY: 1, Match.RELATED: 2, Match.DIFFERENT: 3}
_IDENTITY = "identity is found across all customers; the caller shows only what its actor may see"


@dataclass(frozen=True, slots=True)
class Alike:
    """A customer that may be the one meant, how alike it is, and the facts that were compared."""

    customer: Customer
    likeness: Likeness
    facts: CompanyFacts


def resolve_company(facts: CompanyFacts, *, without: Iterable[int] = ()) -> list[Alike]:
    """Customers that share a match key with the facts, the most alike first.

    Merged rows are compared by their own names and answered as the canonical customer, once.
    Those that turn out different are left out. Six queries, however many customers there are.
    """
    candidates = _candidates(facts)
    if not candidates:
        return []
    left_out = set(without)
    found: dict[int, tuple[Likeness, CompanyFacts]] = {}
    ends = canonical_ids(candidate.pk for candidate in candidates)
    for pk, known in stored_facts(candidates).items():
        likeness = compare(facts, known)
        end = ends[pk]
        better = end not in found or _order(likeness) < _order(found[end][0])
        if likeness.match is not Match.DIFFERENT and end not in left_out and better:
            found[end] = (likeness, known)
    rows = Customer.objects.unscoped(reason=_IDENTITY).in_bulk(list(found))
    alike = [Alike(rows[pk], likeness, known) for pk, (likeness, known) in found.items()]
    return sorted(alike, key=lambda one: (_order(one.likeness), one.customer.pk))


def alike_customers(customer: Customer) -> list[Alike]:
    """Other customers that may be the same company as a stored one, the most alike first."""
    facts = stored_facts([customer])[customer.pk]
    own = canonical_ids([customer.pk])[customer.pk]
    return resolve_company(facts, without={own, customer.pk})


def _order(likeness: Likeness) -> tuple[int, float]:
    return _RANK[likeness.match], -likeness.score


def _candidates(facts: CompanyFacts) -> list[Customer]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, value in keys_of(facts):
        by_kind[kind].append(value)
    ids: set[int] = set()
    for kinds in (STRONG, frozenset(MatchKeyKind) - STRONG):
        ids |= _customers_with({k.value: by_kind[k.value] for k in kinds if by_kind[k.value]})
    return _customers(tuple(sorted(ids))) if ids else []


def _customers_with(keys: dict[str, list[str]]) -> set[int]:
    if not keys:
        return set()
    return set(_holders(Fixed(tuple(keys)), *(tuple(values) for values in keys.values())))


@Prepared
def _customers(ids: tuple[int, ...]) -> QuerySet[Customer]:
    return Customer.objects.unscoped(reason=_IDENTITY).filter(pk__in=ids)


@Prepared
def _holders(kinds: tuple[str, ...], *values: tuple[str, ...]) -> QuerySet[CustomerKey, int]:
    """The same few of too many each time. Ordered by a sum, since both databases would otherwise
    walk through every customer in this order instead of looking the keys up."""
    alternatives = (Q(kind=one, value__in=some) for one, some in zip(kinds, values, strict=True))
    rows = CustomerKey.objects.unscoped(reason=_IDENTITY).filter(reduce(or_, alternatives))
    found = rows.order_by(F("customer_id") + 0).values_list("customer_id", flat=True)
    return found[:MOST_CANDIDATES]


# ------------------------------------------------------------------------- for imports


def customers_by_source_key(source: str, keys: Iterable[str]) -> dict[str, int]:
    """The customers that rows of a source became, in one query."""
    rows = Customer.objects.unscoped(reason=_IDENTITY).filter(source=source)
    return dict(rows.filter(source_key__in=list(keys)).values_list("source_key", "pk"))


def customers_by_identifier(scheme: str, values: Iterable[str]) -> dict[str, int]:
    """The customers that have these proven numbers, in one query."""
    rows = CustomerIdentifier.objects.unscoped(reason=_IDENTITY).filter(scheme=scheme)
    found = rows.filter(is_valid=True, value__in=list(values))
    return dict(found.values_list("value", "customer_id"))


def keys_for_many(
    companies: Iterable[CompanyFacts],
) -> dict[tuple[str, str], list[int]]:
    """Customers by match key, for all keys of many companies, in one query for each 5,000 keys."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for facts in companies:
        for kind, value in keys_of(facts):
            by_kind[kind].add(value)
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    rows = CustomerKey.objects.unscoped(reason=_IDENTITY)
    for kind, values in by_kind.items():
        for part in _parts(sorted(values)):
            for value, pk in rows.filter(kind=kind, value__in=part).values_list(
                "value", "customer_id"
            ):
                found[kind, value].append(pk)
    return dict(found)


def _parts(values: list[str], size: int = 5000) -> Iterable[list[str]]:
    return (values[start : start + size] for start in range(0, len(values), size))
