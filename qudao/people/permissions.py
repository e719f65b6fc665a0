"""Who may do what with people and their access."""

from __future__ import annotations

from qudao.core.actor import PARTNER_ROLES, VENDOR_ROLES, Permission, Role

# Roles that decide who belongs to the vendor; only such a person grants or ends them.
ADMINISTRATORS = frozenset({Role.CHANNEL_DIRECTOR, Role.OPERATIONS, Role.GENERAL_MANAGER})
# Roles of the vendor that decide: registrations, people, settings, personal data. A programme may
# ask a second factor of them.
DECIDERS = ADMINISTRATORS | {Role.CHANNEL_MANAGER}


class PeoplePermission(Permission):
    USE_WORKBENCH = ("workbench.use", VENDOR_ROLES)
    USE_PORTAL = ("portal.use", PARTNER_ROLES)
    MANAGE_OWN_ACCOUNT = ("account.manage", VENDOR_ROLES | PARTNER_ROLES)
    READ_OWN = ("me.read", VENDOR_ROLES | PARTNER_ROLES)
    READ_PEOPLE = (
        "people.read",
        ADMINISTRATORS | {Role.CHANNEL_MANAGER, Role.HUMAN_RESOURCES, Role.PARTNER_PRINCIPAL},
    )
    INVITE_VENDOR_PEOPLE = ("people.invite", ADMINISTRATORS | {Role.HUMAN_RESOURCES})
    INVITE_PARTNER_PEOPLE = (
        "partner_people.invite",
        ADMINISTRATORS | {Role.CHANNEL_MANAGER, Role.PARTNER_PRINCIPAL},
    )
    MANAGE_PROGRAMME = ("programme.manage", ADMINISTRATORS)
    MANAGE_PERSONAL_DATA = (
        "personal_data.manage",
        frozenset({Role.OPERATIONS, Role.CHANNEL_DIRECTOR}),
    )
    READ_AUDIT = ("audit.read", VENDOR_ROLES - {Role.HUMAN_RESOURCES})
