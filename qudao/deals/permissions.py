"""Who may do what with deals."""

from __future__ import annotations

from qudao.core.actor import PARTNER_ROLES, VENDOR_ROLES, Permission, Role

_SELLING = VENDOR_ROLES - {Role.HUMAN_RESOURCES}
_DECIDERS = frozenset({Role.CHANNEL_MANAGER, Role.CHANNEL_DIRECTOR})
_PARTNER_SELLING = frozenset({Role.PARTNER_PRINCIPAL, Role.PARTNER_SELLER})


class DealsPermission(Permission):
    READ_REGISTRATIONS = ("registrations.read", _SELLING | PARTNER_ROLES)
    REGISTER = ("registrations.write", _PARTNER_SELLING)
    DECIDE_REGISTRATION = ("registrations.decide", _DECIDERS)
    REVOKE_PROTECTION = ("registrations.revoke", frozenset({Role.CHANNEL_DIRECTOR}))
    ANSWER_OVERLAP = ("overlaps.answer", frozenset({Role.ACCOUNT_MANAGER, Role.SALES_DIRECTOR}))
    READ_OPPORTUNITIES = ("opportunities.read", _SELLING)
    WRITE_OPPORTUNITIES = (
        "opportunities.write",
        frozenset(
            {Role.ACCOUNT_MANAGER, Role.SALES_DIRECTOR, Role.CHANNEL_MANAGER, Role.CHANNEL_DIRECTOR}
        ),
    )
    READ_SALES = ("sales.read", _SELLING)
    # sales lines and opportunities of another system, whoever they belong to
    LOAD_SALES = (
        "sales.load",
        frozenset(
            {Role.CHANNEL_DIRECTOR, Role.SALES_DIRECTOR, Role.OPERATIONS, Role.GENERAL_MANAGER}
        ),
    )
    RECORD_PROMISE = (
        "promises.write",
        frozenset({Role.ACCOUNT_MANAGER, Role.SALES_DIRECTOR, *_DECIDERS}),
    )
    TALK = ("messages.write", _SELLING | PARTNER_ROLES)
    WRITE_INTERNAL_NOTE = ("notes.write", _SELLING)
