"""What is known of a customer besides its own fields: names, numbers, domains.

Each of them changes the match keys, in the same transaction.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.checks import Checks
from qudao.core.errors import Invalid, NotFound
from qudao.engines.identity import registrable_domain
from qudao.market.customers.creating import identifier_row
from qudao.market.customers.identity import write_keys
from qudao.market.customers.inputs import (
    IdentifierInput,
    NameInput,
    check_name,
    check_number,
)
from qudao.market.customers.models import (
    Customer,
    CustomerDomain,
    CustomerIdentifier,
    CustomerName,
)
from qudao.market.customers.verbs import CustomerVerb
from qudao.market.permissions import MarketPermission

_VISIBLE = "the customer itself is visible"


@transaction.atomic
def add_name(actor: Actor, public_id: str, name: NameInput, *, now: datetime) -> CustomerName:
    """Add another name of a customer; it stays for ever. One that is there changes nothing."""
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    customer = Customer.objects.visible_to(actor).one(public_id)
    checks = Checks()
    check_name(name, checks)
    checks.finish()
    rows = CustomerName.objects.unscoped(reason=_VISIBLE)
    row, is_new = rows.get_or_create(
        customer=customer,
        name=name.name.strip(),
        defaults={"kind": name.kind, "noted_at": now},
    )
    if is_new:
        write_keys([customer])
        change = Change({}, {"name": row.name, "kind": row.kind})
        record(actor, CustomerVerb.NAME_ADDED, customer, now=now, change=change)
    return row


@transaction.atomic
def add_identifier(
    actor: Actor, public_id: str, identifier: IdentifierInput, *, now: datetime
) -> CustomerIdentifier:
    """Add an official number; refuses a wrong one, and one that another customer has.

    A wrong number that is to be kept stands there as unproven and is no match key.
    """
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    customer = Customer.objects.visible_to(actor).one(public_id)
    checks = Checks()
    check_number(identifier, checks)
    checks.finish()
    row = identifier_row(identifier, source="")
    row.customer = customer
    mine = CustomerIdentifier.objects.unscoped(reason=_VISIBLE).filter(
        customer=customer, scheme=row.scheme, value=row.value
    )
    there = mine.first()
    if there is not None:
        return there
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        message = _("The number %(value)s belongs to another customer already.")
        raise Invalid.field("identifiers", "taken", message % {"value": row.value}) from error
    write_keys([customer])
    change = Change({}, {"kind": row.scheme, "number": row.value})
    record(actor, CustomerVerb.IDENTIFIER_ADDED, customer, now=now, change=change)
    return row


@transaction.atomic
def remove_identifier(
    actor: Actor, public_id: str, scheme: str, value: str, *, now: datetime
) -> None:
    """Take away a number that was noted by mistake; the trail keeps it."""
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    customer = Customer.objects.visible_to(actor).one(public_id)
    rows = CustomerIdentifier.objects.unscoped(reason=_VISIBLE)
    gone, _each = rows.filter(customer=customer, scheme=scheme, value=value).delete()
    if not gone:
        raise NotFound
    write_keys([customer])
    change = Change({"kind": scheme, "number": value}, {})
    record(actor, CustomerVerb.IDENTIFIER_REMOVED, customer, now=now, change=change)


@transaction.atomic
def add_domain(actor: Actor, public_id: str, raw: str, *, now: datetime) -> CustomerDomain:
    """Add a web or mail domain; refuses free mailers and sites that many companies share."""
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    customer = Customer.objects.visible_to(actor).one(public_id)
    domain = registrable_domain(raw)
    if domain is None:
        message = _("“%(domain)s” is not a web domain that one company has for itself.")
        raise Invalid.field("domains", "not_a_domain", message % {"domain": raw[:60]})
    rows = CustomerDomain.objects.unscoped(reason=_VISIBLE)
    row, is_new = rows.get_or_create(customer=customer, domain=domain)
    if is_new:
        write_keys([customer])
        change = Change({}, {"domains": domain})
        record(actor, CustomerVerb.DOMAIN_ADDED, customer, now=now, change=change)
    return row


@transaction.atomic
def remove_domain(actor: Actor, public_id: str, domain: str, *, now: datetime) -> None:
    """Take a domain away from a customer."""
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    customer = Customer.objects.visible_to(actor).one(public_id)
    rows = CustomerDomain.objects.unscoped(reason=_VISIBLE)
    gone, _each = rows.filter(customer=customer, domain=domain).delete()
    if not gone:
        raise NotFound
    write_keys([customer])
    record(
        actor,
        CustomerVerb.DOMAIN_REMOVED,
        customer,
        now=now,
        change=Change({"domains": domain}, {}),
    )
