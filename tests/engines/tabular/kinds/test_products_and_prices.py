"""Products and dated prices, as price books and product lists come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.engines.tabular.aid import (
    asides,
    faults_of,
    goods,
    lines,
    mapped,
    outcomes,
    proposed_for,
    values_of,
)

CHINESE_PRODUCTS = lines(
    "产品编码,产品名称,产品线,产品类别,列表价（元）,代理价（元）,状态",
    "FW-100,防火墙 100,防火墙,安全,12000,9600.5,在售",
    "FW-200,防火墙 200,防火墙,安全,￥2.4万,19200,在售",
    'ST-9,"存储, 九型",存储,数据,"1,000,000.0001",,停售',
)
ENGLISH_PRODUCTS = lines(
    "SKU;Description;Product Line;Category;MSRP (USD);Dealer Price (USD);Product Status",
    "0010;Firewall, small;Firewall;Security;1,299.00;999.00;Current",
    "0020;Firewall, large;Firewall;Security;$ 2,599.00;1,999.00;Current",
)


def test_a_chinese_product_list_maps_by_itself() -> None:
    assert mapped(CHINESE_PRODUCTS, "products") == {
        "code": "产品编码",
        "name": "产品名称",
        "family": "产品线",
        "category": "产品类别",
        "list_price": "列表价（元）",
        "partner_price": "代理价（元）",
        "status": "状态",
    }


def test_a_chinese_product_list_is_read() -> None:
    first, second, third = values_of(CHINESE_PRODUCTS, "products")

    assert first == {
        "code": "FW-100",
        "name": "防火墙 100",
        "family": "防火墙",
        "category": "安全",
        "list_price": Decimal(12_000),
        "partner_price": Decimal("9600.5"),
        "currency": "CNY",
        "status": "在售",
    }
    assert second["list_price"] == Decimal(24_000)
    assert (third["name"], third["list_price"]) == ("存储, 九型", Decimal("1000000.0001"))
    assert "partner_price" not in third


def test_an_english_product_list_is_read() -> None:
    first, second = values_of(ENGLISH_PRODUCTS, "products")

    assert first == {
        "code": "0010",
        "name": "Firewall, small",
        "family": "Firewall",
        "category": "Security",
        "list_price": Decimal("1299.00"),
        "partner_price": Decimal("999.00"),
        "currency": "USD",
        "status": "Current",
    }
    assert second["list_price"] == Decimal("2599.00")


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("产品代码", "code"),
        ("物料编码", "code"),
        ("料号", "code"),
        ("ProductAlternateKey", "code"),
        ("part_number", "code"),
        ("品名", "name"),
        ("商品名称", "name"),
        ("型号", "name"),
        ("EnglishProductName", "name"),
        ("中文名称", "name_zh"),
        ("系列", "family"),
        ("ModelName", "family"),
        ("大类", "category"),
        ("目录价", "list_price"),
        ("媒体价", "list_price"),
        ("渠道价", "partner_price"),
        ("DealerPrice", "partner_price"),
        ("报备价", "registered_price"),
        ("生效日期", "valid_from"),
        ("失效日期", "valid_until"),
        ("币种", "currency"),
    ],
)
def test_each_heading_of_a_product_is_known(heading: str, field: str) -> None:
    assert mapped(lines(f"{heading},备注栏", ","), "products").get(field) == heading


def test_a_product_needs_a_code_or_a_name() -> None:
    data = lines("产品编码,产品名称,列表价", "A-1,,5", ",防火墙,6", ",,7", "A-2,存储,8")

    assert faults_of(data, "products") == [(4, "产品编码", "one_of_required")]
    assert [row.row_number for row in goods(outcomes(data, "products"))] == [2, 3, 5]


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ("-1", "below_minimum"),
        ("(5.00)", "below_minimum"),
        ("面议", "number_not_understood"),
        ("5%", "number_not_understood"),
        ("#N/A!", "number_not_understood"),
        ("#REF!", "spreadsheet_error"),
        ("9" * 16, "number_out_of_range"),
        ("12¹", "number_not_understood"),
        ("--5", "number_not_understood"),
    ],
)
def test_a_price_that_is_none_is_refused(price: str, code: str) -> None:
    data = lines("产品编码,列表价", "A-1,1", f"A-2,{price}", "A-3,2.5", "A-4,3", "A-5,4")

    assert faults_of(data, "products") == [(3, "列表价", code)]


@pytest.mark.parametrize("price", ["", "-", "N/A", "—", "无", "待定", "TBD", "暂无"])
def test_a_price_that_is_not_there_is_none(price: str) -> None:
    data = lines("产品编码,列表价", "A-1,1", f"A-2,{price}")

    assert values_of(data, "products")[1] == {"code": "A-2"}


# ---------------------------------------------------------------------- prices

PRICE_BOOK = lines(
    "2026年一季度价格表,,,,,",
    ",,,,,",
    "产品型号,列表价（万元）,代理价（万元）,报备价（万元）,生效日期,失效日期",
    "S100,1.2,0.96,0.9,2026-01-01,2026/3/31",
    "S200,12.3456,10,9.5,2026年1月1日,",
    "小计,13.5456,10.96,10.4,,",
    "注：价格含税，以合同为准,,,,,",
)


def test_a_price_book_in_ten_thousands_is_read() -> None:
    first, second = values_of(PRICE_BOOK, "prices")

    assert first == {
        "product": "S100",
        "list_price": Decimal(12_000),
        "partner_price": Decimal(9_600),
        "registered_price": Decimal(9_000),
        "valid_from": date(2026, 1, 1),
        "valid_until": date(2026, 3, 31),
        "currency": "CNY",
    }
    assert second["list_price"] == Decimal(123_456)
    assert "valid_until" not in second


def test_totals_and_notes_of_a_price_book_are_no_prices() -> None:
    total, note = asides(outcomes(PRICE_BOOK, "prices"))

    assert (total.row_number, total.reason) == (6, "total")
    assert total.amounts["list_price"] == Decimal("135456.0000")
    assert (note.row_number, note.reason) == (7, "note")


def test_a_price_needs_a_product_and_one_of_three_prices() -> None:
    data = lines(
        "产品型号,列表价,代理价,报备价,说明",
        "S1,1,,,a",
        "S2,,2,,b",
        "S3,,,3,c",
        "S4,,,,d",
        ",5,,,e",
    )

    assert faults_of(data, "prices") == [
        (5, "列表价", "one_of_required"),
        (6, "产品型号", "required"),
    ]


def test_a_file_without_any_price_says_so_before_it_is_read() -> None:
    found = proposed_for(lines("产品型号,生效日期", "S1,2026-01-01"), "prices")

    assert found.missing_fields == ("list_price",)


def test_currencies_beside_prices_must_agree() -> None:
    data = lines(
        "Product,List price,Dealer price,Currency",
        "S1,$5,$4,USD",
        "S2,€5,€4,EUR",
        "S3,$5,€4,",
        "S4,¥5,4,USD",
    )

    assert [row["currency"] for row in values_of(data, "prices")] == ["USD", "EUR"]
    assert [(row, code) for row, _, code in faults_of(data, "prices")] == [
        (4, "currency_conflict"),
        (5, "currency_conflict"),
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [("RMB", "CNY"), ("人民币", "CNY"), ("usd", "USD"), ("美元", "USD"), ("￥", "CNY")],
)
def test_a_currency_column_is_read(written: str, code: str) -> None:
    data = lines("产品,价格,币种", f"S1,5,{written}", f"S2,6,{written}")

    assert [row["currency"] for row in values_of(data, "prices")] == [code, code]


def test_an_unknown_currency_is_refused() -> None:
    data = lines("产品,价格,币种", "S1,5,CNY", "S2,6,CNY", "S3,7,贝壳")

    assert faults_of(data, "prices") == [(4, "币种", "currency_unknown")]
