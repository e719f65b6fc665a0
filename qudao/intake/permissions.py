"""Who may bring files in."""

from __future__ import annotations

from qudao.core.actor import Permission, Role


class IntakePermission(Permission):
    IMPORT = (
        "imports.write",
        frozenset(
            {Role.CHANNEL_MANAGER, Role.CHANNEL_DIRECTOR, Role.OPERATIONS, Role.GENERAL_MANAGER}
        ),
    )
