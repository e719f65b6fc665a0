"""The front door: home by side, the choice of a language, health; and never a way off the site."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.utils.translation import override

from qudao.core.actor import NOBODY
from qudao.core.models import Programme
from qudao.people.models import User
from qudao.web.shared.addresses import address_of
from qudao.web.shared.context import page
from qudao.web.shared.doors import NoMembership
from qudao.web.shared.entry import home, set_language
from tests.people import Cast
from tests.web.shared.reading import asked, manager, seller


def at_home(actor: Any, user: Any = None) -> Any:
    request = asked("/", actor)
    request.user = user or AnonymousUser()
    return home(request)


def test_each_side_has_its_home_and_a_stranger_the_login() -> None:
    assert at_home(manager())["Location"] == "/workbench/"
    assert at_home(seller())["Location"] == "/portal/"
    assert at_home(NOBODY)["Location"] == "/account/login/"
    with pytest.raises(NoMembership):
        at_home(NOBODY, User(email="nobody@example.com"))


def chosen(language: str, back: str | None = "/portal/") -> Any:
    said = {"language": language} | ({} if back is None else {"next": back})
    request: Any = RequestFactory().post("/language/", said)
    request.actor, request.user = NOBODY, AnonymousUser()
    return set_language(request)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_stranger_chooses_a_language_for_a_year(language: str) -> None:
    answer = chosen(language)
    assert (answer.status_code, answer["Location"]) == (302, "/portal/")
    cookie = answer.cookies["qudao_language"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == (language, 31_536_000, "Lax")


@pytest.mark.parametrize("language", ["", "fr", "zh", "EN", "en;path=/", "<b>"])
def test_a_language_that_nobody_speaks_here_changes_nothing(language: str) -> None:
    answer = chosen(language)
    assert (answer.status_code, answer["Location"]) == (302, "/portal/")
    assert "qudao_language" not in answer.cookies


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/portal/?q=a&sort=-name", "/portal/?q=a&sort=-name"),
        ("http://testserver/me/", "http://testserver/me/"),
        (None, "/"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("http:evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("data:text/html,x", "/"),
        (" https://evil.example", "/"),
    ],
)
def test_the_way_back_stays_on_the_site(back: str | None, leads_to: str) -> None:
    assert chosen("en", back)["Location"] == leads_to


def test_a_choice_stays_with_the_login(cast: Cast, client: Client) -> None:
    user = User.objects.get(pk=cast.seller_a.user_key)
    client.force_login(user)
    client.post("/language/", {"language": "zh-hans", "next": "/portal/"})
    user.refresh_from_db()
    assert user.language == "zh-hans"
    assert '<html lang="zh-hans"' in client.get("/me/").content.decode()
    other = Client(headers={"accept-language": "en"})
    other.force_login(user)
    assert '<html lang="zh-hans"' in other.get("/me/").content.decode()
    assert client.get("/language/").status_code == 405


def test_health_needs_nobody_and_tells_nothing(cast: Cast, client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert answer["Content-Type"] == "text/plain"
    assert client.post("/healthz").status_code == 405


def test_a_null_character_never_reaches_a_page(cast: Cast, client: Client) -> None:
    for query in ("q=%00a", "q=a%00", "q=%0%000a", "q=%%0000a"):
        assert client.get(f"/help/?{query}").status_code == 200, query
    assert client.get("/help/%00/").status_code == 404
    assert (
        client.post("/language/", {"language": "en\x00", "next": "/\x00help/"}).status_code == 302
    )


# ------------------------------------------------------------------ what every page may read


def given(request: Any) -> dict[str, Any]:
    request.resolver_match = None
    with override("en"):
        return page(request)


def test_a_page_outside_every_door_has_a_reader_too() -> None:
    request: Any = RequestFactory().get("/nowhere/")
    read = given(request)
    assert read["actor"] is NOBODY
    assert (read["language"], read["theme"], read["letters"]) == ("en", "light", "on")
    assert read["unread"]() == 0
    assert read["help_url"]() == "/help/"


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("", "light"), ("<b>", "light")]
)
def test_the_theme_is_one_of_two_whatever_the_cookie_says(cookie: str, theme: str) -> None:
    request = asked("/")
    request.COOKIES["qudao_theme"] = cookie
    assert given(request)["theme"] == theme


@pytest.mark.parametrize(("wanted", "letters"), [(True, "on"), (False, "off")])
def test_letters_are_commands_for_who_wants_them(*, wanted: bool, letters: str) -> None:
    request = asked("/")
    request.user = User(single_key_shortcuts=wanted)
    assert given(request)["letters"] == letters


@pytest.mark.parametrize(
    ("zh", "en", "in_chinese", "in_english"),
    [
        ("澄岩", "Chengyan", "澄岩", "Chengyan"),
        ("澄岩", "", "澄岩", "澄岩"),
        ("", "Chengyan", "Chengyan", "Chengyan"),
    ],
)
def test_the_programme_is_named_in_the_readers_language_or_by_the_name_it_has(
    in_shanghai: Programme, zh: str, en: str, in_chinese: str, in_english: str
) -> None:
    in_shanghai.name_zh, in_shanghai.name_en = zh, en
    for language, name in (("zh-hans", in_chinese), ("en", in_english)):
        read = given(asked("/"))
        with override(language):
            assert read["programme"].name == name
            assert read["programme"].logo_url == ""


def test_the_logo_changes_its_address_with_the_file(in_shanghai: Programme) -> None:
    in_shanghai.logo_id, in_shanghai.is_demonstration = 17, True
    read = given(asked("/"))
    assert (read["programme"].logo_url, read["programme"].is_demonstration) == ("/logo/?17", True)


def test_before_there_is_a_programme_a_page_has_a_nameless_frame(db: None) -> None:
    read = given(asked("/"))
    assert (read["programme"].name, read["programme"].is_demonstration) == ("", False)


def test_the_address_of_a_client_is_its_own_where_no_proxy_is_trusted() -> None:
    request = RequestFactory(headers={"X-Forwarded-For": "203.0.113.9"}).get("/")
    request.META["REMOTE_ADDR"] = "198.51.100.7"
    assert address_of(request) == "198.51.100.7"
