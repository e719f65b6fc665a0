"""Which customer a registration speaks of, and which others it may be confused with.

The one place where registrations ask for company identity.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zlib import crc32

from django.db.models import Q

from qudao.core.sequences import next_number
from qudao.deals.registrations.models import Registration
from qudao.engines.registration import Match
from qudao.market.customers.models import (
    Customer,
    CustomerIdentifier,
    CustomerName,
    PartnerCustomer,
)

CERTAIN = Decimal(1)
GROUP_SCORE = Decimal("0.5")
TURNS = 64  # how many companies can be looked up for the first time at once


@dataclass(frozen=True, slots=True)
class Alike:
    """A customer that may be the one meant, how sure that is (0 to 1)."""

    customer_id: int
    match: Match
    score: Decimal


def customer_of(registration: Registration, *, now: datetime) -> Customer:
    """The customer that a registration names: the known one by credit code or exact name, else a
    new one. Two registrations that name one new company at the same time meet in one customer."""
    name = registration.customer_name.strip()
    _wait_for_turn(registration.customer_uscc or name.casefold())
    known = _by_code(registration.customer_uscc) or _by_name(name)
    if known is not None:
        return known
    return _create(registration, name, now)


def note_relation(registration: Registration, customer: Customer, *, now: datetime) -> None:
    """The partner knows this customer from now on (depth 1), unless it did before."""
    PartnerCustomer.objects.bulk_create(
        [
            PartnerCustomer(
                partner_id=registration.partner_id,
                customer=customer,
                since=now.date(),
                last_touch=now.date(),
            )
        ],
        ignore_conflicts=True,
    )


def alike_customers(customer: Customer) -> list[Alike]:
    """The customer itself, and the other units of its group."""
    reason = "screening looks at the whole group of a customer"
    family = Q(parent_id=customer.pk)
    if customer.parent_id is not None:
        family |= Q(pk=customer.parent_id) | Q(parent_id=customer.parent_id)
    units = Customer.objects.unscoped(reason=reason).filter(family).exclude(pk=customer.pk)
    related = [Alike(pk, Match.RELATED, GROUP_SCORE) for pk in units.values_list("pk", flat=True)]
    return [Alike(customer.pk, Match.EXACT, CERTAIN), *related]


def _wait_for_turn(key: str) -> None:
    """Let two look-ups of one new company follow one another, until this transaction ends."""
    next_number(f"companies/{crc32(key.encode()) % TURNS}")


def _by_code(code: str) -> Customer | None:
    if not code:
        return None
    reason = "a registration names its customer by credit code"
    found = (
        CustomerIdentifier.objects.unscoped(reason=reason)
        .filter(scheme=CustomerIdentifier.Scheme.USCC, value=code, is_valid=True)
        .select_related("customer__canonical")
        .first()
    )
    return _canonical(found.customer) if found else None


def _by_name(name: str) -> Customer | None:
    reason = "a registration names its customer by registered name"
    rows = Customer.objects.unscoped(reason=reason).select_related("canonical")
    found = (
        rows.filter(Q(name_zh=name) | Q(name_en=name)).order_by("pk").first()
        or rows.filter(names__name=name).order_by("pk").first()
    )
    return _canonical(found) if found else None


def _canonical(customer: Customer) -> Customer:
    return customer.canonical or customer


def _create(registration: Registration, name: str, now: datetime) -> Customer:
    is_han = any("\u4e00" <= sign <= "\u9fff" for sign in name)
    customer = Customer.objects.create(
        name_zh=name if is_han else "",
        name_en="" if is_han else name,
        city=registration.customer_city,
        website=registration.customer_website,
        created_at=now,
    )
    CustomerName.objects.create(
        customer=customer, kind=CustomerName.Kind.REGISTERED, name=name, noted_at=now
    )
    if registration.customer_uscc:
        CustomerIdentifier.objects.create(
            customer=customer,
            scheme=CustomerIdentifier.Scheme.USCC,
            value=registration.customer_uscc,
            is_valid=True,
        )
    return customer
