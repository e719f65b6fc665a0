"""A partner's own customers: what it told itself, and nothing that the vendor knows besides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, F, Q, When

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.market.customers.models import CustomerContact, PartnerCustomer, PartnerCustomerQuerySet
from qudao.market.listing import Orderable, bounded, first_window, ordering, readable_name


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnContact:
    """A person at a customer whom the partner itself recorded."""

    person_id: str
    name: str
    title: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCustomer:
    """A customer as the partner knows it, under the name that the partner gave."""

    public_id: str
    name: str
    depth: int
    depth_label: str
    since: date
    last_touch: date | None
    evidence: str
    contacts: tuple[OwnContact, ...]


def customers_of_partner(
    actor: Actor,
    *,
    text: str = "",
    order: tuple[str, ...] = ("name",),
    window: slice | None = None,
) -> list[OwnCustomer]:
    """The actor's own customers, in two queries; nobody has any who works for no partner."""
    rows = list(
        own_relations(actor, text).order_by(*ordering(order, _columns(actor)))[
            bounded(window or first_window())
        ]
    )
    contacts = _own_contacts(actor, [row.customer_id for row in rows])
    return [_view(row, actor.language, contacts) for row in rows]


def count_customers_of_partner(actor: Actor, *, text: str = "") -> int:
    return own_relations(actor, text).count()


def own_customer(actor: Actor, public_id: str) -> OwnCustomer:
    """One of the actor's own customers, or `NotFound`."""
    row = own_relations(actor, "").filter(customer__public_id=public_id).first()
    if row is None:
        raise NotFound
    return _view(row, actor.language, _own_contacts(actor, [row.customer_id]))


def own_relations(actor: Actor, text: str) -> PartnerCustomerQuerySet:
    """The relationships behind the actor's own customers."""
    rows = PartnerCustomer.objects.visible_to(actor).select_related("customer")
    if not actor.is_partner:
        return rows.none()
    wanted = text.strip()
    if wanted:
        given = Q(known_as__icontains=wanted)
        # the vendor's name is searched only where it is the one that is shown
        shown = Q(customer__name_zh__icontains=wanted) | Q(customer__name_en__icontains=wanted)
        rows = rows.filter(given | (Q(known_as="") & shown))
    return rows


def _columns(actor: Actor) -> dict[str, Orderable]:
    return {
        "name": Case(
            When(~Q(known_as=""), then=F("known_as")),
            default=readable_name(actor.language, "customer__"),
            output_field=CharField(),
        ),
        "depth": F("depth"),
        "since": F("since"),
        "last_touch": F("last_touch"),
    }


def _own_contacts(actor: Actor, customer_ids: list[int]) -> dict[int, list[OwnContact]]:
    rows = CustomerContact.objects.visible_to(actor).filter(customer__in=customer_ids)
    found: dict[int, list[OwnContact]] = {}
    for row in rows.select_related("person").order_by("person__name", "pk"):
        found.setdefault(row.customer_id, []).append(
            OwnContact(
                person_id=row.person.public_id,
                name=row.person.name,
                title=row.person.title,
                email=row.person.email,
                phone=row.person.phone,
            )
        )
    return found


def _view(
    row: PartnerCustomer, language: str, contacts: dict[int, list[OwnContact]]
) -> OwnCustomer:
    return OwnCustomer(
        public_id=row.customer.public_id,
        name=row.known_as or row.customer.name(language),
        depth=row.depth,
        depth_label=row.get_depth_display(),
        since=row.since,
        last_touch=row.last_touch,
        evidence=row.evidence,
        contacts=tuple(contacts.get(row.customer_id, ())),
    )
