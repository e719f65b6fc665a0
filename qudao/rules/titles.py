"""The rules in words. Pages show the title; the code stands only in a detail line."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RULE_TITLES: dict[str, Promise] = {
    "G0": _("Rules come first"),
    "G1": _("Who serves which account"),
    "G2": _("Project registration"),
    "G3": _("Found by the partner, or joining our project"),
    "G4": _("Tenders"),
    "G5": _("Partner and partner"),
    "G6": _("Partner and direct sales"),
    "G7": _("Price discipline"),
    "G8": _("Territories and cells"),
    "G9": _("Rewards"),
    "G10": _("Credit and compensation"),
    "G11": _("Penalties and due process"),
    "G12": _("Secrets"),
    "G13": _("The customer may choose"),
    "G14": _("Goals and evaluation"),
    "G15": _("Escalation"),
    "G16": _("Exit"),
    "G17": _("Bid authorisation"),
}


def rule_title(code: str) -> Promise | str:
    """The title of a rule in the reader's language; an unknown code stays as it is."""
    return RULE_TITLES.get(code, code)
