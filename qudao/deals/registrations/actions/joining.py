"""A decider says that a registration names a customer that is known under another spelling."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.errors import NotFound
from qudao.core.jobs import enqueue
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.actions.deciding import living, look_around
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors.joining import likely_the_same
from qudao.deals.registrations.verbs import RegistrationVerb
from qudao.market.customers.actions import merge_customers, undo_merge


@transaction.atomic
def join_customer(actor: Actor, public_id: str, customer_id: str, *, now: datetime) -> Registration:
    """Say that the customer named and a known one, which screening found alike, are one company.
    The named row points to the known one, nothing is rewritten, and the advice is made anew here
    and for what waits around. Refused for a customer that is not alike, and once it has ended."""
    actor.require(DealsPermission.DECIDE_REGISTRATION)
    registration = living(actor, public_id)
    named = registration.customer
    alike = [] if named is None else [one.customer.public_id for one in likely_the_same(named)]
    if named is None or customer_id not in alike:
        raise NotFound
    reason = _("The same company, as the decider of %(number)s saw.")
    merge_customers(
        actor,
        named.public_id,
        customer_id,
        reason=reason % {"number": registration.number},
        now=now,
    )
    change = Change({"customer": named.public_id}, {"customer": customer_id})
    return _look_again(actor, registration, RegistrationVerb.CUSTOMER_JOINED, change, now=now)


@transaction.atomic
def part_customer(actor: Actor, public_id: str, *, now: datetime) -> Registration:
    """Take the customer named and the known one apart again: all that hung on each hangs on it
    still. Refused where they are not joined, and once the registration has ended."""
    actor.require(DealsPermission.DECIDE_REGISTRATION)
    registration = living(actor, public_id)
    named = registration.customer
    if named is None:
        raise NotFound
    known = named.canonical.public_id if named.canonical else ""
    reason = _("Two companies after all, as the decider of %(number)s saw.")
    undo_merge(actor, named.public_id, reason=reason % {"number": registration.number}, now=now)
    change = Change({"customer": known}, {"customer": named.public_id})
    return _look_again(actor, registration, RegistrationVerb.CUSTOMER_PARTED, change, now=now)


def _look_again(
    actor: Actor,
    registration: Registration,
    verb: RegistrationVerb,
    change: Change,
    *,
    now: datetime,
) -> Registration:
    if registration.customer is not None:
        registration.customer.refresh_from_db(fields=["canonical"])
    look_around(registration, now=now)
    enqueue("deals.registrations.look_again", subject_id=registration.public_id)
    record(actor, verb, registration, now=now, change=change, rule="G5")
    return registration
