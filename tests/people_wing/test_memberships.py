"""Roles change and people leave: at once, on record, and never the last administrator."""

from __future__ import annotations

from datetime import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from qudao.core.actor import NOBODY, Actor, Role
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.people.actions.keys import ApiKeyInput, create_api_key
from qudao.people.actions.memberships import RolesInput, change_roles, end_membership
from qudao.people.actors import api_key_actor, session_actor
from qudao.people.models import Membership, Organisation, User
from qudao.people.notifications import my_notices
from qudao.people.selectors import members_of, organisation_choices
from tests.people import Cast, make_actor


def user_of(actor: Actor) -> User:
    user: User = User.objects.get(pk=actor.user_key)
    return user


def organisation_of(actor: Actor) -> Organisation:
    return Organisation.objects.get(pk=actor.organisation_key)


def change(by: Actor, whom: Actor, now: datetime, *roles: str) -> None:
    data = RolesInput(
        organisation_id=organisation_of(whom).public_id,
        user_id=user_of(whom).public_id,
        roles=roles,
    )
    change_roles(by, data, now=now)


def end(by: Actor, whom: Actor, now: datetime) -> None:
    end_membership(by, organisation_of(whom).public_id, user_of(whom).public_id, now=now)


def active_roles(actor: Actor) -> list[str]:
    rows = Membership.objects.filter(user_id=actor.user_key, ended_at=None)
    return sorted(rows.values_list("role", flat=True))


