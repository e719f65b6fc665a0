"""Who may give and take which roles, and that the vendor is never left without an administrator."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from qudao.core.actor import Actor, Role
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted, QudaoError
from qudao.core.models import AuditEntry
from qudao.people.actions.memberships import RolesInput, change_roles, end_membership
from qudao.people.models import ApiKey, Membership, Notice
from qudao.people.permissions import ADMINISTRATORS
from qudao.people.selectors import role_choices
from tests.people import Cast, as_session_actor, make_actor, make_cast, make_user
from tests.refusals import problems, refused


def roles_of(actor: Actor) -> list[str]:
    rows = Membership.objects.filter(user_id=actor.user_key, ended_at=None)
    return sorted(rows.values_list("role", flat=True))


def house_of(cast: Cast, actor: Actor) -> str:
    houses = (
        cast.vendor,
        *(p.organisation for p in (cast.partner_a, cast.partner_b, cast.distributor)),
    )
    return next(house.public_id for house in houses if house.pk == actor.organisation_id)


def change(cast: Cast, by: Actor, whom: Actor, now: datetime, *roles: str) -> None:
    data = RolesInput(
        organisation_id=house_of(cast, whom), user_id=whom.public_id, roles=tuple(roles)
    )
    change_roles(by, data, now=now)


def end(cast: Cast, by: Actor, whom: Actor, now: datetime) -> None:
    end_membership(by, house_of(cast, whom), whom.public_id, now=now)


# Who asks, whom it concerns, and what it gets; the rest of the cast gets NotPermitted.
MANAGES_SELLER_A = {"principal_a", "channel_manager", "channel_director", "operations"}
SEES_NO_SUCH_HOUSE = {"other_channel_manager", "human_resources"}


def test_a_partners_person_is_managed_by_who_is_in_charge(cast: Cast, now: datetime) -> None:
    names = [
        *("channel_manager", "other_channel_manager", "channel_director", "account_manager"),
        *("sales_director", "operations", "human_resources", "principal_a", "seller_b"),
        *("seller_distributor", "engineer_a"),
    ]
    for name in names:
        actor = getattr(cast, name)
        if name in MANAGES_SELLER_A:
            change(cast, actor, cast.seller_a, now, "partner_engineer")
            assert roles_of(cast.seller_a) == ["partner_engineer"]
            change(cast, actor, cast.seller_a, now, "partner_seller")
            continue
        kind = NotFound if name in SEES_NO_SUCH_HOUSE else NotPermitted
        refused(kind, lambda who=actor: change(cast, who, cast.seller_a, now, "partner_engineer"))
        refused(kind, lambda who=actor: end(cast, who, cast.seller_a, now))


def test_a_role_is_taken_for_what_it_is_in_its_house(cast: Cast, now: datetime) -> None:
    for roles, expected in (
        (("partner_seller", "channel_director"), [("role", "role")]),
        (("operations",), [("role", "role")]),
        (("", "x"), [("role", "role"), ("role", "role")]),
        ((), [("role", "required")]),
    ):
        found = problems(lambda it=roles: change(cast, cast.principal_a, cast.seller_a, now, *it))
        assert found == expected


def test_the_same_roles_change_nothing_and_tell_nobody(cast: Cast, now: datetime) -> None:
    change(cast, cast.principal_a, cast.seller_a, now, "partner_seller", "partner_seller")
    assert AuditEntry.objects.count() == Notice.objects.count() == 0
    assert Membership.objects.filter(user_id=cast.seller_a.user_key).count() == 1


def test_a_role_twice_is_one_role(cast: Cast, now: datetime) -> None:
    change(cast, cast.principal_a, cast.seller_a, now, "partner_engineer", "partner_engineer")
    assert roles_of(cast.seller_a) == ["partner_engineer"]


def test_a_role_may_come_back_as_a_row_of_its_own(cast: Cast, now: datetime) -> None:
    for role in ("partner_engineer", "partner_seller"):
        change(cast, cast.principal_a, cast.seller_a, now, role)
    rows = Membership.objects.filter(user_id=cast.seller_a.user_key).order_by("pk")
    assert [(row.role, row.ended_at) for row in rows] == [
        ("partner_seller", now),
        ("partner_engineer", now),
        ("partner_seller", None),
    ]


def test_somebody_of_another_house_is_absent(cast: Cast, now: datetime) -> None:
    house = cast.partner_a.organisation.public_id
    for public_id in (cast.seller_b.public_id, cast.stranger.public_id, "usr_0", ""):
        data = RolesInput(organisation_id=house, user_id=public_id, roles=("partner_seller",))
        refused(NotFound, lambda it=data: change_roles(cast.principal_a, it, now=now))
        refused(
            NotFound,
            lambda it=public_id: end_membership(cast.principal_a, house, it, now=now),
        )


@pytest.mark.parametrize("administrator", sorted(role.value for role in ADMINISTRATORS))
def test_hr_touches_no_administrator(cast: Cast, now: datetime, administrator: str) -> None:
    found = problems(
        lambda: change(cast, cast.human_resources, cast.account_manager, now, administrator)
    )
    assert found == [("role", "administrators_only")]
    change(cast, cast.operations, cast.account_manager, now, administrator)
    mixed = ("account_manager", administrator)
    change(cast, cast.operations, cast.account_manager, now, *mixed)
    refused(
        Invalid,
        lambda: change(cast, cast.human_resources, cast.account_manager, now, "account_manager"),
    )
    refused(Invalid, lambda: end(cast, cast.human_resources, cast.account_manager, now))
    # what stays is no matter: only what changes needs an administrator
    offered = dict(role_choices(cast.human_resources, cast.vendor.public_id))
    assert administrator not in offered


def test_each_administrator_but_the_last_may_go(cast: Cast, now: datetime) -> None:
    for role in sorted(ADMINISTRATORS):
        other = make_actor(f"Other {role.value}", cast.vendor, role, now=now)
        end(cast, cast.channel_director, other, now)
    end(cast, cast.channel_director, cast.operations, now)
    assert roles_of(cast.operations) == []
    found = refused(Conflict, lambda: end(cast, cast.operations, cast.channel_director, now))
    assert found.code == "last_administrator"


def test_the_last_administrator_keeps_one_such_role(cast: Cast, now: datetime) -> None:
    end(cast, cast.channel_director, cast.operations, now)
    gone = cast.operations
    found = refused(
        Conflict, lambda: change(cast, gone, cast.channel_director, now, "account_manager")
    )
    assert found.code == "last_administrator"
    change(cast, gone, cast.channel_director, now, "account_manager", "general_manager")
    assert roles_of(cast.channel_director) == ["account_manager", "general_manager"]


def test_an_administrator_of_yesterday_does_not_count(cast: Cast, now: datetime) -> None:
    former = make_user("Former Director")
    Membership.objects.create(
        user=former,
        organisation=cast.vendor,
        role=Role.CHANNEL_DIRECTOR,
        started_at=now,
        ended_at=now,
    )
    end(cast, cast.channel_director, cast.operations, now)
    refused(Conflict, lambda: end(cast, cast.operations, cast.channel_director, now))


def test_nobody_touches_itself_whatever_the_role(cast: Cast, now: datetime) -> None:
    for actor in (cast.channel_director, cast.operations, cast.human_resources):
        found = refused(Conflict, lambda who=actor: end(cast, who, who, now))
        assert found.code == "own_membership"
    found = refused(
        Conflict, lambda: change(cast, cast.principal_a, cast.principal_a, now, "partner_seller")
    )
    assert found.code == "own_membership"


def test_letting_go_ends_every_role_and_key_of_that_house(cast: Cast, now: datetime) -> None:
    change(cast, cast.principal_a, cast.seller_a, now, "partner_seller", "partner_engineer")
    for number in range(2):
        ApiKey.objects.create(
            user_id=cast.seller_a.user_key,
            organisation=cast.partner_a.organisation,
            name="k",
            digest=str(number),
            created_at=now,
        )
    end(cast, cast.principal_a, cast.seller_a, now)
    assert roles_of(cast.seller_a) == []
    assert set(ApiKey.objects.values_list("revoked_at", flat=True)) == {now}
    entry = AuditEntry.objects.get(verb="people.membership_ended")
    assert entry.before == {
        "organisation": cast.partner_a.organisation.public_id,
        "roles": ["partner_engineer", "partner_seller"],
    }


def race(attempts: list[Callable[[], None]]) -> list[str]:
    """What each of several simultaneous attempts came to."""
    together = Barrier(len(attempts))

    def rush(attempt: Callable[[], None]) -> str:
        together.wait()
        try:
            attempt()
        except QudaoError as problem:
            return problem.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(attempts)) as pool:
        return sorted(pool.map(rush, attempts))


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_leave_one(now: datetime) -> None:
    cast = make_cast(now)
    first, second = cast.channel_director, cast.operations
    outcomes = race([lambda: end(cast, first, second, now), lambda: end(cast, second, first, now)])
    assert outcomes.count("done") == 1
    assert len(roles_of(first)) + len(roles_of(second)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_changes_of_one_person_at_once_leave_one_set_of_roles(now: datetime) -> None:
    cast = make_cast(now)
    second = as_session_actor(
        make_user("Second Principal"), cast.partner_a.organisation, Role.PARTNER_PRINCIPAL
    )
    race(
        [
            lambda: change(cast, cast.principal_a, cast.seller_a, now, "partner_engineer"),
            lambda: change(cast, second, cast.seller_a, now, "partner_principal"),
        ]
    )
    assert roles_of(cast.seller_a) in (["partner_engineer"], ["partner_principal"])
