"""Turning checked inputs into customers: one path for a form's single one and a file's thousands.

No permission is asked here; the actions that use it ask for theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, entry_of, record_all
from qudao.core.bulk import insert_missing
from qudao.core.checks import Checks
from qudao.core.errors import Invalid
from qudao.engines.identity import CompanyFacts, Identifier, registrable_domain
from qudao.market.cells.actions import unknown_code
from qudao.market.cells.models import Industry, Region
from qudao.market.cells.selectors import DIVISION_OF_COUNTRY
from qudao.market.customers.identity import insert_keys, name_in_parts, stored_keys_of
from qudao.market.customers.inputs import (
    SCHEMES,
    CustomerInput,
    IdentifierInput,
    NameInput,
    Scheme,
    check_customer,
    engine_scheme,
    proof_of,
)
from qudao.market.customers.models import (
    Customer,
    CustomerDomain,
    CustomerIdentifier,
    CustomerName,
)
from qudao.market.customers.verbs import CustomerVerb

M = TypeVar("M", bound=Model)
BATCH = 500
PLAIN = (
    "kind",
    "name_zh",
    "name_en",
    "account_class",
    "is_named_account",
    "city",
    "address",
    "website",
    "employees",
    "source",
    "source_key",
)


@dataclass(frozen=True, slots=True)
class Created:
    """What became of each input, by its place: a customer, or the refusal."""

    customers: Mapping[int, Customer]
    refused: Mapping[int, Invalid]


@dataclass(slots=True)
class _Around:
    """What the inputs refer to, read in a handful of queries; taken keys grow with the batch."""

    regions: Mapping[str, Region]
    industries: Mapping[str, Industry]
    parents: Mapping[str, Customer]
    numbers: set[tuple[str, str]] = field(default_factory=set)
    source_keys: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Ready:
    customer: Customer
    names: list[NameInput]
    identifiers: list[CustomerIdentifier]
    domains: list[str]

    def facts(self) -> CompanyFacts:
        return CompanyFacts(
            names=tuple(name_in_parts(name.name) for name in self.names),
            identifiers=frozenset(
                Identifier(engine_scheme(row.scheme), row.value)
                for row in self.identifiers
                if row.is_valid
            ),
            domains=frozenset(self.domains),
        )


def add_customers(actor: Actor, inputs: Sequence[CustomerInput], *, now: datetime) -> Created:
    """Write every input that keeps the rules, with names, numbers, domains, keys and audit rows.

    Runs in the caller's transaction. A refused input stops no other.
    """
    created, ready = _add(actor, inputs, now)
    record_all(
        [
            entry_of(actor, CustomerVerb.CREATED, one.customer, now=now, change=_change(one))
            for one in ready
        ]
    )
    return created


def load_customers(actor: Actor, inputs: Sequence[CustomerInput], *, now: datetime) -> Created:
    """The same for a step of an import, which leaves one audit row for its whole file."""
    return _add(actor, inputs, now)[0]


def _add(
    actor: Actor, inputs: Sequence[CustomerInput], now: datetime
) -> tuple[Created, list[_Ready]]:
    around = _look_around(actor, inputs)
    ready: dict[int, _Ready] = {}
    refused: dict[int, Invalid] = {}
    for place, customer in enumerate(inputs):
        try:
            ready[place] = _make_ready(customer, around, now)
        except Invalid as problem:
            refused[place] = problem
    _write(list(ready.values()))
    created = Created({place: one.customer for place, one in ready.items()}, refused)
    return created, list(ready.values())


# ------------------------------------------------------------------------- looking around


def _look_around(actor: Actor, inputs: Sequence[CustomerInput]) -> _Around:
    region_codes = {DIVISION_OF_COUNTRY.get(one.region, one.region) for one in inputs}
    return _Around(
        regions=_named(actor, Region.objects.visible_to, "code", region_codes),
        industries=_named(
            actor, Industry.objects.visible_to, "code", {one.industry for one in inputs}
        ),
        parents=_named(
            actor, Customer.objects.visible_to, "public_id", {one.parent for one in inputs}
        ),
        numbers=_taken_numbers(number for one in inputs for number in one.identifiers),
        source_keys=_taken_source_keys(inputs),
    )


def _named(
    actor: Actor, visible: Callable[[Actor], QuerySet[M]], column: str, words: set[str]
) -> dict[str, M]:
    """The rows that the words name, by word; most inputs name none."""
    wanted = words - {""}
    if not wanted:
        return {}
    return {getattr(row, column): row for row in visible(actor).filter(**{f"{column}__in": wanted})}


def _taken_numbers(identifiers: Iterable[IdentifierInput]) -> set[tuple[str, str]]:
    values = {proof_of(one).normalised for one in identifiers if one.scheme in SCHEMES} - {""}
    if not values:
        return set()
    rows = CustomerIdentifier.objects.unscoped(reason="a number belongs to one customer")
    rows = rows.filter(value__in=values, is_valid=True).exclude(scheme=Scheme.REGISTRATION)
    return set(rows.values_list("scheme", "value"))


def _taken_source_keys(inputs: Sequence[CustomerInput]) -> set[tuple[str, str]]:
    by_source: dict[str, set[str]] = {}
    for one in inputs:
        if one.source_key:
            by_source.setdefault(one.source, set()).add(one.source_key)
    if not by_source:
        return set()
    wanted = Q(pk=None)
    for source, keys in by_source.items():
        wanted |= Q(source=source, source_key__in=keys)
    rows = Customer.objects.unscoped(reason="a row of a source is one customer").filter(wanted)
    return set(rows.values_list("source", "source_key"))


# ------------------------------------------------------------------------- one input


def _make_ready(given: CustomerInput, around: _Around, now: datetime) -> _Ready:
    checks = check_customer(given)
    region = around.regions.get(DIVISION_OF_COUNTRY.get(given.region, given.region))
    industry = around.industries.get(given.industry)
    parent = around.parents.get(given.parent)
    for name, found in (("region", region), ("industry", industry)):
        if getattr(given, name) and found is None:
            checks.refuse(name, "unknown", unknown_code(getattr(given, name)))
    if given.parent and parent is None:
        checks.refuse("parent", "unknown", _("There is no such customer."))
    identifiers = _identifiers(given, around, checks)
    domains = domains_of(given, checks)
    _refuse_taken_source_key(given, around, checks)
    checks.finish()
    around.numbers.update((row.scheme, row.value) for row in identifiers if is_unique(row))
    around.source_keys.add((given.source, given.source_key))
    plain: dict[str, object] = {name: _stripped(getattr(given, name)) for name in PLAIN}
    customer = Customer(**plain, region=region, industry=industry, parent=parent, created_at=now)
    return _Ready(customer, _all_names(given), identifiers, domains)


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _refuse_taken_source_key(given: CustomerInput, around: _Around, checks: Checks) -> None:
    if given.source_key and (given.source, given.source_key) in around.source_keys:
        checks.refuse("source_key", "taken", _("This row of the source is a customer already."))


def _identifiers(given: CustomerInput, around: _Around, checks: Checks) -> list[CustomerIdentifier]:
    rows: dict[tuple[str, str], CustomerIdentifier] = {}
    for one in given.identifiers:
        if one.scheme not in SCHEMES:
            continue  # named by check_customer
        row = identifier_row(one, source=given.source)
        rows[(row.scheme, row.value)] = row
        if is_unique(row) and (row.scheme, row.value) in around.numbers:
            message = _("The number %(value)s belongs to another customer already.")
            checks.refuse("identifiers", "taken", message % {"value": row.value})
    return list(rows.values())


def is_unique(row: CustomerIdentifier) -> bool:
    return row.is_valid and row.scheme != Scheme.REGISTRATION


def identifier_row(one: IdentifierInput, *, source: str) -> CustomerIdentifier:
    """The row of a number in its one spelling; a wrong one keeps what was given."""
    proof = proof_of(one)
    value = proof.normalised or one.value.strip()
    return CustomerIdentifier(scheme=one.scheme, value=value, is_valid=proof.valid, source=source)


def domains_of(given: CustomerInput, checks: Checks) -> list[str]:
    """Registrable domains: those given, which must be some, and the website's, if it shows one."""
    found: dict[str, None] = {}
    for raw in given.domains:
        domain = registrable_domain(raw)
        if domain is None:
            message = _("“%(domain)s” is not a web domain that one company has for itself.")
            checks.refuse("domains", "not_a_domain", message % {"domain": raw[:60]})
        else:
            found[domain] = None
    own = registrable_domain(given.website) if given.website else None
    if own:
        found[own] = None
    return list(found)


