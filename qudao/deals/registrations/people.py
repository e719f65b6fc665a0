"""Whom a registration concerns: its decider, its partner's people, the directors."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from qudao.core.actor import Role, Side
from qudao.core.prepared import Prepared
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.notices import TO_OUR_PEOPLE, RegistrationNotice
from qudao.market.partners.models import AssignmentQuerySet, PartnerAssignment
from qudao.people.models import Membership
from qudao.people.names import spoken
from qudao.people.notifications import Named, Param, notify


def decider_of(partner_id: int) -> int | None:
    """The channel manager in charge of a partner."""
    return _in_charge(partner_id).values_list("user_id", flat=True).first()


def decider_name_of(partner_id: int) -> str:
    """The name of the channel manager in charge, which the partner may know; "" for none."""
    return spoken(_deciders.first(partner_id) or "")


@Prepared
def _deciders(partner_id: int) -> QuerySet[PartnerAssignment, str]:
    rows = _in_charge(partner_id).order_by("pk")
    return rows.values_list("user__person__name", flat=True)[:1]


def _in_charge(partner_id: int) -> AssignmentQuerySet:
    """Who is in charge and still works for the vendor."""
    reason = "who is in charge decides, is told, and is named to the partner"
    at_the_vendor = Membership.objects.unscoped(reason=reason).active()
    at_the_vendor = at_the_vendor.filter(
        user_id=OuterRef("user_id"), organisation__side=Side.VENDOR.value
    )
    rows = PartnerAssignment.objects.unscoped(reason=reason).current()
    return rows.filter(Exists(at_the_vendor), partner_id=partner_id)


def directors() -> list[int]:
    """The people at the head of the channel, to whom silence escalates."""
    reason = "silence escalates to the head of channel"
    rows = Membership.objects.unscoped(reason=reason).active()
    rows = rows.filter(role=Role.CHANNEL_DIRECTOR, organisation__side=Side.VENDOR.value)
    return sorted(set(rows.values_list("user_id", flat=True)))


def deciders(registration: Registration) -> list[int]:
    """Who is to decide: the channel manager in charge, else the directors."""
    one = decider_of(registration.partner_id)
    return directors() if one is None else [one]


def partner_people(registration: Registration) -> list[int]:
    """Who hears of it at the partner: whoever filed it, while with the partner, else principals."""
    reason = "the partner's own people hear of their registration"
    rows = Membership.objects.unscoped(reason=reason).active()
    rows = rows.filter(organisation_id=registration.partner_id)
    roles = list(rows.values_list("user_id", "role"))
    if registration.created_by_id in {user for user, _ in roles}:
        return [registration.created_by_id] if registration.created_by_id else []
    return sorted({user for user, role in roles if role == Role.PARTNER_PRINCIPAL})


def tell(
    users: list[int],
    code: RegistrationNotice,
    registration: Registration,
    *,
    now: datetime,
    until: date | None = None,
) -> None:
    """Send a notice with the registration's number, the customer and a day. Nothing else can get
    into its sentence. A partner reads the customer's name as it wrote it, our own people the name
    on record in their language."""
    params: dict[str, Param] = {
        "customer": _customer(registration)
        if code in TO_OUR_PEOPLE
        else registration.customer_name,
        "number": registration.number or "",
    }
    if until is not None:
        params["until"] = until
    notify(users, code, subject=registration, params=params, now=now)


def _customer(registration: Registration) -> str | Named:
    known = registration.customer
    if known is None or not (known.name_zh and known.name_en):
        return registration.customer_name
    return Named(known.name_zh, known.name_en)
