"""What may be typed into an invitation and into its acceptance, at both sides of every bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from qudao.core.actor import NOBODY
from qudao.core.models import AuditEntry
from qudao.people.actions.invitations import (
    InvitationInput,
    NewLogin,
    accept_invitation,
    invite,
)
from qudao.people.models import Invitation, Person, User
from tests.people import Cast
from tests.refusals import problems

LOGIN = NewLogin(name="Ma Li", password="three-quiet-lamps")
NAMES = ("马", "x" * 120, "  Ma Li  ", "O'Neil Ｌｉ", "Ma 👩\u200d💼", "<b>Ma</b>", "=1+1", "١٢٣")
UNREADABLE = (
    ("", "required"),
    ("   ", "required"),
    ("\u3000\u00a0", "required"),
    ("\u200b", "required"),
    (" \u200b\ufeff \u2060", "required"),
    ("x" * 121, "too_long"),
    ("Ma\nLi", "control_characters"),
    ("Ma\x00Li", "control_characters"),
    ("Ma\x85Li", "control_characters"),
    ("Ma\u2028Li", "control_characters"),
    ("Ma\u202eLi", "control_characters"),
    ("Ma\u2066Li", "control_characters"),
)
ADDRESSES = (
    ("MA.LI@EXAMPLE.COM", "ma.li@example.com"),
    ("  ma.lo@example.com\t", "ma.lo@example.com"),
    ("ma+qudao@sub.example.co", "ma+qudao@sub.example.co"),
    ("m'a@example.com", "m'a@example.com"),
)
NO_ADDRESSES = (
    *("", " ", "ma.li", "ma.li@", "@example.com", "ma li@example.com", "ma@example", "a@b@c.com"),
    *("ma.li@example.com\nBcc: x@y.com", "ｍａ@example.com", "ma@-example.com", "ma,li@a.com"),
    *("ma@exa_mple.com", "<ma@example.com>", "ma@example.com\x00", "ma@..com"),
)
NO_ROLES = ("", "seller", "channel_manager", "Partner_Seller", "partner_seller ", "None")
NO_LOGINS: tuple[tuple[dict[str, str], list[tuple[str, str]]], ...] = (
    ({"name": ""}, [("name", "required")]),
    ({"name": "x" * 121}, [("name", "too_long")]),
    ({"name": "a\tb"}, [("name", "control_characters")]),
    ({"password": ""}, [("password", "password_too_short")]),
    ({"password": "kq7-zt-wv"}, [("password", "password_too_short")]),
    ({"password": "password123"}, [("password", "password_too_common")]),
    ({"password": "ma.li@example.com"}, [("password", "password_too_similar")]),
    ({"password": "x" * 201}, [("password", "too_long")]),
    ({"name": "", "password": "zq"}, [("name", "required"), ("password", "password_too_short")]),
)


def wanted(cast: Cast, **changed: str) -> InvitationInput:
    data = InvitationInput(
        organisation_id=cast.partner_a.organisation.public_id,
        name="Ma Li",
        email="ma.li@example.com",
        role="partner_seller",
    )
    return replace(data, **changed)


def test_any_human_name_is_taken_as_it_is(cast: Cast, now: datetime) -> None:
    for number, name in enumerate(NAMES):
        data = wanted(cast, name=name, email=f"n{number}@example.com")
        kept = invite(cast.principal_a, data, now=now).invitation.person.name
        assert kept == name.strip()


def test_a_name_that_nobody_can_read_is_refused(cast: Cast, now: datetime) -> None:
    for name, code in UNREADABLE:
        data = wanted(cast, name=name)
        assert problems(lambda it=data: invite(cast.principal_a, it, now=now)) == [("name", code)]


def test_an_address_is_kept_in_lower_case(cast: Cast, now: datetime) -> None:
    for typed, kept in ADDRESSES:
        issued = invite(cast.principal_a, wanted(cast, email=typed), now=now)
        assert issued.invitation.person.email == kept


def test_what_is_no_address_is_refused(cast: Cast, now: datetime) -> None:
    for email in NO_ADDRESSES:
        data = wanted(cast, email=email)
        found = problems(lambda it=data: invite(cast.principal_a, it, now=now))
        assert found == [("email", "email")], email


def test_an_address_may_fill_its_column_and_no_more(cast: Cast, now: datetime) -> None:
    domain = ".".join(["b" * 61] * 3) + ".cn"
    longest = "a" * (254 - len(domain) - 1) + "@" + domain
    invite(cast.principal_a, wanted(cast, email=longest), now=now)
    assert Invitation.objects.get().person.email == longest
    data = wanted(cast, email=f"a{longest}")
    found = problems(lambda: invite(cast.principal_a, data, now=now))
    assert [field for field, _code in found] == ["email"]


def test_a_role_of_another_house_is_refused(cast: Cast, now: datetime) -> None:
    for role in NO_ROLES:
        data = wanted(cast, role=role)
        found = problems(lambda it=data: invite(cast.principal_a, it, now=now))
        assert found == [("role", "role")]


@pytest.mark.parametrize("role", ["partner_principal", "partner_seller", "partner_engineer"])
def test_a_partners_roles_are_given_by_its_principal(cast: Cast, now: datetime, role: str) -> None:
    issued = invite(cast.principal_a, wanted(cast, role=role), now=now)
    assert issued.invitation.role == role
    entry = AuditEntry.objects.get(verb="people.invited")
    assert entry.after == {"organisation": cast.partner_a.organisation.public_id, "role": role}
    assert "ma.li" not in str(entry.after)


def test_every_problem_is_named_at_once(cast: Cast, now: datetime) -> None:
    data = wanted(cast, name="", email="no", role="no")
    assert problems(lambda: invite(cast.principal_a, data, now=now)) == [
        ("name", "required"),
        ("email", "email"),
        ("role", "role"),
    ]


def test_a_member_is_not_invited_to_what_it_is_but_to_what_it_is_not(
    cast: Cast, now: datetime
) -> None:
    same = wanted(cast, email="Chen.Xiaoyu@example.com")
    found = problems(lambda: invite(cast.principal_a, same, now=now))
    assert found == [("email", "already_member")]
    other = replace(same, role="partner_engineer")
    assert invite(cast.principal_a, other, now=now).invitation.role == "partner_engineer"


def test_who_left_may_be_invited_again(cast: Cast, now: datetime) -> None:
    user = User.objects.get(pk=cast.seller_a.user_key)
    user.memberships.update(ended_at=now)
    data = wanted(cast, email=user.email)
    assert invite(cast.principal_a, data, now=now).invitation.person.email == user.email


def test_a_login_that_will_not_do_is_refused_and_the_link_lives(cast: Cast, now: datetime) -> None:
    token = invite(cast.principal_a, wanted(cast), now=now).token
    for changed, expected in NO_LOGINS:
        login = replace(LOGIN, **changed)
        found = problems(lambda it=login: accept_invitation(NOBODY, token, it, now=now))
        assert found == expected
    assert accept_invitation(NOBODY, token, LOGIN, now=now).email == "ma.li@example.com"


@pytest.mark.parametrize("password", ["ten-signs!", "密码很长很长很长很长", " a b c d e f "])
def test_a_password_is_taken_with_every_sign(cast: Cast, now: datetime, password: str) -> None:
    token = invite(cast.principal_a, wanted(cast), now=now).token
    user = accept_invitation(NOBODY, token, replace(LOGIN, password=password), now=now)
    assert user.check_password(password)
    assert not user.check_password(password.strip() + "x")


def test_the_accepted_name_takes_the_place_of_the_typed_one(cast: Cast, now: datetime) -> None:
    token = invite(cast.principal_a, wanted(cast), now=now).token
    user = accept_invitation(NOBODY, token, replace(LOGIN, name="  马丽 Ma Li "), now=now)
    assert user.person.name == "马丽 Ma Li"
    assert Person.objects.filter(email="ma.li@example.com").count() == 1
