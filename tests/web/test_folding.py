"""Templates hold in their code what never changes in a language, and nothing that does."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.urls import resolve
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import override
from jinja2 import DictLoader, Environment
from markupsafe import Markup, escape

from qudao.web.shared.folding import FoldingEnvironment, escaped
from qudao.web.shared.links import address

TEXT = '{{ _("Manage") }}'


def environment() -> Environment:
    env: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return env


def code_of(source: str) -> str:
    return str(environment().compile(source, raw=True))


def drawn(source: str, **context: Any) -> str:
    return str(engines["jinja2"].from_string(source).render(context))


@pytest.mark.parametrize(
    ("source", "language", "text"),
    [
        (TEXT, "zh-hans", "管理"),
        (TEXT, "en", "Manage"),
        ('{{ url("portal:home") }}', "en", "/portal/"),
        ('{{ static("qudao/app.js") }}', "en", "/static/qudao/app.js"),
        ('{{ icon("plus", "good") }}', "en", '<svg class="ico good" aria-hidden="true">'),
    ],
)
def test_what_never_changes_stands_in_the_code(source: str, language: str, text: str) -> None:
    with override(language):
        code, result = code_of(source), drawn(source)
    assert repr(text)[1:-1] in code
    assert "context.call" not in code
    assert text in result


def test_what_a_reader_brings_is_looked_up_and_escaped() -> None:
    with override("en"):
        source = '{{ _("Account of %(name)s", name=who) }}{{ icon(sign, label=who) }}'
        text = drawn(source, who="<b>", sign="plus")
    assert "Account of &lt;b&gt;" in text
    assert 'aria-label="&lt;b&gt;"' in text
    assert "<b>" not in text


def test_a_name_that_a_template_uses_for_itself_is_its_own() -> None:
    source = '{% macro url(name) %}mine {{ name }}{% endmacro %}{{ url("portal:home") }}'
    assert drawn(source) == "mine portal:home"


def test_a_percent_sign_is_one_in_both_ways() -> None:
    with override("en"):
        assert drawn('{{ _("100%%") }}') == drawn('{{ _("%(n)s%%", n=n) }}', n=100) == "100%"


@pytest.mark.parametrize("public_id", ["reg_1a2b", "a b/ü", ""])
def test_addresses_are_those_of_django(public_id: str) -> None:
    from django.urls import NoReverseMatch, reverse

    try:
        expected = reverse("workbench:registration", args=[public_id])
    except NoReverseMatch:
        with pytest.raises(NoReverseMatch):
            address("workbench:registration", public_id)
    else:
        assert address("workbench:registration", public_id) == expected


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "中文",
        "",
        "a<b",
        'say "it"',
        "Bob's & co",
        Markup("<b>"),
        SafeString("<b>"),
        SimpleLazyObject(lambda: "<b>"),
        SimpleLazyObject(lambda: SafeString("<b>")),
        5,
        None,
        ["<"],
    ],
)
def test_values_are_escaped_as_markupsafe_does_it(value: object) -> None:
    assert escaped(value) == escape(value)
    assert drawn("{{ value }}", value=value) == str(escape(value))


def test_parts_of_a_page_meet_as_in_jinja() -> None:
    sources = {
        "base": "{% block a %}base {{ x }}{% endblock %}|{% set y %}{% block b %}{% endblock %}"
        "{% endset %}{{ y }}",
        "page": '{% extends "base" %}{% block a %}{{ super() }} page{% endblock %}'
        '{% block b %}{% include "part" %}{{ self.a() }}{% endblock %}',
        "part": "{% macro m(text) %}<{{ text }}>{% endmacro %}{{ m(x) }}",
    }
    loader = DictLoader(sources)
    ours = FoldingEnvironment(loader=loader, autoescape=True)
    theirs = Environment(loader=loader, autoescape=True)
    expected = theirs.get_template("page").render(x="<i>")
    assert ours.get_template("page").render(x="<i>") == expected
    assert expected.count("&lt;i&gt;") == 3


def test_the_forms_of_a_page_share_one_token() -> None:
    request = RequestFactory().get("/")
    request.resolver_match = resolve("/healthz")
    source = engines["jinja2"].from_string("{{ csrf_input }}|{{ csrf_input }}|{{ csrf_token }}")
    first, second, token = str(source.render({}, request)).split("|")
    assert first == second == f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
    assert len(token) == 64
