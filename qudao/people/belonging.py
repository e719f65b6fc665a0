"""The organisations that a person belongs to, of which it acts for one at a time."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from qudao.core.actor import Actor, Role
from qudao.core.errors import NotFound
from qudao.people.models import ROLE_LABELS, Membership, MembershipQuerySet
from qudao.people.permissions import PeoplePermission


@dataclass(frozen=True, slots=True)
class OwnOrganisation:
    """One of the person's organisations; roles in words. `is_chosen`: it acts for this one."""

    key: int
    public_id: str
    name: str
    roles: tuple[str | Promise, ...]
    is_chosen: bool


def own_organisations(actor: Actor) -> list[OwnOrganisation]:
    """Where the actor is a member now, in the order of joining."""
    actor.require(PeoplePermission.MANAGE_OWN_ACCOUNT)
    rows: dict[int, list[Membership]] = {}
    for row in _own_memberships(actor):
        rows.setdefault(row.organisation_id, []).append(row)
    return [_own(memberships, actor) for memberships in rows.values()]


def own_organisation(actor: Actor, public_id: str) -> OwnOrganisation:
    """One of them; `NotFound` for any other organisation, whether it exists or not."""
    for row in own_organisations(actor):
        if row.public_id == public_id:
            return row
    raise NotFound


def _own_memberships(actor: Actor) -> MembershipQuerySet:
    reason = "one's own memberships, whatever organisation one acts for at present"
    rows = Membership.objects.unscoped(reason=reason).active().filter(user_id=actor.user_key)
    return rows.select_related("organisation").order_by("pk")


def _own(memberships: list[Membership], actor: Actor) -> OwnOrganisation:
    organisation = memberships[0].organisation
    return OwnOrganisation(
        key=organisation.pk,
        public_id=organisation.public_id,
        name=organisation.name(actor.language),
        roles=tuple(ROLE_LABELS[Role(row.role)] for row in memberships),
        is_chosen=organisation.pk == actor.organisation_id,
    )
