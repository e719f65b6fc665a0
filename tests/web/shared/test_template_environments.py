"""One environment a language: words, figures and addresses of it, and of no other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.template import engines
from django.utils.translation import override
from jinja2 import UndefinedError
from markupsafe import Markup

from qudao.web.shared.jinja import environment, remember, text_in

BACKEND: Any = engines["jinja2"]


def drawn(source: str, language: str = "en", **context: Any) -> str:
    with override(language):
        return str(BACKEND.from_string(source).render(context))


@pytest.mark.parametrize(
    ("source", "english", "chinese"),
    [
        ('{{ _("Manage") }}', "Manage", "管理"),
        ('{{ gettext("Manage") }}', "Manage", "管理"),
        ("{% trans %}Manage{% endtrans %}", "Manage", "管理"),
        ("{{ amount|money_short('CNY') }}", "¥1.86m", "¥186 万"),
        ("{{ day|day }}", "2 Mar 2026", "2026-03-02"),
        ("{{ amount|number }}", "1,860,000", "1,860,000"),
    ],
)
def test_a_template_is_drawn_in_the_readers_language(
    source: str, english: str, chinese: str
) -> None:
    given = {"amount": Decimal(1_860_000), "day": date(2026, 3, 2)}
    for _again in range(2):
        assert drawn(source, "en", **given) == english
        assert drawn(source, "zh-hans", **given) == chinese


def test_one_environment_is_kept_for_each_language() -> None:
    with override("en"):
        english = BACKEND.env
        assert BACKEND.env is english
    with override("zh-hans"):
        assert BACKEND.env is not english


def test_without_a_language_the_products_own_is_spoken() -> None:
    with override(None):
        assert str(BACKEND.from_string('{{ _("Manage") }}').render({})) == "Manage"


@pytest.mark.parametrize(
    ("number", "english"), [(0, "0 fields"), (1, "1 field"), (2, "2 fields"), (11, "11 fields")]
)
def test_numbers_choose_their_word(number: int, english: str) -> None:
    source = (
        '{{ ngettext("%(num)s field to correct. What you typed is kept.", '
        '"%(num)s fields to correct. What you typed is kept.", n) }}'
    )
    assert drawn(source, n=number).startswith(f"{english} to correct.")
    assert "to correct" not in drawn(source, "zh-hans", n=number)


def test_everything_that_comes_in_is_escaped() -> None:
    assert drawn("{{ x }}", x="<b>'\"&") == "&lt;b&gt;&#39;&#34;&amp;"
    assert drawn("{{ x }}", x=Markup("<b>")) == "<b>"
    assert drawn('{{ _("Hello, %(name)s", name=x) }}', x="<b>") == "Hello, &lt;b&gt;"


def test_what_is_filled_into_a_sentence_is_no_template() -> None:
    assert drawn('{{ _("Hello, %(name)s", name=x) }}', x="%(name)s {{ 7*7 }} 100%") == (
        "Hello, %(name)s {{ 7*7 }} 100%"
    )


def test_a_part_of_nothing_is_a_fault_and_nothing_itself_is_empty() -> None:
    assert drawn("{{ nothing }}") == ""
    with pytest.raises(UndefinedError):
        drawn("{{ nothing.at.all }}")


def test_templates_reach_no_files_and_no_settings() -> None:
    for name in ("settings", "open", "import", "config", "self.__init__"):
        assert drawn(f"{{{{ {name} is defined }}}}") in {"False", "True" * ("self" in name)}


def test_blocks_leave_no_empty_lines() -> None:
    assert drawn("a\n  {% if true %}\nb\n  {% endif %}\nc") == "a\nb\nc"


def test_nothing_is_translated_as_nothing() -> None:
    class Catalogue:
        def gettext(self, message: str) -> str:
            return "Project-Id-Version: head" if not message else message.upper()

    text = text_in(Catalogue())  # type: ignore[arg-type]
    assert (text(""), text("manage")) == ("", "MANAGE")
    assert drawn('{{ _("") }}', "zh-hans") == ""


def test_an_environment_can_be_made_for_any_language_that_the_product_speaks() -> None:
    for language in ("en", "zh-hans"):
        made = environment(language)
        assert made.autoescape is True
        assert {"static", "url", "icon", "remember"} <= set(made.globals)


def test_what_is_remembered_is_drawn_once_for_the_same_words() -> None:
    asked: list[object] = []

    def macro(word: object) -> str:
        asked.append(word)
        return f"<{word}>"

    kept = remember(macro)
    for word in ("a", "a", Markup("a"), "b", "a", 1, True, 1.0):
        kept(word)
    assert asked == ["a", Markup("a"), "b", 1, True, 1.0]
