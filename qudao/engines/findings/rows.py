"""Clean rows as the findings want them, and how to make them from an import's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

APPROVED = "approved"
REJECTED = "rejected"
WITHDRAWN = "withdrawn"
OPEN_OUTCOMES = frozenset({None, "open", "expired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRow:
    """One registration; `row` is its number in the file, `decision` None when nobody decided."""

    row: int
    partner: str
    customer: str
    submitted_on: date
    product: str = ""
    amount: Decimal | None = None
    currency: str = ""
    decided_on: date | None = None
    decision: str | None = None
    protected_until: date | None = None
    outcome: str | None = None
    territory: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentRow:
    """One shipment line; returns have a negative amount."""

    row: int
    partner: str
    shipped_on: date
    customer: str = ""
    product: str = ""
    amount: Decimal | None = None
    currency: str = ""
    territory: str = ""


def registration_row(row: int, values: Mapping[str, object]) -> RegistrationRow:
    """A registration from the values of an import; required ones are there by its rules."""
    submitted_on = _day(values, "submitted_on")
    if submitted_on is None:
        raise ValueError("submitted_on")
    return RegistrationRow(
        row=row,
        partner=_text(values, "partner"),
        customer=_text(values, "customer"),
        submitted_on=submitted_on,
        product=_text(values, "product"),
        amount=_amount(values, "amount"),
        currency=_text(values, "currency"),
        decided_on=_day(values, "decided_on"),
        decision=_text(values, "decision") or None,
        protected_until=_day(values, "protected_until"),
        outcome=_text(values, "outcome") or None,
        territory=_text(values, "territory"),
        reason=_text(values, "reason"),
    )


def shipment_row(row: int, values: Mapping[str, object]) -> ShipmentRow:
    """A shipment line from the values of an import."""
    shipped_on = _day(values, "shipped_on")
    if shipped_on is None:
        raise ValueError("shipped_on")
    return ShipmentRow(
        row=row,
        partner=_text(values, "partner"),
        shipped_on=shipped_on,
        customer=_text(values, "customer"),
        product=_text(values, "product"),
        amount=_amount(values, "amount"),
        currency=_text(values, "currency"),
        territory=_text(values, "territory"),
    )


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _day(values: Mapping[str, object], name: str) -> date | None:
    value = values.get(name)
    return value if isinstance(value, date) else None


def _amount(values: Mapping[str, object], name: str) -> Decimal | None:
    value = values.get(name)
    return value if isinstance(value, Decimal) else None
