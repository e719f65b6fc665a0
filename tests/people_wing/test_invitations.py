"""A link lets one person in, once, within 14 days; who may send it follows from the role."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from qudao.core.actor import NOBODY, Actor
from qudao.core.deadlines import sweep
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry, Deadline
from qudao.people.actions.invitations import (
    InvitationInput,
    IssuedInvitation,
    NewLogin,
    accept_invitation,
    invite,
    join_with_invitation,
    revoke_invitation,
)
from qudao.people.actors import session_actor
from qudao.people.deliveries import deliver_invitation
from qudao.people.models import Invitation, Membership, Person, User
from qudao.people.selectors import (
    InvitationEnded,
    invitation_page,
    manageable_organisations,
    open_invitations,
    role_choices,
)
from tests.people import PASSWORD, Cast

LOGIN = NewLogin(name="Ma Li", password="three-quiet-lamps", language="zh-hans")


def ask(cast: Cast, actor: Actor, now: datetime, **changed: str) -> IssuedInvitation:
    values = {
        "organisation_id": cast.partner_a.organisation.public_id,
        "name": "Ma Li",
        "email": "Ma.Li@example.com",
        "role": "partner_seller",
    }
    return invite(actor, InvitationInput(**(values | changed)), now=now)


def problems_of(cast: Cast, actor: Actor, now: datetime, **changed: str) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        ask(cast, actor, now, **changed)
    assert Invitation.objects.count() == 0
    return {(problem.field, problem.code) for problem in refused.value.problems}


def test_the_secret_is_shown_once_and_kept_hashed(cast: Cast, now: datetime) -> None:
    issued = ask(cast, cast.principal_a, now)

    row = Invitation.objects.get()
    assert len(issued.token) >= 43
    assert issued.token not in (row.digest, row.public_id)
    assert row.expires_at == now + timedelta(days=14)
    assert (row.person.name, row.person.email) == ("Ma Li", "ma.li@example.com")
    assert row.person.employer == cast.partner_a.organisation
    assert AuditEntry.objects.get(verb="people.invited").user_id == cast.principal_a.user_id


@pytest.mark.parametrize(
    ("who", "partner", "allowed"),
    [
        ("principal_a", "partner_a", True),
        ("channel_manager", "partner_a", True),
        ("channel_manager", "sub_reseller", True),
        ("channel_director", "partner_b", True),
        ("operations", "partner_b", True),
        ("principal_a", "partner_b", False),
        ("channel_manager", "partner_b", False),
        ("human_resources", "partner_a", False),
    ],
)
def test_partner_people_are_invited_by_who_is_in_charge(
    cast: Cast, now: datetime, who: str, partner: str, *, allowed: bool
) -> None:
    actor, organisation = getattr(cast, who), getattr(cast, partner).organisation
    if allowed:
        ask(cast, actor, now, organisation_id=organisation.public_id)
        assert Invitation.objects.get().organisation == organisation
        return
    with pytest.raises(NotFound):
        ask(cast, actor, now, organisation_id=organisation.public_id)
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("who", ["seller_a", "engineer_a", "account_manager", "sales_director"])
def test_others_invite_nobody(cast: Cast, now: datetime, who: str) -> None:
    with pytest.raises(NotPermitted):
        ask(cast, getattr(cast, who), now)
    assert Invitation.objects.count() == 0


def test_vendor_people_are_invited_by_administrators_and_hr(cast: Cast, now: datetime) -> None:
    vendor = {"organisation_id": cast.vendor.public_id, "role": "channel_manager"}
    for actor in (cast.channel_director, cast.human_resources):
        ask(cast, actor, now, **vendor)
    with pytest.raises(NotFound):
        ask(cast, cast.channel_manager, now, **vendor)


def test_only_an_administrator_makes_administrators(cast: Cast, now: datetime) -> None:
    vendor = {"organisation_id": cast.vendor.public_id, "role": "general_manager"}

    assert problems_of(cast, cast.human_resources, now, **vendor) == {
        ("role", "administrators_only")
    }
    assert "general_manager" not in dict(role_choices(cast.human_resources, cast.vendor.public_id))
    assert ask(cast, cast.operations, now, **vendor).invitation.role == "general_manager"


def test_every_wrong_field_is_named_at_once(cast: Cast, now: datetime) -> None:
    assert problems_of(
        cast, cast.principal_a, now, name=" ", email="nonsense", role="channel_director"
    ) == {("name", "required"), ("email", "email"), ("role", "role")}
    assert problems_of(cast, cast.principal_a, now, name="a\u202eb" + "x" * 120) == {
        ("name", "too_long"),
        ("name", "control_characters"),
    }
    assert problems_of(cast, cast.principal_a, now, email="chen.xiaoyu@example.com") == {
        ("email", "already_member")
    }


def test_a_second_invitation_takes_the_first_back(cast: Cast, now: datetime) -> None:
    first = ask(cast, cast.principal_a, now)
    second = ask(cast, cast.channel_manager, now, role="partner_engineer")

    with pytest.raises(InvitationEnded):
        invitation_page(first.token, language="en", now=now)
    assert invitation_page(second.token, language="en", now=now).role == "Partner engineer"
    rows = open_invitations(cast.principal_a, cast.partner_a.organisation.public_id, now=now)
    assert [row.public_id for row in rows] == [second.invitation.public_id]
    assert Person.objects.filter(email="ma.li@example.com").count() == 1


def test_a_contact_without_login_becomes_the_user(cast: Cast, now: datetime) -> None:
    contact = Person.objects.create(
        name="Ma L.", email="ma.li@example.com", employer=cast.partner_a.organisation
    )
    issued = ask(cast, cast.principal_a, now)

    user = accept_invitation(NOBODY, issued.token, LOGIN, now=now)

    assert user.person_id == contact.pk
    assert user.person.name == "Ma Li"


def test_accepting_makes_a_login_with_its_membership(cast: Cast, now: datetime) -> None:
    issued = ask(cast, cast.principal_a, now)

    user = accept_invitation(NOBODY, issued.token, LOGIN, now=now)

    assert (user.email, user.language, user.check_password(LOGIN.password)) == (
        "ma.li@example.com",
        "zh-hans",
        True,
    )
    actor = session_actor(user, None, language="en", request_id="r")
    assert actor.organisation_id == cast.partner_a.pk
    assert {role.value for role in actor.roles} == {"partner_seller"}
    assert AuditEntry.objects.get(verb="people.invitation_accepted").user_id == user.pk


def test_a_used_link_is_refused(cast: Cast, now: datetime) -> None:
    issued = ask(cast, cast.principal_a, now)
    accept_invitation(NOBODY, issued.token, LOGIN, now=now)

    with pytest.raises(InvitationEnded):
        accept_invitation(NOBODY, issued.token, LOGIN, now=now)
    assert User.objects.filter(email="ma.li@example.com").count() == 1
    assert Membership.objects.filter(user__email="ma.li@example.com").count() == 1


def test_an_old_unknown_or_revoked_link_is_refused_alike(cast: Cast, now: datetime) -> None:
    issued = ask(cast, cast.principal_a, now)
    later = now + timedelta(days=14)
    with pytest.raises(InvitationEnded):
        accept_invitation(NOBODY, issued.token, LOGIN, now=later)
    with pytest.raises(InvitationEnded):
        accept_invitation(NOBODY, "x" * 43, LOGIN, now=now)
    revoke_invitation(cast.channel_manager, issued.invitation.public_id, now=now)
    with pytest.raises(InvitationEnded):
        accept_invitation(NOBODY, issued.token, LOGIN, now=now)
    with pytest.raises(Conflict):
        revoke_invitation(cast.channel_manager, issued.invitation.public_id, now=now)
    assert not User.objects.filter(email="ma.li@example.com").exists()


def test_another_partners_invitation_is_absent(cast: Cast, now: datetime) -> None:
    issued = ask(cast, cast.principal_a, now)

    with pytest.raises(NotFound):
        revoke_invitation(cast.other_channel_manager, issued.invitation.public_id, now=now)
    assert Invitation.objects.get().revoked_at is None
    assert cast.partner_a.organisation not in manageable_organisations(cast.other_channel_manager)


@pytest.mark.parametrize("password", ["short", "password123", "ma.li@example.com", "1" * 201])
def test_a_weak_password_leaves_the_link_alive(cast: Cast, now: datetime, password: str) -> None:
    issued = ask(cast, cast.principal_a, now)

    with pytest.raises(Invalid) as refused:
        accept_invitation(NOBODY, issued.token, NewLogin(name="", password=password), now=now)

    assert {problem.field for problem in refused.value.problems} == {"name", "password"}
    assert Invitation.objects.open(now).count() == 1


def test_only_the_mailed_link_proves_the_address(cast: Cast, now: datetime) -> None:
    copied = ask(cast, cast.principal_a, now)
    accept_invitation(NOBODY, copied.token, LOGIN, now=now)
    ask(cast, cast.principal_a, now, email="second@example.com")
    deliver_invitation(Invitation.objects.order_by("-pk")[0].public_id, now=now)
    mailed = mail.outbox[0].body.split("/invitation/")[1].split("/")[0]
    accept_invitation(NOBODY, mailed, LOGIN, now=now)

    verified = dict(EmailAddress.objects.values_list("email", "verified"))
    assert verified == {"ma.li@example.com": False, "second@example.com": True}


def test_the_mail_goes_out_once_in_both_languages(cast: Cast, now: datetime) -> None:
    issued = ask(cast, cast.principal_a, now)
    assert sweep(now=now) == 1

    deliver_invitation(issued.invitation.public_id, now=now)

    (message,) = mail.outbox
    assert message.to == ["ma.li@example.com"]
    assert "启恒信息" in message.body
    assert "Qiheng Info invites you to Chengyan Partners as: Partner seller." in message.body
    assert issued.token not in message.body
    assert Deadline.objects.count() == 0
    assert Invitation.objects.get().mailed_at == now


def test_a_revoked_invitation_is_not_mailed(cast: Cast, now: datetime) -> None:
    issued = ask(cast, cast.principal_a, now)
    revoke_invitation(cast.principal_a, issued.invitation.public_id, now=now)

    deliver_invitation(issued.invitation.public_id, now=now)

    assert (mail.outbox, Deadline.objects.count()) == ([], 0)


def test_an_address_with_a_login_joins_by_signing_in(cast: Cast, now: datetime) -> None:
    issued = ask(cast, cast.principal_a, now, email=cast.stranger.email, name="Typed Name")
    assert not invitation_page(issued.token, language="en", now=now).has_login  # told by mail only
    deliver_invitation(issued.invitation.public_id, now=now)
    mailed = mail.outbox[0].body.split("/invitation/")[1].split("/")[0]
    assert invitation_page(mailed, language="en", now=now).has_login
    with pytest.raises(Conflict):
        accept_invitation(NOBODY, issued.token, LOGIN, now=now)
    wrong = User.objects.get(pk=cast.seller_b.user_key)
    with pytest.raises(Conflict):
        join_with_invitation(NOBODY, wrong, issued.token, now=now)

    join_with_invitation(NOBODY, cast.stranger, issued.token, now=now)

    assert cast.stranger.check_password(PASSWORD)
    assert Membership.objects.get(user=cast.stranger).organisation == cast.partner_a.organisation
    assert Invitation.objects.get().person_id == cast.stranger.person_id
    assert not Person.objects.filter(name="Typed Name").exists()
