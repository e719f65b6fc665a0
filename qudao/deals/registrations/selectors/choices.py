"""What the partner's forms offer, and the files behind its own registrations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qudao.core.actor import Actor
from qudao.core.models import StoredFile
from qudao.core.programme import today
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import Evidence, Registration
from qudao.deals.registrations.people import decider_name_of
from qudao.deals.registrations.selectors.facts import own_standing
from qudao.market.cells.models import Product
from qudao.market.partners.models import Partner
from qudao.rules.selectors import version_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyChoice:
    """A product family that the partner may register."""

    public_id: str
    name: str


def family_choices(actor: Actor, *, now: datetime) -> list[FamilyChoice]:
    """The active product families that the actor's partner is authorised for."""
    actor.require(DealsPermission.REGISTER)
    partner = Partner.objects.visible_to(actor).get(pk=actor.organisation_key)
    standing = own_standing(partner, version_in_force(now), on=today(now))
    rows = Product.objects.visible_to(actor).filter(is_active=True, is_family=True)
    return [
        FamilyChoice(public_id=row.public_id, name=row.name(actor.language))
        for row in rows.order_by("path")
        if standing.may_sell(row)
    ]


def answering_person(actor: Actor) -> str:
    """Who at the vendor answers the actor's partner; "" when nobody is in charge."""
    return decider_name_of(actor.organisation_key) if actor.is_partner else ""


def evidence_file(actor: Actor, public_id: str, evidence_id: str) -> StoredFile:
    """A file of evidence on a registration in the actor's scope; `NotFound` otherwise."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    registration = Registration.objects.visible_to(actor).one(public_id)
    rows = Evidence.objects.visible_to(actor).filter(registration=registration)
    return rows.select_related("file").one(evidence_id).file
