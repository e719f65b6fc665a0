"""The login's pages are ours, in the reader's language, and letters say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from qudao.people.models import User
from tests.people import Cast
from tests.people_wing.letters import send_letters

PASSWORD = "a long and quiet river"
OURS = "qudao/parts.css"


@pytest.fixture(autouse=True)
def served() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    cache.clear()  # the login's rate limits


@pytest.fixture
def person(cast: Cast) -> User:
    user: User = User.objects.get(pk=cast.channel_manager.user_id)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user


@pytest.fixture
def signed_in(person: User) -> Client:
    client = Client()
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/account/login/", "没有账户"),
        ("/account/signup/", "仅限受邀加入"),
        ("/account/password/reset/", "重设密码"),
        ("/account/password/reset/done/", "请查收邮件"),
        ("/account/password/reset/key/1-none/", "链接已失效"),
        ("/account/inactive/", "账户已停用"),
    ],
)
def test_entrance_pages_are_ours_and_speak_chinese(cast: Cast, path: str, words: str) -> None:
    client = Client(headers={"Accept-Language": "zh-CN"})
    page = client.get(path, follow=True).content.decode()
    assert OURS in page
    assert words in page


@pytest.mark.parametrize(
    "path",
    [
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/2fa/totp/activate/",
        "/account/sessions/",
        "/account/logout/",
        "/account/reauthenticate/",
    ],
)
def test_account_pages_are_ours(signed_in: Client, path: str) -> None:
    response = signed_in.get(path)
    assert response.status_code == 200
    assert OURS in response.content.decode()


def test_second_step_has_its_pages(signed_in: Client, person: User) -> None:
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    assert "10 codes are left." in signed_in.get("/account/2fa/").content.decode()
    for name in ("recovery-codes/", "recovery-codes/generate/", "totp/deactivate/"):
        assert OURS in signed_in.get(f"/account/2fa/{name}").content.decode()
    codes = signed_in.get("/account/2fa/recovery-codes/download/").content.decode().split()
    assert len(codes) == 10


def test_wrong_password_keeps_the_address_and_names_no_field_count(person: User) -> None:
    page = Client().post("/account/login/", {"login": person.email, "password": "no"})
    text = page.content.decode()
    assert f'value="{person.email}"' in text
    assert "data-errors" in text
    assert "to correct" not in text


def test_reset_letter_holds_the_link_as_it_is(person: User) -> None:
    Client().post("/account/password/reset/", {"email": person.email})
    send_letters()
    letter = mail.outbox[-1]
    assert letter.subject.endswith("Set a new password")
    assert "/account/password/reset/key/" in letter.body
    assert "&amp;" not in letter.body


def test_reset_for_a_stranger_says_on_the_page_what_it_says_to_everybody(person: User) -> None:
    known = Client().post("/account/password/reset/", {"email": person.email}, follow=True)
    cache.clear()
    stranger = Client().post("/account/password/reset/", {"email": "no@example.com"}, follow=True)
    assert known.request["PATH_INFO"] == stranger.request["PATH_INFO"]
    assert "Look into your mailbox" in stranger.content.decode()


def test_page_for_an_absent_address_is_ours(cast: Cast) -> None:
    response = Client().get("/nowhere/")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_too_many_attempts_get_a_page_that_says_what_to_do(person: User) -> None:
    client = Client()
    for _attempt in range(30):
        response = client.post("/account/password/reset/", {"email": person.email})
        if response.status_code == 429:
            break
    assert response.status_code == 429
    assert "Wait a few minutes" in response.content.decode()
