"""Numbers in every dress: what is one, what is none, and what is in doubt."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.tabular.cells import Cell
from qudao.engines.tabular.numbers import (
    DecimalMark,
    Number,
    decimal_mark,
    read_currency,
    read_number,
    times,
)
from qudao.engines.tabular.problems import CellError
from qudao.engines.tabular.units import CURRENCY_WORDS, ISO_CURRENCIES, MULTIPLIERS

POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA


def refused(cell: Cell, mark: DecimalMark = POINT) -> str:
    with pytest.raises(CellError) as caught:
        read_number(cell, mark)
    return caught.value.code


# ---------------------------------------------------------------------- signs


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", "5"),
        ("+5", "5"),
        ("-5", "-5"),
        ("5-", "-5"),
        ("−5", "-5"),
        ("–5", "-5"),
        ("—5", "-5"),
        ("－５", "-5"),
        ("﹣5", "-5"),
        ("△5", "-5"),
        ("▲1,234.50", "-1234.50"),
        ("(5)", "-5"),
        ("（5）", "-5"),
        ("( 5 )", "-5"),
        ("(￥5)", "-5"),
        ("￥(5)", "-5"),
        ("￥-5", "-5"),
        ("-￥5", "-5"),
        ("- 5", "-5"),
        ("(5%)", "-0.05"),
    ],
)
def test_one_sign_is_a_sign(text: str, value: str) -> None:
    assert read_number(text).value == Decimal(value)


@pytest.mark.parametrize(
    "text", ["--5", "-(5)", "(-5)", "((5))", "-5-", "5--", "-￥-5", "(￥-5)", "−−5", "△-5"]
)
def test_two_signs_are_no_number(text: str) -> None:
    assert refused(text) == "number_not_understood"


@pytest.mark.parametrize("text", ["0", "-0", "(0)", "0-", "-0.00", "(0.00)", "△0", "-0%"])
def test_nothing_has_no_sign(text: str) -> None:
    number = read_number(text)

    assert number.value == 0
    assert not number.value.is_signed()


# ---------------------------------------------------------------------- marks, both ways


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("1234", "1234", "1234"),
        ("1,234", "1234", "1.234"),
        ("1.234", "1.234", "1234"),
        ("0.234", "0.234", "0.234"),
        ("12,34", "12.34", "12.34"),
        ("1,2", "1.2", "1.2"),
        ("12345,67", "12345.67", "12345.67"),
        ("1,234.56", "1234.56", "1234.56"),
        ("1.234,56", "1234.56", "1234.56"),
        ("1,234,567", "1234567", "1234567"),
        ("1.234.567", "1234567", "1234567"),
        ("1 234 567", "1234567", "1234567"),
        ("1 234,5", "1234.5", "1234.5"),
        ("1 234.5", "1234.5", "1234.5"),
        ("1’234’567.8", "1234567.8", "1234567.8"),
        ("12,34,567.89", "1234567.89", "1234567.89"),
        (".5", "0.5", "0.5"),
        ("5.", "5", "5"),
        ("0,5", "0.5", "0.5"),
        ("0001", "1", "1"),
    ],
)
def test_the_column_decides_only_what_a_cell_leaves_open(text: str, point: str, comma: str) -> None:
    assert read_number(text, POINT).value == Decimal(point)
    assert read_number(text, COMMA).value == Decimal(comma)


@pytest.mark.parametrize(
    "text",
    [
        "1,23,4",
        "1.23.4",
        "1,2345,678",
        "12 34",
        "1 2345",
        "1 234 56",
        "1,234 567",
        "1'23",
        "1,,234",
        "1..2",
        ",5,",
        ".",
        ",",
        "1.234.56",
    ],
)
def test_marks_in_wrong_places_are_no_number(text: str) -> None:
    assert refused(text) == "number_not_understood"


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        ([], POINT),
        (["12.50"], POINT),
        (["12,50"], COMMA),
        (["1,234"], POINT),
        (["1.234"], POINT),
        (["1.234,5"], COMMA),
        (["1.234.567"], COMMA),
        (["1,234,567"], POINT),
        (["1,234.5"], POINT),
        (["12,50", "12.50"], POINT),
        (["12,50", "13,50", "12.50"], COMMA),
        (["￥12,50", "13,25元"], COMMA),
        (["12,5000"], COMMA),
        ([Decimal("12.5"), None, True], POINT),
        (["x" * 100], POINT),
        (["1234.567"], POINT),
    ],
)
def test_a_column_shows_its_mark(cells: list[Cell], mark: DecimalMark) -> None:
    assert decimal_mark(cells) is mark


# ---------------------------------------------------------------------- units, currencies


@pytest.mark.parametrize(("word", "factor"), MULTIPLIERS.items())
def test_each_unit_multiplies(word: str, factor: Decimal) -> None:
    number = read_number(f"1.5{word}")

    assert (number.value, number.scaled) == (Decimal("1.5") * factor, True)
    assert read_number(f"1.5 {word.upper()}").value == number.value


@pytest.mark.parametrize(("word", "code"), CURRENCY_WORDS.items())
def test_each_currency_is_known_before_and_behind(word: str, code: str) -> None:
    for text in (f"{word}5", f"{word} 5", f"5{word}", f"5 {word}", f"5 {word.upper()}"):
        assert read_number(text) == Number(Decimal(5), code)
    assert read_currency(word) == code


@pytest.mark.parametrize("code", sorted(ISO_CURRENCIES))
def test_each_iso_code_is_known(code: str) -> None:
    assert read_number(f"5 {code}").currency == code
    assert read_number(f"{code.lower()} 5").currency == code
    assert read_currency(f" {code.lower()} ") == code


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("￥12.5万元", "125000", "CNY"),
        ("12.5万元人民币", "125000", "CNY"),
        ("人民币 12.5 万元整", "125000", "CNY"),
        ("USD 1.2M", "1200000", "USD"),
        ("US$1,200", "1200", "USD"),
        ("30万美元", "300000", "USD"),
        ("5亿日元", "500000000", "JPY"),
        ("€1.234,50", "1234.50", "EUR"),
        ("£5k", "5000", "GBP"),
        ("HK$ (5)", "-5", "HKD"),
        ("NT$300", "300", "TWD"),
        ("新台币300元", "300", "TWD"),
        ("100 元 RMB", "100", "CNY"),
    ],
)
def test_unit_and_currency_come_together(text: str, value: str, currency: str) -> None:
    number = read_number(text)

    assert (number.value, number.currency) == (Decimal(value), currency)


@pytest.mark.parametrize("text", ["$5 EUR", "¥5 USD", "5 USD EUR", "€5美元"])
def test_two_currencies_are_a_conflict(text: str) -> None:
    assert refused(text) == "currency_conflict"


@pytest.mark.parametrize("cell", ["", "x", "pearls", "US", "USDD", "元元", None, Decimal(5), True])
def test_what_is_no_currency_is_refused(cell: Cell) -> None:
    with pytest.raises(CellError) as caught:
        read_currency(cell)
    assert caught.value.code == "currency_unknown"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5%", "0.05"),
        ("5 %", "0.05"),
        ("５％", "0.05"),
        ("100%", "1"),
        ("-5%", "-0.05"),
        ("0.5%", "0.005"),
    ],
)
def test_per_cent(text: str, value: str) -> None:
    number = read_number(text)

    assert (number.value, number.percent) == (Decimal(value), True)


@pytest.mark.parametrize("text", ["%", "%5", "5%%", "5‰", "5 per cent", "5%5"])
def test_what_only_looks_like_per_cent(text: str) -> None:
    assert refused(text) == "number_not_understood"


# ---------------------------------------------------------------------- hostile


@pytest.mark.parametrize(
    "cell",
    [
        "5²",
        "1234¹",
        "12₃",
        "½",
        "五",
        "一百万",
        "1/2",
        "1:2",
        "0x1F",
        "1_000",
        "1e",
        "e5",
        "1e5e5",
        "1e5.5",
        "5+",
        "5)",
        "(5",
        "5 5",
        "5\x005",
        "5\u202e6",
        "😀5",
        "=5",
        "=SUM(A1:A9)",
        "NaN",
        "sNaN",
        "inf",
        "-Infinity",
        "1,000 元/台",
        "约5万",
        ">5",
        "5~6",
        "5-6",
        "None",
        "",
        " ",
        "万",
        "$",
        "x" * 65,
        True,
        False,
        None,
    ],
)
def test_what_is_no_number_is_refused(cell: Cell) -> None:
    assert refused(cell) == "number_not_understood"


@pytest.mark.parametrize(
    "cell",
    [
        "1000000000000000",
        "-1000000000000000",
        "99999999亿",
        "1e15",
        "9" * 29,
        "1e29",
        "1e-29",
        "0." + "1" * 28,
        Decimal(10) ** 15,
        Decimal("NaN"),
        Decimal("Infinity"),
    ],
)
def test_numbers_beyond_every_amount_are_refused(cell: Cell) -> None:
    assert refused(cell) == "number_out_of_range"


@pytest.mark.parametrize("cell", ["999999999999999", "-999999999999999.9999", "9999999亿", "1e14"])
def test_the_largest_amounts_are_read(cell: str) -> None:
    assert abs(read_number(cell).value) < 10**15


@pytest.mark.parametrize(
    ("value", "factor", "result"),
    [
        ("12.5", "10000", "125000.0"),
        ("12.5000", "10000", "125000.0000"),
        ("1", "1E+8", "100000000"),
        ("1E+3", "10", "10000"),
        ("0.0001", "0.01", "0.000001"),
        ("9" * 28, "1", "9" * 28),
        ("-2", "3", "-6"),
    ],
)
def test_products_are_exact_and_plain(value: str, factor: str, result: str) -> None:
    assert str(times(Decimal(value), Decimal(factor))).rstrip("0").rstrip(".") == result.rstrip(
        "0"
    ).rstrip(".")


# ---------------------------------------------------------------------- properties

amounts = st.decimals(0, 10**9, places=2)


@given(amounts, st.sampled_from(["", "￥", "$", "US$", "EUR "]), st.sampled_from(["", "元"]))
@settings(max_examples=80)
def test_a_dressed_amount_keeps_its_figure(amount: Decimal, before: str, behind: str) -> None:
    text = f"{before}{amount:,}{behind if before in {'', '￥'} else ''}"

    assert read_number(text).value == amount


@given(amounts)
@settings(max_examples=80)
def test_every_dress_of_one_amount_is_one_number(amount: Decimal) -> None:
    plain = f"{amount:.2f}"
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in plain)
    european = f"{amount:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")

    found = {read_number(text).value for text in (plain, f"{amount:,.2f}", wide, f" {plain} ")}
    assert found | {read_number(european, COMMA).value} == {amount}


@given(st.text(st.sampled_from("0123456789.,-+()%￥$万亿k e'"), max_size=14))
@settings(max_examples=300)
def test_a_number_stays_the_same_when_written_out(text: str) -> None:
    values = []
    for mark in (POINT, COMMA):
        try:
            values.append(read_number(text, mark).value)
        except CellError as error:
            values.append(Decimal(len(error.code)))
    for value in values:
        assert value.is_finite()
        assert read_number(format(value, "f"), POINT).value == value


@pytest.mark.parametrize(
    ("sign", "currency", "unit"), list(product(["", "-"], ["", "￥", "USD "], ["", "万", "k"]))
)
def test_sign_currency_and_unit_in_every_combination(sign: str, currency: str, unit: str) -> None:
    factor = {"": 1, "万": 10_000, "k": 1_000}[unit]

    number = read_number(f"{sign}{currency}2.5{unit}")

    assert number.value == Decimal("2.5") * factor * (-1 if sign else 1)
    assert number.currency == {"": None, "￥": "CNY", "USD ": "USD"}[currency]
