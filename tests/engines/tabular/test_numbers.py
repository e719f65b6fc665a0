"""Numbers as people write them keep every decimal."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.tabular.numbers import DecimalMark, decimal_mark, read_currency, read_number
from qudao.engines.tabular.problems import CellError

plain = st.decimals(
    min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=4
)


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1,234.56", "1234.56", None),
        ("1234.5600", "1234.5600", None),
        ("￥12.5万", "125000", "CNY"),
        ("¥ 1,000", "1000", "CNY"),
        ("(123.00)", "-123.00", None),
        ("（3000.25）", "-3000.25", None),
        ("-￥5", "-5", "CNY"),
        ("￥-5", "-5", "CNY"),
        ("123-", "-123", None),
        ("−7", "-7", None),
        ("1 234,56", "1234.56", None),
        ("1.234.567,8", "1234567.8", None),
        ("12,50", "12.50", None),
        ("1,23,456.00", "123456.00", None),
        ("1'234'567.80", "1234567.80", None),
        ("１２，３４５．６０", "12345.60", None),
        ("12.5%", "0.125", None),
        ("US$ 1.2M", "1200000", "USD"),
        ("125k EUR", "125000", "EUR"),
        ("HK$300", "300", "HKD"),
        ("1000 人民币", "1000", "CNY"),
        ("9 万元 人民币", "90000", "CNY"),
        ("222.2222万元人民币", "2222222", "CNY"),
        ("30万美元", "300000", "USD"),
        ("3.2亿", "320000000", None),
        ("100元整", "100", "CNY"),
        ("1.2E+05", "120000", None),
        ("'42", "42", None),
        (".5", "0.5", None),
        ("+8", "8", None),
    ],
)
def test_number_is_read_exactly(text: str, value: str, currency: str | None) -> None:
    number = read_number(text)
    assert (number.value, number.currency) == (Decimal(value), currency)
    assert "E" not in str(number.value)


@pytest.mark.parametrize("text", ["12.5000", "46875762.8251", "0.00010"])
def test_trailing_zeros_stay(text: str) -> None:
    assert str(read_number(text).value) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("abc", "number_not_understood"),
        ("1,2345", "number_not_understood"),
        ("1 23 4", "number_not_understood"),
        ("1.2.3", "number_not_understood"),
        ("12 apples", "number_not_understood"),
        ("万元人民币", "number_not_understood"),
        ("NaN", "number_not_understood"),
        ("Infinity", "number_not_understood"),
        ("=1+1", "number_not_understood"),
        ("9" * 65, "number_not_understood"),
        ("9" * 30, "number_out_of_range"),
        ("1e999", "number_out_of_range"),
        ("1000000000000000", "number_out_of_range"),
        ("99999999亿", "number_out_of_range"),
        ("$5 EUR", "currency_conflict"),
    ],
)
def test_what_is_no_number_is_refused(text: str, code: str) -> None:
    with pytest.raises(CellError) as caught:
        read_number(text)
    assert caught.value.code == code


def test_the_column_decides_what_one_cell_leaves_open() -> None:
    assert read_number("1,234").value == Decimal(1234)
    assert read_number("1,234", DecimalMark.COMMA).value == Decimal("1.234")
    assert read_number("1.234").value == Decimal("1.234")
    assert read_number("1.234", DecimalMark.COMMA).value == Decimal(1234)


def test_decimal_mark_is_learnt_from_the_column() -> None:
    assert decimal_mark(["1.234", "1 234,56", "7,5"]) is DecimalMark.COMMA
    assert decimal_mark(["1,234", "1,234.56"]) is DecimalMark.POINT
    assert decimal_mark(["1,234", None, Decimal(5)]) is DecimalMark.POINT
    assert decimal_mark(["12.50"] * 9 + ["12,50"]) is DecimalMark.POINT


@given(plain)
def test_plain_numbers_survive(value: Decimal) -> None:
    assert read_number(str(value)).value == value
    assert read_number(f"{value:,}").value == value
    assert read_number(f"￥{abs(value):,}元").value == abs(value)
    assert read_number(f"({abs(value):f})").value == -abs(value)


@given(st.decimals(0, 10**9, places=4))
def test_european_numbers_survive(value: Decimal) -> None:
    text = f"{value:,.4f}".replace(",", " ").replace(".", ",")
    assert read_number(text, DecimalMark.COMMA).value == value


@given(st.decimals(0, 10**9, places=4))
def test_ten_thousands_scale_exactly(value: Decimal) -> None:
    assert read_number(f"{value:f}万").value == value * 10_000


@given(st.text(max_size=80))
def test_any_text_gives_a_number_or_a_code(text: str) -> None:
    with suppress(CellError):
        assert read_number(text).value.is_finite()


@pytest.mark.parametrize(
    ("text", "code"),
    [("usd", "USD"), ("人民币", "CNY"), ("€", "EUR"), ("￥", "CNY"), ("SEK", "SEK")],
)
def test_currency_is_known_by_code_symbol_or_word(text: str, code: str) -> None:
    assert read_currency(text) == code


def test_unknown_currency_is_refused() -> None:
    with pytest.raises(CellError) as caught:
        read_currency("XXZ")
    assert caught.value.code == "currency_unknown"
