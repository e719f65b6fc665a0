"""The people of organisations in the workbench: who manages whose, and refused forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from qudao.core.actor import Actor
from qudao.people.models import Invitation, Membership, User
from tests.people import Cast
from tests.refusals import nothing_changes
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import text_of, words_of
from tests.web.workbench.reading import rows_of
from tests.web.workbench.settings.pages import entries, verbs, wrong_fields

PEOPLE = "/workbench/people/"
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
GOOD = {"name": "Ma Li", "email": "ma.li@example.com", "role": "partner_seller"}


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def operations(cast: Cast) -> Client:
    return client_of(cast.operations)


def vendor(cast: Cast) -> str:
    return f"{PEOPLE}{cast.vendor.public_id}/"


def partner(cast: Cast) -> str:
    return f"{PEOPLE}{cast.partner_a.organisation.public_id}/"


def member(base: str, actor: Actor) -> str:
    return f"{base}{User.objects.get(pk=actor.user_key).public_id}/"


def email_of(actor: Actor) -> str:
    return str(User.objects.get(pk=actor.user_key).email)


def listed(answer: Any) -> list[list[str]]:
    """The rows of the list on which People opens."""
    return [row for row in rows_of(text_of(answer))[1:] if len(row) == 5]


def open_memberships() -> int:
    return Membership.objects.filter(ended_at=None).count()


def test_a_list_names_everybody_with_roles_and_address(cast: Cast, operations: Client) -> None:
    page = text_of(operations.get(vendor(cast)))
    names = {row[0].split(" ")[0] + " " + row[0].split(" ")[1]: row[1] for row in rows_of(page)[1:]
             if len(row) == 4 and "@" in row[0]}  # fmt: skip
    assert set(names) == {
        "Xu Mingyuan", "Lin Yue", "Zhou Qiming", "He Jia", "Sun Wei", "Tang Li", "Qian Hui",
    }  # fmt: skip
    assert names["Xu Mingyuan"] == "Channel manager"
    assert "Tang Li (you)" in words_of(operations.get(vendor(cast)))
    assert "7 people" in words_of(operations.get(vendor(cast)))


def test_people_opens_on_everybody_who_is_here_and_who_is_invited(
    cast: Cast, operations: Client
) -> None:
    operations.post(f"{partner(cast)}invite/", GOOD)
    User.objects.filter(pk=cast.seller_a.user_key).update(last_login=AT)
    Authenticator.objects.create(
        user_id=cast.seller_a.user_key, type=Authenticator.Type.TOTP, data={}
    )

    lines = {row[0].split(" ")[-1]: row[1:] for row in listed(operations.get(PEOPLE))}
    assert lines["ma.li@example.com"][-2:] == ["Invited", "–"]
    assert lines[email_of(cast.seller_a)][-2:] == ["2 Mar 2026 09:30", "On"]
    assert lines[email_of(cast.seller_b)][-2:] == ["Never signed in", "Off"]
    assert len(lines) == Membership.objects.filter(ended_at=None).count() + 1

    for asked, count in (
        ("?state=invited", 1), ("?factor=yes", 1), ("?side=vendor", 7), ("?q=ma.li", 1),
        ("?role=partner_seller&state=never", 3), ("?q=nobody-like-that", 0),
    ):  # fmt: skip
        assert len(listed(operations.get(f"{PEOPLE}{asked}"))) == count, asked
    seen = [row[0] for row in listed(operations.get(f"{PEOPLE}?sort=-last_login"))]
    assert email_of(cast.operations) in seen[0]  # signed in just now
    assert email_of(cast.seller_a) in seen[1]
    csv = b"".join(operations.get(f"{PEOPLE}?state=invited&export=csv")).decode()
    assert "ma.li@example.com" in csv


def test_people_shows_each_only_whose_people_they_manage(cast: Cast) -> None:
    seen = {
        who: {row[1] for row in listed(client_of(getattr(cast, who)).get(PEOPLE))}
        for who in ("channel_manager", "human_resources")
    }
    vendors, own = cast.vendor.name("en"), cast.partner_a.organisation.name("en")
    assert seen["human_resources"] == {vendors}
    assert own in seen["channel_manager"]
    assert vendors not in seen["channel_manager"]
    assert cast.partner_b.organisation.name("en") not in seen["channel_manager"]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"name": ""}, {"name"}),
        ({"name": "n" * 121}, {"name"}),
        ({"name": "Ma\tLi"}, {"name"}),
        ({"email": ""}, {"email"}),
        ({"email": "not-an-address"}, {"email"}),
        ({"email": "a" * 250 + "@b.cn"}, {"email"}),
        ({"role": ""}, {"role"}),
        ({"role": "king"}, {"role"}),
        ({"role": "channel_manager"}, {"role"}),  # a vendor's role in a partner's house
        ({"name": " ", "email": "x", "role": "king"}, {"name", "email", "role"}),
    ],
)
def test_a_wrong_invitation_names_its_fields_and_keeps_what_was_typed(
    cast: Cast, operations: Client, changed: dict[str, str], wrong: set[str]
) -> None:
    sent = {**GOOD, **changed}
    with nothing_changes():
        answer = operations.post(f"{partner(cast)}invite/", sent)
    assert answer.status_code == 422
    found = wrong_fields(answer)
    assert found <= wrong
    assert found
    for name in {"name", "email"} - wrong:
        assert f'value="{sent[name]}"' in text_of(answer)
    assert Invitation.objects.count() == 0


def test_the_same_invitation_twice_is_one_open_invitation(cast: Cast, operations: Client) -> None:
    first = operations.post(f"{partner(cast)}invite/", GOOD)
    assert first["Location"] == partner(cast)
    page = text_of(operations.get(partner(cast)))
    assert "/invitation/" in page  # the link, this once
    again = operations.post(f"{partner(cast)}invite/", {**GOOD, "email": "MA.LI@example.com"})
    assert again.status_code in {302, 409, 422}
    listed = text_of(operations.get(partner(cast)))
    assert listed.count("ma.li@example.com · ") == 1


def test_who_is_in_already_is_not_invited_again(cast: Cast, operations: Client) -> None:
    seller = User.objects.get(pk=cast.seller_a.user_key)
    with nothing_changes():
        answer = operations.post(f"{partner(cast)}invite/", {**GOOD, "email": seller.email})
    assert answer.status_code in {409, 422}
    assert f'value="{seller.email}"' in text_of(answer)


def test_an_invitation_is_taken_back_once(cast: Cast, operations: Client) -> None:
    operations.post(f"{partner(cast)}invite/", GOOD)
    row = Invitation.objects.get()
    at = f"/workbench/invitations/{row.public_id}/revoke/"
    assert operations.get(at).status_code == 405
    assert operations.post(at).status_code == 302
    before = entries()
    assert operations.post(at).status_code == 409
    assert operations.post("/workbench/invitations/inv_none/revoke/").status_code == 404
    assert entries() == before
    assert "ma.li@example.com" not in text_of(operations.get(partner(cast)))


def test_a_member_has_roles_that_can_be_changed_and_the_own_page_offers_nothing(
    cast: Cast, operations: Client
) -> None:
    other = text_of(operations.get(member(vendor(cast), cast.channel_manager)))
    assert "End the membership" in other
    assert 'value="channel_manager"' in other
    own = words_of(operations.get(member(vendor(cast), cast.operations)))
    assert "You do not change your own roles here" in own
    assert "End the membership" not in own
    with nothing_changes():
        for what, sent in (("roles/", {"role": ["channel_director"]}), ("end/", {})):
            answer = operations.post(f"{member(vendor(cast), cast.operations)}{what}", sent)
            assert answer.status_code in {403, 409, 422}


def test_roles_that_are_no_roles_change_nothing(cast: Cast, operations: Client) -> None:
    at = f"{member(vendor(cast), cast.channel_manager)}roles/"
    for sent in ({}, {"role": ["king"]}, {"role": ["partner_seller"]}, {"role": ["", "king"]}):
        with nothing_changes():
            answer = operations.post(at, sent)
        assert answer.status_code == 422, sent
    assert operations.post(at, {"role": ["channel_manager", "channel_director"]}).status_code == 302
    assert verbs()[-1].startswith("people.")
    page = words_of(operations.get(vendor(cast)))
    assert "The roles are changed." in page


def test_whoever_left_is_out_and_on_no_page(cast: Cast, operations: Client) -> None:
    at = member(vendor(cast), cast.account_manager)
    gone = client_of(cast.account_manager)
    before = open_memberships()
    assert operations.post(f"{at}end/").status_code == 302
    assert open_memberships() == before - 1
    assert operations.get(at).status_code == 404
    assert operations.post(f"{at}end/").status_code == 404
    assert gone.get("/workbench/funnel/").status_code != 200
    assert "He Jia" not in words_of(operations.get(vendor(cast)))


def test_a_channel_manager_manages_the_own_partners_alone(cast: Cast) -> None:
    manager = client_of(cast.channel_manager)
    rival = f"{PEOPLE}{cast.partner_b.organisation.public_id}/"
    assert manager.get(partner(cast)).status_code == 200
    with nothing_changes():
        assert manager.get(rival).status_code == 404
        assert manager.post(f"{rival}invite/", GOOD).status_code == 404
        assert manager.get(member(rival, cast.seller_b)).status_code == 404
        assert manager.post(f"{member(rival, cast.seller_b)}end/").status_code == 404
        # somebody of another house under the own partner's address
        assert manager.get(member(partner(cast), cast.seller_b)).status_code == 404
        assert manager.post(f"{member(partner(cast), cast.seller_b)}end/").status_code == 404
    page = text_of(manager.get(partner(cast)))
    assert "Dingpei" not in page
    assert "Qiheng Info" in page


@pytest.mark.parametrize(("who", "status"), [("seller_a", 404), ("principal_a", 404)])
def test_partners_people_have_no_pages_here(cast: Cast, who: str, status: int) -> None:
    client = client_of(getattr(cast, who))
    with nothing_changes():
        assert client.get(PEOPLE).status_code == status
        assert client.get(partner(cast)).status_code == status
        assert client.post(f"{partner(cast)}invite/", GOOD).status_code == status


def test_organisations_are_found_by_their_name(cast: Cast, operations: Client) -> None:
    found = text_of(operations.get(PEOPLE, {"q": "Dingpei"}))
    place = f'href="{PEOPLE}{cast.partner_b.organisation.public_id}/"'
    assert place in found.partition("Invite into")[2]
    assert partner(cast) not in found
    nobody = operations.get(PEOPLE, {"q": "<nobody>"})
    assert nobody.status_code == 200
    assert "<nobody>" not in text_of(nobody)
    assert operations.get(f"{PEOPLE}org_none/").status_code == 404
