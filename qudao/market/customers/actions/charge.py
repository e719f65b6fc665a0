"""Who looks after an account."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qudao.core.actor import Actor, Role
from qudao.core.audit import Change, record
from qudao.core.errors import Conflict
from qudao.core.programme import today
from qudao.market.charge import vendor_user
from qudao.market.customers.models import AccountAssignment, Customer
from qudao.market.customers.verbs import CustomerVerb
from qudao.market.permissions import MarketPermission

MAY_OWN_ACCOUNTS = (Role.ACCOUNT_MANAGER, Role.SALES_DIRECTOR)


@transaction.atomic
def assign_account_manager(
    actor: Actor, public_id: str, user_public_id: str, *, now: datetime
) -> Customer:
    """Put an account in an account manager's charge; the former charge ends the same day.

    Refuses a user who is no active account manager of the vendor.
    """
    actor.require(MarketPermission.ASSIGN_ACCOUNTS)
    row = Customer.objects.visible_to(actor).one(public_id)
    user = vendor_user(user_public_id, *MAY_OWN_ACCOUNTS)
    current = AccountAssignment.objects.unscoped(reason="the customer itself is visible").current()
    before = current.filter(customer=row).select_related("user").first()
    if before is not None and before.user_id == user.pk:
        return row
    current.filter(customer=row).update(until=today(now))
    try:
        with transaction.atomic():
            AccountAssignment.objects.create(customer=row, user=user, since=today(now))
    except IntegrityError as error:  # somebody else assigned it in the same moment
        raise Conflict from error
    change = Change(
        {"assigned_to": before.user.public_id if before else ""}, {"assigned_to": user.public_id}
    )
    record(actor, CustomerVerb.ASSIGNED, row, now=now, change=change)
    return row
