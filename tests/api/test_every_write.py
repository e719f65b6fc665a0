"""What holds for every operation that writes: a key or a version, and nothing written without."""

from __future__ import annotations

from datetime import datetime

import pytest

from qudao.api.models import KeptAnswer
from qudao.api.routing import FORM, Declared, Kind, _media_type, declared_operations
from qudao.api.site import api
from qudao.core.models import AuditEntry
from qudao.deals.registrations.models import Registration
from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner
from tests.api.caller import Caller, caller_for
from tests.api.scene import Scene, ask

DECLARED = list(declared_operations(api))
CHANGES = [found for found in DECLARED if found.rule.kind is Kind.CHANGE]
CREATIONS = [
    found
    for found in DECLARED
    if found.rule.kind is Kind.CREATE and _media_type(found.operation) != FORM
]
Rows = list[object]


def state_of_all() -> Rows:
    """Whatever an operation of these tables could have written."""
    models = (Registration, Customer, Partner, AuditEntry, KeptAnswer)
    return [list(model._base_manager.order_by("pk").values()) for model in models]


@pytest.fixture
def callers(scene: Scene, now: datetime) -> dict[str, Caller]:
    names = ("principal_a", "channel_director")
    return {name: caller_for(getattr(scene.cast, name), now) for name in names}


def who_may(declared: Declared, scene: Scene, callers: dict[str, Caller]) -> Caller:
    for name, caller in callers.items():
        if getattr(scene.cast, name).roles & declared.rule.permission.roles:
            return caller
    raise AssertionError(declared.path)


def test_no_change_is_made_without_the_version_that_was_read(
    scene: Scene, callers: dict[str, Caller]
) -> None:
    before = state_of_all()
    for declared in CHANGES:
        caller = who_may(declared, scene, callers)
        for headers in ({}, {"If-Match": ""}, {"If-Match": "*"}, {"If-Match": "  "}):
            reply = ask(caller, declared, scene, headers)
            assert (reply.status, reply.code) == (428, "if_match_required"), declared.path
    assert state_of_all() == before


def test_an_etag_that_is_none_of_ours_is_a_mismatch_at_once(
    scene: Scene, callers: dict[str, Caller]
) -> None:
    before = state_of_all()
    for declared in CHANGES:
        caller, right = who_may(declared, scene, callers), scene.etag(declared.path)
        for wrong in (f"W/{right}", f"{right}, {right}", right.strip('"'), '"-1-000000000000"',
                      '"1"', '"1-00000000000g"', '"1234567890-000000000000"'):  # fmt: skip
            reply = ask(caller, declared, scene, {"If-Match": wrong})
            assert (reply.status, reply.code) == (412, "version_mismatch"), (declared.path, wrong)
    assert state_of_all() == before


def test_no_change_is_made_to_another_version_than_was_read(
    scene: Scene, callers: dict[str, Caller]
) -> None:
    """Input that could not be taken anyway may be named first."""
    before, mismatches = state_of_all(), 0
    for declared in CHANGES:
        for version in ("999999999", "0"):
            etag = f'"{version}-000000000000"'
            caller = who_may(declared, scene, callers)
            reply = ask(caller, declared, scene, {"If-Match": etag})
            assert reply.status in {409, 412, 422}, (declared.path, reply.text)
            mismatches += reply.status == 412
    assert mismatches > len(CHANGES)
    assert state_of_all() == before


def test_a_change_of_the_right_version_is_not_refused_for_its_version(
    scene: Scene, callers: dict[str, Caller]
) -> None:
    for declared in CHANGES:
        reply = ask(who_may(declared, scene, callers), declared, scene)
        assert reply.status not in {412, 428, 403, 404, 500}, (declared.path, reply.text)


def test_nothing_is_created_without_a_proper_key(scene: Scene, callers: dict[str, Caller]) -> None:
    before = state_of_all()
    for declared in CREATIONS:
        caller = who_may(declared, scene, callers)
        for headers in (
            {},
            {"Idempotency-Key": "1234567"},
            {"Idempotency-Key": "k" * 101},
            {"Idempotency-Key": "two words"},
            {"Idempotency-Key": "tab\there"},
        ):
            reply = ask(caller, declared, scene, headers)
            assert (reply.status, reply.code) == (400, "idempotency_key_required"), declared.path
    assert state_of_all() == before


