"""The one door to rows: what each side sees by default, and what it can never do."""

from __future__ import annotations

import typing
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

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
from qudao.core.errors import NotFound, NotPermitted
from qudao.core.models import AuditEntry, ExchangeRate, Holiday, Programme
from qudao.core.scoping import AppendOnlyQuerySet, ScopedQuerySet
from qudao.market.partners.models import Partner
from tests.people import Cast


def permission(code: str, *roles: Role) -> Permission:
    """Like a permission, but of no kind: all kinds in the process count as the product's."""
    return typing.cast("Permission", SimpleNamespace(code=code, roles=frozenset(roles)))


FETCH = permission("errand.fetch", Role.CHANNEL_MANAGER, Role.PARTNER_SELLER)
NEVER = permission("errand.never")


def acting(side: Side, *roles: Role, scopes: frozenset[str] | None = None) -> Actor:
    return Actor(side=side, user_id=1, organisation_id=2, roles=frozenset(roles), api_scopes=scopes)


# ------------------------------------------------------------------ who sees how far


def test_only_heads_and_the_system_see_the_whole_programme() -> None:
    assert system_actor("nightly").sees_whole_programme
    for role in VENDOR_ROLES:
        assert acting(Side.VENDOR, role).sees_whole_programme == (role in WHOLE_PROGRAMME_ROLES)
    for role in Role:
        assert not acting(Side.PARTNER, role).sees_whole_programme
        assert not acting(Side.NOBODY, role).sees_whole_programme
    assert not acting(Side.VENDOR).sees_whole_programme


def test_a_role_belongs_to_one_side() -> None:
    assert set(Role) == PARTNER_ROLES | VENDOR_ROLES
    assert not PARTNER_ROLES & VENDOR_ROLES
    assert WHOLE_PROGRAMME_ROLES <= VENDOR_ROLES


def test_a_permission_is_held_by_role_and_scope_together() -> None:
    for actor, may in (
        (acting(Side.VENDOR, Role.CHANNEL_MANAGER), True),
        (acting(Side.VENDOR, Role.CHANNEL_DIRECTOR), False),
        (acting(Side.VENDOR, Role.CHANNEL_DIRECTOR, Role.CHANNEL_MANAGER), True),
        (acting(Side.VENDOR), False),
        (acting(Side.VENDOR, Role.CHANNEL_MANAGER, scopes=frozenset()), False),
        (acting(Side.VENDOR, Role.CHANNEL_MANAGER, scopes=frozenset({"errand.fetch"})), True),
        (acting(Side.VENDOR, Role.OPERATIONS, scopes=frozenset({"errand.fetch"})), False),
        (acting(Side.VENDOR, Role.CHANNEL_MANAGER, scopes=frozenset({"errand"})), False),
        (NOBODY, False),
        (system_actor("nightly"), True),
    ):
        assert actor.may(FETCH) is may, actor


def test_what_is_required_and_not_held_is_named() -> None:
    acting(Side.VENDOR, Role.CHANNEL_MANAGER).require(FETCH)
    with pytest.raises(NotPermitted) as refused:
        acting(Side.VENDOR, Role.OPERATIONS).require(FETCH)
    assert (refused.value.status, refused.value.permission_code) == (403, "errand.fetch")
    for role in Role:
        assert not acting(Side.VENDOR, role).may(NEVER)


def test_keys_for_filters_are_nobodys_where_there_is_nobody() -> None:
    assert (NOBODY.user_key, NOBODY.organisation_key) == (0, 0)
    assert (system_actor("x").user_key, system_actor("x").organisation_key) == (0, 0)
    one = acting(Side.PARTNER, Role.PARTNER_SELLER)
    assert (one.user_key, one.organisation_key) == (1, 2)
    assert one.has_role(Role.OPERATIONS, Role.PARTNER_SELLER)
    assert not one.has_role(Role.OPERATIONS)
    assert not one.has_role()


# ------------------------------------------------------------------ rows


def sizes(rows: ScopedQuerySet[Any], cast: Cast) -> dict[str, int]:
    actors = {
        "nobody": NOBODY,
        "partner": cast.seller_a,
        "manager": cast.channel_manager,
        "director": cast.channel_director,
        "system": system_actor("x"),
    }
    return {name: rows.visible_to(actor).count() for name, actor in actors.items()}


def test_a_row_is_for_the_vendor_unless_its_room_says_otherwise(cast: Cast, now: datetime) -> None:
    ExchangeRate.objects.create(currency="USD", valid_from=now.date(), rate=7)
    Holiday.objects.create(day=now.date())
    vendors = {"nobody": 0, "partner": 0, "manager": 1, "director": 1, "system": 1}
    everybodys = {**vendors, "partner": 1}
    assert sizes(ExchangeRate.objects.all(), cast) == vendors
    assert sizes(Holiday.objects.all(), cast) == everybodys
    assert sizes(Programme.objects.all(), cast) == everybodys


def test_every_table_of_ours_has_the_door() -> None:
    """Or is a mere index of another table, found through it."""
    doorless = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("qudao.")
        and not isinstance(model._default_manager.none(), ScopedQuerySet)
    }
    assert doorless == set()


def test_nobody_passes_any_of_these_doors(cast: Cast) -> None:
    for model in apps.get_models():
        if model.__module__.startswith("qudao."):
            rows = model._default_manager.all()
            assert isinstance(rows, ScopedQuerySet)
            assert list(rows.visible_to(NOBODY)) == [], model


@pytest.mark.parametrize(
    "public_id", ["", "par_0000000000000000", "\x00", "par_\x00", "' OR 1=1 --", "岚", "x" * 5000]
)
def test_an_id_that_leads_nowhere_is_absent(cast: Cast, public_id: str) -> None:
    with pytest.raises(NotFound):
        Partner.objects.visible_to(cast.channel_director).one(public_id)


def test_a_read_past_the_scope_needs_its_reason() -> None:
    with pytest.raises(ValueError, match="needs its reason"):
        Programme.objects.unscoped(reason="")


def test_rows_that_only_grow_are_told_by_name() -> None:
    rows = AuditEntry.objects.all()
    assert isinstance(rows, AppendOnlyQuerySet)
    for change in (lambda: rows.update(note="x"), rows.delete):
        with pytest.raises(TypeError, match="AuditEntry is append-only"):
            change()
