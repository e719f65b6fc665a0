"""The Jinja2 environment: what templates may call."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment

from qudao.web.shared import formats


def environment(**options: Any) -> Environment:
    """Django's backend calls this once. Undefined names raise in tests and show in logs."""
    env = Environment(  # noqa: S701 - Django's backend passes autoescape=True in the options
        **options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=_gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(static=static, url=_url, str=str, remember=remember)
    env.filters.update(formats.FILTERS)
    return env


def remember(macro: Callable[..., str]) -> Callable[..., str]:
    """Keep what a macro drew for the same words: icons and badges repeat on every row.

    Types count, so that safe markup is never taken for text that must be escaped.
    """
    return lru_cache(maxsize=2048, typed=True)(macro)


def _gettext(message: str) -> str:
    """A text in the active language. Kept by language: a list asks for the same words on each row,
    and Django's own look-up goes through every catalogue each time."""
    return _translated(translation.get_language() or "en", message)


@lru_cache(maxsize=8192)
def _translated(language: str, message: str) -> str:
    with translation.override(language):
        return translation.gettext(message)


@lru_cache(maxsize=1024)
def _plain_url(name: str) -> str:
    return reverse(name)


def _url(name: str, *args: object, **kwargs: object) -> str:
    """An address by its name; those without arguments stand on every page and are kept."""
    if not args and not kwargs:
        return _plain_url(name)
    return reverse(name, args=args or None, kwargs=kwargs or None)
