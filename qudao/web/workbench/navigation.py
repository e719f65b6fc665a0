"""Where a vendor's person can go: the three jobs, Choose, Build and Manage, and the records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor, Role
from qudao.deals.permissions import DealsPermission
from qudao.intake.permissions import IntakePermission
from qudao.market.permissions import MarketPermission
from qudao.people.permissions import PeoplePermission
from qudao.rules.permissions import RulesPermission
from qudao.web.shared.navigation import Group, Place

NAVIGATION: tuple[Group, ...] = (
    Group(
        "",
        (
            Place(
                "workbench:today",
                _("Today"),
                "today",
                PeoplePermission.USE_WORKBENCH,
                "t",
                _("Today"),
            ),
        ),
    ),
    Group(
        _("Choose"),
        (
            Place(
                "workbench:cells",
                _("Market grid"),
                "map",
                MarketPermission.READ_MARKET,
                "m",
            ),
        ),
    ),
    Group(
        _("Build"),
        (
            Place(
                "workbench:lifecycle",
                _("Partner lifecycle"),
                "clock",
                MarketPermission.READ_PARTNERS,
                "l",
            ),
        ),
    ),
    Group(
        _("Manage"),
        (
            Place(
                "workbench:registrations",
                _("Registrations"),
                "deal",
                DealsPermission.READ_REGISTRATIONS,
                short=_("Queue"),
            ),
            Place(
                "workbench:overlaps",
                _("Overlaps"),
                "overlap",
                DealsPermission.ANSWER_OVERLAP,
                short=_("Overlaps"),
            ),
            Place(
                "workbench:funnel",
                _("Opportunities"),
                "funnel",
                DealsPermission.READ_OPPORTUNITIES,
                short=_("Pipeline"),
            ),
            Place("workbench:goals", _("Goals"), "goal", MarketPermission.READ_GOALS),
            Place(
                "workbench:promises",
                _("Promises"),
                "hand",
                DealsPermission.RECORD_PROMISE,
                short=_("Promises"),
            ),
        ),
    ),
    Group(
        _("Records"),
        (
            Place(
                "workbench:partners", _("Partners"), "people", MarketPermission.READ_PARTNERS, "p"
            ),
            Place(
                "workbench:customers",
                _("Customers"),
                "building",
                MarketPermission.READ_CUSTOMERS,
                "c",
            ),
            Place(
                "workbench:products", _("Products and prices"), "box", MarketPermission.READ_PRICES
            ),
            Place("workbench:imports", _("Imports"), "import", IntakePermission.IMPORT),
            Place("workbench:checks", _("Channel check"), "audit", IntakePermission.IMPORT),
        ),
    ),
    Group(
        _("Programme"),
        (
            Place("workbench:rulebook", _("Rulebook"), "book", RulesPermission.READ_RULEBOOK),
            Place("workbench:people", _("People"), "people", PeoplePermission.READ_PEOPLE),
            Place(
                "workbench:persons",
                _("Personal data"),
                "lock",
                PeoplePermission.MANAGE_PERSONAL_DATA,
            ),
            Place(
                "workbench:programme", _("Settings"), "settings", PeoplePermission.MANAGE_PROGRAMME
            ),
        ),
    ),
)
_OWN = ("workbench:overlaps", "workbench:promises")


def navigation_of(actor: Actor) -> tuple[Group, ...]:
    """The account manager's begins with what is their own: accounts, overlaps, promises."""
    return tuple(_own_first()) if looks_after_accounts(actor) else NAVIGATION


def looks_after_accounts(actor: Actor) -> bool:
    """Account managers have a home of their own; who sees the whole programme has the general."""
    return actor.has_role(Role.ACCOUNT_MANAGER) and not actor.sees_whole_programme


def _own_first() -> Iterator[Group]:
    home, *others = NAVIGATION
    places = {place.url_name: place for group in others for place in group.places}
    accounts = replace(home.places[0], label=_("My accounts"), icon="building", short=_("Accounts"))
    yield Group("", (accounts, *(places[name] for name in _OWN)))
    for group in others:
        yield Group(group.title, [one for one in group.places if one.url_name not in _OWN])
