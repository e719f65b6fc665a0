"""Dated prices: list, partner and registered, side by side in one row."""

from __future__ import annotations

from qudao.engines.tabular.fields import FieldSpec, FieldType, ImportKind
from qudao.engines.tabular.kinds.shared import CURRENCY, PRODUCT, ZERO


def _price(name: str, *synonyms: str) -> FieldSpec:
    return FieldSpec(
        name=name,
        type=FieldType.AMOUNT,
        minimum=ZERO,
        currency_field="currency",
        synonyms=synonyms,
    )


PRICE_FIELDS = (
    _price(
        "list_price",
        "列表价",
        "目录价",
        "标价",
        "公开价",
        "媒体价",
        "市场价",
        "价格",
        "单价",
        "sales price",
        "msrp",
        "retail price",
        "price",
    ),
    _price(
        "partner_price",
        "伙伴价",
        "代理价",
        "渠道价",
        "经销价",
        "代理商价格",
        "dealer price",
        "reseller price",
        "channel price",
    ),
    _price("registered_price", "报备价", "报备价格", "登记价", "deal registration price"),
    FieldSpec(
        name="valid_from",
        type=FieldType.DATE,
        synonyms=("生效日期", "开始日期", "起始日期", "start date", "effective date", "from"),
    ),
    FieldSpec(
        name="valid_until",
        type=FieldType.DATE,
        synonyms=("失效日期", "结束日期", "截止日期", "end date", "expiry date", "until", "to"),
    ),
)

PRICES = ImportKind(
    code="prices",
    key=("product", "valid_from"),
    one_of=(("list_price", "partner_price", "registered_price"),),
    fields=(
        FieldSpec(
            name="product",
            required=True,
            max_length=200,
            synonyms=("product alternate key", *PRODUCT.synonyms),
        ),
        *PRICE_FIELDS,
        CURRENCY,
    ),
)
