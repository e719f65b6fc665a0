"""Clean rows from the values of an import: what is missing stays missing, nothing is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qudao.engines.findings.rows import (
    RegistrationRow,
    ShipmentRow,
    registration_row,
    shipment_row,
)

DAY = date(2025, 3, 3)
REGISTRATION = {
    "partner": "上海甲信息",
    "customer": "华东证券",
    "submitted_on": DAY,
    "product": "S100",
    "amount": Decimal("100000.5000"),
    "currency": "CNY",
    "decided_on": date(2025, 3, 5),
    "decision": "approved",
    "protected_until": date(2025, 5, 31),
    "outcome": "won",
    "territory": "华东",
    "reason": "重复",
}
SHIPMENT = {
    "partner": "上海甲信息",
    "shipped_on": DAY,
    "customer": "华东证券",
    "product": "S100",
    "amount": Decimal("-1.2500"),
    "currency": "CNY",
    "territory": "华东",
}


def test_a_full_registration_keeps_every_value() -> None:
    row = registration_row(7, REGISTRATION)

    assert row == RegistrationRow(row=7, **REGISTRATION)  # type: ignore[arg-type]
    assert str(row.amount) == "100000.5000"


def test_a_full_shipment_keeps_every_value() -> None:
    row = shipment_row(8, SHIPMENT)

    assert row == ShipmentRow(row=8, **SHIPMENT)  # type: ignore[arg-type]
    assert str(row.amount) == "-1.2500"


def test_what_the_file_leaves_out_is_empty() -> None:
    registration = registration_row(1, {"submitted_on": DAY})
    shipment = shipment_row(1, {"shipped_on": DAY})

    assert registration == RegistrationRow(row=1, partner="", customer="", submitted_on=DAY)
    assert (registration.decision, registration.outcome, registration.amount) == (None, None, None)
    assert shipment == ShipmentRow(row=1, partner="", shipped_on=DAY)


@pytest.mark.parametrize("missing", [None, "", "2025-03-03", 45717, Decimal(45717)])
def test_a_row_without_its_day_is_refused(missing: object) -> None:
    with pytest.raises(ValueError, match="submitted_on"):
        registration_row(1, REGISTRATION | {"submitted_on": missing})
    with pytest.raises(ValueError, match="shipped_on"):
        shipment_row(1, SHIPMENT | {"shipped_on": missing})


@pytest.mark.parametrize(
    ("field", "wrong", "empty"),
    [
        ("partner", None, ""),
        ("partner", 5, ""),
        ("amount", "100", None),
        ("amount", 100, None),
        ("decided_on", "2025-03-05", None),
        ("protected_until", None, None),
        ("decision", "", None),
        ("decision", None, None),
        ("outcome", "", None),
        ("currency", None, ""),
        ("reason", Decimal(1), ""),
    ],
)
def test_a_value_of_another_type_is_no_value(field: str, wrong: object, empty: object) -> None:
    row = registration_row(1, REGISTRATION | {field: wrong})

    assert getattr(row, field) == empty


def test_unknown_values_are_left_out() -> None:
    assert registration_row(1, REGISTRATION | {"shoe_size": 43}) == registration_row(
        1, REGISTRATION
    )
