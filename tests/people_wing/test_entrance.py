"""The entrance counts wrong passwords so that nobody shuts others out, and tells who came."""

from __future__ import annotations

from datetime import datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from qudao.core.models import AuditEntry
from qudao.people.models import ApiKey, SignInTry, User
from tests.people import PASSWORD, Cast
from tests.people_wing.smtp_server import Conversation
from tests.people_wing.test_password_reset import NEW, ask, link_in, open_form

LOGIN = "/account/login/"
STRANGER = "203.0.113.7"


def guess(address: str, *, times: int, place: str = STRANGER) -> None:
    for _time in range(times):
        Client(REMOTE_ADDR=place).post(LOGIN, {"login": address, "password": "a-wrong-guess"})


def signs_in(browser: Client, user: User) -> bool:
    browser.post(LOGIN, {"login": user.email, "password": PASSWORD})
    return "_auth_user_id" in browser.session


def verbs_of(subject_id: str) -> list[str]:
    rows = AuditEntry.objects.filter(subject_id=subject_id).order_by("pk")
    return [row.verb.removeprefix("people.") for row in rows]


def test_a_stranger_who_guesses_shuts_out_nobody_but_itself(browser: Client, seller: User) -> None:
    guess(seller.email, times=6)
    assert not signs_in(Client(REMOTE_ADDR=STRANGER), seller)
    assert signs_in(browser, seller)


def test_neither_a_restart_nor_an_empty_cache_begins_anew(seller: User) -> None:
    guess(seller.email, times=5)
    cache.clear()
    assert not signs_in(Client(REMOTE_ADDR=STRANGER), seller)


def test_guesses_from_everywhere_stop_strangers_and_no_known_browser(
    browser: Client, seller: User
) -> None:
    assert signs_in(browser, seller)
    known = Client(headers={"Accept-Language": "en"})
    known.cookies["qudao_known"] = browser.cookies["qudao_known"].value
    for number in range(11):
        guess(seller.email, times=5, place=f"203.0.113.{number}")
    assert not signs_in(Client(REMOTE_ADDR="198.51.100.1"), seller)
    assert browser.get("/me/").status_code == 200
    assert signs_in(known, seller)


def test_a_known_browser_has_five_tries_too_and_is_known_for_its_own_login_alone(
    browser: Client, cast: Cast, seller: User
) -> None:
    assert signs_in(browser, seller)
    known, other = Client(), Client()
    for one in (known, other):
        one.cookies["qudao_known"] = browser.cookies["qudao_known"].value
    for _time in range(5):
        known.post(LOGIN, {"login": seller.email, "password": "a-wrong-guess"})
    assert not signs_in(known, seller)
    other.post(LOGIN, {"login": "wang.zheng@example.com", "password": "a-wrong-guess"})
    assert SignInTry.objects.filter(is_known=True).count() == 5


def test_coming_and_going_is_on_record_without_secrets(browser: Client, seller: User) -> None:
    browser.post(LOGIN, {"login": seller.email, "password": "a-wrong-guess"})
    signs_in(browser, seller)
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    browser.post("/account/password/change/", data)
    browser.post("/account/logout/")
    assert verbs_of(seller.public_id) == [
        "sign_in_failed", "signed_in", "password_changed", "signed_out",
    ]  # fmt: skip
    rows = AuditEntry.objects.filter(subject_id=seller.public_id)
    assert {tuple(row.after) for row in rows} == {("place",)}
    assert [row.user_id for row in rows.order_by("pk")] == [None, *[seller.pk] * 3]
    kept = str(list(rows.values()))
    for secret in (PASSWORD, NEW, "a-wrong-guess", "127.0.0.1"):
        assert secret not in kept


def test_the_second_step_is_on_record(browser: Client, seller: User) -> None:
    TOTP.activate(seller, generate_totp_secret())
    browser.post(LOGIN, {"login": seller.email, "password": PASSWORD})
    browser.post("/account/2fa/authenticate/", {"code": "000000"})
    assert verbs_of(seller.public_id) == ["second_factor_failed"]
    browser.force_login(seller)
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    browser.post("/account/2fa/totp/deactivate/")
    assert verbs_of(seller.public_id)[-1] == "second_factor_off"


def test_an_unknown_address_is_kept_as_a_pseudonym(browser: Client, seller: User) -> None:
    guess("who.knows@example.org", times=1)
    (row,) = AuditEntry.objects.filter(subject_kind="entrance")
    assert (row.subject_id, row.verb) == ("entrance", "people.sign_in_failed")
    assert len(row.after["address"]) == 10
    assert "who.knows" not in str(row.after)


@pytest.mark.parametrize(("language", "words"), [("en", "tried to sign in"), ("zh-CN", "登录失败")])
def test_it_is_read_on_the_own_page_and_by_those_who_keep_the_trail(
    cast: Cast, seller: User, language: str, words: str
) -> None:
    guess(seller.email, times=1)
    guess("who.knows@example.org", times=1)
    own = Client(headers={"Accept-Language": language})
    own.force_login(seller)
    assert words in own.get("/me/sign-ins/").content.decode()
    keeper = Client(headers={"Accept-Language": language})
    keeper.force_login(User.objects.get(pk=cast.operations.user_key))
    for path in (f"user/{seller.public_id}", "entrance/entrance"):
        assert words in keeper.get(f"/workbench/audit/{path}/").content.decode()
    assert own.get("/workbench/audit/entrance/entrance/").status_code == 404
    for other in (cast.seller_b, cast.principal_a):
        own.force_login(User.objects.get(pk=other.user_key))
        assert words not in own.get("/me/sign-ins/").content.decode()


def key_of(seller: User, cast: Cast, now: datetime) -> ApiKey:
    return ApiKey.objects.create(
        user=seller, organisation=cast.partner_a.organisation, name="x", digest="x", created_at=now
    )


@pytest.mark.parametrize("wants", [{"revoke_keys": "on"}, {}])
def test_a_new_password_says_which_keys_stay_and_ends_them_if_wanted(
    cast: Cast, seller: User, browser: Client, now: datetime, wants: dict[str, str]
) -> None:
    key = key_of(seller, cast, now)
    signs_in(browser, seller)
    path = "/account/password/change/"
    page = browser.get(path).content.decode()
    assert "1 API key stays valid unless you revoke it." in page
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert browser.post(path, data | wants).status_code == 302
    key.refresh_from_db()
    assert (key.revoked_at is not None) is bool(wants)
    assert ("key_revoked" in verbs_of(key.public_id)) is bool(wants)


def test_a_reset_offers_to_end_the_keys_by_itself(
    cast: Cast, seller: User, browser: Client, now: datetime, mail_server: Conversation
) -> None:
    key = key_of(seller, cast, now)
    ask(browser, seller.email)
    form = open_form(browser, link_in(mail_server))
    page = browser.get(form).content.decode()
    assert "checked" in page[page.index("revoke_keys") :][:200]
    browser.post(form, {"password1": NEW, "password2": NEW, "revoke_keys": "on"})
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert verbs_of(seller.public_id) == ["password_reset"]
