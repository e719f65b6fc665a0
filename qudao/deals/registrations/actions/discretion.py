"""No text that a partner reads may name another partner."""

from __future__ import annotations

from django.utils.translation import gettext as _

from qudao.core.errors import Invalid
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors.discretion import names_another


def require_no_rival_named(registration: Registration, text: str, *, field: str = "note") -> None:
    """Refuse a text that names another partner: one met in screening by its number, its name or
    what people shorten it to, any other by its name or a short form that is no everyday word."""
    if names_another(registration, text):
        message = _("The partner will read this, and it names another partner. Take the name out.")
        raise Invalid.field(field, "names_a_rival", message)
