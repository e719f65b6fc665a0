"""What every template may read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from qudao.core.actor import NOBODY
from qudao.core.programme import NoProgramme, current_programme

THEMES = ("light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    theme = request.COOKIES.get("qudao_theme", "")
    return {
        "actor": getattr(request, "actor", NOBODY),
        "language": get_language() or settings.LANGUAGE_CODE,
        "theme": theme if theme in THEMES else "",
        "programme": SimpleLazyObject(_programme),
        "is_demonstration": settings.IS_DEMONSTRATION,
    }


def _programme() -> object:
    try:
        return current_programme()
    except NoProgramme:
        return None
