"""Sales lines: through partners (sell-through) and by the vendor itself."""

from __future__ import annotations

from dataclasses import replace

from qudao.engines.tabular.fields import FieldSpec, FieldType, ImportKind
from qudao.engines.tabular.kinds import shared

_ORDER = (
    FieldSpec(
        name="order_number",
        type=FieldType.IDENTIFIER,
        max_length=60,
        synonyms=(
            "订单号",
            "订单编号",
            "销售单号",
            "单号",
            "sales order number",
            "order no",
            "order id",
            "invoice number",
        ),
    ),
    FieldSpec(
        name="line_number",
        type=FieldType.IDENTIFIER,
        max_length=20,
        synonyms=("行号", "订单行", "行项目", "序号", "sales order line number", "line no", "line"),
    ),
)
_SOLD_ON = FieldSpec(
    name="sold_on",
    type=FieldType.PERIOD,
    required=True,
    synonyms=(
        "销售日期",
        "订单日期",
        "出货日期",
        "下单日期",
        "开票日期",
        "日期",
        "月份",
        "order date",
        "sales date",
        "invoice date",
        "date",
        "month",
    ),
)
_UNIT_PRICE = FieldSpec(
    name="unit_price",
    type=FieldType.AMOUNT,
    currency_field="currency",
    synonyms=("单价", "销售单价", "price", "net price"),
)
_AMOUNT = shared.amount(
    "销售额",
    "销售金额",
    "金额",
    "含税金额",
    "总金额",
    "sales amount",
    "net amount",
    "extended amount",
    "revenue",
    "total",
    required=True,
    signed=True,
)
_COMMON = (
    *_ORDER,
    _SOLD_ON,
    replace(shared.PRODUCT, required=True),
    shared.QUANTITY,
    _UNIT_PRICE,
    _AMOUNT,
    shared.CURRENCY,
    replace(shared.TERRITORY, synonyms=("sales territory key", *shared.TERRITORY.synonyms)),
    shared.SALES_PERSON,
)

SELL_THROUGH = ImportKind(
    code="sell_through",
    key=("order_number", "line_number"),
    fields=(
        replace(shared.PARTNER, required=True),
        replace(
            shared.END_CUSTOMER,
            synonyms=("customer key", *shared.END_CUSTOMER.synonyms),
        ),
        FieldSpec(
            name="distributor",
            max_length=200,
            synonyms=("下单总代", "总代", "供货总代", "fulfilling distributor"),
        ),
        *_COMMON,
    ),
)
DIRECT_SALES = ImportKind(
    code="direct_sales",
    key=("order_number", "line_number"),
    fields=(
        replace(shared.END_CUSTOMER, synonyms=("customer key", *shared.END_CUSTOMER.synonyms)),
        *_COMMON,
    ),
)
