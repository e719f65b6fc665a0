"""Writing standings: the decider's word, from a day on."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.checks import Checks
from qudao.market.partners.models import Partner
from qudao.market.permissions import MarketPermission
from qudao.market.standing.models import Standing
from qudao.market.standing.verbs import StandingVerb

_TIER = re.compile(r"[a-z][a-z0-9_]{0,39}")


@transaction.atomic
def set_tier(
    actor: Actor,
    partner_public_id: str,
    tier: str,
    *,
    valid_from: date,
    decided_by: str,
    now: datetime,
) -> Standing:
    """Give a partner a tier from a day on; `decided_by` names the decision or rule behind it.

    The tier that is in force on that day already changes nothing.
    """
    actor.require(MarketPermission.WRITE_STANDING)
    partner = Partner.objects.visible_to(actor).one(partner_public_id)
    checks = Checks()
    if not _TIER.fullmatch(tier):
        message = _("A tier is a code of small letters, digits and underscores, such as gold.")
        checks.refuse("tier", "not_a_code", message)
    checks.day("valid_from", valid_from)
    checks.required("decided_by", decided_by.strip())
    checks.text("decided_by", decided_by, longest=60)
    checks.finish()
    rows = Standing.objects.visible_to(actor).filter(partner=partner, kind=Standing.Kind.TIER)
    held = rows.filter(valid_from__lte=valid_from).order_by("-valid_from").first()
    if held is not None and held.value == tier:
        return held
    row, _is_new = rows.update_or_create(
        partner=partner,
        kind=Standing.Kind.TIER,
        valid_from=valid_from,
        defaults={"value": tier, "decided_by": decided_by.strip()},
    )
    before = {"tier": held.value if held else ""}
    change = Change(before, {"tier": tier, "valid_from": valid_from})
    record(actor, StandingVerb.TIER_SET, partner, now=now, change=change, note=row.decided_by)
    return row
