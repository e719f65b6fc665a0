"""Where a partner is at work: market cells that it serves, products that it may sell."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.checks import Checks
from qudao.core.errors import Conflict, Invalid, NotFound
from qudao.core.programme import today
from qudao.market.cells.actions import cell_for, product_coded
from qudao.market.cells.models import Cell
from qudao.market.cells.selectors import CellAxes
from qudao.market.partners.models import Partner, PartnerCell, ProductAuthorisation
from qudao.market.partners.verbs import PartnerVerb
from qudao.market.permissions import MarketPermission


@transaction.atomic
def serve_cell(actor: Actor, partner_public_id: str, axes: CellAxes, *, now: datetime) -> Cell:
    """Note that a partner serves a market cell; a second time changes nothing."""
    actor.require(MarketPermission.WRITE_PARTNERS)
    partner = Partner.objects.visible_to(actor).one(partner_public_id)
    cell = cell_for(actor, axes)
    rows = PartnerCell.objects.unscoped(reason="the partner itself is visible")
    _row, is_new = rows.get_or_create(partner=partner, cell=cell, defaults={"since": today(now)})
    if is_new:
        change = Change({}, {"cell": cell.public_id})
        record(actor, PartnerVerb.CELL_SERVED, partner, now=now, change=change)
    return cell


@transaction.atomic
def stop_serving_cell(
    actor: Actor, partner_public_id: str, cell_public_id: str, *, now: datetime
) -> None:
    """Take a market cell away from those that a partner serves."""
    actor.require(MarketPermission.WRITE_PARTNERS)
    partner = Partner.objects.visible_to(actor).one(partner_public_id)
    rows = PartnerCell.objects.unscoped(reason="the partner itself is visible")
    gone, _each = rows.filter(partner=partner, cell__public_id=cell_public_id).delete()
    if not gone:
        raise NotFound
    change = Change({"cell": cell_public_id}, {})
    record(actor, PartnerVerb.CELL_LEFT, partner, now=now, change=change)


@transaction.atomic
def authorise_product(
    actor: Actor,
    partner_public_id: str,
    product_code: str,
    *,
    valid_from: date,
    valid_until: date | None = None,
    now: datetime,
) -> ProductAuthorisation:
    """Authorise a partner for a product family (and all below it) over a half-open period.

    `Conflict` if it is authorised for that family on one of these days already.
    """
    actor.require(MarketPermission.WRITE_PARTNERS)
    partner = Partner.objects.visible_to(actor).select_for_update().one(partner_public_id)
    checks = Checks()
    checks.period(("valid_from", valid_from), ("valid_until", valid_until))
    product = product_coded(actor, product_code, checks)
    rows = ProductAuthorisation.objects.unscoped(reason="the partner itself is visible")
    same_days = Q(valid_until=None) | Q(valid_until__gt=valid_from)
    if valid_until is not None:
        same_days &= Q(valid_from__lt=valid_until)
    if rows.filter(same_days, partner=partner, product=product).exists():
        message = _("The partner is authorised for this product on some of these days already.")
        raise Conflict(message, code="authorised_already")
    row = rows.create(
        partner=partner, product=product, valid_from=valid_from, valid_until=valid_until
    )
    after = {"product": product_code, "valid_from": valid_from, "valid_until": valid_until}
    record(actor, PartnerVerb.PRODUCT_AUTHORISED, partner, now=now, change=Change({}, after))
    return row


@transaction.atomic
def end_authorisation(
    actor: Actor, partner_public_id: str, product_code: str, *, on: date, now: datetime
) -> None:
    """Let the authorisation that is in force end before a day (its first day without); refused
    for one that has not begun by then."""
    actor.require(MarketPermission.WRITE_PARTNERS)
    partner = Partner.objects.visible_to(actor).one(partner_public_id)
    rows = ProductAuthorisation.objects.unscoped(reason="the partner itself is visible")
    running = Q(valid_until=None) | Q(valid_until__gt=on)
    given = rows.filter(running, partner=partner, product__code=product_code)
    if not given.exists():
        raise NotFound
    if not given.filter(valid_from__lt=on).update(valid_until=on):
        raise Invalid.field("on", "ends_too_early", _("The end must come after the start."))
    after = {"product": product_code, "valid_until": on}
    record(actor, PartnerVerb.AUTHORISATION_ENDED, partner, now=now, change=Change({}, after))
