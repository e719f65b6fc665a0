"""A creation that arrives twice creates once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qudao.api import idempotency
from qudao.api.models import KeptAnswer
from qudao.core import clock
from qudao.market.partners.models import Partner
from tests.api.caller import Caller, caller_for
from tests.people import Cast

NEW = {"name_en": "Haoyue Systems"}
KEY = "order-4711"


def partners() -> int:
    return Partner.objects.unscoped(reason="test").count()


def kept() -> KeptAnswer:
    return KeptAnswer.objects.unscoped(reason="test").get()


def test_the_same_request_gets_the_same_answer_and_creates_nothing(manager: Caller) -> None:
    before = partners()

    first = manager.create("/partners", NEW, key=KEY)
    second = manager.create("/partners", NEW, key=KEY)

    assert partners() == before + 1
    assert (second.status, second.text) == (first.status, first.text)
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers


def test_the_order_of_fields_makes_no_other_request(manager: Caller) -> None:
    first = manager.create("/partners", '{"name_en":"A b","city":"x"}', key=KEY)
    second = manager.create("/partners", '{ "city":"x", "name_en":"A b" }', key=KEY)

    assert second.json["id"] == first.json["id"]


def test_another_body_under_the_same_key_is_refused(manager: Caller) -> None:
    manager.create("/partners", NEW, key=KEY)
    before = partners()

    reply = manager.create("/partners", {"name_en": "Other"}, key=KEY)

    assert (reply.status, reply.code) == (422, "idempotency_key_reused")
    assert partners() == before


def test_a_key_belongs_to_one_person(cast: Cast, manager: Caller, now: datetime) -> None:
    other = caller_for(cast.other_channel_manager, now)

    first = manager.create("/partners", NEW, key=KEY)
    second = other.create("/partners", NEW, key=KEY)

    assert (first.status, second.status) == (201, 201)
    assert first.json["id"] != second.json["id"]


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "with blank", "emoji-\u00e9\u00e8-1234"])
def test_a_creation_without_a_proper_key_is_refused(manager: Caller, key: str) -> None:
    before = partners()

    reply = manager.send("POST", "/partners", NEW, headers={"Idempotency-Key": key})

    assert (reply.status, reply.code) == (400, "idempotency_key_required")
    assert partners() == before


def test_a_second_request_during_the_first_is_told_to_wait(
    cast: Cast, manager: Caller, now: datetime
) -> None:
    manager.create("/partners", NEW, key=KEY)
    KeptAnswer.objects.unscoped(reason="test").update(answered_at=None)
    before = partners()

    reply = manager.create("/partners", NEW, key=KEY)

    assert (reply.status, reply.code) == (409, "idempotency_key_in_use")
    assert reply.headers["Retry-After"] == "1"
    assert partners() == before


def test_a_claim_that_was_left_behind_is_taken_over(manager: Caller, now: datetime) -> None:
    manager.create("/partners", NEW, key=KEY)
    long_ago = now - timedelta(minutes=3)
    KeptAnswer.objects.unscoped(reason="test").update(answered_at=None, claimed_at=long_ago)
    before = partners()

    reply = manager.create("/partners", NEW, key=KEY)

    assert reply.status == 201
    assert partners() == before + 1
    assert kept().answered_at == now


def test_who_lost_its_claim_creates_nothing(
    manager: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = partners()
    create = idempotency._keep

    def lose_first(request: object, key: str, claim: str, response: object) -> None:
        KeptAnswer.objects.unscoped(reason="test").update(claim="somebody else")
        create(request, key, claim, response)  # type: ignore[arg-type]

    monkeypatch.setattr(idempotency, "_keep", lose_first)
    reply = manager.create("/partners", NEW, key=KEY)

    assert (reply.status, reply.code) == (409, "idempotency_key_in_use")
    assert partners() == before


def test_a_refused_creation_frees_its_key(manager: Caller) -> None:
    refused = manager.create("/partners", {"name_en": ""}, key=KEY)
    accepted = manager.create("/partners", NEW, key=KEY)

    assert (refused.status, accepted.status) == (422, 201)


def test_a_key_counts_again_after_a_day(
    manager: Caller, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = manager.create("/partners", NEW, key=KEY)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=25))

    second = manager.create("/partners", NEW, key=KEY)

    assert second.status == 201
    assert second.json["id"] != first.json["id"]


def test_old_answers_are_purged(manager: Caller, now: datetime) -> None:
    manager.create("/partners", NEW, key=KEY)

    assert idempotency.purge(now=now + timedelta(hours=23)) == 0
    assert idempotency.purge(now=now + timedelta(hours=25)) == 1


def test_a_creation_takes_old_answers_of_everybody_away(
    cast: Cast, manager: Caller, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager.create("/partners", NEW, key=KEY)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=25))

    caller_for(cast.operations, now).create("/partners", NEW, key="another-key")

    assert kept().key == "another-key"
