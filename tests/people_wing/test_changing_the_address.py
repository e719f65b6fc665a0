"""Another e-mail address counts once the link that was sent to it has been opened."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from qudao.core.actor import Actor
from qudao.people.models import User
from tests.people import PASSWORD, Cast
from tests.people_wing.letters import send_letters

PAGE = "/account/email/"
NEW = "chen.new@example.com"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/account/confirm-email/[^/\s]+/)")
FIRST = "Confirm your present address first"


def signed_in(email: str) -> Client:
    browser = Client(headers={"Accept-Language": "en"})
    browser.post("/account/login/", {"login": email, "password": PASSWORD})
    return browser


def address_of(actor: Actor) -> str:
    return str(User.objects.get(pk=actor.user_key).email)


def ask_for(browser: Client, email: str) -> tuple[int, str]:
    answer = browser.post(PAGE, {"action_add": "", "email": email})
    send_letters()
    return answer.status_code, answer.content.decode()


def open_last_link(browser: Client) -> None:
    found = LINK.search(str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    browser.post(found.group(1))


def test_the_present_address_stays_until_the_new_ones_link_is_opened(seller: User) -> None:
    browser, old = signed_in(seller.email), seller.email
    assert ask_for(browser, NEW)[0] == 302
    seller.refresh_from_db()
    assert seller.email == old
    assert "_auth_user_id" not in signed_in(NEW).session
    assert [letter.to for letter in mail.outbox] == [[NEW]]
    Client().post("/account/password/reset/", {"email": NEW})
    send_letters()
    assert [letter.to for letter in mail.outbox] == [[NEW]]

    open_last_link(browser)

    seller.refresh_from_db()
    assert seller.email == NEW
    assert "_auth_user_id" in signed_in(NEW).session
    assert "_auth_user_id" not in signed_in(old).session
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(NEW, True)]


def test_an_unconfirmed_present_address_is_kept_and_confirmed_first(
    cast: Cast, no_limits_yet: None
) -> None:
    for actor in (cast.seller_a, cast.engineer_a):
        old = address_of(actor)
        user = User.objects.get(pk=actor.user_key)
        EmailAddress.objects.create(user=user, email=old, primary=True)
        browser = signed_in(old)
        assert FIRST in browser.get(PAGE).content.decode()

        status, page = ask_for(browser, f"new.{old}")

        assert (status, FIRST in page) == (200, True)
        assert address_of(actor) == old
        assert "_auth_user_id" not in signed_in(f"new.{old}").session
    assert EmailAddress.objects.filter(primary=True).count() == 2
    assert mail.outbox == []


def test_whoever_confirmed_the_present_address_changes_it(cast: Cast, no_limits_yet: None) -> None:
    old = address_of(cast.seller_a)
    browser = signed_in(old)
    browser.get(PAGE)  # notes the address of a login that has none noted yet
    assert ask_for(browser, NEW)[0] == 200

    browser.post(PAGE, {"action_send": "", "email": old})
    send_letters()
    open_last_link(browser)

    assert ask_for(browser, NEW)[0] == 302
    assert address_of(cast.seller_a) == old
    assert FIRST not in browser.get(PAGE).content.decode()


@pytest.mark.parametrize("verified", [False, True])
def test_the_address_in_use_is_never_removed(
    cast: Cast, no_limits_yet: None, *, verified: bool
) -> None:
    user = User.objects.get(pk=cast.seller_a.user_key)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified)
    EmailAddress.objects.create(user=user, email=NEW)
    signed_in(user.email).post(PAGE, {"action_remove": "", "email": user.email})
    assert address_of(cast.seller_a) == user.email
    assert EmailAddress.objects.filter(email=user.email).exists()


def test_the_address_of_another_login_is_not_taken_over(cast: Cast, seller: User) -> None:
    own, others = seller.email, address_of(cast.principal_a)
    browser = signed_in(own)
    pending = EmailAddress.objects.create(user=seller, email=others)
    pending.send_confirmation()
    send_letters()

    open_last_link(browser)

    assert address_of(cast.seller_a) == own
    assert address_of(cast.principal_a) == others
    assert not EmailAddress.objects.filter(email=others, verified=True).exists()


def test_the_database_keeps_no_login_without_address(seller: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=seller.pk).update(email="")
    seller.refresh_from_db()
    assert seller.email == "chen.xiaoyu@example.com"
