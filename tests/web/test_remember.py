"""What is drawn once is kept; but text never passes for safe markup, nor English for Chinese."""

from __future__ import annotations

from django.template import engines
from django.utils.translation import gettext_lazy, override
from markupsafe import Markup


def drawn(text: object) -> str:
    source = '{% from "components/badge.html" import badge %}{{ badge(text) }}'
    return str(engines["jinja2"].from_string(source).render({"text": text}))


def test_text_is_escaped_even_after_equal_markup_was_drawn() -> None:
    assert "<b>x</b>" in drawn(Markup("<b>x</b>"))
    assert "&lt;b&gt;x&lt;/b&gt;" in drawn("<b>x</b>")
    assert "<b>x</b>" in drawn(Markup("<b>x</b>"))


def test_a_lazy_word_is_drawn_in_the_language_of_its_reader() -> None:
    word = gettext_lazy("Manage")
    with override("en"):
        assert "Manage" in drawn(word)
    with override("zh-hans"):
        assert "管理" in drawn(word)
    with override("en"):
        assert "Manage" in drawn(word)
