"""Signing in: by address and password, with few guesses, and nothing told to strangers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from qudao.core import clock
from qudao.people.models import SignInTry, User
from tests.people import PASSWORD

LOGIN = "/account/login/"


def sign_in(
    browser: Client, email: str, password: str = PASSWORD, *, to: str = LOGIN
) -> tuple[int, str]:
    answer = browser.post(to, {"login": email, "password": password})
    return answer.status_code, answer.content.decode()


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_address_and_password_open_the_portal(browser: Client, seller: User) -> None:
    assert sign_in(browser, seller.email)[0] == 302
    assert is_in(browser)
    assert browser.get("/", follow=True).request["PATH_INFO"].startswith("/portal/")


@pytest.mark.parametrize(
    "typed", ["CHEN.XIAOYU@EXAMPLE.COM", " chen.xiaoyu@example.com ", "Chen.Xiaoyu@example.com"]
)
def test_the_address_is_taken_in_any_case(browser: Client, seller: User, typed: str) -> None:
    assert sign_in(browser, typed)[0] == 302


@pytest.mark.parametrize("password", ["", " ", PASSWORD + " ", PASSWORD.upper(), "x" * 5000])
def test_the_password_is_taken_exactly(browser: Client, seller: User, password: str) -> None:
    assert sign_in(browser, seller.email, password)[0] == 200
    assert not is_in(browser)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    browser: Client, seller: User
) -> None:
    known = sign_in(browser, seller.email, "wrong-password")[1]
    unknown = sign_in(Client(headers={"Accept-Language": "en"}), "no@example.com")[1]
    words = "The email address and/or password you specified are not correct."
    assert (words in known) is (words in unknown)
    assert known.count("data-errors") == unknown.count("data-errors") > 0


def test_a_closed_login_does_not_open(browser: Client, seller: User) -> None:
    User.objects.filter(pk=seller.pk).update(is_active=False)
    sign_in(browser, seller.email)
    assert not is_in(browser)


def test_a_login_without_password_does_not_open(browser: Client, seller: User) -> None:
    seller.set_unusable_password()
    seller.save()
    for password in ("", seller.password, "!"):
        sign_in(browser, seller.email, password)
        assert not is_in(browser)


def test_the_stored_hash_is_no_password(browser: Client, seller: User) -> None:
    sign_in(browser, seller.email, seller.password)
    assert not is_in(browser)


def test_five_wrong_guesses_close_the_account_for_a_while(seller: User) -> None:
    for _guess in range(5):
        assert sign_in(Client(), seller.email, "a-wrong-guess")[0] == 200
    late = Client(headers={"Accept-Language": "en"})
    status, page = sign_in(late, seller.email)
    assert not is_in(late)
    assert status in {200, 429}
    assert "Too many" in page or status == 429


def test_guesses_at_one_account_leave_another_alone(seller: User) -> None:
    for _guess in range(5):
        sign_in(Client(), seller.email, "a-wrong-guess")
    other = Client()
    assert sign_in(other, "wang.zheng@example.com")[0] == 302


def test_the_case_of_the_address_gives_no_further_guesses(seller: User) -> None:
    name, _at, domain = seller.email.partition("@")
    for number in range(5):
        typed = f"{name[:number].upper()}{name[number:]}@{domain}"
        sign_in(Client(), typed, "a-wrong-guess")
    late = Client()
    sign_in(late, seller.email)
    assert not is_in(late)


def test_guesses_from_one_place_at_many_accounts_are_slowed_down(seller: User) -> None:
    for number in range(10):
        sign_in(Client(), f"guess{number}@example.com", "a-wrong-guess")
    late = Client()
    sign_in(late, seller.email)
    assert not is_in(late)
    SignInTry.objects.all().delete()
    assert sign_in(late, seller.email)[0] == 302


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
     "http:///evil.example", "\thttps://evil.example"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(browser: Client, seller: User, target: str) -> None:
    answer = browser.post(LOGIN, {"login": seller.email, "password": PASSWORD, "next": target})
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_whoever_was_on_the_way_gets_there(browser: Client, seller: User) -> None:
    answer = browser.get("/me/")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/me/"
    answer = browser.post(
        answer["Location"], {"login": seller.email, "password": PASSWORD, "next": "/me/"}
    )
    assert answer["Location"] == "/me/"


def test_the_cookie_of_a_sign_in_is_out_of_reach_of_scripts(browser: Client, seller: User) -> None:
    answer = browser.post(LOGIN, {"login": seller.email, "password": PASSWORD})
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 14 * 24 * 3600


def moved_on(monkeypatch: pytest.MonkeyPatch, *, hours: float) -> None:
    later = datetime.now(UTC) + timedelta(hours=hours)
    monkeypatch.setattr(clock, "now", lambda: later)


def test_a_session_ends_when_nobody_uses_it(
    browser: Client, seller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(browser, seller.email)
    for hours, status in [(71, 200), (142, 200), (215, 302)]:
        moved_on(monkeypatch, hours=hours)
        assert browser.get("/me/").status_code == status


def test_a_session_ends_some_days_after_the_sign_in_however_much_it_is_used(
    browser: Client, seller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(browser, seller.email)
    for day in (2, 4, 6, 8, 10, 12, 13.9):
        moved_on(monkeypatch, hours=day * 24)
        assert browser.post("/me/preferences/", {"language": "en"}).status_code == 302
        assert browser.get("/me/").status_code == 200
    moved_on(monkeypatch, hours=14 * 24 + 1)
    assert browser.get("/me/").status_code == 302


def test_a_sign_in_changes_the_session_key(browser: Client, seller: User) -> None:
    session = browser.session
    session["before"] = "x"
    session.save()
    planted = session.session_key
    browser.cookies[settings.SESSION_COOKIE_NAME] = planted or ""
    sign_in(browser, seller.email)
    assert browser.session.session_key != planted


def test_nobody_signs_up_without_an_invitation(browser: Client, seller: User) -> None:
    before = User.objects.count()
    answer = browser.post(
        "/account/signup/",
        {
            "email": "new@example.com",
            "password1": "three-quiet-lamps",
            "password2": "three-quiet-lamps",
        },
    )
    assert answer.status_code in {200, 302, 403}
    assert User.objects.count() == before
    assert not is_in(browser)


def test_signing_out_needs_a_post_and_ends_the_session(browser: Client, seller: User) -> None:
    sign_in(browser, seller.email)
    browser.get("/account/logout/")
    assert is_in(browser)
    browser.post("/account/logout/")
    assert not is_in(browser)
    assert browser.get("/me/").status_code == 302


def test_a_form_of_another_site_signs_nobody_in(seller: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(LOGIN, {"login": seller.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert not is_in(strict)
