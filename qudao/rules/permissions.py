"""Who may do what with the rulebook."""

from __future__ import annotations

from qudao.core.actor import PARTNER_ROLES, VENDOR_ROLES, Permission, Role


class RulesPermission(Permission):
    READ_RULEBOOK = ("rulebook.read", VENDOR_ROLES | PARTNER_ROLES)
    WRITE_RULEBOOK = (
        "rulebook.write",
        frozenset({Role.CHANNEL_DIRECTOR, Role.OPERATIONS, Role.GENERAL_MANAGER}),
    )
    ACKNOWLEDGE = ("rulebook.acknowledge", VENDOR_ROLES | PARTNER_ROLES)
