"""Short ways to the partners of these tests."""

from __future__ import annotations

from datetime import datetime

from qudao.core.actor import Actor
from qudao.market.partners.actions import create_partner
from qudao.market.partners.inputs import PartnerInput
from qudao.market.partners.models import Partner
from tests.market.trail import every

USCC = "91310000MA1FL0W635"


def new_partner(actor: Actor, code: str, now: datetime, **stated: object) -> Partner:
    """A partner of its code, named like it unless something else is stated."""
    said = {"name_en": code, **stated}
    return create_partner(actor, PartnerInput(code=code, **said), now=now)  # type: ignore[arg-type]


def stored(partner: Partner) -> Partner:
    """The row as it stands in the database now."""
    row: Partner = every(Partner).get(pk=partner.pk)
    return row
