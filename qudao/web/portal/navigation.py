"""Where a partner's person can go: in the bar on top, and by thumb at the foot of a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor, Permission
from qudao.deals.permissions import DealsPermission
from qudao.market.permissions import MarketPermission
from qudao.people.permissions import PeoplePermission
from qudao.web.shared.navigation import Entry, Group, Place, draw

NAVIGATION: tuple[Group, ...] = (
    Group(
        "",
        (
            Place("portal:home", _("Home"), "home", PeoplePermission.USE_PORTAL),
            Place(
                "portal:registrations",
                _("My registrations"),
                "deal",
                DealsPermission.READ_REGISTRATIONS,
            ),
            Place(
                "portal:customers", _("My customers"), "building", MarketPermission.READ_CUSTOMERS
            ),
            Place("portal:company", _("My company"), "people", MarketPermission.READ_PARTNERS),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class TabPlace:
    """One of the five entries at the foot of a phone; `is_main` marks the main act."""

    url_name: str
    label: Promise
    icon: str
    permission: Permission
    is_main: bool = False


TABS: tuple[TabPlace, ...] = (
    TabPlace("portal:home", _("Home"), "home", PeoplePermission.USE_PORTAL),
    TabPlace("portal:registrations", _("Mine"), "deal", DealsPermission.READ_REGISTRATIONS),
    TabPlace("portal:register", _("Register"), "plus", DealsPermission.REGISTER, is_main=True),
    TabPlace("portal:customers", _("Customers"), "building", MarketPermission.READ_CUSTOMERS),
    TabPlace("portal:company", _("Company"), "people", MarketPermission.READ_PARTNERS),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab as drawn."""

    label: Promise | str
    url: str
    icon: str
    current: bool
    primary: bool


def entries(request: HttpRequest, actor: Actor) -> list[Entry]:
    """The bar on top."""
    return _drawn(NAVIGATION, request, actor)


def tabs(request: HttpRequest, actor: Actor) -> list[Tab]:
    """The bar at the foot of a phone."""
    return [
        Tab(entry.label, entry.url, entry.icon, entry.current, place.is_main)
        for place in TABS
        for entry in _drawn((_alone(place),), request, actor)
    ]


def _alone(tab: TabPlace) -> Group:
    return Group("", (Place(tab.url_name, tab.label, tab.icon, tab.permission),))


def _drawn(groups: Sequence[Group], request: HttpRequest, actor: Actor) -> list[Entry]:
    return [entry for group in draw(groups, request, actor) for entry in group.entries]