def _all_names(given: CustomerInput) -> list[NameInput]:
    """Every name once, the registered ones first."""
    registered = CustomerName.Kind.REGISTERED
    names = [
        *(NameInput(name=name, kind=registered) for name in (given.name_zh, given.name_en)),
        *given.names,
    ]
    found: dict[str, NameInput] = {}
    for one in names:
        name = one.name.strip()
        if name:
            found.setdefault(name, NameInput(name=name, kind=one.kind))
    return list(found.values())


# ------------------------------------------------------------------------- writing


def _write(ready: Sequence[_Ready]) -> None:
    Customer.objects.bulk_create([one.customer for one in ready], batch_size=BATCH)
    for one in ready:
        for identifier in one.identifiers:
            identifier.customer = one.customer
    CustomerIdentifier.objects.bulk_create(
        (r for one in ready for r in one.identifiers), batch_size=BATCH
    )
    # of a customer just written, so that no other row can stand in the way
    insert_missing(
        CustomerName,
        ("customer", "kind", "name", "source", "noted_at"),
        [
            (one.customer.pk, name.kind, name.name, one.customer.source, one.customer.created_at)
            for one in ready
            for name in one.names
        ],
    )
    insert_missing(
        CustomerDomain,
        ("customer", "domain"),
        [(one.customer.pk, domain) for one in ready for domain in one.domains],
    )
    insert_keys({one.customer.pk: stored_keys_of(one.facts()) for one in ready})


def _change(one: _Ready) -> Change:
    after: dict[str, object] = {
        name: getattr(one.customer, name) for name in PLAIN if getattr(one.customer, name)
    }
    numbers = [f"{row.scheme} {row.value}" for row in one.identifiers]
    return Change({}, {**after, "identifiers": numbers} if numbers else after)
