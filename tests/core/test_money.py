"""Amounts are exact: kept as whole ten-thousandths, summed without a float, rounded on display."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from qudao.core.money import Money, from_units, to_units


@pytest.mark.parametrize("text", ["0", "0.0001", "-12.5", "99999999999999"])
def test_an_amount_survives_the_round_trip(text: str) -> None:
    assert from_units(to_units(Decimal(text))) == Decimal(text)


@pytest.mark.parametrize("text", ["0.00001", "100000000000000", "NaN", "Infinity"])
def test_an_amount_that_cannot_be_kept_exactly_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        to_units(Decimal(text))


def test_rounding_follows_the_currency() -> None:
    assert Money(Decimal("10.005"), "CNY").rounded().amount == Decimal("10.01")
    assert Money(Decimal("10.5"), "JPY").rounded().amount == Decimal("11")


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(ValueError, match="USD"):
        Money(Decimal(1), "CNY") + Money(Decimal(1), "USD")
