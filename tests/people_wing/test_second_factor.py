"""The second step of signing in: a code of the moment, once; recovery codes, once each."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from qudao.people.models import User
from tests.people import PASSWORD

LOGIN, SECOND = "/account/login/", "/account/2fa/authenticate/"


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


@pytest.fixture
def secret(seller: User) -> str:
    """The seller has a code generator."""
    made = str(generate_totp_secret())
    TOTP.activate(seller, made)
    return made


def first_step(browser: Client, seller: User) -> str:
    answer = browser.post(LOGIN, {"login": seller.email, "password": PASSWORD})
    assert answer.status_code == 302
    return str(answer["Location"])


def second_step(browser: Client, code: str) -> int:
    return browser.post(SECOND, {"code": code}).status_code


def test_the_password_alone_opens_nothing(browser: Client, seller: User, secret: str) -> None:
    assert first_step(browser, seller) == SECOND
    assert not is_in(browser)
    assert browser.get("/me/").status_code == 302
    assert browser.get("/portal/").status_code == 302


def test_the_code_of_the_moment_opens(browser: Client, seller: User, secret: str) -> None:
    first_step(browser, seller)
    assert second_step(browser, code_of(secret)) == 302
    assert is_in(browser)


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "１２３４５６", "1" * 500])
def test_a_wrong_code_opens_nothing(browser: Client, seller: User, secret: str, code: str) -> None:
    if code == code_of(secret):
        code = "000001"
    first_step(browser, seller)
    assert second_step(browser, code) == 200
    assert not is_in(browser)


def test_a_code_works_once(browser: Client, seller: User, secret: str) -> None:
    code = code_of(secret)
    first_step(browser, seller)
    second_step(browser, code)
    another = Client()
    first_step(another, seller)
    assert second_step(another, code) == 200
    assert not is_in(another)


def test_the_second_step_needs_the_first(browser: Client, seller: User, secret: str) -> None:
    answer = browser.post(SECOND, {"code": code_of(secret)})
    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)
    assert not is_in(browser)


def test_the_code_of_another_person_opens_nothing(
    browser: Client, seller: User, secret: str
) -> None:
    other = User.objects.get(email="wang.zheng@example.com")
    others = str(generate_totp_secret())
    TOTP.activate(other, others)
    first_step(browser, seller)
    assert second_step(browser, code_of(others)) == 200
    assert not is_in(browser)


def test_guessing_codes_is_slowed_down(browser: Client, seller: User, secret: str) -> None:
    first_step(browser, seller)
    wrong = "000000" if code_of(secret) != "000000" else "000001"
    for _guess in range(15):
        second_step(browser, wrong)
    second_step(browser, code_of(secret))
    assert not is_in(browser)
    cache.clear()


def test_each_recovery_code_works_once(browser: Client, seller: User, secret: str) -> None:
    codes = RecoveryCodes.activate(seller).get_unused_codes()
    assert len(codes) == len(set(codes)) == 10
    first_step(browser, seller)
    assert second_step(browser, codes[0]) == 302
    assert is_in(browser)
    another = Client()
    first_step(another, seller)
    assert second_step(another, codes[0]) == 200
    assert not is_in(another)
    assert second_step(another, codes[1]) == 302
    assert is_in(another)


def test_the_generator_is_set_up_with_a_code_of_its_own(browser: Client, seller: User) -> None:
    browser.post(LOGIN, {"login": seller.email, "password": PASSWORD})
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    path = "/account/2fa/totp/activate/"
    page = browser.get(path)
    assert page.status_code == 200
    assert browser.post(path, {"code": "000000"}).status_code == 200
    assert Authenticator.objects.count() == 0
    secret = browser.session["mfa.totp.secret"]
    assert browser.post(path, {"code": code_of(secret)}).status_code == 302
    kinds = set(Authenticator.objects.filter(user=seller).values_list("type", flat=True))
    assert "totp" in kinds


def test_the_secret_is_not_kept_beside_the_password(seller: User, secret: str) -> None:
    row = Authenticator.objects.get(user=seller, type="totp")
    assert seller.password not in str(row.data)
    assert set(row.data) == {"secret"}
