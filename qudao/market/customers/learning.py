"""What a row of a file adds to a customer that is known already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import F

from qudao.core.actor import Actor
from qudao.core.bulk import insert_missing
from qudao.core.upserting import BATCH
from qudao.engines.identity import registrable_domain
from qudao.market.cells.models import Industry, Region
from qudao.market.customers.creating import identifier_row, is_unique
from qudao.market.customers.identity import write_keys
from qudao.market.customers.inputs import CustomerInput, Scheme, proof_of
from qudao.market.customers.models import (
    Customer,
    CustomerDomain,
    CustomerIdentifier,
    CustomerName,
)
from qudao.market.trees import TreeNode, TreeQuerySet

UNIQUE_SCHEMES = (Scheme.USCC, Scheme.LEI, Scheme.VAT, Scheme.DUNS)
_FIGURES = ("city", "address", "website", "employees")
_RECOGNISING = "a company is recognised across all customers"
Number = tuple[str, str]
Node = TypeVar("Node", bound=TreeNode)


@dataclass(frozen=True, slots=True)
class Told:
    """A row about a known customer; `by_itself` when it is the row of the customer's own key."""

    given: CustomerInput
    customer: Customer
    by_itself: bool


def proven_numbers(customer: CustomerInput) -> list[Number]:
    """The official numbers of an input that keep their register's rule, in their one spelling."""
    proofs = ((one.scheme, proof_of(one)) for one in customer.identifiers)
    return [
        (scheme, proof.normalised)
        for scheme, proof in proofs
        if proof.valid and scheme in UNIQUE_SCHEMES
    ]


def full_names(customer: CustomerInput) -> list[str]:
    return [name.strip() for name in (customer.name_zh, customer.name_en) if name.strip()]


def learn(actor: Actor, source: str, told: Sequence[Told], now: datetime) -> set[int]:
    """Give customers the names, numbers and figures that rows add; answers who learnt something.

    Only a row of the customer's own key writes over what is there; nothing is ever taken away.
    """
    ids = {one.customer.pk for one in told}
    names = _new_names(source, told, ids, now)
    numbers = _new_numbers(source, told, ids)
    CustomerName.objects.bulk_create(names, batch_size=BATCH, ignore_conflicts=True)
    CustomerIdentifier.objects.bulk_create(numbers, batch_size=BATCH)
    filled = _fill(actor, told)
    rows = Customer.objects.visible_to(actor)
    columns = [*_FIGURES, "region_id", "industry_id", "name_zh", "name_en"]
    rows.bulk_update(filled.values(), columns, batch_size=BATCH)
    rows.filter(pk__in=list(filled)).update(version=F("version") + 1)
    _add_domains(filled.values())
    changed = {row.customer.pk for row in names} | {row.customer.pk for row in numbers}
    changed |= set(filled)
    write_keys([one.customer for one in told if one.customer.pk in changed])
    return changed


def _add_domains(customers: Collection[Customer]) -> None:
    """A web site that a customer has now is one more domain to recognise it by."""
    domains = ((row.pk, registrable_domain(row.website)) for row in customers if row.website)
    found = [(pk, domain) for pk, domain in domains if domain]
    insert_missing(CustomerDomain, ("customer", "domain"), found)


def _new_names(
    source: str,
    told: Sequence[Told],
    ids: Collection[int],
    now: datetime,
) -> list[CustomerName]:
    rows = CustomerName.objects.unscoped(reason=_RECOGNISING).filter(customer_id__in=ids)
    there = set(rows.values_list("customer_id", "name"))
    added: dict[tuple[int, str], CustomerName] = {}
    for given, customer in ((one.given, one.customer) for one in told):
        kinds = dict.fromkeys(full_names(given), CustomerName.Kind.ALIAS.value)
        kinds.update({one.name.strip(): one.kind for one in given.names if one.name.strip()})
        for name, kind in kinds.items():
            key = (customer.pk, name)
            if key not in there:
                added[key] = CustomerName(
                    customer=customer, kind=kind, name=name, source=source, noted_at=now
                )
    return list(added.values())


def _new_numbers(
    source: str, told: Sequence[Told], ids: Collection[int]
) -> list[CustomerIdentifier]:
    rows = CustomerIdentifier.objects.unscoped(reason=_RECOGNISING)
    there = set(rows.filter(customer_id__in=ids).values_list("customer_id", "scheme", "value"))
    wanted = {number for one in told for number in proven_numbers(one.given)}
    taken = set(
        rows.filter(value__in={value for _scheme, value in wanted}, is_valid=True)
        .exclude(scheme=Scheme.REGISTRATION)
        .values_list("scheme", "value")
    )
    added: dict[tuple[int, str, str] | Number, CustomerIdentifier] = {}
    for teller in told:
        for given in teller.given.identifiers:
            row = identifier_row(given, source=source)
            number = (row.scheme, row.value)
            own = (teller.customer.pk, *number)
            # an unproven number, or one of some register, tells no two companies apart
            key = number if is_unique(row) else own
            if row.value and own not in there and number not in taken and key not in added:
                row.customer = teller.customer
                added[key] = row
    return list(added.values())


def _fill(actor: Actor, told: Sequence[Told]) -> dict[int, Customer]:
    regions = _ids(Region.objects.visible_to(actor), {one.given.region for one in told})
    industries = _ids(Industry.objects.visible_to(actor), {one.given.industry for one in told})
    filled = {}
    for one in told:
        wanted = _facts(one.given)
        wanted["region_id"] = regions.get(one.given.region)
        wanted["industry_id"] = industries.get(one.given.industry)
        new = [name for name, value in wanted.items() if _is_news(one, name, value)]
        for name in new:
            setattr(one.customer, name, wanted[name])
        if new:
            filled[one.customer.pk] = one.customer
    return filled


def _facts(given: CustomerInput) -> dict[str, object]:
    values = {name: getattr(given, name) for name in (*_FIGURES, "name_zh", "name_en")}
    return {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }


def _is_news(one: Told, name: str, value: object) -> bool:
    there = getattr(one.customer, name)
    if value in {None, ""} or value == there:
        return False
    return there in {None, ""} or (one.by_itself and not name.startswith("name_"))


def _ids(rows: TreeQuerySet[Node], codes: set[str]) -> dict[str, int]:
    return dict(rows.filter(code__in=codes - {""}).values_list("code", "pk"))
