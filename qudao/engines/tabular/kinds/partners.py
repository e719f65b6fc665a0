"""Partners: who sells for us."""

from __future__ import annotations

from qudao.engines.tabular.fields import FieldSpec, FieldType, ImportKind
from qudao.engines.tabular.kinds import shared

_TYPES = {
    "retailer": ("零售商", "零售", "specialty bike shop", "specialty shop", "retail", "shop"),
    "distributor": ("分销商", "总代", "总代理", "国代", "省代", "warehouse", "wholesaler"),
    "business_partner": ("商业伙伴", "高级商业伙伴", "代理商", "经销商", "reseller", "dealer"),
    "value_added_reseller": ("增值经销商", "增值代理商", "增值代理", "VAR", "value added reseller"),
    "system_integrator": ("系统集成商", "集成商", "SI"),
    "independent_software_vendor": ("独立软件商", "软件开发商", "ISV", "软件伙伴"),
    "managed_service_provider": ("服务商", "托管服务商", "MSP"),
}

PARTNERS = ImportKind(
    code="partners",
    key=("code",),
    fields=(
        FieldSpec(
            name="name",
            required=True,
            max_length=200,
            synonyms=("公司名称", "名称", "公司全称", "全称", *shared.PARTNER.synonyms, "company"),
        ),
        FieldSpec(
            name="code",
            type=FieldType.IDENTIFIER,
            max_length=60,
            synonyms=(
                "伙伴编号",
                "伙伴编码",
                "代理商编号",
                "代理商编码",
                "代理商代码",
                "经销商编号",
                "经销商编码",
                "经销商代码",
                "渠道编码",
                "编号",
                "partner code",
                "partner id",
                "reseller alternate key",
                "account number",
            ),
        ),
        FieldSpec(
            name="type",
            type=FieldType.CHOICE,
            lenient=True,
            choices=_TYPES,
            synonyms=(
                "伙伴类型",
                "类型",
                "渠道类型",
                "代理商类型",
                "partner type",
                "business type",
                "category",
            ),
        ),
        shared.USCC,
        shared.WEBSITE,
        shared.PHONE,
        shared.EMAIL,
        shared.CONTACT,
        shared.COUNTRY,
        shared.PROVINCE,
        shared.CITY,
        shared.ADDRESS,
        shared.TERRITORY,
        FieldSpec(
            name="parent",
            max_length=200,
            synonyms=("上级分销商", "所属总代", "总代", "上级", "distributor", "parent partner"),
        ),
        FieldSpec(
            name="tier",
            synonyms=("等级", "级别", "伙伴等级", "代理级别", "partner tier", "level"),
        ),
        shared.EMPLOYEES,
        FieldSpec(
            name="year_opened",
            type=FieldType.INTEGER,
            lenient=True,
            synonyms=("成立年份", "founded", "year established"),
        ),
    ),
)
