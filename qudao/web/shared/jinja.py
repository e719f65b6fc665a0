"""The Jinja2 environments, one a language: what templates may call.

With a language fixed, words and addresses are worked out when a template is compiled (folding.py)
and formats need not ask for the reader's locale at each figure. docs/adr/0005 tells why.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from django.conf import settings
from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.utils.translation import get_language, trans_real
from jinja2 import Environment
from markupsafe import Markup

from qudao.web.shared.folding import Fixed, FoldingEnvironment
from qudao.web.shared.formats import formats_in
from qudao.web.shared.icons import icon
from qudao.web.shared.links import address


class Templates(Jinja2):
    """Django's backend, which compiles each template once for each language."""

    def __init__(self, params: dict[str, Any]) -> None:
        self._of: dict[str, Environment] = {}
        self._options: dict[str, Any] = {}
        super().__init__(params)

    @property
    def env(self) -> Environment:
        """The environment of the reader's language."""
        language = get_language() or settings.LANGUAGE_CODE
        if language not in self._of:
            self._of[language] = environment(language, **self._options)
        return self._of[language]

    @env.setter
    def env(self, made: Environment) -> None:
        """Django hands over one environment; its options serve for all of them."""
        kept = ("loader", "auto_reload", "undefined")
        self._options = {name: getattr(made, name) for name in kept}


def environment(language: str, **options: Any) -> Environment:
    """Texts, formats and addresses for readers of one language."""
    catalogue = trans_real.translation(language)
    env = FoldingEnvironment(
        **options,
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,  # as many as there are files; a limit would be watched by a lock
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lru_cache(maxsize=8192)(text_in(catalogue)),
        ngettext=catalogue.ngettext,
        pgettext=catalogue.pgettext,
        npgettext=catalogue.npgettext,
        newstyle=True,
    )
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(
        static=lru_cache(maxsize=1024)(static), url=address, icon=icon, drawn_icon=icon, str=str,
        remember=remember,
    )  # fmt: skip
    env.filters.update(formats_in(language).filters())
    env.fixed = _fixed(text_in(catalogue))
    return env


def text_in(catalogue: NullTranslations) -> Callable[[str], str]:
    """Messages in one language; nothing for nothing, where a catalogue keeps its own head."""
    return lambda message: catalogue.gettext(message) if message else ""


def _fixed(gettext: Callable[[str], str]) -> Fixed:
    def text(message: str, **filled: object) -> Markup:
        return Markup(gettext(message)) % filled  # noqa: S704 - our catalogues; as Jinja2 does

    return {"_": text, "gettext": text, "static": static, "url": address, "icon": icon}


def remember(macro: Callable[..., str]) -> Callable[..., str]:
    """Keep what a macro drew for the same words: badges repeat on every row.

    Types count, so that safe markup is never taken for text that must be escaped.
    """
    return lru_cache(maxsize=2048, typed=True)(macro)
