"""People and invitations on both sides: pages that work by plain forms, and show secrets once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from qudao.core import clock
from qudao.core.actor import Actor
from qudao.people.deliveries import deliver_invitation
from qudao.people.models import Invitation, Membership, User
from tests.people import PASSWORD, Cast

LINK = re.compile(r"http://testserver(/invitation/[\w-]+/)")
FORM = {"name": "Ma Li", "email": "ma.li@example.com", "role": "partner_seller"}
ACCEPT = {"name": "Ma Li", "password": "three-quiet-lamps"}


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    cache.clear()
    yield
    cache.clear()


def enter(actor: Actor, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.get(pk=actor.user_key))
    return client


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def invite_by_form(
    client: Client, space: str, organisation_id: str, email: str = FORM["email"]
) -> str:
    """Post the form; answers the path of the link that the next page shows."""
    form = FORM | {"email": email}
    response = client.post(f"/{space}/people/{organisation_id}/invite/", form)
    assert response.status_code == 302, response.content.decode()
    found = LINK.search(text_of(client, response["Location"]))
    assert found
    return found.group(1)


def test_a_principal_invites_and_the_link_is_shown_once(cast: Cast) -> None:
    client, organisation = enter(cast.principal_a), cast.partner_a.organisation.public_id

    path = invite_by_form(client, "portal", organisation)

    again = text_of(client, f"/portal/people/{organisation}/")
    assert path not in again
    assert "ma.li@example.com" in again
    assert path.split("/")[2] not in str(list(client.session.items()))


def test_the_invited_person_sets_a_password_and_is_in(cast: Cast) -> None:
    organisation = cast.partner_a.organisation.public_id
    copied = invite_by_form(enter(cast.principal_a), "portal", organisation)
    deliver_invitation(Invitation.objects.get().public_id, now=clock.now())
    path = "/invitation/" + str(mail.outbox[0].body).split("/invitation/")[1].split("/")[0] + "/"
    guest = Client(headers={"Accept-Language": "zh-CN"})
    page = text_of(guest, path)
    assert "加入启恒信息" in page

    refused = guest.post(path, {"name": "Ma Li", "password": "short"})
    assert refused.status_code == 422
    assert 'value="Ma Li"' in refused.content.decode()
    response = guest.post(path, ACCEPT)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert guest.get("/me/").status_code == 200
    assert User.objects.get(email="ma.li@example.com").language == "zh-hans"
    assert UserSession.objects.filter(user__email="ma.li@example.com").count() == 1
    # the link is used up, also for whoever else holds it; the person's own goes on
    assert guest.get(path)["Location"] == "/"
    assert Client().get(copied).status_code == 404
    assert Client().post(path, ACCEPT).status_code == 404


def test_a_copied_link_answers_the_same_whether_the_address_has_a_login_or_not(cast: Cast) -> None:
    principal, organisation = enter(cast.principal_a), cast.partner_a.organisation.public_id
    seen = []
    for email in ("ma.li@example.com", cast.stranger.email):
        path = invite_by_form(principal, "portal", organisation, email)
        guest = Client(headers={"Accept-Language": "en"})
        pages = [text_of(guest, path)]
        weak = guest.post(path, {"name": "Ma Li", "password": "short"})
        answer = guest.post(path, ACCEPT)
        assert answer["Location"] == f"/account/login/?next={path}"
        pages += [weak.content.decode(), text_of(guest, answer["Location"])]
        assert guest.get("/me/").status_code == 302
        plain = [re.sub(r"\b\w{64}\b", "", page) for page in pages]  # tokens against forgery
        seen.append([page.replace(email, "").replace(path.split("/")[2], "") for page in plain])
    assert seen[0] == seen[1]
    assert not Membership.objects.filter(user=cast.stranger).exists()
    assert Membership.objects.filter(user__email="ma.li@example.com").exists()


def test_the_page_of_an_invitation_leaks_its_link_to_nobody(cast: Cast) -> None:
    path = invite_by_form(enter(cast.principal_a), "portal", cast.partner_a.organisation.public_id)
    response = Client().get(path)
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"] == "private, no-store"


def test_guessing_links_is_slowed_down(cast: Cast) -> None:
    guest = Client()
    answers = [guest.get(f"/invitation/guess{number}/").status_code for number in range(21)]
    assert answers == [404] * 20 + [429]


def test_who_has_a_login_signs_in_and_joins(cast: Cast) -> None:
    client = enter(cast.principal_a)
    organisation = cast.partner_a.organisation.public_id
    client.post(f"/portal/people/{organisation}/invite/", FORM | {"email": cast.stranger.email})
    found = LINK.search(text_of(client, f"/portal/people/{organisation}/"))
    assert found
    path, guest = found.group(1), Client()
    assert f"/account/login/?next={path}" in text_of(guest, path)

    login = {"login": cast.stranger.email, "password": PASSWORD, "next": path}
    assert guest.post("/account/login/", login)["Location"] == path
    assert guest.post(path)["Location"] == "/"

    assert Membership.objects.get(user=cast.stranger).organisation == cast.partner_a.organisation


def test_a_refused_invitation_keeps_what_was_typed(cast: Cast) -> None:
    client, organisation = enter(cast.principal_a, "zh-CN"), cast.partner_a.organisation.public_id

    response = client.post(
        f"/portal/people/{organisation}/invite/", FORM | {"email": "not-an-address"}
    )

    assert response.status_code == 422
    assert 'value="not-an-address"' in response.content.decode()
    assert "邮箱格式不正确" in response.content.decode()
    assert Invitation.objects.count() == 0


def test_another_companys_people_are_absent(cast: Cast) -> None:
    client, other = enter(cast.principal_a), cast.partner_b.organisation.public_id
    assert client.get(f"/portal/people/{other}/").status_code == 404
    assert client.post(f"/portal/people/{other}/invite/", FORM).status_code == 404
    user = User.objects.get(pk=cast.seller_b.user_key).public_id
    own = cast.partner_a.organisation.public_id
    for organisation in (own, other):
        assert client.get(f"/portal/people/{organisation}/{user}/").status_code == 404
        assert client.post(f"/portal/people/{organisation}/{user}/end/").status_code == 404
    assert Invitation.objects.count() == 0
    assert Membership.objects.filter(ended_at=None, user_id=cast.seller_b.user_key).exists()


def test_a_channel_manager_finds_the_partners_in_charge(cast: Cast) -> None:
    client = enter(cast.channel_manager)
    page = client.get("/workbench/people/?q=Qiheng", follow=True).content.decode()
    assert "Chen Xiaoyu" in page
    assert "Dingpei" not in text_of(client, "/workbench/people/")


def test_roles_are_changed_and_the_person_let_go(cast: Cast) -> None:
    client = enter(cast.principal_a)
    organisation = cast.partner_a.organisation.public_id
    user = User.objects.get(pk=cast.seller_a.user_key)
    member = f"/portal/people/{organisation}/{user.public_id}/"
    sellers_own = enter(cast.seller_a)
    assert "Chen Xiaoyu" in text_of(client, member)

    assert client.post(f"{member}roles/", {}).status_code == 422
    assert client.post(f"{member}roles/", {"role": ["partner_principal"]}).status_code == 302
    assert client.post(f"{member}end/").status_code == 302

    assert sellers_own.get("/me/").status_code != 200
    assert client.get(member).status_code == 404


def test_taking_an_invitation_back(cast: Cast) -> None:
    client, organisation = enter(cast.principal_a), cast.partner_a.organisation.public_id
    path = invite_by_form(client, "portal", organisation)
    row = Invitation.objects.get()

    assert client.post(f"/portal/invitations/{row.public_id}/revoke/").status_code == 302

    assert Client().get(path).status_code == 404
    assert client.post(f"/portal/invitations/{row.public_id}/revoke/").status_code == 409


def test_invitations_by_the_dozen_are_slowed_down(cast: Cast) -> None:
    client, organisation = enter(cast.principal_a), cast.partner_a.organisation.public_id
    address = f"/portal/people/{organisation}/invite/"
    answers = [client.post(address, {}).status_code for _number in range(31)]
    assert answers == [422] * 30 + [429]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_vendors_pages_speak_both_languages(cast: Cast, now: datetime, language: str) -> None:
    client = enter(cast.operations, language)
    page = client.get("/workbench/people/", follow=True).content.decode()
    assert ("人员" in page) is (language == "zh-CN")
    assert "Tang Li" in page
