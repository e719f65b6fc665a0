"""What an actor may do: its role and, for a key, its scope must both allow it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from types import SimpleNamespace
from typing import cast

import pytest

from qudao.core.actor import (
    NOBODY,
    PARTNER_ROLES,
    VENDOR_ROLES,
    WHOLE_PROGRAMME_ROLES,
    Actor,
    Permission,
    Role,
    Side,
    system_actor,
)
from qudao.core.errors import NotPermitted
from qudao.people.scopes import all_permissions


def permission(code: str, *roles: Role) -> Permission:
    """A permission that stands in no wing's list, so that no key is ever offered it."""
    return cast(Permission, SimpleNamespace(code=code, roles=frozenset(roles)))


SELL = permission("test.sell", Role.PARTNER_SELLER, Role.PARTNER_PRINCIPAL)
LEAD = permission("test.lead", Role.CHANNEL_DIRECTOR)
NONE = permission("test.none")
SELLER = Actor(side=Side.PARTNER, user_id=1, roles=frozenset({Role.PARTNER_SELLER}))
DIRECTOR = Actor(side=Side.VENDOR, user_id=2, roles=frozenset({Role.CHANNEL_DIRECTOR}))
SYSTEM = system_actor("nightly", request_id="r-1")


@pytest.mark.parametrize(
    ("actor", "wanted", "may"),
    [
        (SELLER, SELL, True),
        (SELLER, LEAD, False),
        (DIRECTOR, LEAD, True),
        (DIRECTOR, SELL, False),
        (SELLER, NONE, False),
        (NOBODY, SELL, False),
        (NOBODY, NONE, False),
        (SYSTEM, LEAD, True),
        (SYSTEM, NONE, True),
        (replace(SELLER, roles=frozenset()), SELL, False),
        (replace(SELLER, api_scopes=frozenset()), SELL, False),
        (replace(SELLER, api_scopes=frozenset({"test.lead"})), SELL, False),
        (replace(SELLER, api_scopes=frozenset({"test.sell"})), SELL, True),
        (replace(SELLER, api_scopes=frozenset({"test.lead"})), LEAD, False),
        (replace(SELLER, api_scopes=frozenset({"TEST.SELL", "test"})), SELL, False),
    ],
)
def test_role_and_scope_decide_together(actor: Actor, wanted: Permission, *, may: bool) -> None:
    assert actor.may(wanted) is may
    if may:
        actor.require(wanted)
        return
    with pytest.raises(NotPermitted) as refused:
        actor.require(wanted)
    assert (refused.value.status, refused.value.permission_code) == (403, wanted.code)


def test_one_role_of_several_is_enough() -> None:
    both = replace(SELLER, roles=frozenset({Role.PARTNER_ENGINEER, Role.PARTNER_PRINCIPAL}))
    assert both.may(SELL)
    assert both.has_role(Role.PARTNER_PRINCIPAL, Role.OPERATIONS)
    assert not both.has_role(Role.PARTNER_SELLER)
    assert not both.has_role()


def test_sides_are_told_apart() -> None:
    assert (SELLER.is_partner, SELLER.is_vendor) == (True, False)
    assert (DIRECTOR.is_partner, DIRECTOR.is_vendor) == (False, True)
    assert (SYSTEM.is_partner, SYSTEM.is_vendor) == (False, False)
    assert (NOBODY.is_partner, NOBODY.is_vendor) == (False, False)


@pytest.mark.parametrize("role", sorted(Role))
def test_the_whole_programme_is_seen_by_its_roles_and_the_system(role: Role) -> None:
    vendor = Actor(side=Side.VENDOR, roles=frozenset({role}))
    assert vendor.sees_whole_programme is (role in WHOLE_PROGRAMME_ROLES)
    # a partner with such a role by mistake still sees its own only
    assert not replace(vendor, side=Side.PARTNER).sees_whole_programme
    assert not replace(vendor, side=Side.NOBODY).sees_whole_programme


def test_the_system_has_a_name_and_no_person() -> None:
    assert (SYSTEM.name, SYSTEM.request_id, SYSTEM.user_id) == ("nightly", "r-1", None)
    assert SYSTEM.sees_whole_programme
    assert (SYSTEM.user_key, SYSTEM.organisation_key) == (0, 0)


def test_nobody_is_nothing() -> None:
    assert (NOBODY.user_key, NOBODY.organisation_key, NOBODY.roles) == (0, 0, frozenset())
    assert not NOBODY.sees_whole_programme


def test_keys_for_filters_are_those_of_the_rows() -> None:
    actor = replace(SELLER, organisation_id=7)
    assert (actor.user_key, actor.organisation_key) == (1, 7)


def test_an_actor_is_not_changed_on_its_way() -> None:
    with pytest.raises(FrozenInstanceError):
        SELLER.roles = VENDOR_ROLES  # type: ignore[misc]


def test_every_role_is_of_one_side() -> None:
    assert frozenset(Role) == VENDOR_ROLES | PARTNER_ROLES
    assert not VENDOR_ROLES & PARTNER_ROLES
    assert WHOLE_PROGRAMME_ROLES <= VENDOR_ROLES


def test_no_two_permissions_share_a_code() -> None:
    codes = [item.code for item in all_permissions()]
    assert len(codes) == len(set(codes))


def test_every_role_has_a_house_to_enter() -> None:
    pages = {item.code: item.roles for item in all_permissions()}
    assert pages["workbench.use"] == VENDOR_ROLES
    assert pages["portal.use"] == PARTNER_ROLES
