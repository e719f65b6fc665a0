"""What a partner notes of its own customers. Nothing here touches what anybody else knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, changed, record
from qudao.core.checks import Checks
from qudao.core.errors import NotFound
from qudao.core.programme import today
from qudao.market.customers.actions.claims import claimed_customer
from qudao.market.customers.actions.relations import note_partner_knows
from qudao.market.customers.inputs import (
    CustomerInput,
    IdentifierInput,
    RelationInput,
    Scheme,
    check_customer,
    check_relation,
)
from qudao.market.customers.models import CustomerContact, PartnerCustomer
from qudao.market.customers.verbs import CustomerVerb
from qudao.market.partners.inputs import ContactInput, check_contact
from qudao.market.permissions import MarketPermission
from qudao.people.models import Person

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCustomerInput:
    """A customer as the partner calls it, what tells it apart, and how well it is known."""

    name: str
    relation: RelationInput
    city: str = ""
    website: str = ""
    uscc: str = ""


@transaction.atomic
def add_own_customer(actor: Actor, customer: OwnCustomerInput, *, now: datetime) -> PartnerCustomer:
    """Note a customer of the partner's own. The answer is the same whether or not anybody else
    knows that company."""
    actor.require(MarketPermission.KEEP_OWN_CUSTOMERS)
    checks = check_relation(customer.relation)
    _check_name(checks, customer)
    stated = _stated(customer)
    # the name has its own field here, whatever script it is in
    checks.problems += [one for one in check_customer(stated).problems if one.field != "name_zh"]
    checks.finish()
    known = claimed_customer(actor, stated, now=now)
    row = note_partner_knows(actor.organisation_key, known, customer.name, on=today(now))
    return _rewrite(actor, row, customer.relation, now=now)


@transaction.atomic
def record_own_relation(
    actor: Actor, customer_public_id: str, relation: RelationInput, *, now: datetime
) -> PartnerCustomer:
    """Say anew how well the partner knows one of its own customers."""
    actor.require(MarketPermission.KEEP_OWN_CUSTOMERS)
    row = _own(actor, customer_public_id)
    check_relation(relation).finish()
    return _rewrite(actor, row, relation, now=now)


@transaction.atomic
def add_own_contact(
    actor: Actor, customer_public_id: str, contact: ContactInput, *, now: datetime
) -> CustomerContact:
    """Note a person at an own customer; no other partner ever sees the row."""
    actor.require(MarketPermission.KEEP_OWN_CUSTOMERS)
    relation = _own(actor, customer_public_id)
    check_contact(contact).finish()
    person = Person.objects.create(
        name=contact.name.strip(),
        title=contact.title.strip(),
        email=contact.email.strip().lower(),
        phone=contact.phone.strip(),
        consent_basis=contact.consent_basis,
        consent_note=contact.consent_note,
        consented_at=now if contact.consent_basis == Person.ConsentBasis.CONSENT else None,
    )
    row = CustomerContact.objects.create(
        customer=relation.customer, person=person, known_to_id=actor.organisation_key
    )
    change = Change({}, {"person": person.public_id})
    record(actor, CustomerVerb.CONTACT_ADDED, relation.customer, now=now, change=change)
    return row


@transaction.atomic
def remove_own_contact(
    actor: Actor, customer_public_id: str, person_public_id: str, *, now: datetime
) -> None:
    """Take a person off the partner's contacts at a customer; the person stays until erased."""
    actor.require(MarketPermission.KEEP_OWN_CUSTOMERS)
    customer = _own(actor, customer_public_id).customer
    rows = CustomerContact.objects.visible_to(actor).filter(customer=customer)
    gone, _each = rows.filter(person__public_id=person_public_id).delete()
    if not gone:
        raise NotFound
    change = Change({"person": person_public_id}, {})
    record(actor, CustomerVerb.CONTACT_REMOVED, customer, now=now, change=change)


def _own(actor: Actor, customer_public_id: str) -> PartnerCustomer:
    rows = PartnerCustomer.objects.visible_to(actor).select_related("customer")
    # PostgreSQL breaks on a NUL in a text
    is_text = "\x00" not in customer_public_id
    row = rows.filter(customer__public_id=customer_public_id).first() if is_text else None
    if row is None or not actor.is_partner:
        raise NotFound
    return row


def _stated(customer: OwnCustomerInput) -> CustomerInput:
    numbers = (IdentifierInput(scheme=Scheme.USCC, value=customer.uscc),) if customer.uscc else ()
    return CustomerInput(
        name_zh=customer.name.strip(),
        city=customer.city,
        website=customer.website,
        identifiers=numbers,
    )


def _check_name(checks: Checks, customer: OwnCustomerInput) -> None:
    if not customer.name.strip():
        checks.refuse("name", "required", _("Name the customer as it signs contracts."))
    checks.text("name", customer.name, longest=LONGEST_NAME)
    checks.named("name", customer.name)


def _rewrite(
    actor: Actor, row: PartnerCustomer, relation: RelationInput, *, now: datetime
) -> PartnerCustomer:
    before = _facts(row)
    tidy = replace(relation, evidence=relation.evidence.strip())
    row.depth, row.since = tidy.depth, tidy.since
    row.last_touch, row.evidence = tidy.last_touch, tidy.evidence
    row.save(update_fields=["depth", "since", "last_touch", "evidence"])
    change = changed(before, _facts(row))
    record(actor, CustomerVerb.RELATION_RECORDED, row.customer, now=now, change=change)
    return row


def _facts(row: PartnerCustomer) -> dict[str, object]:
    return {
        "depth": row.depth,
        "since": row.since,
        "last_touch": row.last_touch,
        "evidence": row.evidence,
    }
