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
        gettext=translation.gettext,
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


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)
