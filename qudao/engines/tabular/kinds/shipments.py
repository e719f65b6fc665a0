"""Shipments as a spreadsheet kept them: to whom, what, when, how much."""

from __future__ import annotations

from dataclasses import replace

from qudao.engines.tabular.fields import FieldSpec, FieldType, ImportKind
from qudao.engines.tabular.kinds import shared

SHIPMENTS = ImportKind(
    code="shipments",
    fields=(
        FieldSpec(
            name="order_number",
            type=FieldType.IDENTIFIER,
            max_length=60,
            synonyms=(
                "发货单号",
                "出货单号",
                "订单号",
                "单号",
                "合同号",
                "delivery note",
                "order no",
                "shipment no",
                "shipment id",
            ),
        ),
        replace(shared.PARTNER, required=True),
        shared.END_CUSTOMER,
        replace(shared.USCC, name="customer_uscc"),
        shared.PRODUCT,
        FieldSpec(
            name="shipped_on",
            type=FieldType.PERIOD,
            required=True,
            synonyms=(
                "发货日期",
                "出货日期",
                "发货时间",
                "出货时间",
                "出库日期",
                "日期",
                "月份",
                "ship date",
                "shipment date",
                "shipped",
                "delivery date",
                "date",
                "month",
            ),
        ),
        shared.QUANTITY,
        shared.amount(
            "金额",
            "出货金额",
            "发货金额",
            "销售额",
            "含税金额",
            "总金额",
            "sales amount",
            "shipped value",
            "value",
            "revenue",
            "total",
            signed=True,
        ),
        shared.CURRENCY,
        shared.TERRITORY,
        shared.SALES_PERSON,
    ),
)
