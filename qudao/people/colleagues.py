"""The vendor's own people by role, to choose one who is to be in charge of something."""

from __future__ import annotations

from dataclasses import dataclass

from qudao.core.actor import Actor, Role, Side
from qudao.people.models import Membership


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the vendor's house."""

    user_id: str
    name: str


def colleagues(actor: Actor, *roles: Role) -> list[Colleague]:
    """The vendor's active people who hold one of the roles, by name."""
    rows = (
        Membership.objects.visible_to(actor)
        .active()
        .filter(organisation__side=Side.VENDOR.value, role__in=[role.value for role in roles])
        .select_related("user__person")
        .order_by("user__person__name", "user_id")
    )
    people = {row.user.public_id: row.user.person.spoken_name for row in rows if row.user.is_active}
    return [Colleague(user_id, name) for user_id, name in people.items()]
