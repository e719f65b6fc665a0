"""The people at a partner: kept by the vendor's people and by the partner's own principal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.errors import NotFound
from qudao.market.partners.inputs import ContactInput, check_contact
from qudao.market.partners.models import Partner, PartnerContact
from qudao.market.partners.verbs import PartnerVerb
from qudao.market.permissions import MarketPermission
from qudao.people.models import Person

# The trail holds the person's id, never name or number, so that erasure reaches them all.


@transaction.atomic
def add_contact(
    actor: Actor, partner_public_id: str, contact: ContactInput, *, now: datetime
) -> PartnerContact:
    """Add a person at a partner. A new primary contact takes the place of the former."""
    _require_keeper(actor)
    partner = Partner.objects.visible_to(actor).one(partner_public_id)
    check_contact(contact).finish()
    person = Person(employer_id=partner.pk)
    _write_person(person, contact, now)
    _make_room(partner, contact)
    row = PartnerContact.objects.create(
        partner=partner, person=person, function=contact.function, is_primary=contact.is_primary
    )
    change = Change({}, {"person": person.public_id, "function": row.function})
    record(actor, PartnerVerb.CONTACT_ADDED, partner, now=now, change=change)
    return row


@transaction.atomic
def edit_contact(
    actor: Actor,
    partner_public_id: str,
    person_public_id: str,
    *,
    contact: ContactInput,
    now: datetime,
) -> PartnerContact:
    """Change a person at a partner."""
    _require_keeper(actor)
    partner = Partner.objects.visible_to(actor).one(partner_public_id)
    row = _contact(partner, person_public_id)
    check_contact(contact).finish()
    if _says(contact) == _known(row):
        return row
    _write_person(row.person, contact, now)
    _make_room(partner, contact)
    row.function, row.is_primary = contact.function, contact.is_primary
    row.save(update_fields=["function", "is_primary"])
    change = Change({}, {"person": person_public_id, "function": row.function})
    record(actor, PartnerVerb.CONTACT_EDITED, partner, now=now, change=change)
    return row


@transaction.atomic
def remove_contact(
    actor: Actor, partner_public_id: str, person_public_id: str, *, now: datetime
) -> None:
    """Take a person off the partner's contacts; the person stays until erased."""
    _require_keeper(actor)
    partner = Partner.objects.visible_to(actor).one(partner_public_id)
    _contact(partner, person_public_id).delete()
    change = Change({"person": person_public_id}, {})
    record(actor, PartnerVerb.CONTACT_REMOVED, partner, now=now, change=change)


def _require_keeper(actor: Actor) -> None:
    keeps = (
        MarketPermission.EDIT_OWN_COMPANY if actor.is_partner else MarketPermission.WRITE_PARTNERS
    )
    actor.require(keeps)


def _contact(partner: Partner, person_public_id: str) -> PartnerContact:
    rows = PartnerContact.objects.unscoped(reason="the partner itself is visible")
    row = (
        rows.select_related("person")
        .filter(partner=partner, person__public_id=person_public_id)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def _write_person(person: Person, contact: ContactInput, now: datetime) -> None:
    person.name, person.title = contact.name.strip(), contact.title.strip()
    person.email, person.phone = contact.email.strip().lower(), contact.phone.strip()
    if contact.consent_basis != person.consent_basis:
        is_consent = contact.consent_basis == Person.ConsentBasis.CONSENT
        person.consented_at = now if is_consent else None
    person.consent_basis, person.consent_note = contact.consent_basis, contact.consent_note
    person.save()


def _says(contact: ContactInput) -> tuple[object, ...]:
    person = (contact.name.strip(), contact.title.strip(), contact.email.strip().lower())
    basis = (contact.phone.strip(), contact.consent_basis, contact.consent_note)
    return (*person, *basis, contact.function, contact.is_primary)


def _known(row: PartnerContact) -> tuple[object, ...]:
    one = row.person
    basis = (one.phone, one.consent_basis, one.consent_note)
    return (one.name, one.title, one.email, *basis, row.function, row.is_primary)


def _make_room(partner: Partner, contact: ContactInput) -> None:
    if contact.is_primary:
        rows = PartnerContact.objects.unscoped(reason="the partner itself is visible")
        rows.filter(partner=partner, is_primary=True).update(is_primary=False)
