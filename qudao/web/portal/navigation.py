"""Where a partner's person can go."""

from __future__ import annotations

from qudao.web.shared.navigation import Group

NAVIGATION: tuple[Group, ...] = (Group("", ()),)
