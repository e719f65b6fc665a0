"""Partners for programs: in steps, and one by one, as rows."""

from __future__ import annotations

from qudao.core.actor import Actor
from qudao.core.keyset import Place, Step, step_through
from qudao.market.partners.models import Partner
from qudao.market.partners.selectors import PartnerQuery, partners_found


def partners_after(actor: Actor, query: PartnerQuery, place: Place) -> Step[Partner]:
    """The visible partners that the query leaves, from a place on."""
    rows = partners_found(actor, query).select_related("region", "supplied_by")
    return step_through(rows, place)


def partner_row(actor: Actor, public_id: str) -> Partner:
    """One visible partner, or `NotFound`."""
    rows = Partner.objects.visible_to(actor).select_related("region", "supplied_by")
    return rows.one(public_id)
