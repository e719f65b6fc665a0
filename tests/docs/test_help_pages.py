"""Help inside the product: in the reader's language, searchable, reached from every page."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.http import HttpResponseNotAllowed
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from qudao.people.models import User
from qudao.web.shared.help.documents import LANGUAGES, document
from qudao.web.shared.help.places import HELP, help_url, place_of
from tests.people import Cast

pytestmark = pytest.mark.django_db
CHINESE = {"Accept-Language": "zh-CN"}


def views(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of ours with its view; the API explains itself on its own page."""
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            inner = f"{space}{part.namespace}:" if part.namespace else space
            if part.namespace != "api" and "ninja" not in str(part.urlconf_name):
                yield from views(part, inner)
        elif part.name:
            yield f"{space}{part.name}", part


def shows_a_page(part: URLPattern) -> bool:
    """Whether the address answers GET; what needs more than a bare request to answer does."""
    try:
        response = part.callback(
            RequestFactory().get("/"), **dict.fromkeys(arguments_of(part), "x")
        )
    except Exception:
        return True
    return not isinstance(response, HttpResponseNotAllowed)


def arguments_of(part: URLPattern) -> list[str]:
    return list(part.pattern.converters)


def test_every_page_has_its_section_of_help() -> None:
    without = [
        name for name, part in views(get_resolver()) if not place_of(name) and shows_a_page(part)
    ]
    assert without == [], "add them to qudao/web/shared/help/places.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_of_the_table_exists(language: str) -> None:
    for place in HELP.values():
        name, _hash, anchor = place.partition("#")
        english, found = document(name, "en"), document(name, language)
        assert english is not None, place
        assert found is not None, place
        assert anchor in {section.anchor for section in english.sections}, place


def test_a_name_is_shortened_word_by_word() -> None:
    assert place_of("workbench:registration_evidence") == "registrations#decide"
    assert place_of("nothing_of_ours") == ""


def test_the_contents_name_every_document(client: Client) -> None:
    english = client.get("/help/").content.decode()
    chinese = client.get("/help/", headers=CHINESE).content.decode()
    assert '<a class="name" href="/help/install/">Install for real use</a>' in english
    assert '<a class="name" href="/help/install/">正式部署</a>' in chinese


def test_a_document_is_in_the_readers_language(client: Client) -> None:
    english = client.get("/help/registrations/").content.decode()
    chinese = client.get("/help/registrations/", headers=CHINESE).content.decode()
    assert '<h2 id="the-queue">The queue</h2>' in english
    assert '<h2 id="审批队列">审批队列</h2>' in chinese
    assert f'href="/help/settings/#{quote("报备规则")}"' in chinese
    assert '<a href="/portal/register/"><code>/portal/register/</code></a>' in english


@pytest.mark.parametrize("address", ["/help/nothing/", "/help/images/nothing.png"])
def test_what_is_not_there_is_absent(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_no_file_beside_the_pictures_is_served(client: Client) -> None:
    assert client.get("/help/images/..%2F..%2FREADME.md").status_code == 404


def test_a_picture_is_served(client: Client) -> None:
    response = client.get("/help/images/today-en.png")
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    response.close()


def test_search_finds_sections_that_hold_every_word(client: Client) -> None:
    found = client.get("/help/", {"q": "exchange RATES"}).content.decode()
    assert 'href="/help/settings/#exchange-rates"' in found
    none = client.get("/help/", {"q": "exchange giraffe"}).content.decode()
    assert "Nothing holds all of these words" in none
    assert "giraffe" in none
    chinese = client.get("/help/", {"q": "撤销 保护"}, headers=CHINESE).content.decode()
    assert 'href="/help/registrations/#保护期"' in chinese


def test_what_is_searched_for_is_shown_as_text(client: Client) -> None:
    page = client.get("/help/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page


def test_the_frame_links_to_the_pages_own_section(cast: Cast, client: Client) -> None:
    client.force_login(User.objects.get(pk=cast.channel_manager.user_key))
    page = client.get("/workbench/registrations/").content.decode()
    assert 'href="/help/registrations/#the-queue"' in page
    chinese = client.get("/me/", headers=CHINESE).content.decode()
    assert "/help/people/#" in chinese


def test_a_page_without_a_name_leads_to_the_contents() -> None:
    with translation.override("en"):
        assert help_url(None) == "/help/"
