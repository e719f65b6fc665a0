"""The partners that may sell a product."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from qudao.core.actor import Actor
from qudao.market.cells.models import Product
from qudao.market.partners.models import ProductAuthorisation
from qudao.market.partners.selectors import PartnerLink


def authorised_partners(actor: Actor, product: Product, *, on: date) -> list[PartnerLink]:
    """The visible partners authorised on a day for a product or a family above it, by name."""
    codes = [code for code in product.path.split("/") if code]
    in_force = Q(valid_until=None) | Q(valid_until__gt=on)
    rows = ProductAuthorisation.objects.visible_to(actor).filter(
        in_force, valid_from__lte=on, product__code__in=codes
    )
    partners = {row.partner_id: row.partner for row in rows.select_related("partner")}
    links = [
        PartnerLink(public_id=one.public_id, name=one.name(actor.language))
        for one in partners.values()
    ]
    return sorted(links, key=lambda link: link.name)
