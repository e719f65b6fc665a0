"""Quotas of sales people, territories or partners for a period."""

from __future__ import annotations

from dataclasses import replace

from qudao.engines.tabular.fields import FieldSpec, FieldType, ImportKind
from qudao.engines.tabular.kinds import shared

QUOTAS = ImportKind(
    code="quotas",
    key=("code",),
    one_of=(("sales_person", "partner", "territory"), ("starts_on", "year")),
    fields=(
        FieldSpec(
            name="code",
            type=FieldType.IDENTIFIER,
            max_length=60,
            synonyms=("指标编号", "sales quota key", "quota id"),
        ),
        replace(
            shared.SALES_PERSON, synonyms=("姓名", *shared.SALES_PERSON.synonyms, "employee key")
        ),
        shared.PARTNER,
        shared.TERRITORY,
        shared.PRODUCT,
        FieldSpec(
            name="starts_on",
            type=FieldType.PERIOD,
            synonyms=("开始日期", "期间", "月份", "日期", "date", "period", "start date", "month"),
        ),
        FieldSpec(
            name="year",
            type=FieldType.INTEGER,
            synonyms=("年度", "年份", "财年", "calendar year", "fiscal year"),
        ),
        FieldSpec(
            name="quarter",
            type=FieldType.INTEGER,
            synonyms=("季度", "calendar quarter", "fiscal quarter"),
        ),
        shared.amount(
            "指标",
            "销售指标",
            "任务额",
            "配额",
            "目标",
            "目标金额",
            "金额",
            "sales amount quota",
            "quota",
            "target",
            required=True,
        ),
        shared.CURRENCY,
    ),
)
