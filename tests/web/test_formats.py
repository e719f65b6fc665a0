"""Figures and days as each language's readers know them, equal to what Babel would write."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from qudao.core.money import Money
from qudao.web.shared.formats import CHINESE, ENGLISH, IN_CHINESE, IN_ENGLISH, MINUS, Formats
from tests.people import Cast

AMOUNTS = st.decimals(-(10**12), 10**12, places=4, allow_nan=False)
BOTH = pytest.mark.parametrize("formats", [IN_CHINESE, IN_ENGLISH], ids=["zh", "en"])


@BOTH
@given(value=AMOUNTS, decimals=st.integers(0, 3))
def test_numbers_are_those_of_babel(formats: Formats, value: Decimal, decimals: int) -> None:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    expected = format_decimal(value, pattern, locale=formats.locale).replace("-", MINUS)
    assert formats.number(value, decimals) == expected


@BOTH
@given(value=st.floats(-100, 100))
def test_shares_are_those_of_babel(formats: Formats, value: float) -> None:
    expected = format_percent(value, "#,##0.0%", locale=formats.locale).replace("-", MINUS)
    assert formats.percent(value, 1) == expected


@BOTH
@pytest.mark.parametrize("currency", ["CNY", "USD", "EUR", "JPY", "GBP"])
@given(value=AMOUNTS)
def test_amounts_are_those_of_babel(formats: Formats, currency: str, value: Decimal) -> None:
    rounded = Money(value, currency).rounded().amount
    pattern = "¤#,##0" if rounded == rounded.to_integral_value() else "¤#,##0.00"
    text = format_currency(rounded, currency, pattern, locale=formats.locale, currency_digits=False)
    plain = text.replace("CN¥", "¥").replace("US$", "$").replace("-", MINUS)
    assert formats.money(value, currency) == plain


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        ("1860000", "¥1.86m", "¥186 万"),
        ("-1860000", "−¥1.86m", "−¥186 万"),
        ("100000000", "¥100m", "¥1 亿"),
        ("2500000000", "¥2.5bn", "¥25 亿"),
        ("950", "¥950", "¥950"),
        ("12.5", "¥12.50", "¥12.50"),
    ],
)
def test_short_amounts_keep_two_decimals_at_most(amount: str, english: str, chinese: str) -> None:
    assert IN_ENGLISH.money_short(Decimal(amount), "CNY") == english
    assert IN_CHINESE.money_short(Decimal(amount), "CNY") == chinese


def test_days_and_moments_are_the_programmes(cast: Cast) -> None:
    at = datetime(2026, 3, 1, 17, 5, tzinfo=UTC)  # the next day in Shanghai
    assert IN_ENGLISH.day(at) == "2 Mar 2026"
    assert IN_CHINESE.moment(at) == "2026-03-02 01:05"
    assert IN_ENGLISH.moment(at) == "2 Mar 2026 01:05"
    assert IN_CHINESE.day(date(2026, 12, 31)) == "2026-12-31"


def test_nothing_is_formatted_as_nothing() -> None:
    for formats in (IN_CHINESE, IN_ENGLISH):
        assert formats.day(None) == formats.moment(None) == formats.money(None) == ""
        assert formats.number(None) == formats.percent(None) == formats.money_short(None) == ""
    assert (IN_CHINESE.locale, IN_ENGLISH.locale) == (CHINESE, ENGLISH)
