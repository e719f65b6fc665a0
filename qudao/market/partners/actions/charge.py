"""Who is in charge of a partner."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from qudao.core.actor import Actor, Role
from qudao.core.audit import Change, record
from qudao.core.errors import Conflict
from qudao.core.programme import today
from qudao.market.charge import vendor_user
from qudao.market.partners.models import Partner, PartnerAssignment
from qudao.market.partners.verbs import PartnerVerb
from qudao.market.permissions import MarketPermission

MAY_OWN_PARTNERS = (Role.CHANNEL_MANAGER, Role.CHANNEL_DIRECTOR)


@transaction.atomic
def assign_channel_manager(
    actor: Actor, public_id: str, user_public_id: str, *, now: datetime
) -> Partner:
    """Put a partner in a channel manager's charge; the former charge ends the same day.

    Refuses a user who is no active channel manager of the vendor.
    """
    actor.require(MarketPermission.ASSIGN_PARTNERS)
    row = Partner.objects.visible_to(actor).one(public_id)
    user = vendor_user(user_public_id, *MAY_OWN_PARTNERS)
    current = PartnerAssignment.objects.unscoped(reason="the partner itself is visible").current()
    before = current.filter(partner=row).select_related("user").first()
    if before is not None and before.user_id == user.pk:
        return row
    current.filter(partner=row).update(until=today(now))
    try:
        with transaction.atomic():
            PartnerAssignment.objects.create(partner=row, user=user, since=today(now))
    except IntegrityError as error:  # somebody else assigned it in the same moment
        raise Conflict from error
    change = Change(
        {"assigned_to": before.user.public_id if before else ""}, {"assigned_to": user.public_id}
    )
    record(actor, PartnerVerb.ASSIGNED, row, now=now, change=change)
    return row
