"""The fields of imports in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from qudao.core.field_words import field_words

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

_LABELS: dict[str, Text] = {
    "category": _("Product category"),
    "closed_on": _("Closed on"),
    "code": _("Number or code"),
    "country": _("Country"),
    "customer_uscc": _("The customer's unified social credit code"),
    "decided_on": _("Decided on"),
    "decision": _("Decision"),
    "duns": _("D-U-N-S number"),
    "expected_on": _("Expected to close on"),
    "first_name": _("Given name"),
    "group": _("Group of territories"),
    "last_name": _("Family name"),
    "lei": _("Legal entity identifier (LEI)"),
    "line_number": _("Order line"),
    "list_price": _("List price"),
    "loss_reason": _("Reason of loss"),
    "manager": _("Manager"),
    "opened_on": _("Opened on"),
    "order_number": _("Order number"),
    "outcome": _("Outcome"),
    "partner_price": _("Partner price"),
    "protected_until": _("Protected until"),
    "province": _("Province or state"),
    "quantity": _("Quantity"),
    "quarter": _("Quarter (1 to 4)"),
    "registered_price": _("Registered price"),
    "registration_no": _("Registration number"),
    "sales_person": _("Sales person"),
    "shipped_on": _("Shipped on"),
    "short_name": _("Short or brand name"),
    "sold_on": _("Sold on"),
    "starts_on": _("Starts on"),
    "status": _("Status"),
    "submitted_on": _("Registered on"),
    "territory": _("Sales territory"),
    "type": _("Type"),
    "vat": _("VAT number"),
    "year": _("Year"),
}


def field_label(name: str) -> str:
    """A field of an import as a person calls it."""
    return str(_LABELS.get(name) or field_words(name))


def column_label(name: str) -> str:
    """The heading as the file has it; a field without a column reads in words."""
    return field_label(name) if name.isidentifier() and name.islower() else name
