"""People and invitations: who manages whom on which side, and what a refusal leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from qudao.people.models import Invitation, Membership, User
from tests.people import Cast, org
from tests.refusals import nothing_changes
from tests.web.deals_pages import client_of

FORM = {"name": "Ma Li", "email": "ma.li@example.com", "role": "partner_seller"}


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def people(side: str, organisation: Any, part: str = "") -> str:
    return f"/{side}/people/{organisation.public_id}/{part}"


def user_of(cast: Cast, who: str) -> User:
    user: User = User.objects.get(pk=getattr(cast, who).user_key)
    return user


@pytest.mark.parametrize(
    ("who", "reaches"),
    [
        ("operations", {"vendor", "partner_a", "partner_b", "distributor", "sub_reseller"}),
        ("channel_manager", {"partner_a", "distributor", "sub_reseller"}),
        ("other_channel_manager", {"partner_b"}),
        ("account_manager", set()),
        ("sales_director", set()),
    ],
)
def test_whose_people_a_vendors_person_manages(cast: Cast, who: str, reaches: set[str]) -> None:
    client = client_of(getattr(cast, who))
    houses = {
        "vendor": cast.vendor,
        "partner_a": org(cast.partner_a),
        "partner_b": org(cast.partner_b),
        "distributor": org(cast.distributor),
        "sub_reseller": org(cast.sub_reseller),
    }
    opened = {
        name
        for name, house in houses.items()
        if client.get(people("workbench", house)).status_code == 200
    }
    assert opened == reaches


def test_a_principal_manages_the_own_company_alone(cast: Cast) -> None:
    client = client_of(cast.principal_a)
    start = client.get("/portal/people/")
    assert start["Location"] == people("portal", org(cast.partner_a))
    page = text_of(client.get(start["Location"]))
    for name in ("Chen Bo", "Chen Xiaoyu", "Wang Zheng"):
        assert name in page
    for name in ("Wu Gang", "Xu Mingyuan", "Guo Min"):
        assert name not in page
    assert "Other organisations" not in page
    for house in (cast.vendor, org(cast.partner_b), org(cast.distributor)):
        assert client.get(people("portal", house)).status_code == 404
    assert client.get(people("workbench", org(cast.partner_a))).status_code == 404


def test_others_of_a_partner_manage_nobody(cast: Cast) -> None:
    own = people("portal", org(cast.partner_a))
    for who in ("seller_a", "engineer_a"):
        client = client_of(getattr(cast, who))
        with nothing_changes():
            assert client.get("/portal/people/").status_code == 403
            assert client.get(own).status_code == 403
            assert client.post(f"{own}invite/", FORM).status_code == 403


WRONG: tuple[tuple[str, str], ...] = (
    ("name", ""),
    ("name", " "),
    ("name", "x" * 121),
    ("email", ""),
    ("email", "not-an-address"),
    ("email", "x" * 250 + "@example.com"),
    ("role", ""),
    ("role", "channel_director"),
    ("role", "king"),
)


def test_a_wrong_invitation_is_refused_and_kept_as_typed(cast: Cast) -> None:
    client = client_of(cast.principal_a)
    address = people("portal", org(cast.partner_a), "invite/")
    with nothing_changes():
        for field, value in WRONG:
            page = text_of(client.post(address, {**FORM, field: value}), 422)
            assert f'id="id_{field}_error"' in page
            assert 'value="Ma Li"' in page or field == "name"
            assert "Chen Xiaoyu" in page


def test_an_address_invited_twice_has_one_open_invitation(cast: Cast) -> None:
    client, address = client_of(cast.principal_a), people("portal", org(cast.partner_a), "invite/")
    assert client.post(address, FORM).status_code == 302
    client.post(address, {**FORM, "email": "MA.LI@example.com"})
    assert Invitation.objects.filter(revoked_at=None, accepted_at=None).count() == 1
    page = client.get(people("portal", org(cast.partner_a))).content.decode()
    assert page.partition("Open invitations")[2].count("ma.li@example.com") == 1


def test_a_member_is_not_invited_again(cast: Cast) -> None:
    client = client_of(cast.principal_a)
    mail = user_of(cast, "seller_a").email
    with nothing_changes():
        answer = client.post(
            people("portal", org(cast.partner_a), "invite/"), {**FORM, "email": mail.upper()}
        )
    assert answer.status_code in {409, 422}
    assert Invitation.objects.count() == 0


def test_the_link_is_not_shown_after_a_refusal_and_waits_for_the_page(cast: Cast) -> None:
    client, own = client_of(cast.principal_a), people("portal", org(cast.partner_a))
    client.post(f"{own}invite/", FORM)
    refused = text_of(client.post(f"{own}invite/", {**FORM, "name": ""}), 422)
    assert "/invitation/" not in refused
    assert "/invitation/" in text_of(client.get(own))
    assert "/invitation/" not in text_of(client.get(own))


def test_the_only_principal_neither_leaves_nor_loses_the_role(cast: Cast) -> None:
    client = client_of(cast.principal_a)
    me = user_of(cast, "principal_a")
    member = people("portal", org(cast.partner_a), f"{me.public_id}/")
    with nothing_changes():
        ended = client.post(f"{member}end/")
        changed = client.post(f"{member}roles/", {"role": ["partner_seller"]})
    assert ended.status_code in {403, 409, 422}
    assert changed.status_code in {403, 409, 422}
    assert Membership.objects.filter(user=me, ended_at=None).count() == 1


def test_roles_that_are_not_the_sides_are_refused(cast: Cast) -> None:
    client = client_of(cast.principal_a)
    member = people("portal", org(cast.partner_a), f"{user_of(cast, 'seller_a').public_id}/")
    with nothing_changes():
        for roles in ([], ["king"], ["channel_director"], ["partner_seller", "king"]):
            page = text_of(client.post(f"{member}roles/", {"role": roles}), 422)
            assert "Chen Xiaoyu" in page
            assert 'role="alert"' in page


def test_a_person_gets_another_role_and_reads_it_at_once(cast: Cast) -> None:
    seller = client_of(cast.engineer_a)
    assert seller.get("/portal/register/").status_code == 403
    member = people("portal", org(cast.partner_a), f"{user_of(cast, 'engineer_a').public_id}/")
    client = client_of(cast.principal_a)
    assert 'value="partner_engineer" id' in text_of(client.get(member)) or "checked" in text_of(
        client.get(member)
    )
    both = {"role": ["partner_engineer", "partner_principal"]}
    assert client.post(f"{member}roles/", both)["Location"] == people("portal", org(cast.partner_a))
    assert seller.get("/portal/people/").status_code == 302


def test_a_person_of_one_house_is_absent_in_another(cast: Cast) -> None:
    client = client_of(cast.operations)
    rival = user_of(cast, "seller_b").public_id
    for part in ("", "roles/", "end/"):
        url = people("workbench", org(cast.partner_a), f"{rival}/{part}")
        with nothing_changes():
            answer = client.post(url, {"role": ["partner_seller"]}) if part else client.get(url)
        assert answer.status_code == 404, part
    assert client.get(people("workbench", org(cast.partner_a), "usr_none/")).status_code == 404
    assert client.get("/workbench/people/org_none/").status_code == 404


def test_a_search_finds_the_house_that_fits(cast: Cast) -> None:
    client = client_of(cast.operations)
    found = text_of(client.get("/workbench/people/?q=恒博"))
    assert people("workbench", org(cast.sub_reseller)) in found
    page = text_of(client.get(people("workbench", cast.vendor, "?q=Qiheng")))
    assert 'value="Qiheng"' in page
    assert "Lianji" not in page.partition("Other organisations")[2]
    assert client.get("/workbench/people/?q=%00%25none").status_code == 200


def test_an_invitation_of_another_house_cannot_be_taken_back(cast: Cast) -> None:
    client_of(cast.principal_a).post(people("portal", org(cast.partner_a), "invite/"), FORM)
    row = Invitation.objects.get()
    for who, side in (("other_channel_manager", "workbench"), ("account_manager", "workbench")):
        answer = client_of(getattr(cast, who)).post(f"/{side}/invitations/{row.public_id}/revoke/")
        assert answer.status_code in {403, 404}
    row.refresh_from_db()
    assert row.revoked_at is None
    manager = client_of(cast.channel_manager)
    assert manager.post(f"/workbench/invitations/{row.public_id}/revoke/").status_code == 302
