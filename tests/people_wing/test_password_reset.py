"""A forgotten password: a letter by a real mail conversation, a link that works once."""

from __future__ import annotations

import re
from smtplib import SMTPRecipientsRefused

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import authenticate
from django.test import Client
from pytest_django.fixtures import Settings

from qudao.people.models import User
from tests.people import PASSWORD
from tests.people_wing.letters import letters_waiting, send_letters
from tests.people_wing.smtp_server import Conversation

RESET = "/account/password/reset/"
NEW = "a-brand-new-harbour"
LINK = re.compile(r"/account/password/reset/key/[\w-]+/")


def ask(browser: Client, email: str) -> int:
    status = browser.post(RESET, {"email": email}).status_code
    send_letters()
    return status


def link_in(mail_server: Conversation) -> str:
    """The link of the last letter, as its lines were sent."""
    text = mail_server.messages[-1].content.replace("=\n", "")
    found = LINK.search(text)
    assert found, text
    return found.group()


def open_form(browser: Client, link: str) -> str:
    """Follow the link to the page with the form; its address hides the secret."""
    answer = browser.get(link)
    assert answer.status_code == 302, answer.content.decode()[:200]
    return str(answer["Location"])


def set_password(browser: Client, form: str, password: str) -> int:
    data = {"password1": password, "password2": password}
    return browser.post(form, data).status_code


def may_sign_in(email: str, password: str) -> bool:
    return authenticate(email=email, password=password) is not None


def test_the_letter_brings_a_new_password(
    browser: Client, seller: User, mail_server: Conversation
) -> None:
    assert ask(browser, seller.email) == 302
    (told,) = mail_server.messages
    assert (told.sender, told.recipients) == ("channel@example.com", [seller.email])

    form = open_form(browser, link_in(mail_server))
    assert "set-password" in form
    assert set_password(browser, form, NEW) == 302

    assert may_sign_in(seller.email, NEW)
    assert not may_sign_in(seller.email, PASSWORD)


def test_a_link_works_once(browser: Client, seller: User, mail_server: Conversation) -> None:
    ask(browser, seller.email)
    link = link_in(mail_server)
    set_password(browser, open_form(browser, link), NEW)

    other = Client(headers={"Accept-Language": "en"})
    answer = other.get(link, follow=True)
    assert "password1" not in answer.content.decode()
    assert set_password(other, link, "another-new-harbour") != 302
    assert may_sign_in(seller.email, NEW)


def test_a_link_dies_with_the_password_that_it_was_for(
    browser: Client, seller: User, mail_server: Conversation
) -> None:
    ask(browser, seller.email)
    link = link_in(mail_server)
    seller.set_password("changed-in-between")
    seller.save()
    answer = Client().get(link, follow=True)
    assert "password1" not in answer.content.decode()


def test_a_link_changed_by_a_letter_opens_nothing(
    browser: Client, seller: User, mail_server: Conversation
) -> None:
    ask(browser, seller.email)
    link = link_in(mail_server)
    for wrong in (link[:-2] + "/", link.replace("key/", "key/1"), f"{RESET}key/1-set-password/"):
        assert "password1" not in Client().get(wrong, follow=True).content.decode()


def test_a_weak_new_password_is_refused_and_the_link_lives(
    browser: Client, seller: User, mail_server: Conversation
) -> None:
    ask(browser, seller.email)
    form = open_form(browser, link_in(mail_server))
    for weak in ("short", "password123", seller.email):
        assert set_password(browser, form, weak) == 200
    assert may_sign_in(seller.email, PASSWORD)
    assert set_password(browser, form, NEW) == 302
    assert may_sign_in(seller.email, NEW)


def test_two_different_passwords_are_refused(
    browser: Client, seller: User, mail_server: Conversation
) -> None:
    ask(browser, seller.email)
    form = open_form(browser, link_in(mail_server))
    data = {"password1": NEW, "password2": NEW + "x"}
    assert browser.post(form, data).status_code == 200
    assert may_sign_in(seller.email, PASSWORD)


@pytest.mark.parametrize("email", ["no@example.com", "nobody.known@example.org"])
def test_a_stranger_hears_the_same_on_the_page(
    browser: Client, seller: User, mail_server: Conversation, email: str
) -> None:
    known = browser.post(RESET, {"email": seller.email})
    strange = Client().post(RESET, {"email": email})
    send_letters()
    assert (strange.status_code, strange["Location"]) == (known.status_code, known["Location"])
    assert [told.recipients for told in mail_server.messages] == [[seller.email]]


