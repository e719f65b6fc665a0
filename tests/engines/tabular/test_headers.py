"""Headings are compared by what they mean, not by how they are typed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qudao.engines.tabular.headers import halves, header_key, read_heading


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ResellerName", "reseller name"),
        ("SALES_AMOUNT", "Sales Amount"),
        ("客户 名称", "客户名称"),
        ("*客户名称：", "客户名称"),
        ("Ｑｔｙ", "qty"),
        ("E-mail", "email"),
    ],
)
def test_spelling_does_not_matter(one: str, other: str) -> None:
    assert header_key(one) == header_key(other)


@pytest.mark.parametrize(
    ("text", "bare_key", "multiplier", "currency"),
    [
        ("合同金额（万元）", "合同金额", Decimal(10_000), "CNY"),
        ("金额(元)", "金额", None, "CNY"),
        ("Amount (USD)", "amount", None, "USD"),
        ("Revenue [k EUR]", "revenue", Decimal(1000), "EUR"),
        ("Value (in millions of USD)", "value", Decimal(1_000_000), "USD"),
        ("金额/万元", "金额", Decimal(10_000), "CNY"),
        ("金额（单位：万美元）", "金额", Decimal(10_000), "USD"),
        ("金额（含税）", "金额", None, None),
        ("客户（最终用户）", "客户", None, None),
        ("Amount", "amount", None, None),
    ],
)
def test_unit_in_a_heading_is_understood(
    text: str, bare_key: str, multiplier: Decimal | None, currency: str | None
) -> None:
    heading = read_heading(text)
    assert (heading.bare_key, heading.multiplier, heading.currency) == (
        bare_key,
        multiplier,
        currency,
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("客户名称/Customer Name", ["客户名称", "Customer Name"]),
        ("Order No 单号", ["Order No", "单号"]),
        ("金额(Amount)", ["金额", "Amount"]),
        ("客户名称", []),
        ("Customer Name", []),
    ],
)
def test_bilingual_heading_has_two_halves(text: str, parts: list[str]) -> None:
    assert halves(text) == parts
