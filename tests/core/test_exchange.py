"""Amounts of several currencies become one by the rates of the day; gaps are named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qudao.core.exchange import rates_on, to_programme_currency
from qudao.core.models import ExchangeRate
from qudao.core.money import Money
from tests.people import Cast

OLD, NEW = date(2026, 1, 1), date(2026, 3, 1)


@pytest.fixture
def rates(cast: Cast) -> None:
    for currency, day, rate in (
        ("USD", OLD, "7.10000000"),
        ("USD", NEW, "7.25000000"),
        ("EUR", NEW, "7.83330000"),
    ):
        ExchangeRate.objects.create(currency=currency, valid_from=day, rate=Decimal(rate))


def test_the_rate_in_force_is_the_latest_of_or_before_the_day(rates: None) -> None:
    assert rates_on(["USD"], date(2025, 12, 31)) == {}
    assert rates_on(["USD"], date(2026, 2, 28)) == {"USD": Decimal("7.1")}
    assert rates_on(["USD", "CNY"], NEW) == {"USD": Decimal("7.25"), "CNY": Decimal(1)}


def test_a_sum_is_exact_to_the_ten_thousandth(rates: None) -> None:
    amounts = {"CNY": Decimal("0.0001"), "USD": Decimal("100.01"), "EUR": Decimal("0.0005")}
    converted = to_programme_currency(amounts, on=NEW)
    # 0.0001 + 725.0725 + 0.00391665
    assert converted.total == Money(Decimal("725.0765"), "CNY")
    assert converted.missing == ()


def test_a_currency_without_a_rate_is_named_and_left_out(rates: None) -> None:
    converted = to_programme_currency({"CNY": Decimal(5), "JPY": Decimal(9)}, on=NEW)
    assert converted.total == Money(Decimal("5.0000"), "CNY")
    assert converted.missing == ("JPY",)


def test_nothing_is_nothing(cast: Cast) -> None:
    assert to_programme_currency({}, on=NEW).total == Money(Decimal("0.0000"), "CNY")
