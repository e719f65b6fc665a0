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
                "出库单号",
                "销售单号",
                "发票号",
                "invoice no",
                "invoice number",
            ),
        ),
        shared.PAST_PARTNER,
        shared.PAST_CUSTOMER,
        replace(shared.USCC, name="customer_uscc"),
        shared.PAST_PRODUCT,
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
                "订单日期",
                "销售日期",
                "开票日期",
                "签收日期",
                "order date",
                "invoice date",
                "posting date",
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
        shared.PLACE,
        shared.SALES_PERSON,
    ),
)
