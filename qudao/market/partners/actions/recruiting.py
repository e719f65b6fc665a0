"""Adding a company that may become a partner, once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.errors import Invalid
from qudao.market.partners.actions.company import create_partner
from qudao.market.partners.alike import alike_partners
from qudao.market.partners.inputs import PartnerInput
from qudao.market.partners.models import Partner
from qudao.market.partners.states import Lifecycle
from qudao.market.permissions import MarketPermission


@dataclass(frozen=True, slots=True, kw_only=True)
class ProspectInput:
    """A company to win as a partner. `is_another_company` says that somebody has looked at the
    partners that are alike and knows this one to be none of them."""

    partner: PartnerInput
    is_another_company: bool = False


@transaction.atomic
def create_prospect(actor: Actor, prospect: ProspectInput, *, now: datetime) -> Partner:
    """Add a prospect, refused as `add_partner` refuses."""
    stated = replace(prospect.partner, lifecycle=Lifecycle.PROSPECT)
    return add_partner(actor, replace(prospect, partner=stated), now=now)


@transaction.atomic
def add_partner(actor: Actor, prospect: ProspectInput, *, now: datetime) -> Partner:
    """Add a partner by hand. Refused while partners are alike and nobody has told them apart; one
    with the same official number is the same company, whatever is said."""
    actor.require(MarketPermission.WRITE_PARTNERS)
    alike = alike_partners(actor, prospect.partner)
    if any(one.is_surely_the_same for one in alike):
        message = _("This company is a partner already: its official number is the same.")
        raise Invalid.field("uscc", "same_company", message)
    if alike and not prospect.is_another_company:
        message = _("Partners are alike. Look at them, then say that this is another company.")
        raise Invalid.field("is_another_company", "alike", message)
    return create_partner(actor, prospect.partner, now=now)
