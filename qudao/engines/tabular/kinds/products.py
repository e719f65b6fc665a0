"""Products, with prices when the file has them."""

from __future__ import annotations

from dataclasses import replace

from qudao.engines.tabular.fields import FieldSpec, FieldType, ImportKind
from qudao.engines.tabular.kinds.prices import PRICE_FIELDS
from qudao.engines.tabular.kinds.shared import CURRENCY

PRODUCTS = ImportKind(
    code="products",
    key=("code",),
    one_of=(("code", "name"),),
    fields=(
        FieldSpec(
            name="code",
            type=FieldType.IDENTIFIER,
            max_length=60,
            synonyms=(
                "产品编码",
                "产品代码",
                "产品编号",
                "物料编码",
                "物料号",
                "料号",
                "编码",
                "product code",
                "product alternate key",
                "sku",
                "part number",
                "item number",
                "product id",
            ),
        ),
        FieldSpec(
            name="name",
            max_length=200,
            synonyms=(
                "产品名称",
                "名称",
                "品名",
                "商品名称",
                "产品",
                "型号",
                "product name",
                "english product name",
                "product",
                "description",
            ),
        ),
        FieldSpec(name="name_zh", max_length=200, synonyms=("中文名称", "chinese name")),
        FieldSpec(
            name="family",
            max_length=200,
            synonyms=(
                "产品线",
                "产品系列",
                "系列",
                "产品族",
                "产品小类",
                "product family",
                "product line",
                "series",
                "model name",
                "subcategory",
            ),
        ),
        FieldSpec(
            name="category",
            max_length=200,
            synonyms=("产品类别", "类别", "大类", "产品大类", "product category", "group"),
        ),
        *(replace(spec, required=False) for spec in PRICE_FIELDS),
        CURRENCY,
        FieldSpec(name="status", synonyms=("状态", "产品状态", "product status")),
    ),
)
