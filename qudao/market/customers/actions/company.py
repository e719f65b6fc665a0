"""A customer's own data: created one by one or in thousands, changed, placed in its group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, changed, is_the_same, record
from qudao.core.errors import Conflict, Invalid
from qudao.core.sequences import next_number
from qudao.engines.identity import registrable_domain
from qudao.market.cells.actions import industry_coded, region_coded
from qudao.market.customers.creating import PLAIN, Created, add_customers
from qudao.market.customers.identity import write_keys
from qudao.market.customers.inputs import CustomerInput, check_customer
from qudao.market.customers.models import Customer, CustomerDomain, CustomerName
from qudao.market.customers.selectors.canonical import canonical_of, stands_above
from qudao.market.customers.verbs import CustomerVerb
from qudao.market.permissions import MarketPermission

EDITABLE = tuple(name for name in PLAIN if name not in {"source", "source_key"})
_VISIBLE = "the customer itself is visible"


@transaction.atomic
def create_customer(actor: Actor, customer: CustomerInput, *, now: datetime) -> Customer:
    """Add a customer with its names, numbers and domains.

    Refuses a wrong number (unless it is to be kept unproven), and one that another has.
    """
    created = create_customers(actor, [customer], now=now)
    if created.refused:
        raise created.refused[0]
    return created.customers[0]


@transaction.atomic
def create_customers(actor: Actor, customers: Sequence[CustomerInput], *, now: datetime) -> Created:
    """Add a batch in a handful of queries; a refused customer stops no other.

    `Conflict` if somebody else wrote one of the numbers in the same moment: try again.
    """
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    try:
        with transaction.atomic():
            return add_customers(actor, customers, now=now)
    except IntegrityError as error:
        raise Conflict from error


@transaction.atomic
def edit_customer(
    actor: Actor, public_id: str, customer: CustomerInput, *, version: int, now: datetime
) -> Customer:
    """Change a customer's own fields; a name that goes stays among its former names.

    Names, numbers, domains and group have actions of their own. `Conflict` if somebody else
    changed the customer since `version`.
    """
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    before = Customer.objects.visible_to(actor).one(public_id)
    checks = check_customer(customer)
    region = region_coded(actor, customer.region, checks)
    industry = industry_coded(actor, customer.industry, checks)
    checks.finish()
    values: dict[str, object] = {name: _stripped(getattr(customer, name)) for name in EDITABLE}
    values |= {"region": region, "industry": industry}
    if before.version == version and is_the_same(before, values):
        return before
    unchanged = Customer.objects.visible_to(actor).filter(pk=before.pk, version=version)
    if not unchanged.update(**values, version=version + 1):
        raise Conflict
    row = Customer.objects.visible_to(actor).one(public_id)
    _keep_names(before, row, now)
    _keep_domain(row)
    write_keys([row])
    record(actor, CustomerVerb.EDITED, row, now=now, change=changed(_facts(before), _facts(row)))
    return row


@transaction.atomic
def place_in_group(
    actor: Actor, public_id: str, parent_public_id: str, *, now: datetime
) -> Customer:
    """Put a customer below its group or company ("" for none); refuses a circle."""
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    next_number("lock.customer_tree")  # two moves at once could close a circle
    row = Customer.objects.visible_to(actor).one(public_id)
    before = row.parent
    row.parent = _parent(actor, row, parent_public_id) if parent_public_id else None
    if row.parent == before:
        return row
    row.save(update_fields=["parent"])
    change = Change(
        {"parent": before.public_id if before else ""},
        {"parent": row.parent.public_id if row.parent else ""},
    )
    record(actor, CustomerVerb.PLACED, row, now=now, change=change)
    return row


def _parent(actor: Actor, customer: Customer, public_id: str) -> Customer:
    parent = Customer.objects.visible_to(actor).one(public_id)
    is_itself = canonical_of(parent) == canonical_of(customer)
    if is_itself or _is_above(customer, parent) or stands_above(customer, parent):
        message = _("This customer is above the other one already; a circle is not possible.")
        raise Invalid.field("parent", "circle", message)
    return parent


def _is_above(customer: Customer, other: Customer) -> bool:
    """Whether the rows themselves stand so, whatever merges say: a merge can be undone."""
    rows = Customer.objects.unscoped(reason="a circle may run through any customer")
    above = other.parent_id
    while above is not None:
        if above == customer.pk:
            return True
        above = rows.values_list("parent_id", flat=True).get(pk=above)
    return False


def _keep_names(before: Customer, row: Customer, now: datetime) -> None:
    """Raw names are kept for ever: what was the name is a former name from now on."""
    names = CustomerName.objects.unscoped(reason=_VISIBLE)
    present = {name for name in (row.name_zh, row.name_en) if name}
    gone = {name for name in (before.name_zh, before.name_en) if name} - present
    names.filter(customer=row, name__in=gone).update(kind=CustomerName.Kind.FORMER)
    for name in present:
        names.update_or_create(
            customer=row,
            name=name,
            defaults={"kind": CustomerName.Kind.REGISTERED},
            create_defaults={"kind": CustomerName.Kind.REGISTERED, "noted_at": now},
        )


def _keep_domain(row: Customer) -> None:
    domain = registrable_domain(row.website) if row.website else None
    if domain:
        domains = CustomerDomain.objects.unscoped(reason=_VISIBLE)
        domains.get_or_create(customer=row, domain=domain)


def _facts(row: Customer) -> dict[str, object]:
    facts: dict[str, object] = {name: getattr(row, name) for name in EDITABLE}
    region = row.region.code if row.region else ""
    industry = row.industry.code if row.industry else ""
    return {**facts, "region": region, "industry": industry}


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
