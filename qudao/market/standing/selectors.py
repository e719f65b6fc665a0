"""Reading standings: the row in force on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qudao.core.prepared import Prepared
from qudao.market.standing.models import Standing

# The tiers that the default rules know; a programme may name others.
TIERS = {
    "registered": _("Registered"),
    "silver": _("Silver"),
    "gold": _("Gold"),
    "top": _("Top"),
}
_OBEY = "whoever must obey a standing reads it, whoever the actor is"


def tiers_of(partner_ids: Iterable[int], *, on: date) -> dict[int, str]:
    """The tier in force of each partner that has one, in one query; shown to the vendor only."""
    return _in_force(Standing.Kind.TIER, partner_ids, on)


def tier_of(partner_id: int, *, on: date) -> str:
    """The partner's tier on a day, "" if it has none."""
    return tiers_of([partner_id], on=on).get(partner_id, "")


def tier_in_words(tier: str) -> str:
    """A tier as it is read; a programme's own tier keeps its name."""
    return str(TIERS.get(tier, tier))


def _in_force(kind: Standing.Kind, partner_ids: Iterable[int], on: date) -> dict[int, str]:
    return dict(_until(kind.value, tuple(partner_ids), on))  # the latest of each stands last


@Prepared
def _until(
    kind: str, partner_ids: tuple[int, ...], on: date
) -> QuerySet[Standing, tuple[int, str]]:
    rows = Standing.objects.unscoped(reason=_OBEY).filter(
        kind=kind, partner_id__in=partner_ids, valid_from__lte=on
    )
    return rows.order_by("valid_from").values_list("partner_id", "value")
