"""Opportunities of partners and direct sales."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qudao.engines.tabular.fields import FieldSpec, FieldType, ImportKind
from qudao.engines.tabular.kinds import shared

STAGES = {
    "prospecting": ("线索", "初步接触", "意向", "需求挖掘", "prospect", "lead", "new"),
    "engaging": ("接触", "跟进", "跟进中", "需求确认", "商机", "engaged", "qualified", "open"),
    "proposing": ("方案", "方案阶段", "报价", "已报价", "proposal", "quoted"),
    "negotiating": ("谈判", "商务谈判", "招投标", "投标", "negotiation", "tender"),
    "won": ("赢单", "已赢单", "成交", "已成交", "中标", "签约", "已签约", "closed won", "win"),
    "lost": ("丢单", "输单", "已丢单", "未中标", "失败", "关闭", "closed lost", "lose"),
}

OPPORTUNITIES = ImportKind(
    code="opportunities",
    key=("code",),
    fields=(
        FieldSpec(
            name="code",
            type=FieldType.IDENTIFIER,
            max_length=80,
            synonyms=("商机编号", "商机号", "编号", "opportunity id", "deal id", "id"),
        ),
        FieldSpec(
            name="name",
            max_length=200,
            synonyms=("商机名称", "项目名称", "项目", "opportunity name", "deal name", "project"),
        ),
        shared.END_CUSTOMER,
        replace(shared.PRODUCT, required=True),
        shared.PARTNER,
        shared.SALES_PERSON,
        FieldSpec(
            name="stage",
            type=FieldType.CHOICE,
            required=True,
            choices=STAGES,
            synonyms=(
                "阶段",
                "商机阶段",
                "销售阶段",
                "状态",
                "deal stage",
                "sales stage",
                "status",
            ),
        ),
        shared.amount(
            "金额",
            "预计金额",
            "商机金额",
            "合同金额",
            "项目金额",
            "close value",
            "deal value",
            "value",
            "expected amount",
            "revenue",
        ),
        shared.CURRENCY,
        FieldSpec(
            name="opened_on",
            type=FieldType.DATE,
            synonyms=(
                "创建日期",
                "开始日期",
                "立项日期",
                "engage date",
                "created date",
                "open date",
            ),
        ),
        FieldSpec(
            name="expected_on",
            type=FieldType.DATE,
            synonyms=("预计成交日期", "预计签约日期", "预计日期", "expected close date"),
        ),
        FieldSpec(
            name="closed_on",
            type=FieldType.DATE,
            synonyms=("成交日期", "签约日期", "关闭日期", "结束日期", "close date", "closed date"),
        ),
        FieldSpec(
            name="chance",
            type=FieldType.SHARE,
            lenient=True,
            minimum=Decimal(0),
            maximum=Decimal(1),
            synonyms=("概率", "赢单概率", "成功率", "probability", "win probability"),
        ),
        FieldSpec(
            name="loss_reason",
            max_length=120,
            lenient=True,
            synonyms=("丢单原因", "输单原因", "reason lost", "loss reason"),
        ),
    ),
)
