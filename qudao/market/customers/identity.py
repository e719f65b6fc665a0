"""Customers as company identity sees them: facts from rows, match keys from facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qudao.core.bulk import insert_missing
from qudao.engines.identity import (
    CompanyFacts,
    Identifier,
    IdentifierScheme,
    MatchKey,
    MatchKeyKind,
    NormalisedName,
    check_identifier,
    fold,
    initials,
    match_keys,
    normalise_name,
    places_agree,
    registrable_domain,
)
from qudao.market.cells.places import code_of_place, places
from qudao.market.customers.inputs import engine_scheme
from qudao.market.customers.models import (
    Customer,
    CustomerDomain,
    CustomerIdentifier,
    CustomerKey,
    CustomerName,
)

LONGEST_KEY = 120
INITIALS = "initials"  # a kind of key beside those of `MatchKeyKind`
SOUNDS = (INITIALS, MatchKeyKind.CORE_PINYIN.value, MatchKeyKind.BRAND_PINYIN.value)
_KEYS = "keys and facts are read to recognise a company, and shown to nobody"


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """Keys that are missing, and keys that no fact supports any more."""

    customers: int
    missing: int
    stale: int


@lru_cache(maxsize=8192)
def name_in_parts(raw: str) -> NormalisedName:
    """A company name taken apart, kept because the same names come again and again."""
    return normalise_name(raw, places())


def company_facts(
    *, names: Iterable[str], uscc: str = "", website: str = "", city: str = ""
) -> CompanyFacts:
    """What somebody says about a company, as identity compares it. Wrong numbers say nothing."""
    proof = check_identifier(IdentifierScheme.USCC, uscc)
    domain = registrable_domain(website) if website else None
    return CompanyFacts(
        names=tuple(name_in_parts(name) for name in names if name.strip()),
        identifiers=frozenset(
            {Identifier(IdentifierScheme.USCC, proof.normalised)} if proof.valid else set()
        ),
        domains=frozenset({domain} if domain else set()),
        city=code_of_place(city) if city else "",
    )


def keys_of(facts: CompanyFacts) -> frozenset[tuple[str, str]]:
    """The match keys of a company as (kind, value), cut to what a row can hold."""
    return _as_rows(match_keys(facts.names, facts.identifiers, facts.domains))


def stored_keys_of(facts: CompanyFacts) -> frozenset[tuple[str, str]]:
    """All keys that a customer is stored with: the match keys, and the initials by which people
    look for a Chinese name; initials are shared by too many to match two companies by them."""
    return keys_of(facts) | frozenset(
        (INITIALS, typed[:LONGEST_KEY])
        for name in facts.names
        if name.is_han and len(typed := initials(name.brand) + initials(name.trade)) > 1
    )


def _as_rows(keys: Iterable[MatchKey]) -> frozenset[tuple[str, str]]:
    return frozenset((key.kind.value, key.value[:LONGEST_KEY]) for key in keys)


def stored_facts(customers: Collection[Customer]) -> dict[int, CompanyFacts]:
    """The facts of stored customers by key, in three queries."""
    ids = [customer.pk for customer in customers]
    names = _grouped(CustomerName.objects.unscoped(reason=_KEYS), ids, "name")
    domains = _grouped(CustomerDomain.objects.unscoped(reason=_KEYS), ids, "domain")
    numbers: dict[int, set[Identifier]] = defaultdict(set)
    rows = CustomerIdentifier.objects.unscoped(reason=_KEYS).filter(customer__in=ids)
    for pk, scheme, value in rows.filter(is_valid=True).values_list(
        "customer_id", "scheme", "value"
    ):
        numbers[pk].add(Identifier(engine_scheme(scheme), value))
    return {
        customer.pk: CompanyFacts(
            names=tuple(name_in_parts(name) for name in _names(customer, names[customer.pk])),
            identifiers=frozenset(numbers[customer.pk]),
            domains=frozenset(domains[customer.pk]),
            city=_city(customer),
            group=str(customer.parent_id or customer.pk),
        )
        for customer in customers
    }


def _grouped(rows: object, ids: Sequence[int], column: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for pk, value in rows.filter(customer__in=ids).values_list("customer_id", column):  # type: ignore[attr-defined]
        found[pk].append(value)
    return found


def _names(customer: Customer, others: Iterable[str]) -> list[str]:
    own = (customer.name_zh, customer.name_en)
    return list(dict.fromkeys(name for name in (*own, *others) if name))


def _city(customer: Customer) -> str:
    return code_of_place(customer.city) if customer.city else ""


def is_one_city(one: str, other: str) -> bool:
    """Whether two names of a city do not speak against one place: 上海, Shanghai and 上海市 are
    one, a district lies in its city, and what is not said says nothing."""
    if not one or not other or fold(one) == fold(other):
        return True
    first, second = code_of_place(one), code_of_place(other)
    return bool(first and second) and places_agree(first, second)


# ------------------------------------------------------------------------- keys


def write_keys(customers: Collection[Customer]) -> None:
    """Bring the keys of these customers to what their facts say; in the caller's transaction."""
    wanted = {pk: stored_keys_of(facts) for pk, facts in stored_facts(customers).items()}
    there = _stored_keys(list(wanted))
    stale = [
        row
        for row in there
        if (row.kind, row.value) not in wanted.get(row.customer_id, frozenset())
    ]
    CustomerKey.objects.unscoped(reason=_KEYS).filter(pk__in=[row.pk for row in stale]).delete()
    kept = {(row.customer_id, row.kind, row.value) for row in there}
    insert_keys(
        {pk: [key for key in keys if (pk, *key) not in kept] for pk, keys in wanted.items()}
    )


def insert_keys(keys: Mapping[int, Iterable[tuple[str, str]]]) -> None:
    """Add keys by customer; those that are there already stay as they are."""
    rows = [(pk, kind, value) for pk, pairs in keys.items() for kind, value in pairs]
    insert_missing(CustomerKey, ("customer", "kind", "value"), rows)


def _stored_keys(ids: Sequence[int]) -> list[CustomerKey]:
    return list(CustomerKey.objects.unscoped(reason=_KEYS).filter(customer__in=ids))


def check_keys(customers: Collection[Customer]) -> KeyCheck:
    """Compare the stored keys of these customers with what their facts say."""
    facts_of = stored_facts(customers).items()
    wanted = {(pk, *key) for pk, facts in facts_of for key in stored_keys_of(facts)}
    rows = _stored_keys([customer.pk for customer in customers])
    there = {(row.customer_id, row.kind, row.value) for row in rows}
    return KeyCheck(len(customers), len(wanted - there), len(there - wanted))
