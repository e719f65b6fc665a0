"""A few places and industries, since the whole of the public lists takes a second to load."""

from __future__ import annotations

from qudao.market.cells.models import Industry, Region

_DIVISIONS = (
    ("320000", "", "江苏省", "Jiangsu"),
    ("320100", "320000", "南京市", "Nanjing"),
    ("310000", "", "上海市", "Shanghai"),
)


def lay_places() -> None:
    """China's Jiangsu with Nanjing, Shanghai, Germany, and one industry."""
    Region.objects.bulk_create(
        [
            Region(
                code=code,
                name_zh=name_zh,
                name_en=name_en,
                kind=Region.Kind.DIVISION,
                path=f"/{above}/{code}/" if above else f"/{code}/",
                depth=1 if above else 0,
            )
            for code, above, name_zh, name_en in _DIVISIONS
        ]
        + [Region(code="DE", name_zh="德国", name_en="Germany", kind="country", path="/DE/")]
    )
    Industry.objects.create(
        code="GB-J", name_zh="金融业", name_en="Finance", path="/GB-J/", standard="gbt4754"
    )
