"""The sound of a partner's Chinese name, kept beside it so that it is found by pinyin."""

from __future__ import annotations

from django.db.models import Q

from qudao.engines.identity import fold, initials, pinyin, typed_sound

LONGEST_SOUND = 1000


def sound_of(name_zh: str) -> str:
    """Pinyin and initials of a Chinese name, "" without one; written wherever the name is."""
    name = fold(name_zh)
    if not name:
        return ""
    return f"{pinyin(name)} {initials(name)}"[:LONGEST_SOUND]


def sounding_like(text: str) -> Q:
    """Partners whose Chinese name sounds like what was typed; none for what is no sound."""
    sound = typed_sound(text)
    return Q(sound__contains=sound) if sound else Q(pk=None)
