"""Whether the scope of a registration is free to be protected."""

from __future__ import annotations

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import LiveClaim, Registration
from qudao.deals.registrations.selectors.facts import family_of, scope_key
from qudao.market.customers.selectors import same_customer_ids


def scope_is_taken(actor: Actor, public_id: str) -> bool:
    """Whether another live registration holds the scope, so that this one cannot be approved."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    if actor.is_partner:
        raise NotFound
    rows = Registration.objects.visible_to(actor).select_related("product__parent__parent")
    row = rows.one(public_id)
    if row.customer_id is None or row.product is None:
        return False
    reason = "a decider is told that a scope is taken, whoever holds it"
    held = LiveClaim.objects.unscoped(reason=reason).filter(
        customer_id__in=same_customer_ids(row.customer_id),
        product=family_of(row.product),
        scope_key=scope_key(row),
    )
    return held.exclude(registration=row).exists()