def test_roles_are_replaced_and_the_old_ones_stay_on_record(cast: Cast, now: datetime) -> None:
    change(cast.principal_a, cast.seller_a, now, "partner_engineer", "partner_principal")

    assert active_roles(cast.seller_a) == ["partner_engineer", "partner_principal"]
    ended = Membership.objects.get(user_id=cast.seller_a.user_key, role="partner_seller")
    assert ended.ended_at == now
    row = AuditEntry.objects.get(verb="people.roles_changed")
    assert (row.before, row.after) == (
        {"roles": ["partner_seller"]},
        {"roles": ["partner_engineer", "partner_principal"]},
    )
    assert my_notices(cast.seller_a)[0].text == "Your roles at Qiheng Info have changed."


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("seller_a", NotPermitted),
        ("account_manager", NotPermitted),
        ("other_channel_manager", NotFound),
        ("human_resources", NotFound),
    ],
)
def test_others_change_nothing(
    cast: Cast, now: datetime, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        change(getattr(cast, who), cast.engineer_a, now, "partner_principal")
    with pytest.raises(refusal):
        end(getattr(cast, who), cast.engineer_a, now)
    assert active_roles(cast.engineer_a) == ["partner_engineer"]
    assert AuditEntry.objects.count() == 0


def test_a_role_of_the_other_side_or_none_is_refused(cast: Cast, now: datetime) -> None:
    for roles in ((), ("channel_manager",), ("partner_seller", "nonsense")):
        with pytest.raises(Invalid):
            change(cast.principal_a, cast.seller_a, now, *roles)
    assert active_roles(cast.seller_a) == ["partner_seller"]


def test_hr_neither_gives_nor_takes_an_administrators_role(cast: Cast, now: datetime) -> None:
    with pytest.raises(Invalid):
        change(cast.human_resources, cast.account_manager, now, "operations")
    with pytest.raises(Invalid):
        change(cast.human_resources, cast.operations, now, "account_manager")
    with pytest.raises(Invalid):
        end(cast.human_resources, cast.operations, now)
    assert active_roles(cast.operations) == ["operations"]

    change(cast.human_resources, cast.account_manager, now, "channel_marketer")
    assert active_roles(cast.account_manager) == ["channel_marketer"]


def test_nobody_changes_the_own_membership(cast: Cast, now: datetime) -> None:
    with pytest.raises(Conflict):
        change(cast.operations, cast.operations, now, "general_manager")
    with pytest.raises(Conflict):
        end(cast.principal_a, cast.principal_a, now)
    assert active_roles(cast.principal_a) == ["partner_principal"]


def test_the_last_administrator_stays(cast: Cast, now: datetime) -> None:
    end(cast.channel_director, cast.operations, now)
    gone = cast.operations  # an actor of before, as in a request that is still running
    with pytest.raises(Conflict) as refused:
        end(gone, cast.channel_director, now)

    assert refused.value.code == "last_administrator"
    assert active_roles(cast.channel_director) == ["channel_director"]


def test_who_was_let_go_is_nobody_at_the_next_request(cast: Cast, now: datetime) -> None:
    user = user_of(cast.seller_a)

    end(cast.principal_a, cast.seller_a, now)

    assert session_actor(user, cast.partner_a.pk, language="en", request_id="r") is NOBODY
    assert active_roles(cast.seller_a) == []
    row = AuditEntry.objects.get(verb="people.membership_ended")
    assert row.before["roles"] == ["partner_seller"]
    with pytest.raises(NotFound):
        end(cast.principal_a, cast.seller_a, now)


def test_the_sessions_of_who_was_let_go_are_ended(
    cast: Cast, now: datetime, client: Client
) -> None:
    user = user_of(cast.seller_a)
    client.force_login(user)
    UserSession.objects.create(
        user=user, session_key=client.session.session_key, ip="127.0.0.1", user_agent="test"
    )

    end(cast.principal_a, cast.seller_a, now)

    assert UserSession.objects.count() == 0
    assert "_auth_user_id" not in client.session


def test_who_belongs_elsewhere_too_stays_logged_in(
    cast: Cast, now: datetime, client: Client
) -> None:
    user = user_of(cast.seller_a)
    Membership.objects.create(
        user=user,
        organisation=cast.partner_b.organisation,
        role="partner_seller",
        started_at=now,
    )
    client.force_login(user)

    end(cast.principal_a, cast.seller_a, now)

    assert "_auth_user_id" in client.session
    actor = session_actor(user, cast.partner_a.pk, language="en", request_id="r")
    assert actor.organisation_id == cast.partner_b.pk


def test_the_keys_of_who_was_let_go_stay_dead(cast: Cast, now: datetime) -> None:
    data = ApiKeyInput(name="sync", scopes=("registrations.read",))
    secret = create_api_key(cast.seller_a, data, now=now).secret
    user = user_of(cast.seller_a)

    end(cast.principal_a, cast.seller_a, now)
    Membership.objects.create(
        user=user, organisation=cast.partner_a.organisation, role="partner_seller", started_at=now
    )

    assert api_key_actor(secret, now=now, language="en", request_id="r") is NOBODY


def test_members_are_listed_by_name_with_their_roles(cast: Cast, now: datetime) -> None:
    rows = members_of(cast.principal_a, cast.partner_a.organisation.public_id)

    assert [(row.name, row.is_self) for row in rows] == [
        ("Chen Bo", True),
        ("Chen Xiaoyu", False),
        ("Wang Zheng", False),
    ]
    assert [str(role) for role in rows[1].roles] == ["Partner seller"]
    with pytest.raises(NotFound):
        members_of(cast.principal_a, cast.partner_b.organisation.public_id)
    with pytest.raises(NotPermitted):
        members_of(cast.seller_a, cast.partner_a.organisation.public_id)


def test_the_list_takes_few_queries_whatever_its_length(
    cast: Cast, now: datetime, django_assert_num_queries: object
) -> None:
    for number in range(12):
        make_actor(f"Extra {number}", cast.partner_a.organisation, Role.PARTNER_SELLER, now=now)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(members_of(cast.principal_a, cast.partner_a.organisation.public_id)) == 15


def test_the_organisations_to_choose_from_follow_the_role(cast: Cast) -> None:
    def names(actor: Actor, search: str = "") -> list[str]:
        return [row.name for row in organisation_choices(actor, search=search)]

    assert names(cast.principal_a) == ["Qiheng Info"]
    assert names(cast.human_resources) == ["Chengyan Software"]
    assert names(cast.channel_manager) == ["Hengbo Networks", "Lianji Distribution", "Qiheng Info"]
    assert names(cast.operations, "Ding") == ["Dingpei Integration"]
    assert names(cast.seller_a) == []
