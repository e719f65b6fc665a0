"""Before any page: a request gets its id and its language; after it, a refusal gets its page."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext, override

from qudao.core.actor import NOBODY
from qudao.core.errors import Conflict, NotFound
from qudao.people.models import User
from qudao.web.shared import middleware
from qudao.web.shared.lists import PageBeyond
from tests.web.shared.reading import asked, text_of


def seen(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{get_language()} {gettext('Manage')}")


# ------------------------------------------------------------------ the id of a request


@pytest.mark.parametrize("given", ["a1b2c3d4", "A-request-of-the-proxy-0001", "0" * 36])
def test_a_proxys_id_is_kept(given: str) -> None:
    request = asked("/", X_Request_Id=given)
    response = middleware.request_id(seen)(request)
    assert request.request_id == given
    assert response["X-Request-Id"] == given


@pytest.mark.parametrize(
    "given",
    [
        "",
        "short",
        "0" * 37,
        "with space",
        "semi;colon",
        "<script>",
        "新的标识符新的标识符",
        "a1b2c3d4\n",
    ],
)
def test_any_other_id_is_replaced_by_one_of_ours(given: str) -> None:
    request = asked("/", X_Request_Id=given)
    response = middleware.request_id(seen)(request)
    assert request.request_id != given
    assert str(uuid.UUID(request.request_id)) == response["X-Request-Id"]


def test_two_requests_have_two_ids() -> None:
    first, second = asked("/"), asked("/")
    for request in (first, second):
        middleware.request_id(seen)(request)
    assert first.request_id != second.request_id


# ------------------------------------------------------------------ the language of a reader


def spoken(
    *, browser: str = "", cookie: str = "", chosen: str | None = None
) -> tuple[str, HttpResponse]:
    """What a reader hears: the code, and the answer."""
    request = asked("/", NOBODY, **({"Accept_Language": browser} if browser else {}))
    request.user = AnonymousUser() if chosen is None else User(language=chosen)
    if cookie:
        request.COOKIES["qudao_language"] = cookie
    response = middleware.language(seen)(request)
    assert isinstance(response, HttpResponse)
    assert response["Content-Language"] == request.LANGUAGE_CODE
    return text_of(response).partition(" ")[0], response


@pytest.mark.parametrize(
    ("browser", "spoken_to"),
    [
        ("", "en"),
        ("zh-CN", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-TW,zh;q=0.9", "zh-hans"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("zh-CN,en;q=0.5", "zh-hans"),
        ("fr-FR,de;q=0.7", "en"),
        ("fr,zh-CN;q=0.5", "zh-hans"),
        ("*", "en"),
        ("x" * 600, "en"),
        (";;;,,q=", "en"),
    ],
)
def test_a_stranger_is_spoken_to_as_the_browser_asks(browser: str, spoken_to: str) -> None:
    assert spoken(browser=browser)[0] == spoken_to


def test_the_cookie_comes_before_the_browser_and_the_login_before_both() -> None:
    assert spoken(browser="en", cookie="zh-hans")[0] == "zh-hans"
    assert spoken(browser="zh-CN", cookie="en")[0] == "en"
    assert spoken(browser="en", cookie="en", chosen="zh-hans")[0] == "zh-hans"
    assert spoken(browser="zh-CN", cookie="zh-hans", chosen="en")[0] == "en"
    assert spoken(browser="en", cookie="zh-hans", chosen="")[0] == "zh-hans"
    assert spoken(browser="zh-CN", chosen="")[0] == "zh-hans"


@pytest.mark.parametrize("cookie", ["fr", "klingon", "<b>", "e", "x" * 900])
def test_a_cookie_that_names_no_language_of_ours_leaves_it_to_the_browser(cookie: str) -> None:
    assert spoken(browser="zh-CN", cookie=cookie)[0] == "zh-hans"
    assert spoken(browser="en", cookie=cookie)[0] == "en"


def test_words_are_in_the_language_and_the_thread_is_left_as_it_was() -> None:
    with override("en"):
        _code, response = spoken(browser="zh-CN")
        assert text_of(response) == "zh-hans 管理"
        assert get_language() == "en"


def test_an_answer_differs_by_language_and_cookie_for_every_cache() -> None:
    _code, response = spoken()
    assert {"Accept-Language", "Cookie"} <= {one.strip() for one in response["Vary"].split(",")}


# ------------------------------------------------------------------ refusals


def refused(error: Exception) -> Any:
    handler: Any = middleware.errors(seen)
    request = asked("/deals/?page=9")
    request.user, request.resolver_match = AnonymousUser(), None
    with override("en"):
        return handler.process_exception(request, error)


@pytest.mark.usefixtures("in_shanghai")
@pytest.mark.parametrize(("error", "status"), [(NotFound(), 404), (Conflict(), 409)])
def test_a_refusal_becomes_its_page(error: Exception, status: int) -> None:
    assert refused(error).status_code == status


def test_a_page_too_far_leads_to_the_last_one() -> None:
    response = refused(PageBeyond("/deals/?q=a&page=3"))
    assert (response.status_code, response["Location"]) == (302, "/deals/?q=a&page=3")


def test_a_fault_of_ours_is_no_refusal() -> None:
    assert refused(KeyError("name")) is None


def test_what_is_not_refused_passes() -> None:
    assert middleware.errors(seen)(asked("/")).status_code == 200
