"""A refusal is a page in the reader's language that says what to do next; nothing runs in it."""

from __future__ import annotations

from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils.translation import override

from qudao.core.actor import NOBODY
from qudao.core.errors import (
    Conflict,
    FieldProblem,
    Invalid,
    NotFound,
    NotPermitted,
    QudaoError,
    TooMany,
)
from qudao.core.programme import NoProgramme
from qudao.rules.selectors import NoRulebook
from qudao.web.shared import errors
from qudao.web.shared.doors import NoMembership
from tests.web.shared.reading import asked, text_of

pytestmark = pytest.mark.usefixtures("in_shanghai")
FRAGMENT = {"HX_Request": "true"}


def page_of(error: QudaoError, language: str = "en", **head: str) -> HttpResponse:
    request = asked("/somewhere/", NOBODY, **head)
    request.user, request.resolver_match = AnonymousUser(), None
    with override(language):
        return errors.refusal(request, error)


def words_of(response: HttpResponse) -> str:
    return unescape(text_of(response))


@pytest.mark.parametrize(
    ("error", "status", "english", "chinese"),
    [
        (QudaoError(), 400, "This could not be read", "无法读取"),
        (NotPermitted("registrations.write"), 403, "Not open to you", "无权"),
        (NotFound(), 404, "Page not found", "找不到"),
        (Conflict(), 409, "Someone was faster", "抢先"),
        (Invalid([]), 422, "This could not be done", "未能"),
        (TooMany(), 429, "Too many attempts", "过于频繁"),
        (NoProgramme(), 503, "Not set up yet", "尚未"),
        (NoMembership(), 403, "Not open to you", "无权"),
    ],
)
def test_each_refusal_has_its_status_and_its_heading(
    error: QudaoError, status: int, english: str, chinese: str
) -> None:
    response = page_of(error)
    assert response.status_code == status
    assert f"<h1>{english}</h1>" in words_of(response)
    assert str(error.message) in words_of(response)
    in_chinese = page_of(error, "zh-hans")
    assert in_chinese.status_code == status
    heading = words_of(in_chinese).partition("<h1>")[2].partition("</h1>")[0]
    assert english not in heading
    assert heading.strip()
    assert any("\u4e00" <= sign <= "\u9fff" for sign in heading), chinese


def test_a_refusal_of_a_permission_does_not_name_its_code() -> None:
    assert "registrations.write" not in words_of(page_of(NotPermitted("registrations.write")))


def test_the_next_step_stands_beside_the_reason() -> None:
    text = words_of(page_of(NoRulebook()))
    assert "No version of the rulebook is in force yet." in text
    assert "The vendor publishes a version first." in text


def test_all_problems_are_listed() -> None:
    problems = [FieldProblem("a", "one", "First."), FieldProblem("b", "two", "Second.")]
    text = words_of(page_of(Invalid(problems)))
    assert text.index("First.") < text.index("Second.")
    fragment = words_of(page_of(Invalid(problems), **FRAGMENT))
    assert "First." in fragment
    assert "Second." in fragment


def test_whoever_belongs_nowhere_can_sign_out_and_others_go_to_the_start() -> None:
    assert 'action="/account/logout/"' in text_of(page_of(NoMembership()))
    other = text_of(page_of(NotFound()))
    assert 'action="/account/logout/"' not in other
    assert 'href="/">To the start' in other


@pytest.mark.parametrize("head", [{}, FRAGMENT], ids=["page", "fragment"])
def test_words_of_others_are_shown_as_text(head: dict[str, str]) -> None:
    hostile = '<script>alert(1)</script> & "quotes"'
    error = QudaoError(hostile, next_step="<img src=x onerror=y>")
    page = text_of(page_of(error, **head))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page


def test_a_fragment_lands_in_the_region_for_refusals() -> None:
    response = page_of(Conflict("Changed meanwhile."), **FRAGMENT)
    assert response.status_code == 409
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#refusal", "innerHTML")
    text = text_of(response)
    assert 'role="alert"' in text
    assert "Changed meanwhile." in text
    assert "<html" not in text
    whole = page_of(Conflict("Changed meanwhile."))
    assert not whole.has_header("HX-Retarget")
    assert "<html" in text_of(whole)


@pytest.mark.parametrize("value", ["false", "", "1", "TRUE"])
def test_only_htmx_itself_gets_a_fragment(value: str) -> None:
    assert "<html" in text_of(page_of(NotFound(), HX_Request=value))


@pytest.mark.parametrize(
    ("handler", "status", "words"),
    [
        (errors.bad_request, 400, "The request could not be read."),
        (errors.forbidden, 403, "Your role does not allow this."),
        (errors.not_found, 404, "There is nothing here, or it is not yours to see."),
        (errors.csrf_failure, 403, "This form has expired."),
    ],
)
def test_what_django_refuses_has_our_page(handler: object, status: int, words: str) -> None:
    request = asked("/somewhere/")
    request.user, request.resolver_match = AnonymousUser(), None
    assert callable(handler)
    with override("en"):
        response = handler(request)
    assert response.status_code == status
    assert words in words_of(response)


def test_the_page_of_a_failure_needs_no_database_and_no_person() -> None:
    with override("zh-hans"):
        response = errors.broken(asked("/somewhere/"))
    assert response.status_code == 500
    page = text_of(response)
    assert '<html lang="zh-hans"' in page
    assert "500" in page
    with override("en"):
        assert "Your data is safe" in text_of(errors.broken(asked("/somewhere/")))


def test_the_page_keeps_its_reader_in_the_language() -> None:
    assert '<html lang="zh-hans"' in text_of(page_of(NotFound(), "zh-hans"))
    assert '<html lang="en"' in text_of(page_of(NotFound()))
