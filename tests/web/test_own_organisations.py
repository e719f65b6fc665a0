"""Who belongs to several organisations chooses for which to act, among the own ones alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client

from qudao.core import clock
from qudao.core.actor import NOBODY, Actor, Role
from qudao.core.errors import NotFound, NotPermitted
from qudao.people.actions.invitations import InvitationInput, NewLogin, accept_invitation, invite
from qudao.people.actors import session_actor
from qudao.people.belonging import own_organisation, own_organisations
from qudao.people.models import Membership, Organisation, User
from qudao.web.shared.doors import CHOSEN_ORGANISATION
from tests.people import Cast

PAGE = "/me/organisations/"
SWITCH = "Act for another organisation"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def user_of(actor: Actor) -> User:
    user: User = User.objects.get(pk=actor.user_key)
    return user


def enter(user: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def join(user: User, house: Organisation, role: Role, now: datetime) -> Membership:
    return Membership.objects.create(user=user, organisation=house, role=role, started_at=now)


def text_of(client: Client, path: str = PAGE) -> str:
    return client.get(path, follow=True).content.decode()


def invitation_of(actor: Actor, house: Organisation, email: str) -> str:
    data = InvitationInput(
        organisation_id=house.public_id, name="Ma Li", email=email, role="partner_seller"
    )
    return invite(actor, data, now=clock.now()).path


def test_one_acts_for_the_chosen_organisation(cast: Cast, now: datetime) -> None:
    user, other = user_of(cast.seller_a), cast.partner_b.organisation
    join(user, other, Role.PARTNER_PRINCIPAL, now)
    client = enter(user)
    assert SWITCH in text_of(client, "/portal/")
    assert client.get("/portal/people/", follow=True).status_code == 403  # a seller of partner A

    answer = client.post(f"{PAGE}{other.public_id}/")

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session[CHOSEN_ORGANISATION] == other.pk
    assert client.get("/portal/people/", follow=True).status_code == 200
    page = text_of(client)
    assert "Act for Qiheng Info" in page
    assert "Act for Dingpei Integration" not in page
    again = enter(user_of(cast.seller_a))  # the choice outlives the session
    assert again.get("/portal/people/", follow=True).status_code == 200
    assert again.post(f"{PAGE}{cast.partner_a.organisation.public_id}/").status_code == 302
    assert (
        client.get("/portal/people/", follow=True).status_code == 200
    )  # an open one keeps its own


def test_one_changes_the_side_with_the_organisation(cast: Cast, now: datetime) -> None:
    user = user_of(cast.seller_a)
    join(user, cast.vendor, Role.CHANNEL_MANAGER, now)
    client = enter(user)
    client.post(f"{PAGE}{cast.vendor.public_id}/")
    assert client.get("/portal/").status_code == 404
    assert SWITCH in text_of(client, "/workbench/")


def test_an_organisation_of_others_is_absent(cast: Cast, now: datetime) -> None:
    user, other = user_of(cast.seller_a), cast.partner_b.organisation
    client = enter(user)
    left = join(user, other, Role.PARTNER_SELLER, now)
    Membership.objects.filter(pk=left.pk).update(ended_at=now)
    strange = cast.distributor.organisation.public_id
    for public_id in (other.public_id, cast.vendor.public_id, strange, "org_none"):
        assert client.post(f"{PAGE}{public_id}/").status_code == 404
    assert CHOSEN_ORGANISATION not in client.session
    assert [row.name for row in own_organisations(cast.seller_a)] == ["Qiheng Info"]
    with pytest.raises(NotFound):
        own_organisation(cast.seller_a, other.public_id)


def test_only_a_post_chooses_and_nobody_chooses_nothing(cast: Cast) -> None:
    own = cast.partner_a.organisation.public_id
    assert enter(user_of(cast.seller_a)).get(f"{PAGE}{own}/").status_code == 405
    assert Client().post(f"{PAGE}{own}/").status_code == 302
    with pytest.raises(NotPermitted):
        own_organisations(NOBODY)


def test_who_belongs_to_one_is_offered_no_other(cast: Cast, now: datetime) -> None:
    user = user_of(cast.seller_a)
    join(user, cast.partner_a.organisation, Role.PARTNER_ENGINEER, now)
    client = enter(user)
    assert SWITCH not in text_of(client, "/portal/")
    page = text_of(client)
    assert "Partner seller" in page
    assert "Partner engineer" in page
    assert "Act for" not in page


def test_the_true_employer_is_acted_for_though_a_rival_invited_first(cast: Cast) -> None:
    email, true = "ma.li@example.com", cast.partner_b.organisation
    rival = invitation_of(cast.principal_a, cast.partner_a.organisation, email)
    planted = NewLogin(name="Ma Li", password="three-quiet-lamps")
    user = accept_invitation(NOBODY, rival.split("/")[2], planted, now=clock.now())
    assert session_actor(user, None, language="en", request_id="").belongs_to_several is False
    client = enter(user)
    assert client.get("/me/").status_code == 200

    path = invitation_of(cast.other_channel_manager, true, email)
    assert client.post(path)["Location"] == "/"

    assert client.session[CHOSEN_ORGANISATION] == true.pk
    assert "Act for Qiheng Info" in text_of(client)


def test_a_refused_invitation_leaves_the_choice(cast: Cast) -> None:
    client = enter(user_of(cast.seller_a))
    path = invitation_of(cast.other_channel_manager, cast.partner_b.organisation, "x@a.cn")
    assert client.post(path).status_code == 409
    assert CHOSEN_ORGANISATION not in client.session
