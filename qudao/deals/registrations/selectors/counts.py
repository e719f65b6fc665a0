"""Counts by state, read from maintained totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Min, QuerySet

from qudao.core import totals
from qudao.core.actor import Actor, Role
from qudao.core.prepared import Prepared
from qudao.core.totals import Figure
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import TO_DECIDE_STATES, State
from qudao.market.partners.models import PartnerAssignment, assigned_to

KIND, ALL = "registrations", "all"
NOTHING = Decimal(0)
_EVERYTHING = (Role.CHANNEL_MARKETER, Role.ENABLEMENT_PLANNER)


def owner_of_partner(partner_id: int) -> str:
    """Under which owner a partner's counts stand."""
    return f"partner:{partner_id}"


def counts_by_state(actor: Actor) -> dict[State, int]:
    """How many submitted registrations the actor may see in each state that has any.

    An account manager's accounts change hands too often for a maintained figure: those few rows
    are counted when read.
    """
    actor.require(DealsPermission.READ_REGISTRATIONS)
    if actor.has_role(Role.ACCOUNT_MANAGER) and not actor.sees_whole_programme:
        return _counted(actor)
    figures = totals.read(KIND, _owners(actor))
    return {State(one.bucket): one.count for one in figures if one.count}


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many decisions are overdue, and since when the first is."""

    count: int
    since: datetime | None


def overdue_decisions(actor: Actor, *, now: datetime) -> Overdue:
    """Of all that the actor may see, whose time to decide is over."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    rows = Registration.objects.visible_to(actor)
    late = rows.filter(state__in=TO_DECIDE_STATES, decide_by__lte=now)
    return Overdue(**late.aggregate(count=Count("pk"), since=Min("decide_by")))


def rebuild_counts() -> int:
    """Make the maintained counts equal to the rows; how many figures there are."""
    with totals.held_still():
        figures = _recounted()
        totals.replace(KIND, figures)
    return len(figures)


def _recounted() -> list[tuple[str, Figure]]:
    reason = "the counts are rebuilt from every row"
    rows = Registration.objects.unscoped(reason=reason).exclude(number=None)
    found = rows.order_by().values_list("partner_id", "state").annotate(n=Count("pk"))
    by_owner: dict[tuple[str, str], int] = {}
    for partner_id, state, n in found:
        by_owner[owner_of_partner(partner_id), state] = n
        by_owner[ALL, state] = by_owner.get((ALL, state), 0) + n
    return [(owner, Figure(state, n, NOTHING)) for (owner, state), n in by_owner.items()]


def _owners(actor: Actor) -> Iterable[str]:
    if actor.sees_whole_programme or actor.has_role(*_EVERYTHING):
        return [ALL]
    if actor.is_partner:
        return [owner_of_partner(actor.organisation_key)]
    return [owner_of_partner(pk) for pk in _partners_of(actor)]


@Prepared
def _partners_of(actor: Actor) -> QuerySet[PartnerAssignment, int]:
    return assigned_to(actor).values_list("partner_id", flat=True)


def _counted(actor: Actor) -> dict[State, int]:
    rows = Registration.objects.visible_to(actor).order_by().values_list("state")
    return {State(state): n for state, n in rows.annotate(n=Count("pk"))}
