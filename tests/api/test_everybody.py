"""Every operation × every kind of person: who gets in, and what nobody may find in an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from qudao.api.routing import Declared, Kind, declared_operations
from qudao.api.site import api
from qudao.core.actor import Actor, Permission
from tests.api.caller import Caller, Reply, caller_for
from tests.api.scene import Scene, ask
from tests.people import Cast

DECLARED = list(declared_operations(api))
VENDOR = (
    "channel_manager",
    "other_channel_manager",
    "channel_director",
    "account_manager",
    "sales_director",
    "operations",
    "human_resources",
)
PARTNERS = (
    "principal_a",
    "seller_a",
    "seller_b",
    "seller_distributor",
    "seller_sub_reseller",
    "engineer_a",
)
OF_PARTNER_A = {"principal_a", "seller_a", "engineer_a"}
# Names of fields that only the vendor's people ever see.
PRIVATE = {
    "account_class",
    "account_manager",
    "advice",
    "candidates",
    "decided_by",
    "decision_code",
    "employees",
    "holds_scope",
    "identifiers",
    "is_internal",
    "is_named_account",
    "is_sampled",
    "owner",
    "relations",
    "source",
    "source_key",
    "supplied_by",
}
# Reference data of the programme: no partner's own.
FOR_EVERYBODY = {"/products/{product_id}"}


def asked(caller: Caller, scene: Scene) -> Iterator[tuple[Declared, Reply]]:
    for declared in DECLARED:
        yield declared, ask(caller, declared, scene)


def keys_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(keys_in(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(keys_in(item) for item in value))
    return set()


def marks_of(cast: Cast, *, but: int) -> list[str]:
    """Ids, codes and names by which a rival could be recognised."""
    others = (cast.partner_a, cast.partner_b, cast.distributor, cast.sub_reseller)
    return [
        mark
        for partner in others
        if partner.pk != but
        for mark in (partner.public_id, partner.code, partner.name_zh, partner.name_en)
    ]


def test_every_operation_names_its_permission() -> None:
    assert [d.path for d in DECLARED if not isinstance(d.rule.permission, Permission)] == []
    assert len(DECLARED) > 30


def test_every_operation_that_writes_asks_for_a_key_or_a_version() -> None:
    for declared in DECLARED:
        writes = declared.method != "GET"
        assert writes == (declared.rule.kind in {Kind.CREATE, Kind.CHANGE, Kind.NOTE})


def test_nobody_gets_in_without_a_key(scene: Scene) -> None:
    statuses = {declared.path: reply.status for declared, reply in asked(Caller(""), scene)}

    assert set(statuses.values()) == {401}


def test_a_login_without_a_membership_gets_nowhere(scene: Scene, now: datetime) -> None:
    stranger = Actor(
        side=scene.cast.seller_a.side,
        user_id=scene.cast.stranger.pk,
        organisation_id=scene.cast.partner_a.pk,
        public_id=scene.cast.stranger.public_id,
    )
    replies = asked(caller_for(stranger, now), scene)

    assert {reply.status for _declared, reply in replies} == {401}


@pytest.mark.parametrize("person", ["operations", "channel_manager", "principal_a"])
def test_a_key_without_scopes_opens_nothing(scene: Scene, person: str, now: datetime) -> None:
    caller = caller_for(getattr(scene.cast, person), now, scopes=[])

    assert {reply.status for _declared, reply in asked(caller, scene)} == {403}


@pytest.mark.parametrize("person", VENDOR + PARTNERS)
def test_a_role_opens_what_it_may_and_nothing_else(
    scene: Scene, person: str, now: datetime
) -> None:
    actor: Actor = getattr(scene.cast, person)

    for declared, reply in asked(caller_for(actor, now), scene):
        may = bool(actor.roles & declared.rule.permission.roles)
        assert reply.status < 500, (declared.path, reply.text)
        assert (reply.status == 403) == (not may), (declared.method, declared.path, reply.text)


@pytest.mark.parametrize("person", [p for p in PARTNERS if p not in OF_PARTNER_A])
def test_a_rival_finds_no_object_of_partner_a(scene: Scene, person: str, now: datetime) -> None:
    caller = caller_for(getattr(scene.cast, person), now)

    for declared, reply in asked(caller, scene):
        if "{" in declared.path and declared.path not in FOR_EVERYBODY:
            assert reply.status in {403, 404}, (declared.method, declared.path, reply.text)


@pytest.mark.parametrize("person", PARTNERS)
def test_no_answer_to_a_partner_holds_anything_private_or_a_rival(
    scene: Scene, person: str, now: datetime
) -> None:
    actor: Actor = getattr(scene.cast, person)
    marks = marks_of(scene.cast, but=actor.organisation_key)

    for declared, reply in asked(caller_for(actor, now), scene):
        if reply.status >= 300:
            continue
        assert PRIVATE & keys_in(reply.json) == set(), (declared.path, reply.text)
        assert [mark for mark in marks if mark in reply.text] == [], (declared.path, reply.text)


def test_partner_a_itself_reads_every_object_of_the_scene(scene: Scene, now: datetime) -> None:
    caller = caller_for(scene.cast.principal_a, now)

    for path in ("/partners/{partner_id}", "/customers/{customer_id}"):
        assert caller.get(path.format(**scene.ids)).status == 200
    assert caller.get("/registrations/{registration_id}".format(**scene.ids)).status == 200
