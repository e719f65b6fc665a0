"""A small table of places, and short words for building companies."""

from __future__ import annotations

from qudao.engines.identity import (
    CompanyFacts,
    Identifier,
    IdentifierScheme,
    NormalisedName,
    normalise_name,
    region_table,
)

REGIONS = region_table(
    [
        ("110000", "北京市"),
        ("310000", "上海市"),
        ("440000", "广东省"),
        ("440100", "广州市"),
        ("440300", "深圳市"),
        ("150000", "内蒙古自治区"),
        ("810000", "香港特别行政区"),
        ("110105", "朝阳区"),
        ("320583", "昆山市"),
        ("469007", "东方市"),
    ]
)
FIRST_USCC = Identifier(IdentifierScheme.USCC, "91110000600037341L")
SECOND_USCC = Identifier(IdentifierScheme.USCC, "91430111355525404W")


def name(raw: str) -> NormalisedName:
    return normalise_name(raw, REGIONS)


def company(*names: str, city: str = "", group: str = "", domain: str = "") -> CompanyFacts:
    return CompanyFacts(
        names=tuple(name(raw) for raw in names),
        city=city,
        group=group,
        domains=frozenset({domain} if domain else ()),
    )
