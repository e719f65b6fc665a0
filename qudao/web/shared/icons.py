"""Icons: one sprite, static/qudao/icons.svg."""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from markupsafe import Markup

_SILENT = Markup('aria-hidden="true"')


@lru_cache(maxsize=2048, typed=True)
def icon(
    name: str, hue: str | None = None, label: str | None = None, size: str | None = None
) -> Markup:
    """The drawing `name` of the sprite.

    `hue` (good, warn, bad, act, dim, faint) colours it, `size` "lg" makes it 20 px. `label` is
    what it says when it stands alone; without it the icon is decoration.
    """
    classes = " ".join(one for one in ("ico", size, hue) if one)
    voice = Markup('role="img" aria-label="{}"').format(label) if label else _SILENT
    return Markup('<svg class="{}" {}><use href="{}#{}"/></svg>').format(
        classes,
        voice,
        static("qudao/icons.svg"),
        name,
    )
