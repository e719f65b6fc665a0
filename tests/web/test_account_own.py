"""The own account: details, preferences, keys and notices."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client

from qudao.people.actors import api_key_actor
from qudao.people.models import ApiKey, User
from qudao.people.notices import PeopleNotice
from qudao.people.notifications import my_notices, notify
from tests.people import Cast

SECRET = re.compile(r"qud_[\w-]{40,}")


@pytest.fixture
def seller(cast: Cast) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(pk=cast.seller_a.user_key))
    return client


def test_details_and_preferences_are_saved(cast: Cast, seller: Client) -> None:
    details = {"name": "Chen X.", "phone": "+86 138", "title": "Sales"}
    preferences = {"language": "zh-hans", "theme": "dark"}

    assert seller.post("/me/details/", details).status_code == 302
    response = seller.post("/me/preferences/", preferences)

    assert response.cookies["qudao_theme"].value == "dark"
    page = seller.get("/me/").content.decode()
    assert 'value="Chen X."' in page
    assert "我的账户" in page
    assert not User.objects.get(pk=cast.seller_a.user_key).single_key_shortcuts


def test_wrong_details_are_shown_again_as_typed(seller: Client) -> None:
    response = seller.post("/me/details/", {"name": "Chen", "phone": "call me", "title": ""})
    assert response.status_code == 422
    assert 'value="call me"' in response.content.decode()


def test_a_new_keys_secret_is_shown_once(cast: Cast, now: datetime, seller: Client) -> None:
    data = {"name": "stock sync", "days": "90", "scopes": ["registrations.read"]}

    assert seller.post("/me/keys/", data)["Location"] == "/me/keys/"
    found = SECRET.search(seller.get("/me/keys/").content.decode())

    assert found
    actor = api_key_actor(found.group(), now=now, language="en", request_id="r")
    assert actor.user_id == cast.seller_a.user_id
    again = seller.get("/me/keys/").content.decode()
    assert not SECRET.search(again)
    assert "stock sync" in again
    assert seller.post(f"/me/keys/{ApiKey.objects.get().public_id}/revoke/").status_code == 302
    assert "stock sync" not in seller.get("/me/keys/").content.decode()


def test_scopes_of_other_roles_are_neither_offered_nor_taken(seller: Client) -> None:
    assert "registrations.decide" not in seller.get("/me/keys/").content.decode()
    data = {"name": "wide", "days": "90", "scopes": ["registrations.decide"]}
    assert seller.post("/me/keys/", data).status_code == 422
    assert ApiKey.objects.count() == 0


def test_anothers_key_is_absent(cast: Cast, now: datetime, seller: Client) -> None:
    other = Client()
    other.force_login(User.objects.get(pk=cast.principal_a.user_key))
    other.post("/me/keys/", {"name": "k", "days": "90", "scopes": ["partners.read"]})
    key = ApiKey.objects.get()

    assert seller.post(f"/me/keys/{key.public_id}/revoke/").status_code == 404
    assert ApiKey.objects.get().revoked_at is None


def test_a_notice_opens_its_object_and_is_read(cast: Cast, now: datetime, seller: Client) -> None:
    notify(
        [cast.seller_a.user_key],
        PeopleNotice.ROLES_CHANGED,
        subject=User.objects.get(pk=cast.seller_a.user_key),
        params={"organisation": "Qiheng Info"},
        now=now,
    )
    line = my_notices(cast.seller_a)[0]
    assert line.text in seller.get("/notices/").content.decode()

    response = seller.get(f"/notices/{line.public_id}/")

    assert (response.status_code, response["Location"]) == (302, "/notices/")
    assert my_notices(cast.seller_a)[0].is_read
    assert seller.post(f"/notices/{line.public_id}/unread/").status_code == 302
    assert seller.post("/notices/read/").status_code == 302
    assert my_notices(cast.seller_a)[0].is_read
    assert seller.get("/notices/ntc_0000000000000000/").status_code == 404
