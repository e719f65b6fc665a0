"""Figures and money as a list or a decision shows them, in both languages, at every edge."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from qudao.core.money import Money
from qudao.web.shared import formats
from qudao.web.shared.formats import IN_CHINESE, IN_ENGLISH, MINUS, Formats, formats_in

BOTH = pytest.mark.parametrize("said", [IN_CHINESE, IN_ENGLISH], ids=["zh", "en"])


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        ("0", "¥0", "¥0"),
        ("0.01", "¥0.01", "¥0.01"),
        ("999.99", "¥999.99", "¥999.99"),
        ("1000", "¥1k", "¥1,000"),
        ("1234", "¥1.23k", "¥1,234"),
        ("9999.99", "¥10k", "¥9,999.99"),
        ("10000", "¥10k", "¥1 万"),
        ("60000.50", "¥60k", "¥6 万"),
        ("99999", "¥100k", "¥10 万"),
        ("999994", "¥999.99k", "¥100 万"),
        ("1000000", "¥1m", "¥100 万"),
        ("1005000", "¥1m", "¥100.5 万"),
        ("12345678", "¥12.35m", "¥1,234.57 万"),
        ("1000000000", "¥1bn", "¥10 亿"),
        ("9999999999999", "¥10,000bn", "¥100,000 亿"),
        ("-1500", "−¥1.5k", "−¥1,500"),
    ],
)
def test_short_amounts_at_the_edges_of_their_units(amount: str, english: str, chinese: str) -> None:
    assert IN_ENGLISH.money_short(Decimal(amount), "CNY") == english
    assert IN_CHINESE.money_short(Decimal(amount), "CNY") == chinese


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        ("999995", "¥1m", "¥100 万"),
        ("999999.99", "¥1m", "¥100 万"),
        ("-999999.99", "−¥1m", "−¥100 万"),
        ("999999999", "¥1bn", "¥10 亿"),
        ("99999999.5", "¥100m", "¥1 亿"),
        ("99999499", "¥100m", "¥9,999.95 万"),
    ],
)
def test_a_short_amount_that_rounds_up_to_the_next_unit_is_said_in_it(
    amount: str, english: str, chinese: str
) -> None:
    assert IN_ENGLISH.money_short(Decimal(amount), "CNY") == english
    assert IN_CHINESE.money_short(Decimal(amount), "CNY") == chinese


@BOTH
@given(amount=st.decimals(-(10**13), 10**13, places=2))
def test_a_short_amount_is_the_amount_to_five_figures(said: Formats, amount: Decimal) -> None:
    text = said.money_short(amount, "CNY")
    digits, factor = text.replace("¥", "").replace(MINUS, "-").replace(",", ""), Decimal(1)
    for step, word in said.steps:
        if digits.endswith(word):
            digits, factor = digits.removesuffix(word), step
            break
    tolerance = factor / 200 if factor > 1 else Decimal("0.005")
    assert abs(Decimal(digits) * factor - amount) <= tolerance


@BOTH
@pytest.mark.parametrize(
    ("currency", "sign"),
    [("CNY", "¥"), ("USD", "$"), ("EUR", "€"), ("GBP", "£"), ("HKD", "HK$")],
)
def test_currencies_have_their_own_sign(said: Formats, currency: str, sign: str) -> None:
    assert said.money(Decimal(1234), currency) == f"{sign}1,234"


def test_the_yen_is_never_taken_for_the_yuan_by_a_chinese_reader() -> None:
    assert IN_CHINESE.money(Decimal(5), "JPY") != IN_CHINESE.money(Decimal(5), "CNY")
    assert IN_ENGLISH.money(Decimal(5), "JPY") != IN_ENGLISH.money(Decimal(5), "CNY")


@BOTH
@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1860000", "CNY", "¥1,860,000"),
        ("1860000.5", "CNY", "¥1,860,000.50"),
        ("0.005", "CNY", "¥0.01"),
        ("0.004", "CNY", "¥0"),
        ("-0.50", "CNY", "−¥0.50"),
        ("99999999999999.99", "CNY", "¥99,999,999,999,999.99"),
    ],
)
def test_an_amount_that_decides_stands_in_full(
    said: Formats, amount: str, currency: str, text: str
) -> None:
    assert said.money(Decimal(amount), currency) == text
    assert said.money(Money(Decimal(amount), currency)) == text


@BOTH
@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (1234567, 0, "1,234,567"),
        (Decimal("2.5"), 0, "2"),
        (Decimal("3.5"), 0, "4"),
        (Decimal("0.125"), 2, "0.12"),
        (0.1, 3, "0.100"),
        (1e21, 0, "1,000,000,000,000,000,000,000"),
        (-7, 0, "−7"),
    ],
)
def test_numbers_are_grouped_and_rounded_half_to_even(
    said: Formats, value: Decimal | float, decimals: int, text: str
) -> None:
    assert said.number(value, decimals) == text


@BOTH
@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (0, 0, "0%"),
        (1, 0, "100%"),
        (Decimal("0.354"), 1, "35.4%"),
        (0.29, 0, "29%"),
        (0.575, 1, "57.5%"),
        (-0.1, 0, "−10%"),
        (12.5, 0, "1,250%"),
    ],
)
def test_a_share_of_one_is_a_percentage(
    said: Formats, share: Decimal | float, decimals: int, text: str
) -> None:
    assert said.percent(share, decimals) == text


@pytest.mark.parametrize(
    ("language", "short"), [("en", "¥1.86m"), ("zh-hans", "¥186 万"), ("zh-cn", "¥186 万")]
)
def test_figures_follow_the_reader(language: str, short: str) -> None:
    with override(language):
        assert formats.money_short(Decimal(1_860_000), "CNY") == short
        assert formats.money(Decimal(1_860_000), "CNY") == "¥1,860,000"
        assert (formats.number(1860), formats.percent(0.5)) == ("1,860", "50%")
        assert formats.locale() is formats_in(language).locale


def test_where_no_language_is_active_the_products_own_serves() -> None:
    with override(None):
        assert formats.formats() is IN_ENGLISH


def test_templates_have_every_format_behind_a_bar() -> None:
    assert sorted(IN_ENGLISH.filters()) == [
        "day",
        "deadline",
        "moment",
        "money",
        "money_short",
        "number",
        "percent",
    ]
