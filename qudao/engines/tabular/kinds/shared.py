"""Fields that several kinds of import share, with the headings people give them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from qudao.engines.tabular.fields import FieldSpec, FieldType

ZERO = Decimal(0)

USCC = FieldSpec(
    name="uscc",
    type=FieldType.IDENTIFIER,
    lenient=True,
    synonyms=(
        "统一社会信用代码",
        "社会信用代码",
        "信用代码",
        "统一信用代码",
        "信用代码证号",
        "unified social credit code",
        "credit code",
    ),
    pattern=re.compile(r"[0-9A-Za-z]{2}\d{6}[0-9A-Za-z]{10}"),
)
WEBSITE = FieldSpec(
    name="website",
    synonyms=(
        "网址",
        "网站",
        "官网",
        "公司网站",
        "公司网址",
        "域名",
        "web",
        "url",
        "domain",
        "homepage",
    ),
    pattern=re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:[/?#].*)?", re.IGNORECASE),
    lenient=True,
)
EMAIL = FieldSpec(
    name="email",
    synonyms=("邮箱", "电子邮箱", "电子邮件", "联系邮箱", "email address", "e-mail", "mail"),
    pattern=re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    lenient=True,
)
PHONE = FieldSpec(
    name="phone",
    type=FieldType.IDENTIFIER,
    lenient=True,
    synonyms=(
        "电话",
        "联系电话",
        "手机",
        "手机号",
        "公司电话",
        "telephone",
        "phone number",
        "mobile",
    ),
)
CONTACT = FieldSpec(
    name="contact",
    synonyms=("联系人", "联系人姓名", "contact person", "contact name"),
    lenient=True,
)
ADDRESS = FieldSpec(
    name="address",
    lenient=True,
    synonyms=(
        "地址",
        "详细地址",
        "注册地址",
        "公司地址",
        "办公地址",
        "street address",
        "address line 1",
        "registered address",
    ),
)
COUNTRY = FieldSpec(
    name="country",
    synonyms=("国家", "国家/地区", "country name", "country code", "country/region"),
)
PROVINCE = FieldSpec(
    name="province", synonyms=("省份", "省", "所在省份", "所属省份", "state", "state/province")
)
CITY = FieldSpec(name="city", synonyms=("城市", "市", "所在城市", "地市", "town"))
TERRITORY = FieldSpec(
    name="territory",
    synonyms=(
        "区域",
        "大区",
        "销售区域",
        "所属区域",
        "地区",
        "片区",
        "省区",
        "sales territory",
        "region",
        "sales region",
        "area",
    ),
)
INDUSTRY = FieldSpec(
    name="industry",
    synonyms=("行业", "所属行业", "客户行业", "行业细分", "sector", "industry segment", "segment"),
)
EMPLOYEES = FieldSpec(
    name="employees",
    type=FieldType.INTEGER,
    lenient=True,
    minimum=ZERO,
    synonyms=("员工数", "员工人数", "人数", "公司规模", "number employees", "number of employees"),
)
PARTNER = FieldSpec(
    name="partner",
    max_length=200,
    synonyms=(
        "合作伙伴",
        "伙伴名称",
        "合作伙伴名称",
        "伙伴",
        "代理商",
        "代理商名称",
        "经销商",
        "经销商名称",
        "渠道商",
        "渠道商名称",
        "渠道名称",
        "渠道",
        "报备单位",
        "报备公司",
        "报备伙伴",
        "报备代理商",
        "分销商",
        "partner name",
        "reseller",
        "reseller name",
        "dealer",
        "channel partner",
        "registered by",
        "sold by",
    ),
)
END_CUSTOMER = FieldSpec(
    name="customer",
    max_length=200,
    synonyms=(
        "客户",
        "客户名称",
        "最终用户",
        "最终客户",
        "终端客户",
        "终端用户",
        "用户名称",
        "最终用户名称",
        "用户单位",
        "客户单位",
        "项目客户",
        "customer name",
        "end customer",
        "end user",
        "end user name",
        "account",
        "account name",
        "client",
    ),
)
PRODUCT = FieldSpec(
    name="product",
    max_length=200,
    synonyms=(
        "产品",
        "产品名称",
        "产品型号",
        "型号",
        "产品线",
        "产品编码",
        "产品代码",
        "物料编码",
        "料号",
        "商品名称",
        "品名",
        "报备产品",
        "product name",
        "product code",
        "product line",
        "sku",
        "part number",
        "item",
        "model",
    ),
)
SALES_PERSON = FieldSpec(
    name="sales_person",
    synonyms=(
        "销售",
        "销售员",
        "销售人员",
        "业务员",
        "负责销售",
        "客户经理",
        "salesperson",
        "sales rep",
        "sales agent",
        "account manager",
        "owner",
    ),
)
CURRENCY = FieldSpec(
    name="currency",
    type=FieldType.CURRENCY,
    synonyms=("币种", "货币", "币别", "结算币种", "currency code", "ccy"),
)
QUANTITY = FieldSpec(
    name="quantity",
    type=FieldType.AMOUNT,
    synonyms=(
        "数量",
        "销售数量",
        "出货数量",
        "发货数量",
        "台数",
        "套数",
        "order quantity",
        "qty",
        "units",
    ),
)


def also(spec: FieldSpec, *synonyms: str, required: bool = False) -> FieldSpec:
    """A shared field with more headings, which only files of one kind use in this sense."""
    return replace(spec, synonyms=(*spec.synonyms, *synonyms), required=required)


# a file about a year of business names the place in one column, as finely as it likes
PLACE = also(
    TERRITORY, "省份", "省", "所在省份", "所属省份", "省市", "所属地区", "办事处", "分公司",
    "province", "state", "city", "城市", "所在城市", "location", "branch",
)  # fmt: skip
_BUYERS = (
    "甲方", "业主", "业主单位", "采购单位", "采购人", "招标单位", "使用单位", "项目单位",
    "客户全称", "最终客户名称", "终端客户名称", "end customer name", "buyer", "customer company",
)  # fmt: skip
_SELLERS = (
    "集成商", "渠道伙伴", "合作商", "合作单位", "一级代理", "二级代理", "申请单位", "申请公司",
    "购货单位", "partner company", "channel", "distributor", "var", "integrator",
)  # fmt: skip
_GOODS = (
    "产品系列", "产品类别", "产品大类", "产品型号规格", "规格型号", "设备型号", "系列", "物料名称",
    "product family", "product group", "solution", "description",
)  # fmt: skip
PAST_CUSTOMER = also(END_CUSTOMER, *_BUYERS)
PAST_PARTNER = also(PARTNER, *_SELLERS, required=True)
PAST_PRODUCT = also(PRODUCT, *_GOODS)


def amount(*synonyms: str, required: bool = False, signed: bool = False) -> FieldSpec:
    """An amount of money; returns may be negative where `signed`."""
    return FieldSpec(
        name="amount",
        type=FieldType.AMOUNT,
        required=required,
        minimum=None if signed else ZERO,
        currency_field="currency",
        synonyms=synonyms,
    )
