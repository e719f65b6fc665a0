"""The own account: what is refused changes nothing and stays as typed; a key is nobody else's."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from qudao.core import clock
from qudao.core.models import AuditEntry
from qudao.people.models import ApiKey, Person, User
from tests.people import Cast
from tests.refusals import nothing_changes
from tests.web.deals_pages import client_of

ME, DETAILS, PREFERENCES, KEYS = "/me/", "/me/details/", "/me/preferences/", "/me/keys/"
GOOD = {"name": "Chen X.", "phone": "+86 138", "title": "Sales"}
LIKES = {"language": "en", "theme": "light", "single_key_shortcuts": "on"}
KEY = {"name": "stock sync", "days": "90", "scopes": ["registrations.read"]}


@pytest.fixture
def seller(cast: Cast) -> Client:
    return client_of(cast.seller_a)


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def person_of(cast: Cast) -> Person:
    person: Person = User.objects.get(pk=cast.seller_a.user_key).person
    return person


def test_the_forms_begin_with_what_is_known(cast: Cast, seller: Client) -> None:
    page = text_of(seller.get(ME))
    assert 'value="Chen Xiaoyu"' in page
    assert "chen.xiaoyu@example.com" in page
    assert 'role="alert"' not in page
    for address in (DETAILS, PREFERENCES):
        assert f'action="{address}"' in page
        assert seller.get(address).status_code == 405


WRONG: tuple[tuple[str, str], ...] = (
    ("name", ""),
    ("name", "   "),
    ("name", "\u200b\u2060"),
    ("name", "x" * 121),
    ("name", "Chen\u202eoyu"),
    ("phone", "call me"),
    ("phone", "1" * 41),
    ("title", "x" * 121),
    ("title", "two\u2028lines"),
)


def test_wrong_details_change_nothing(seller: Client) -> None:
    with nothing_changes():
        for field, value in WRONG:
            page = text_of(seller.post(DETAILS, {**GOOD, field: value}), 422)
            assert f'id="id_{field}_error"' in page
            assert 'value="+86 138"' in page or field == "phone"


def test_details_are_trimmed_and_their_change_is_told_without_its_contents(
    cast: Cast, seller: Client
) -> None:
    seller.post(DETAILS, {"name": " 陈晓宇 ", "phone": "", "title": "😀 销售"})
    person = person_of(cast)
    assert (person.name, person.phone, person.title) == ("陈晓宇", "", "😀 销售")
    entry = AuditEntry.objects.unscoped(reason="a test").order_by("-pk")[0]
    assert "陈晓宇" not in str((entry.before, entry.after))
    assert "Saved." in text_of(seller.get(ME))
    assert "<b>" not in text_of(seller.post(DETAILS, {**GOOD, "phone": "<b>"}), 422)


@pytest.mark.parametrize(
    ("field", "value"),
    [("language", "fr"), ("theme", "pink"), ("language", "zh"), ("theme", "x" * 99)],
)
def test_wrong_preferences_change_nothing(seller: Client, field: str, value: str) -> None:
    with nothing_changes():
        answer = seller.post(PREFERENCES, {**LIKES, field: value})
    assert f'id="id_{field}_error"' in text_of(answer, 422)
    assert "qudao_theme" not in answer.cookies


def test_preferences_hold_from_the_next_page_on(cast: Cast, seller: Client) -> None:
    assert 'lang="en"' in text_of(seller.get(ME))
    seller.post(PREFERENCES, {"language": "zh-hans", "theme": "dark", "single_key_shortcuts": "on"})
    page = text_of(seller.get(ME))
    assert '<html lang="zh-hans" data-bs-theme="dark"' in page
    assert 'data-letters="on"' in page
    seller.post(PREFERENCES, {"language": "en", "theme": ""})
    page = text_of(seller.get(ME))
    assert '<html lang="en" data-bs-theme="light"' in page
    assert 'data-letters="off"' in page


def test_as_the_browser_asks_means_the_browser_and_no_earlier_choice(
    cast: Cast, seller: Client
) -> None:
    seller.post("/language/", {"language": "zh-hans", "next": ME})
    assert '<html lang="zh-hans"' in text_of(seller.get(ME))
    seller.post(PREFERENCES, {"language": "", "theme": ""})
    assert '<html lang="en"' in text_of(seller.get(ME))
    chinese = seller.get(ME, headers={"accept-language": "zh-CN"})
    assert '<html lang="zh-hans"' in text_of(chinese)


# ------------------------------------------------------------------ keys


WRONG_KEYS: tuple[tuple[str, Any], ...] = (
    ("name", ""),
    ("name", "x" * 81),
    ("days", ""),
    ("days", "0"),
    ("days", "731"),
    ("days", "forever"),
    ("scopes", []),
    ("scopes", ["registrations.read", "everything"]),
    ("scopes", ["registrations.decide"]),
)


def test_a_wrong_key_is_not_made(seller: Client) -> None:
    with nothing_changes():
        for field, value in WRONG_KEYS:
            page = text_of(seller.post(KEYS, {**KEY, field: value}), 422)
            assert 'role="alert"' in page
            assert 'value="stock sync"' in page or field == "name"
    assert ApiKey.objects.count() == 0


@pytest.mark.parametrize("days", ["30", "90", "365", "730"])
def test_a_key_lasts_as_long_as_was_chosen(
    cast: Cast, seller: Client, now: datetime, monkeypatch: pytest.MonkeyPatch, days: str
) -> None:
    seller.post(KEYS, {**KEY, "days": days})
    key = ApiKey.objects.get()
    assert key.expires_at is not None
    assert (key.expires_at - clock.now()).days in {int(days) - 1, int(days)}
    assert (key.scopes, key.organisation_id) == (
        ["registrations.read"],
        cast.partner_a.organisation_id,
    )


def test_a_secret_is_shown_on_the_next_page_alone_and_stored_nowhere(
    cast: Cast, seller: Client
) -> None:
    seller.post(KEYS, KEY)
    shown = re.search(r"qud_[\w-]{40,}", text_of(seller.get(KEYS)))
    assert shown is not None
    row = ApiKey.objects.values().get()
    assert shown.group() not in str(row)
    assert shown.group() not in str(list(AuditEntry.objects.unscoped(reason="a test").values()))
    refused = seller.post(KEYS, {**KEY, "name": ""})
    assert "qud_" not in text_of(refused, 422)


def test_each_role_is_offered_only_what_it_may_do(cast: Cast) -> None:
    engineer = text_of(client_of(cast.engineer_a).get(KEYS))
    assert 'value="registrations.read"' in engineer
    assert 'value="registrations.write"' not in engineer
    manager = text_of(client_of(cast.channel_manager).get(KEYS))
    assert 'value="registrations.decide"' in manager
    assert 'value="company.write"' not in manager


def test_a_revoked_key_is_gone_and_revoking_again_changes_nothing(
    cast: Cast, seller: Client, now: datetime
) -> None:
    seller.post(KEYS, KEY)
    address = f"{KEYS}{ApiKey.objects.get().public_id}/revoke/"
    assert client_of(cast.principal_a).post(address).status_code == 404
    assert seller.get(address).status_code == 405
    assert seller.post(address)["Location"] == KEYS
    first = ApiKey.objects.get().revoked_at
    assert first is not None
    assert first <= clock.now() + timedelta(seconds=1)
    again = seller.post(address)
    assert again.status_code in {302, 404, 409}
    assert ApiKey.objects.get().revoked_at == first
    assert seller.post(f"{KEYS}key_none/revoke/").status_code == 404


def test_the_own_account_is_behind_the_login(cast: Cast) -> None:
    for address in (ME, KEYS, "/notices/"):
        assert Client().get(address)["Location"] == f"/account/login/?next={address}"
    for address in (DETAILS, PREFERENCES, "/notices/read/"):
        with nothing_changes():
            assert Client().post(address, GOOD).status_code == 302