def test_the_link_leads_to_the_public_address_whatever_name_the_request_came_by(
    seller: User, mail_server: Conversation, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["other.example", "testserver"]
    settings.PUBLIC_URL = "https://channel.example.com"
    Client(headers={"Host": "other.example"}).post(RESET, {"email": seller.email})
    send_letters()
    text = mail_server.messages[-1].content.replace("=\n", "")
    assert "https://channel.example.com/account/password/reset/key/" in text
    assert "[channel.example.com] Set a new password" in text
    assert "other.example" not in text


def test_the_page_answers_the_same_whatever_the_mail_server_says(
    browser: Client, seller: User, mail_server: Conversation
) -> None:
    """A refusal would tell which addresses there are, a server that is away break the page."""
    mail_server.refuses_recipients = True
    for email in ("no@example.com", seller.email):
        answer = browser.post(RESET, {"email": email})
        assert (answer.status_code, answer["Location"]) == (302, f"{RESET}done/")
    with pytest.raises(SMTPRecipientsRefused):
        send_letters()
    assert mail_server.messages == []


def test_a_letter_waits_sealed(browser: Client, seller: User, mail_server: Conversation) -> None:
    browser.post(RESET, {"email": seller.email})
    (letter,) = letters_waiting()
    assert not LINK.search(letter)
    assert seller.email not in letter
    assert mail_server.messages == []
    send_letters()
    assert LINK.search(link_in(mail_server))


def test_a_closed_login_gets_no_link(
    browser: Client, seller: User, mail_server: Conversation
) -> None:
    User.objects.filter(pk=seller.pk).update(is_active=False)
    ask(browser, seller.email)
    assert not [told for told in mail_server.messages if LINK.search(told.content)]


@pytest.mark.parametrize("email", ["", "no address", "a@b"])
def test_what_is_no_address_is_refused(
    browser: Client, seller: User, mail_server: Conversation, email: str
) -> None:
    assert ask(browser, email) == 200
    assert mail_server.messages == []


def test_a_second_header_in_the_address_is_refused(
    browser: Client, seller: User, mail_server: Conversation
) -> None:
    assert ask(browser, f"{seller.email}\nBcc: all@example.com") == 200
    assert mail_server.messages == []


def test_five_letters_in_a_minute_are_enough(
    browser: Client, seller: User, mail_server: Conversation
) -> None:
    answers = [ask(browser, seller.email) for _time in range(7)]
    assert len(mail_server.messages) == 5
    assert answers[-1] == 429


def test_a_changed_password_needs_the_old_one(browser: Client, seller: User) -> None:
    browser.post("/account/login/", {"login": seller.email, "password": PASSWORD})
    path = "/account/password/change/"
    data = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    assert browser.post(path, data).status_code == 200
    assert may_sign_in(seller.email, PASSWORD)
    assert browser.post(path, data | {"oldpassword": PASSWORD}).status_code == 302
    assert may_sign_in(seller.email, NEW)
    assert "_auth_user_id" in browser.session


def test_a_new_password_ends_the_other_sign_ins(
    browser: Client, seller: User, mail_server: Conversation
) -> None:
    thief = Client()
    thief.post("/account/login/", {"login": seller.email, "password": PASSWORD})
    assert thief.get("/me/").status_code == 200

    ask(browser, seller.email)
    set_password(browser, open_form(browser, link_in(mail_server)), NEW)

    assert thief.get("/me/").status_code == 302


def test_sign_ins_are_listed_and_ended_by_their_person(browser: Client, seller: User) -> None:
    browsers = [browser, Client(headers={"User-Agent": "Another machine"})]
    for one in browsers:
        one.post("/account/login/", {"login": seller.email, "password": PASSWORD})
        one.get("/me/")
    assert UserSession.objects.filter(user=seller).count() == 2
    page = browser.get("/account/sessions/").content.decode()
    assert page.count("127.0.0.1") >= 2

    browser.post("/account/sessions/")

    assert browser.get("/me/").status_code == 200
    assert browsers[1].get("/me/").status_code == 302
    assert UserSession.objects.filter(user=seller).count() == 1
