"""Where the programme asks a second factor of deciders, whoever lacks it sets it up and does
nothing else, by page or API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from qudao.core.models import AuditEntry, Programme
from qudao.core.programme import forget_programme
from qudao.people.models import User
from qudao.people.programme import programme_settings
from tests.api.caller import caller_for
from tests.people import PASSWORD, Cast
from tests.refusals import nothing_changes
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import text_of
from tests.web.workbench.settings.pages import GOOD

SETUP = "/account/2fa/totp/activate/?needed=1"
SETTINGS = "/workbench/settings/programme/"


@pytest.fixture
def asked(cast: Cast) -> Iterator[None]:
    Programme.objects.update(deciders_need_second_factor=True)
    forget_programme()
    yield
    forget_programme()


def set_up(client: Client) -> None:
    user = int(client.session["_auth_user_id"])
    Authenticator.objects.create(user_id=user, type=Authenticator.Type.TOTP, data={})


@pytest.mark.parametrize("who", ["channel_manager", "channel_director", "operations"])
def test_a_decider_without_it_is_led_to_set_it_up_and_does_nothing_else(
    cast: Cast, asked: None, who: str
) -> None:
    client = client_of(getattr(cast, who))
    for path in ("/workbench/", "/me/", "/workbench/partners/"):
        assert client.get(path)["Location"] == SETUP
    part = client.get("/workbench/partners/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, SETUP)
    with nothing_changes():
        assert client.post("/workbench/partners/new/", {"name_zh": "某公司"})["Location"] == SETUP

    set_up(client)

    assert client.get("/workbench/").status_code == 200


def test_the_page_to_set_it_up_says_why(cast: Cast, asked: None) -> None:
    address = User.objects.get(pk=cast.channel_manager.user_key).email
    client = Client(headers={"Accept-Language": "en"})
    client.post("/account/login/", {"login": address, "password": PASSWORD})

    asked_again = client.get("/workbench/", follow=True).redirect_chain
    assert asked_again[0] == (SETUP, 302)  # and for the password, as for all such changes
    page = client.post(asked_again[-1][0], {"password": PASSWORD}, follow=True)

    assert (page.status_code, page.redirect_chain) == (200, [(SETUP, 302)])
    assert "The programme asks a second step of your role." in text_of(page)


def test_other_roles_and_partners_go_on_without_it(cast: Cast, asked: None) -> None:
    assert client_of(cast.account_manager).get("/workbench/").status_code == 200
    assert client_of(cast.seller_a).get("/portal/").status_code == 200


def test_a_key_of_such_a_person_opens_nothing(cast: Cast, asked: None, now: datetime) -> None:
    caller = caller_for(cast.channel_manager, now)
    refused = caller.get("/me")
    assert (refused.status, refused.code) == (403, "second_factor_needed")

    set_up(client_of(cast.channel_manager))

    assert caller.get("/me").status == 200


def test_it_is_off_until_an_administrator_switches_it_on_which_is_audited(cast: Cast) -> None:
    director = client_of(cast.channel_director)
    current = programme_settings(cast.channel_director)
    assert current.deciders_need_second_factor is False

    answer = director.post(SETTINGS, {**GOOD[SETTINGS], "deciders_need_second_factor": "on"})

    assert answer.status_code == 302
    entry = AuditEntry.objects.unscoped(reason="test").filter(subject_kind="programme").latest("pk")
    assert entry.before["deciders_need_second_factor"] is False
    assert entry.after["deciders_need_second_factor"] is True
    assert director.get(SETTINGS)["Location"] == SETUP
    forget_programme()
