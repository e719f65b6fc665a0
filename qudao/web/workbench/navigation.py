"""Where a vendor's person can go: the three jobs, Choose, Build and Manage, and the records."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qudao.web.shared.navigation import Group

NAVIGATION: tuple[Group, ...] = (
    Group("", ()),
    Group(_("Choose"), ()),
    Group(_("Build"), ()),
    Group(_("Manage"), ()),
    Group(_("Records"), ()),
    Group(_("Programme"), ()),
)
