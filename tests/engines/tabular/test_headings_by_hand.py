"""Headings taken apart: keys, halves, units, and what only looks like one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.tabular.headers import halves, header_key, read_heading, read_unit
from qudao.engines.tabular.units import CURRENCY_WORDS, MULTIPLIERS


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("客户名称", "客户名称"),
        ("客户 名称", "客户名称"),
        ("客户\n名称", "客户名称"),
        ("*客户名称：", "客户名称"),
        ("【客户名称】", "客户名称"),
        ("CustomerName", "customername"),
        ("customer_name", "customername"),
        ("CUSTOMER-NAME", "customername"),
        ("HTTPServer", "httpserver"),
        ("Ｃｕｓｔｏｍｅｒ", "customer"),
        ("№ 5", "no5"),
        ("", ""),
        ("***", ""),
        ("😀", ""),
        ("金额(元)", "金额元"),
        ("Straße", "strasse"),
        ("a\0b", "ab"),
    ],
)
def test_a_heading_has_one_key(text: str, key: str) -> None:
    assert header_key(text) == key


@pytest.mark.parametrize(
    ("text", "multiplier", "currency"),
    [
        ("元", None, "CNY"),
        ("万元", "10000", "CNY"),
        ("千元", "1000", "CNY"),
        ("百万元", "1000000", "CNY"),
        ("亿元", "100000000", "CNY"),
        ("万", "10000", None),
        ("万美元", "10000", "USD"),
        ("单位：万元", "10000", "CNY"),
        ("单位:元", None, "CNY"),
        ("in USD", None, "USD"),
        ("in thousands of EUR", "1000", "EUR"),
        ("k EUR", "1000", "EUR"),
        ("mn USD", "1000000", "USD"),
        ("USD", None, "USD"),
        ("￥", None, "CNY"),
        ("€", None, "EUR"),
        ("人民币", None, "CNY"),
        ("RMB", None, "CNY"),
        ("人民币万元", "10000", "CNY"),
    ],
)
def test_a_unit_is_read(text: str, multiplier: str | None, currency: str | None) -> None:
    expected = Decimal(multiplier) if multiplier else None

    assert read_unit(text) == (expected, currency)


@pytest.mark.parametrize(
    "text",
    ["", "含税", "必填", "最终用户", "台", "%", "天", "yyyy-mm-dd", "可选", "见注", "net", "2025"],
)
def test_what_is_no_unit(text: str) -> None:
    assert read_unit(text) is None


@pytest.mark.parametrize(("word", "factor"), MULTIPLIERS.items())
def test_each_multiplier_is_a_unit_of_a_heading(word: str, factor: Decimal) -> None:
    assert read_heading(f"金额（{word}）").multiplier == factor


@pytest.mark.parametrize(("word", "code"), CURRENCY_WORDS.items())
def test_each_currency_is_a_unit_of_a_heading(word: str, code: str) -> None:
    heading = read_heading(f"金额（{word}）")

    assert (heading.bare_key, heading.currency) == ("金额", code)


@pytest.mark.parametrize(
    ("text", "bare", "multiplier", "currency"),
    [
        ("金额（万元）", "金额", "10000", "CNY"),
        ("金额(万元)(含税)", "金额", "10000", "CNY"),
        ("金额(含税)(万元)", "金额", "10000", "CNY"),
        ("金额【元】", "金额", None, "CNY"),
        ("金额：万元", "金额", "10000", "CNY"),
        ("金额，元", "金额", None, "CNY"),
        ("Amount / USD", "amount", None, "USD"),
        ("金额（含税）", "金额", None, None),
        ("客户（必填）", "客户", None, None),
        ("金额", "金额", None, None),
        ("销售额/数量", "销售额数量", None, None),
        ("（万元）", "", "10000", "CNY"),
    ],
)
def test_a_heading_with_its_unit(
    text: str, bare: str, multiplier: str | None, currency: str | None
) -> None:
    heading = read_heading(text)

    assert heading.bare_key == bare
    assert heading.multiplier == (Decimal(multiplier) if multiplier else None)
    assert heading.currency == currency


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("客户/Customer", ["客户", "Customer"]),
        ("客户|产品", ["客户", "产品"]),
        ("客户\nCustomer", ["客户", "Customer"]),
        ("客户Customer", ["客户", "Customer"]),
        ("Customer客户", ["Customer", "客户"]),
        ("客户（Customer）", ["客户", "Customer"]),
        ("客户 - Customer", ["客户", "Customer"]),
        ("Customer_客户", ["Customer", "客户"]),
        ("客户A", []),
        ("/客户/", []),
        ("客户|\x1f", []),
        ("客户|\x1c|Customer", ["客户", "Customer"]),
        ("", []),
        ("客户", []),
        ("Qty 数量 / Menge", ["Qty", "数量", "Menge"]),
    ],
)
def test_a_bilingual_heading_has_its_halves(text: str, parts: list[str]) -> None:
    assert halves(text) == parts


@given(st.text(max_size=30))
@settings(max_examples=150)
def test_any_heading_is_answered(text: str) -> None:
    heading = read_heading(text)

    assert heading.key == header_key(text)
    assert header_key(heading.key) == heading.key
    assert all(part.strip() for part in halves(text))
