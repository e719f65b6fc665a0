"""Finding the vendor's person who is to be in charge of a partner or an account."""

from __future__ import annotations

from django.utils.translation import gettext as _

from qudao.core.actor import Role, Side
from qudao.core.errors import Invalid
from qudao.people.models import User


def vendor_user(public_id: str, *roles: Role) -> User:
    """The user, who must hold one of the roles in the vendor's organisation now."""
    people = User.objects.unscoped(reason="a colleague of the vendor's own house")
    user: User | None = people.filter(
        public_id=public_id,
        is_active=True,
        memberships__organisation__side=Side.VENDOR.value,
        memberships__ended_at=None,
        memberships__role__in=[role.value for role in roles],
    ).first()
    if user is None:
        message = _("Choose somebody of your own house who has this role.")
        raise Invalid.field("user", "wrong_role", message)
    return user
