"""Who knows whom: partners and customers, and the people at a customer."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from qudao.core.actor import Actor
from qudao.core.audit import Change, changed, record
from qudao.core.bulk import insert_missing
from qudao.core.prepared import Prepared
from qudao.market.customers.inputs import RelationInput, check_relation
from qudao.market.customers.models import Customer, CustomerContact, PartnerCustomer
from qudao.market.customers.verbs import CustomerVerb
from qudao.market.partners.inputs import ContactInput, check_contact
from qudao.market.partners.models import Partner
from qudao.market.permissions import MarketPermission
from qudao.people.models import Person

_VISIBLE = "partner and customer themselves are visible"


@transaction.atomic
def record_relation(
    actor: Actor,
    customer_public_id: str,
    partner_public_id: str,
    *,
    relation: RelationInput,
    now: datetime,
) -> PartnerCustomer:
    """Record how well a partner knows a customer, in place of what was recorded before."""
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    customer = Customer.objects.visible_to(actor).one(customer_public_id)
    partner = Partner.objects.visible_to(actor).one(partner_public_id)
    check_relation(relation).finish()
    rows = PartnerCustomer.objects.unscoped(reason=_VISIBLE)
    before = rows.filter(customer=customer, partner=partner).first()
    row, _is_new = rows.update_or_create(
        customer=customer,
        partner=partner,
        defaults={
            "depth": relation.depth,
            "since": relation.since,
            "last_touch": relation.last_touch,
            "evidence": relation.evidence.strip(),
        },
    )
    change = changed(_facts(before, partner) if before else {}, _facts(row, partner))
    record(actor, CustomerVerb.RELATION_RECORDED, customer, now=now, change=change)
    return row


def _facts(row: PartnerCustomer, partner: Partner) -> dict[str, object]:
    return {
        "partner": partner.code,
        "depth": row.depth,
        "since": row.since,
        "last_touch": row.last_touch,
        "evidence": row.evidence,
    }


def note_partner_knows(
    partner_id: int, customer: Customer, known_as: str, *, on: date
) -> PartnerCustomer:
    """A partner named this customer on a day: from now on it knows it; a step of other actions.

    The relationship keeps the name that the partner gave, and its depth; only its last touch
    moves forward.
    """
    row = _relation.first(partner_id, customer.pk)
    if row is None:
        rows = PartnerCustomer.objects.unscoped(reason="the partner's own relationship")
        insert_missing(
            PartnerCustomer,
            ("partner", "customer", "depth", "since", "last_touch", "evidence", "known_as"),
            [
                (
                    partner_id,
                    customer.pk,
                    PartnerCustomer.Depth.KNOWS.value,
                    on,
                    on,
                    "",
                    known_as.strip(),
                )
            ],
        )
        row = rows.get(partner_id=partner_id, customer=customer)
    if row.last_touch is None or row.last_touch < on:
        row.last_touch = on
        row.save(update_fields=["last_touch"])
    return row


@Prepared
def _relation(partner_id: int, customer_id: int) -> QuerySet[PartnerCustomer]:
    rows = PartnerCustomer.objects.unscoped(reason="the partner's own relationship")
    return rows.filter(partner_id=partner_id, customer_id=customer_id)


@transaction.atomic
def add_customer_contact(
    actor: Actor, customer_public_id: str, contact: ContactInput, *, now: datetime
) -> CustomerContact:
    """Add a person at a customer whom the vendor's people know; no partner sees the row."""
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    customer = Customer.objects.visible_to(actor).one(customer_public_id)
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
    row = CustomerContact.objects.create(customer=customer, person=person)
    change = Change({}, {"person": person.public_id})
    record(actor, CustomerVerb.CONTACT_ADDED, customer, now=now, change=change)
    return row
