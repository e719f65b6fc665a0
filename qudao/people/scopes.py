"""What an API key may be allowed: the permissions of every wing, in words."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor, Permission

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

# Only a person at a screen does these; a key may not make keys or let people in.
INTERACTIVE = frozenset(
    {
        "workbench.use",
        "portal.use",
        "account.manage",
        "people.invite",
        "partner_people.invite",
        "personal_data.manage",
        "programme.manage",
    }
)
_WORDS: dict[str, Text] = {
    "audit.read": _("Read the audit trail"),
    "company.write": _("Edit the own company"),
    "customers.assign": _("Assign customers to account managers"),
    "customers.read": _("Read customers"),
    "customers.write": _("Create and edit customers"),
    "goals.read": _("Read quotas"),
    "goals.write": _("Set quotas"),
    "imports.write": _("Import files"),
    "market.read": _("Read the market grid: customers, partners and values of its cells"),
    "me.read": _("Read who the key acts for, and the own notices"),
    "messages.write": _("Read and write messages"),
    "notes.write": _("Write internal notes"),
    "opportunities.read": _("Read opportunities"),
    "opportunities.write": _("Create and edit opportunities"),
    "overlaps.answer": _("Answer overlaps with the own accounts"),
    "partners.assign": _("Assign partners to channel managers"),
    "partners.read": _("Read partners"),
    "partners.write": _("Create and edit partners"),
    "people.read": _("Read people"),
    "prices.read": _("Read prices"),
    "products.read": _("Read products"),
    "products.write": _("Create and edit products and prices"),
    "standing.write": _("Set the tiers of partners"),
    "promises.write": _("Record promises"),
    "registrations.decide": _("Decide registrations"),
    "registrations.read": _("Read registrations"),
    "registrations.revoke": _("Revoke the protection of registrations"),
    "registrations.write": _("Submit and amend registrations"),
    "rulebook.acknowledge": _("Acknowledge the rulebook"),
    "rulebook.read": _("Read the rulebook"),
    "rulebook.write": _("Publish rulebook versions"),
    "own_customers.write": _("Keep the own customers"),
    "sales.load": _("Load sales lines"),
    "sales.read": _("Read sales lines"),
}


@cache
def all_permissions() -> tuple[Permission, ...]:
    """Every permission of every wing, whether or not its pages were loaded yet."""
    wings = {config.name.split(".")[1] for config in apps.get_app_configs() if _is_ours(config)}
    for wing in sorted(wings):
        if find_spec(f"qudao.{wing}.permissions"):
            import_module(f"qudao.{wing}.permissions")
    return tuple(member for kind in Permission.__subclasses__() for member in kind)


def _is_ours(config: object) -> bool:
    return str(getattr(config, "name", "")).startswith("qudao.")


def grantable_scopes(actor: Actor) -> tuple[str, ...]:
    """The codes that a key of this actor may carry: what its own roles hold, by code."""
    held = {item.code for item in all_permissions() if actor.may(item)}
    return tuple(sorted(held - INTERACTIVE))


def scope_words(code: str) -> Text:
    """A scope in words; one that nobody worded yet stays as it is."""
    return _WORDS.get(code, code)