@pytest.mark.parametrize("key", ["12345678", "k" * 100, "!~'\"<>&;%00"])
def test_a_key_of_eight_to_a_hundred_signs_will_do(
    scene: Scene, callers: dict[str, Caller], key: str
) -> None:
    reply = callers["channel_director"].create("/partners", {"name_en": "Haoyue"}, key=key)
    again = callers["channel_director"].create("/partners", {"name_en": "Haoyue"}, key=key)
    assert (reply.status, again.json["id"]) == (201, reply.json["id"])


def test_every_creation_that_arrives_twice_creates_once(
    scene: Scene, callers: dict[str, Caller]
) -> None:
    created = []
    for declared in CREATIONS:
        caller = who_may(declared, scene, callers)
        body = creation_bodies(scene).get(declared.path)
        if body is None:
            continue
        address, key = scene.address(declared), f"twice-{declared.operation.operation_id}"
        first = caller.create(address, body, key=key)
        assert first.status == 201, (declared.path, first.text)
        standing = state_of_all()
        again = caller.create(address, body, key=key)
        assert (again.status, again.text) == (201, first.text)
        assert again.headers["Idempotency-Replayed"] == "true"
        other = caller.create(address, {**body, "more": 1}, key=key)
        assert other.code in {"idempotency_key_reused", "invalid"}
        assert state_of_all() == standing, declared.path
        created.append(declared.path)
    assert sorted(created) == sorted(found.path for found in CREATIONS)


def creation_bodies(scene: Scene) -> dict[str, dict[str, object]]:
    registration, customer = "/registrations/{registration_id}", "/customers/{customer_id}"
    return {
        "/partners": {"name_en": "Haoyue Systems"},
        "/customers": {"name_en": "Haoyue Foods"},
        f"{customer}/direct-contacts": {"summary": "拜访李主任"},
        f"{customer}/names": {"name": "浦岚"},
        f"{customer}/identifiers": {"scheme": "uscc", "value": "91310000132149237G"},
        f"{customer}/domains": {"domain": "pulan-sec.com"},
        f"{registration}/messages": {"text": "您好"},
        f"{registration}/notes": {"text": "内部"},
        "/registrations": {
            "submit_as": "quick",
            "customer_name": "岚山纸业有限公司",
            "product": scene.product_id,
            "project": "网关",
            "contact": {"name": "王建国", "phone": "13800001234", "has_consented": True},
        },
    }


def test_one_key_serves_one_operation(scene: Scene, callers: dict[str, Caller]) -> None:
    director = callers["channel_director"]
    assert director.create("/partners", {"name_en": "Haoyue"}, key="one-key-1").status == 201
    before = state_of_all()
    reply = director.create("/customers", {"name_en": "Haoyue"}, key="one-key-1")
    assert (reply.status, reply.code) == (422, "idempotency_key_reused")
    assert state_of_all() == before


def test_a_replay_costs_a_key_that_may_still_write(
    scene: Scene, callers: dict[str, Caller], now: datetime
) -> None:
    """The kept answer goes to its person's keys with the scope, and to nobody else's."""
    body = {"name_en": "Haoyue"}
    first = callers["channel_director"].create("/partners", body, key="kept-key-1")
    reader = caller_for(scene.cast.channel_director, now, scopes=["partners.read"])
    assert reader.create("/partners", body, key="kept-key-1").status == 403
    second_key = caller_for(scene.cast.channel_director, now)
    assert second_key.create("/partners", body, key="kept-key-1").text == first.text


def test_headers_of_another_kind_of_operation_do_no_harm(
    scene: Scene, callers: dict[str, Caller]
) -> None:
    director = callers["channel_director"]
    both = {"If-Match": '"999-000000000000"', "Idempotency-Key": "x"}
    assert director.get("/partners", **both).status == 200
    creation = director.send("POST", "/partners", {"name_en": "A b"},
                             headers={**both, "Idempotency-Key": "both-headers"})  # fmt: skip
    assert creation.status == 201
