"""Translated texts, kept once they were looked up.

A page asks for some hundred texts, and Django goes through the catalogue of every installed app
for each of them. What a catalogue answered once it answers for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.utils.translation import trans_real

MOST = 20_000


class _Kept(dict[str, str]):
    """Texts by message."""

    def __init__(self, look_up: Callable[[str], str]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, message: str) -> str:
        text = self._look_up(message)
        if len(self) < MOST:  # messages come from the code; nothing else shall fill the memory
            self[message] = text
        return text


@lru_cache
def remember_texts(language: str) -> None:
    """Keep what this language's catalogue answers, from now on and in this process."""
    catalogue = trans_real.translation(language)
    catalogue.gettext = _Kept(catalogue.gettext).__getitem__  # type: ignore[method-assign, assignment]
