"""Two rows of one customer: the duplicate points to the canonical one, and can be freed again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.checks import Checks
from qudao.core.errors import Conflict, Invalid
from qudao.core.sequences import next_number
from qudao.market.customers.models import Customer
from qudao.market.customers.selectors.canonical import canonical_of, stands_above
from qudao.market.customers.verbs import CustomerVerb
from qudao.market.permissions import MarketPermission


@transaction.atomic
def merge_customers(
    actor: Actor, duplicate_id: str, canonical_id: str, *, reason: str, now: datetime
) -> Customer:
    """Say that two customers are one. Nothing is rewritten; readers follow the pointer.

    Refuses one that is merged already, a circle, and one that stands above the other in its group.
    """
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    next_number("lock.customer_merges")  # two merges at once could close a circle
    duplicate = Customer.objects.visible_to(actor).one(duplicate_id)
    canonical = canonical_of(Customer.objects.visible_to(actor).one(canonical_id))
    if duplicate.canonical_id is not None:
        message = _("This customer is merged into another one already. Undo that merge first.")
        raise Conflict(message, code="merged_already")
    if canonical.pk == duplicate.pk:
        message = _("Choose another customer: these two rows are one already.")
        raise Invalid.field("canonical", "same_customer", message)
    if stands_above(duplicate, canonical):
        message = _("This customer stands above the other one in its group. Take that out first.")
        raise Invalid.field("canonical", "own_unit", message)
    checks = Checks()
    if not reason.strip():
        checks.refuse("reason", "required", _("Say why, so that it can be understood later."))
    checks.reason("reason", reason)
    checks.finish()
    duplicate.canonical = canonical
    duplicate.save(update_fields=["canonical"])
    change = Change({"canonical": ""}, {"canonical": canonical.public_id})
    record(actor, CustomerVerb.MERGED, duplicate, now=now, change=change, note=reason.strip())
    return canonical


@transaction.atomic
def undo_merge(actor: Actor, duplicate_id: str, *, reason: str, now: datetime) -> Customer:
    """Free a merged customer again: all that hung on it hangs on it still."""
    actor.require(MarketPermission.WRITE_CUSTOMERS)
    next_number("lock.customer_merges")
    duplicate = Customer.objects.visible_to(actor).one(duplicate_id)
    former = duplicate.canonical
    if former is None:
        raise Conflict(_("This customer is not merged into another one."), code="not_merged")
    checks = Checks()
    checks.reason("reason", reason)
    checks.finish()
    duplicate.canonical = None
    duplicate.save(update_fields=["canonical"])
    change = Change({"canonical": former.public_id}, {"canonical": ""})
    record(actor, CustomerVerb.MERGE_UNDONE, duplicate, now=now, change=change, note=reason.strip())
    return duplicate
