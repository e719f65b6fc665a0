"""A customer with all that the vendor knows of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.market.customers.models import (
    AccountAssignment,
    Customer,
    CustomerContact,
    CustomerDomain,
    CustomerIdentifier,
    CustomerName,
    PartnerCustomer,
)
from qudao.market.customers.selectors.canonical import canonical_of, same_customer_ids

HALF_LIFE_DAYS = 365
_VISIBLE = "the customer itself is visible to the actor"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLink:
    """Another customer, to go to."""

    public_id: str
    name: str
    kind_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameView:
    name: str
    kind_label: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierView:
    """An official number; an unproven one breaks the rule of its register."""

    scheme: str
    scheme_label: str
    value: str
    is_valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationView:
    """A partner that knows the customer. `strength` (0 to 1) halves in a year without touch."""

    partner_id: str
    partner: str
    depth: int
    depth_label: str
    strength: float
    since: date
    last_touch: date | None
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerContactView:
    person_id: str
    name: str
    title: str
    email: str
    phone: str
    known_through: str  # the partner that recorded the person; "" for the vendor's own people


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCharge:
    """Somebody who looked, or looks, after the account."""

    user_id: str
    name: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPage:
    """Everything that the vendor's page of a customer shows; merged rows are read as one."""

    customer: Customer
    asked_for: str  # the public id that was asked for, if a merge led here; else ""
    name: str
    region: str
    industry: str
    above: tuple[CustomerLink, ...]  # from the group down
    units: tuple[CustomerLink, ...]
    merged: tuple[CustomerLink, ...]
    names: tuple[NameView, ...]
    identifiers: tuple[IdentifierView, ...]
    domains: tuple[str, ...]
    charges: tuple[AccountCharge, ...]  # the present one first
    relations: tuple[RelationView, ...]  # the strongest first
    contacts: tuple[CustomerContactView, ...]

    @property
    def account_manager(self) -> AccountCharge | None:
        """Who looks after the account now, if anybody does."""
        return next((charge for charge in self.charges if charge.until is None), None)


def strength(relation: PartnerCustomer, *, today: date) -> float:
    """How strong a tie is: depth as a share of the deepest, halved by each year without touch."""
    days = max((today - (relation.last_touch or relation.since)).days, 0)
    decay: float = 0.5 ** (days / HALF_LIFE_DAYS)
    return relation.depth / PartnerCustomer.Depth.TRUSTED * decay


def customer_page(actor: Actor, public_id: str, *, today: date) -> CustomerPage:
    """A customer for the vendor's people; a merged one answers as its canonical customer."""
    if actor.is_partner:
        raise NotFound
    asked = Customer.objects.visible_to(actor).one(public_id)
    found = canonical_of(asked)
    rows = Customer.objects.visible_to(actor).select_related("region", "industry", "parent")
    customer = rows.one(found.public_id)
    ids = same_customer_ids(customer.pk)
    return CustomerPage(
        customer=customer,
        asked_for=asked.public_id if asked.pk != customer.pk else "",
        name=customer.name(actor.language),
        region=customer.region.name(actor.language) if customer.region else "",
        industry=customer.industry.name(actor.language) if customer.industry else "",
        above=_above(actor, customer),
        units=_units(actor, ids),
        merged=_merged(actor, ids - {customer.pk}),
        names=_names(ids),
        identifiers=_identifiers(ids),
        domains=_domains(ids),
        charges=_charges(customer),
        relations=relations_of(actor, ids, today=today),
        contacts=_contacts(actor, ids),
    )


def _above(actor: Actor, customer: Customer) -> tuple[CustomerLink, ...]:
    chain: list[Customer] = []
    above = customer.parent
    while above is not None:
        chain.insert(0, above)
        above = above.parent
    return _links(actor, chain)


def _merged(actor: Actor, ids: set[int]) -> tuple[CustomerLink, ...]:
    return _links(actor, Customer.objects.visible_to(actor).filter(pk__in=ids).order_by("pk"))


def _units(actor: Actor, ids: set[int]) -> tuple[CustomerLink, ...]:
    """What stands directly below; a unit that was merged into the customer is no unit of it."""
    rows = Customer.objects.visible_to(actor).filter(parent__in=ids).exclude(pk__in=ids)
    return _links(actor, rows.order_by("pk"))


def _links(actor: Actor, rows: Collection[Customer]) -> tuple[CustomerLink, ...]:
    return tuple(
        CustomerLink(
            public_id=row.public_id,
            name=row.name(actor.language),
            kind_label=row.get_kind_display(),
        )
        for row in rows
    )


def _names(ids: set[int]) -> tuple[NameView, ...]:
    rows = CustomerName.objects.unscoped(reason=_VISIBLE).filter(customer__in=ids)
    return tuple(
        NameView(name=row.name, kind_label=row.get_kind_display(), source=row.source)
        for row in rows.order_by("pk")
    )


def _identifiers(ids: set[int]) -> tuple[IdentifierView, ...]:
    rows = CustomerIdentifier.objects.unscoped(reason=_VISIBLE).filter(customer__in=ids)
    return tuple(
        IdentifierView(
            scheme=row.scheme,
            scheme_label=row.get_scheme_display(),
            value=row.value,
            is_valid=row.is_valid,
        )
        for row in rows.order_by("scheme", "value")
    )


def _domains(ids: set[int]) -> tuple[str, ...]:
    rows = CustomerDomain.objects.unscoped(reason=_VISIBLE).filter(customer__in=ids)
    return tuple(dict.fromkeys(rows.order_by("domain").values_list("domain", flat=True)))


def _charges(customer: Customer) -> tuple[AccountCharge, ...]:
    rows = AccountAssignment.objects.unscoped(reason=_VISIBLE).filter(customer=customer)
    rows = rows.select_related("user__person")
    return tuple(
        AccountCharge(
            user_id=row.user.public_id,
            name=row.user.person.spoken_name,
            since=row.since,
            until=row.until,
        )
        for row in rows.order_by(F("until").desc(nulls_first=True), "-pk")
    )


def relations_of(
    actor: Actor, customer_ids: Collection[int], *, today: date
) -> tuple[RelationView, ...]:
    """The partners that know one of these customers, the strongest tie first."""
    rows = PartnerCustomer.objects.visible_to(actor).filter(customer__in=customer_ids)
    views = [
        RelationView(
            partner_id=row.partner.public_id,
            partner=row.partner.name(actor.language),
            depth=row.depth,
            depth_label=row.get_depth_display(),
            strength=strength(row, today=today),
            since=row.since,
            last_touch=row.last_touch,
            evidence=row.evidence,
        )
        for row in rows.select_related("partner")
    ]
    return tuple(sorted(views, key=lambda view: (-view.strength, view.partner)))


def _contacts(actor: Actor, ids: set[int]) -> tuple[CustomerContactView, ...]:
    rows = CustomerContact.objects.visible_to(actor).filter(customer__in=ids)
    return tuple(
        CustomerContactView(
            person_id=row.person.public_id,
            name=row.person.spoken_name,
            title=row.person.title,
            email=row.person.email,
            phone=row.person.phone,
            known_through=row.known_to.name(actor.language) if row.known_to else "",
        )
        for row in rows.select_related("person", "known_to").order_by("person__name", "pk")
    )
