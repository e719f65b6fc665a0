"""Which customer a registration speaks of, and which others it may be confused with.

The one place where registrations ask for company identity.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from qudao.core.actor import Actor
from qudao.core.prepared import Prepared
from qudao.core.programme import today
from qudao.deals.registrations.models import Registration
from qudao.engines.identity import CompanyFacts, compare
from qudao.engines.registration import Match
from qudao.market.customers.actions import claim_customer, note_partner_knows
from qudao.market.customers.identity import company_facts
from qudao.market.customers.inputs import CustomerInput, IdentifierInput, Scheme
from qudao.market.customers.models import AccountClass, Customer
from qudao.market.customers.selectors import Alike, alike_customers, same_customer_ids
from qudao.market.partners.alike import is_the_partner_itself
from qudao.market.partners.inputs import PartnerInput

CERTAIN = Decimal(1)
GROUP_SCORE = Decimal("0.5")
UNITS_ASKED = 500  # of a group with thousands of branches


@dataclass(frozen=True, slots=True)
class Around:
    """A customer that may be the one meant, and how sure that is (0 to 1)."""

    customer_id: int
    match: Match
    score: Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """The customer that a registration names, and everything around it."""

    customer: Customer
    around: list[Around]


def customer_of(actor: Actor, registration: Registration, *, now: datetime) -> Named:
    """The customer that a registration names, the known one if that is certain, else a new one.
    From now on the partner knows it under the name that it gave."""
    name = registration.customer_name
    is_han = any("\u4e00" <= sign <= "\u9fff" for sign in name)
    code = registration.customer_uscc
    stated = CustomerInput(
        name_zh=name if is_han else "",
        name_en="" if is_han else name,
        city=registration.customer_city,
        website=registration.customer_website,
        identifiers=(IdentifierInput(scheme=Scheme.USCC, value=code),) if code else (),
    )
    claim = claim_customer(actor, stated, now=now)
    note_partner_knows(registration.partner_id, claim.customer, name, on=today(now))
    return Named(claim.customer, _around(claim.customer, claim.alike))


def customers_around(customer: Customer) -> list[Around]:
    """The customer itself under all its rows, those that are alike, and the units of its group."""
    return _around(customer, alike_customers(customer))


def is_same_company(one: Registration, other: Registration) -> bool:
    """Whether two registrations state one company, certainly or likely, by names and numbers as
    they were typed. No row is read."""
    ours, theirs = _stated_facts(one), _stated_facts(other)
    if not ours.names and not ours.identifiers:
        return False
    return compare(ours, theirs).match in {Match.EXACT, Match.LIKELY}


def _stated_facts(row: Registration) -> CompanyFacts:
    return company_facts(names=[row.customer_name], uscc=row.customer_uscc)


def is_near_direct(companies: Iterable[Around]) -> bool:
    """Whether a customer that may be the same company, or one of its group, is a direct or named
    account: the look-alike of such an account is never given away by rule."""
    others = [one.customer_id for one in companies if one.match is not Match.EXACT]
    if not others:
        return False
    reason = "the class of a like account decides whether a person looks; no partner reads it"
    near = Customer.objects.unscoped(reason=reason).filter(pk__in=others)
    is_ours = Q(account_class=AccountClass.DIRECT) | Q(is_named_account=True)
    return near.filter(is_ours).exists()


def names_its_own_company(registration: Registration) -> bool:
    """Whether the customer that a partner names is surely or likely the partner itself."""
    known = registration.customer
    named = PartnerInput(
        name_zh=registration.customer_name,
        name_en=(known.name_zh or known.name_en) if known else "",
        uscc=registration.customer_uscc,
        website=registration.customer_website,
        city=registration.customer_city,
    )
    return is_the_partner_itself(registration.partner, named)


def _around(customer: Customer, alike: Iterable[Alike]) -> list[Around]:
    found = {pk: Around(pk, Match.EXACT, CERTAIN) for pk in same_customer_ids(customer.pk)}
    for one in alike:
        score = Decimal(str(round(one.likeness.score, 3)))
        found.setdefault(one.customer.pk, Around(one.customer.pk, one.likeness.match, score))
    for pk in _units_of_group(customer):
        found.setdefault(pk, Around(pk, Match.RELATED, GROUP_SCORE))
    return list(found.values())


def _units_of_group(customer: Customer) -> list[int]:
    return _units(customer.pk, customer.parent_id)


@Prepared
def _units(customer_id: int, parent_id: int | None) -> QuerySet[Customer, int]:
    reason = "screening looks at the whole group of a customer"
    family = Q(parent_id=customer_id)
    if parent_id is not None:
        family |= Q(pk=parent_id) | Q(parent_id=parent_id)
    units = Customer.objects.unscoped(reason=reason).filter(family).exclude(pk=customer_id)
    return units.order_by("pk").values_list("pk", flat=True)[:UNITS_ASKED]
