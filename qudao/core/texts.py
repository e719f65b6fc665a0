"""Translated texts, kept once they were looked up, and a quick answer to which language is active.

A page asks for some hundred texts, and Django goes through the catalogue of every installed app
for each of them. What a catalogue answered once it answers for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache, wraps
from gettext import NullTranslations
from typing import TypeVar

from django.utils.translation import get_language, trans_real

T = TypeVar("T")
MOST = 20_000
_spoken: ContextVar[NullTranslations | None] = ContextVar("qudao.language", default=None)


class _Spoken:
    """Where Django keeps the catalogue of the active language. Its own place goes through six
    functions, three microseconds for each text; this one keeps the same promises: a thread starts
    without a language, and a task has its own."""

    __slots__ = ()

    @property
    def value(self) -> NullTranslations:
        catalogue = _spoken.get()
        if catalogue is None:
            raise AttributeError("no language is active")
        return catalogue

    @value.setter
    def value(self, catalogue: NullTranslations) -> None:
        _spoken.set(catalogue)

    @value.deleter
    def value(self) -> None:
        _spoken.set(None)


def answer_quickly() -> None:
    """Let Django ask our place for the active language."""
    active = getattr(trans_real._active, "value", None)  # type: ignore[attr-defined]
    trans_real._active = _Spoken()  # type: ignore[attr-defined]
    _spoken.set(active)


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


def once_a_language(make: Callable[[], T]) -> Callable[[], T]:
    """What is made of texts alone, made once for each language; nobody may change it."""
    made: dict[str | None, T] = {}

    @wraps(make)
    def in_the_readers_language() -> T:
        language = get_language()
        if language not in made:
            made[language] = make()
        return made[language]

    return in_the_readers_language


@lru_cache
def remember_texts(language: str) -> None:
    """Keep what this language's catalogue answers, from now on and in this process."""
    catalogue = trans_real.translation(language)
    catalogue.gettext = _Kept(catalogue.gettext).__getitem__  # type: ignore[method-assign, assignment]
    catalogue.ngettext = lru_cache(MOST)(catalogue.ngettext)  # type: ignore[method-assign]
