"""A person's name as it is read: many write it in Chinese and in Latin letters side by side."""

from __future__ import annotations

import re

from django.utils.translation import get_language

_HAN = r"[\u3400-\u9fff\uf900-\ufaff·]+"
_LATIN = r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’. -]*"
_BOTH = re.compile(rf"\s*(?:({_HAN})[\s/(（]+({_LATIN})|({_LATIN})[\s/(（]+({_HAN}))[)）]?\s*")


def spoken(name: str) -> str:
    """The name in the reader's script where it is written in both, else as it is."""
    found = _BOTH.fullmatch(name)
    if found is None:
        return name
    han, latin = found[1] or found[4], found[2] or found[3]
    return str(han if (get_language() or "").startswith("zh") else latin).strip()
