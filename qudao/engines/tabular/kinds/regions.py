"""Regions: countries, administrative divisions, sales territories."""

from __future__ import annotations

from qudao.engines.tabular.fields import FieldSpec, FieldType, ImportKind

REGIONS = ImportKind(
    code="regions",
    key=("code",),
    fields=(
        FieldSpec(
            name="code",
            type=FieldType.IDENTIFIER,
            required=True,
            max_length=40,
            synonyms=(
                "代码",
                "区划代码",
                "行政区划代码",
                "区域代码",
                "编码",
                "region code",
                "territory code",
                "sales territory alternate key",
                "sales territory key",
            ),
        ),
        FieldSpec(
            name="name",
            required=True,
            max_length=200,
            synonyms=(
                "名称",
                "区域名称",
                "区域",
                "地区",
                "大区",
                "行政区划名称",
                "region name",
                "sales territory region",
                "territory",
                "region",
            ),
        ),
        FieldSpec(name="name_en", max_length=200, synonyms=("英文名称", "english name")),
        FieldSpec(
            name="parent",
            max_length=200,
            synonyms=("上级", "上级代码", "上级区域", "父级", "parent code", "parent region"),
        ),
        FieldSpec(
            name="country",
            max_length=200,
            synonyms=("国家", "国家/地区", "sales territory country", "country name"),
        ),
        FieldSpec(
            name="group",
            max_length=200,
            synonyms=("大洲", "区域组", "sales territory group", "continent", "region group"),
        ),
        FieldSpec(
            name="province",
            type=FieldType.IDENTIFIER,
            max_length=40,
            synonyms=("省", "省份", "省代码", "province code"),
        ),
        FieldSpec(
            name="city",
            type=FieldType.IDENTIFIER,
            max_length=40,
            synonyms=("市", "城市", "市代码", "city code"),
        ),
    ),
)
