"""Who acts: the type that every action and selector takes first, and the permissions it may hold.

`people/actors.py` makes actors from sessions and API keys; nothing else does, except the two
named constructors here for the system itself and for nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum

from qudao.core.errors import NotPermitted


class Side(StrEnum):
    """Which house a person belongs to. Partner people never see a vendor-private row."""

    VENDOR = "vendor"
    PARTNER = "partner"
    SYSTEM = "system"
    NOBODY = "nobody"


class Role(StrEnum):
    """A person's function in an organisation (glossary identifiers)."""

    CHANNEL_MANAGER = "channel_manager"
    CHANNEL_DIRECTOR = "channel_director"
    ACCOUNT_MANAGER = "account_manager"
    SALES_DIRECTOR = "sales_director"
    CHANNEL_MARKETER = "channel_marketer"
    ENABLEMENT_PLANNER = "enablement_planner"
    OPERATIONS = "operations"
    HUMAN_RESOURCES = "human_resources"
    GENERAL_MANAGER = "general_manager"
    PARTNER_PRINCIPAL = "partner_principal"
    PARTNER_SELLER = "partner_seller"
    PARTNER_ENGINEER = "partner_engineer"


PARTNER_ROLES = frozenset({Role.PARTNER_PRINCIPAL, Role.PARTNER_SELLER, Role.PARTNER_ENGINEER})
VENDOR_ROLES = frozenset(Role) - PARTNER_ROLES
# Roles that see every partner and every deal of the programme; the others see what is assigned.
WHOLE_PROGRAMME_ROLES = frozenset(
    {Role.CHANNEL_DIRECTOR, Role.SALES_DIRECTOR, Role.OPERATIONS, Role.GENERAL_MANAGER}
)


class Permission(Enum):
    """Base of the wings' permission enums.

    A member's value is `(code, roles)`. The code doubles as the scope that an API key must carry.
    """

    def __init__(self, code: str, roles: frozenset[Role]) -> None:
        self.code = code
        self.roles = roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One person (or the system) acting for one organisation through one credential.

    `organisation_id` is the vendor's or the partner's row; a partner's row has the same key.
    `api_scopes` is None for a session and the granted permission codes for an API key.
    """

    side: Side
    user_id: int | None = None
    person_id: int | None = None
    organisation_id: int | None = None
    public_id: str = ""  # the user's, for what a browser keeps apart by person
    name: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    language: str = "en"
    api_scopes: frozenset[str] | None = None
    request_id: str = ""
    belongs_to_several: bool = False  # organisations, between which the person may choose

    @property
    def is_vendor(self) -> bool:
        return self.side is Side.VENDOR

    @property
    def is_partner(self) -> bool:
        return self.side is Side.PARTNER

    @property
    def sees_whole_programme(self) -> bool:
        """True for the system and for vendor people whose role covers every partner."""
        if self.side is Side.SYSTEM:
            return True
        return self.is_vendor and bool(self.roles & WHOLE_PROGRAMME_ROLES)

    @property
    def user_key(self) -> int:
        """The user's key for filters; 0, which is nobody's, when there is no user."""
        return self.user_id or 0

    @property
    def organisation_key(self) -> int:
        """The organisation's key for filters; 0 when there is none."""
        return self.organisation_id or 0

    def has_role(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))

    def may(self, permission: Permission) -> bool:
        """Whether role and, for an API key, scope both allow it. The system may do everything."""
        if self.side is Side.SYSTEM:
            return True
        if self.api_scopes is not None and permission.code not in self.api_scopes:
            return False
        return bool(self.roles & permission.roles)

    def require(self, permission: Permission) -> None:
        """Raise `NotPermitted` unless `may(permission)`."""
        if not self.may(permission):
            raise NotPermitted(permission.code)


def system_actor(name: str, *, request_id: str = "") -> Actor:
    """The system itself, in a job or a command; `name` says which one in the audit trail."""
    return Actor(side=Side.SYSTEM, name=name, request_id=request_id)


NOBODY = Actor(side=Side.NOBODY)
