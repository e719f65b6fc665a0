"""Customers as legal entities."""

from __future__ import annotations

import re
from datetime import date

from qudao.engines.tabular.fields import FieldSpec, FieldType, ImportKind
from qudao.engines.tabular.kinds import shared

_CLASSES = {
    "direct": ("直销", "直销客户", "直客"),
    "channel": ("渠道", "渠道客户", "indirect"),
    "shared": ("共享", "共享客户", "共有"),
}

CUSTOMERS = ImportKind(
    code="customers",
    one_of=(("name", "short_name", "name_en"),),
    fields=(
        FieldSpec(
            name="name",
            max_length=200,
            synonyms=(
                "legal name",
                "公司全称",
                "全称",
                "企业名称",
                "公司名称",
                "单位名称",
                "工商名称",
                "注册名称",
                "名称",
                *shared.END_CUSTOMER.synonyms,
                "company name",
                "company",
                "registered name",
            ),
        ),
        FieldSpec(
            name="short_name",
            max_length=200,
            synonyms=("简称", "公司简称", "客户简称", "品牌名", "brand", "alias"),
        ),
        FieldSpec(
            name="name_en",
            max_length=200,
            synonyms=("英文名称", "英文名", "english name", "name in english"),
        ),
        shared.USCC,
        FieldSpec(
            name="registration_no",
            type=FieldType.IDENTIFIER,
            lenient=True,
            max_length=40,
            synonyms=("工商注册号", "注册号", "registration number", "company number"),
        ),
        FieldSpec(
            name="vat",
            type=FieldType.IDENTIFIER,
            lenient=True,
            max_length=40,
            synonyms=("税号", "纳税人识别号", "vat number", "tax id"),
        ),
        FieldSpec(
            name="lei",
            type=FieldType.IDENTIFIER,
            lenient=True,
            max_length=40,
            synonyms=("法人机构识别编码", "legal entity identifier"),
            pattern=re.compile(r"[0-9A-Z]{18}\d{2}"),
        ),
        FieldSpec(
            name="duns",
            type=FieldType.IDENTIFIER,
            lenient=True,
            max_length=40,
            synonyms=("邓白氏编码", "邓白氏码", "duns number", "d-u-n-s"),
        ),
        shared.WEBSITE,
        shared.PHONE,
        shared.EMAIL,
        shared.CONTACT,
        shared.COUNTRY,
        shared.PROVINCE,
        shared.CITY,
        shared.ADDRESS,
        shared.TERRITORY,
        shared.INDUSTRY,
        FieldSpec(
            name="parent",
            max_length=200,
            synonyms=(
                "上级公司",
                "母公司",
                "集团",
                "所属集团",
                "上级单位",
                "subsidiary of",
                "parent company",
                "group",
            ),
        ),
        FieldSpec(
            name="account_class",
            type=FieldType.CHOICE,
            lenient=True,
            choices=_CLASSES,
            synonyms=("客户类型", "客户分类", "客户归属", "account class", "account type"),
        ),
        FieldSpec(
            name="owner",
            max_length=120,
            synonyms=("负责人", "客户负责人", *shared.SALES_PERSON.synonyms),
        ),
        shared.EMPLOYEES,
        FieldSpec(
            name="established",
            type=FieldType.DATE,
            lenient=True,
            earliest=date(1800, 1, 1),
            synonyms=("成立日期", "成立时间", "注册日期", "established on", "founded on"),
        ),
    ),
)
