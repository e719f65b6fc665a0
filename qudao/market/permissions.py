"""Who may do what with partners, customers, products and cells."""

from __future__ import annotations

from qudao.core.actor import PARTNER_ROLES, VENDOR_ROLES, Permission, Role

_SELLING = VENDOR_ROLES - {Role.HUMAN_RESOURCES}
_RECORD_KEEPERS = frozenset(
    {Role.CHANNEL_MANAGER, Role.CHANNEL_DIRECTOR, Role.OPERATIONS, Role.GENERAL_MANAGER}
)


class MarketPermission(Permission):
    READ_PARTNERS = ("partners.read", _SELLING | PARTNER_ROLES)
    WRITE_PARTNERS = ("partners.write", _RECORD_KEEPERS)
    EDIT_OWN_COMPANY = ("company.write", frozenset({Role.PARTNER_PRINCIPAL}))
    ASSIGN_PARTNERS = (
        "partners.assign",
        frozenset({Role.CHANNEL_DIRECTOR, Role.OPERATIONS, Role.GENERAL_MANAGER}),
    )
    READ_CUSTOMERS = ("customers.read", _SELLING | PARTNER_ROLES)
    WRITE_CUSTOMERS = (
        "customers.write",
        _RECORD_KEEPERS | {Role.ACCOUNT_MANAGER, Role.SALES_DIRECTOR},
    )
    KEEP_OWN_CUSTOMERS = (
        "own_customers.write",
        frozenset({Role.PARTNER_PRINCIPAL, Role.PARTNER_SELLER}),
    )
    ASSIGN_ACCOUNTS = (
        "customers.assign",
        frozenset({Role.SALES_DIRECTOR, Role.OPERATIONS, Role.GENERAL_MANAGER}),
    )
    READ_MARKET = ("market.read", _SELLING)
    READ_PRODUCTS = ("products.read", _SELLING | PARTNER_ROLES)
    READ_PRICES = ("prices.read", _SELLING)
    WRITE_PRODUCTS = (
        "products.write",
        frozenset({Role.CHANNEL_DIRECTOR, Role.OPERATIONS, Role.GENERAL_MANAGER}),
    )
    WRITE_STANDING = (
        "standing.write",
        frozenset({Role.CHANNEL_DIRECTOR, Role.OPERATIONS, Role.GENERAL_MANAGER}),
    )
    READ_GOALS = ("goals.read", _SELLING)
    WRITE_GOALS = (
        "goals.write",
        frozenset({Role.CHANNEL_DIRECTOR, Role.SALES_DIRECTOR, Role.GENERAL_MANAGER}),
    )
