"""Where a partner's person can go."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.people.permissions import PeoplePermission
from qudao.web.shared.navigation import Group, Place

NAVIGATION: tuple[Group, ...] = (
    Group("", (Place("portal:people", _("People"), "people", PeoplePermission.READ_PEOPLE),)),
)
