"""What a thread hangs on.

The room lies below registrations and does not know them: the thread of a registration is opened
by that room, which loads the row in the actor's scope and hands over a `Subject`.
"""

from __future__ import annotations

from dataclasses import dataclass

from qudao.core import audit
from qudao.core.actor import Actor
from qudao.core.audit import kind_of
from qudao.deals.permissions import DealsPermission
from qudao.market.customers.models import Customer, PartnerCustomer
from qudao.market.partners.models import Partner


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An object that was loaded through the actor's scope.

    `partner_id` is the key of the partner whose people read the shared messages; a customer has
    one shared thread with each partner, and none where no partner is named. `partner_readers`
    are the people at the partner who hear of a message beside those who wrote before.
    """

    row: audit.Subject
    title: str
    partner_id: int | None
    partner_readers: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        return kind_of(self.row)

    @property
    def public_id(self) -> str:
        return self.row.public_id


def partner_subject(actor: Actor, partner_id: str) -> Subject:
    """The thread about a partner, with that partner."""
    actor.require(DealsPermission.TALK)
    partner = Partner.objects.visible_to(actor).one(partner_id)
    return Subject(row=partner, title=partner.name(actor.language), partner_id=partner.pk)


def customer_subject(actor: Actor, customer_id: str, partner_id: str = "") -> Subject:
    """The thread about a customer: for a partner's person its own with the vendor; for the
    vendor's people that with the named partner, or only the internal notes when none is named."""
    actor.require(DealsPermission.TALK)
    customer = Customer.objects.visible_to(actor).one(customer_id)
    partner_key = actor.organisation_id if actor.is_partner else None
    if not actor.is_partner and partner_id:
        partner_key = Partner.objects.visible_to(actor).one(partner_id).pk
    title = _known_as(customer, partner_key) or customer.name(actor.language)
    return Subject(row=customer, title=title, partner_id=partner_key)


def _known_as(customer: Customer, partner_key: int | None) -> str:
    """The name that the partner itself gave: what it reads shows this one and no other."""
    if partner_key is None:
        return ""
    reason = "a thread with a partner calls the customer as that partner does"
    rows = PartnerCustomer.objects.unscoped(reason=reason)
    names = rows.filter(customer=customer, partner_id=partner_key)
    return names.values_list("known_as", flat=True).first() or ""
