"""Only a valid key opens the door, and every refusal is the same document."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from qudao.people.models import ApiKey, Membership, User
from tests.api.caller import Caller, caller_for
from tests.people import Cast


def test_a_key_says_whom_it_acts_for(cast: Cast, seller_a: Caller) -> None:
    reply = seller_a.get("/me")

    assert reply.status == 200
    assert reply.json["id"] == cast.seller_a.public_id
    assert reply.json["side"] == "partner"
    assert reply.json["roles"] == ["partner_seller"]


def refused_with(reply_of: Caller) -> dict[str, object]:
    reply = reply_of.get("/me")
    assert reply.status == 401
    assert reply.headers["WWW-Authenticate"] == 'Bearer realm="qudao"'
    assert reply.headers["Content-Type"] == "application/problem+json"
    body = dict(reply.json)
    assert body.pop("instance") == reply.headers["X-Request-Id"]
    return body


def test_no_key_and_every_bad_key_get_the_same_answer(cast: Cast, now: datetime) -> None:
    revoked, expired = caller_for(cast.seller_a, now), caller_for(cast.seller_a, now)
    keys = ApiKey.objects.unscoped(reason="test").order_by("pk")
    keys.filter(pk=keys[0].pk).update(revoked_at=now)
    keys.filter(pk=keys[1].pk).update(expires_at=now - timedelta(seconds=1))

    answers = [
        refused_with(caller)
        for caller in (
            Caller(""),
            Caller("qud_unknown"),
            Caller("qud_" + "x" * 5000),
            Caller("no-prefix"),
            revoked,
            expired,
        )
    ]

    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["code"] == "unauthenticated"
    assert answers[0]["type"] == "/api/v1/docs/#status-401"


def test_another_scheme_than_bearer_is_refused(seller_a: Caller) -> None:
    reply = seller_a.get("/me", Authorization=f"Basic {seller_a.secret}")

    assert reply.status == 401


def test_a_login_session_opens_nothing(cast: Cast, client: Client) -> None:
    client.force_login(User.objects.get(pk=cast.seller_a.user_id))

    assert client.get("/api/v1/me").status_code == 401
    assert client.post("/api/v1/me").status_code == 405


def test_a_key_of_somebody_who_has_left_is_dead(
    cast: Cast, seller_a: Caller, now: datetime
) -> None:
    memberships = Membership.objects.unscoped(reason="test")
    memberships.filter(user_id=cast.seller_a.user_key).update(ended_at=now)

    assert seller_a.get("/me").status == 401


def test_a_key_without_the_scope_is_told_which_one(cast: Cast, now: datetime) -> None:
    reply = caller_for(cast.seller_a, now, scopes=["products.read"]).get("/me")

    assert (reply.status, reply.code) == (403, "not_permitted")
    assert reply.json["scope"] == "me.read"


def test_the_wrong_method_is_named_with_the_right_ones(seller_a: Caller) -> None:
    reply = seller_a.send("DELETE", "/me")

    assert (reply.status, reply.code) == (405, "method_not_allowed")
    assert reply.headers["Allow"] == "GET"


def test_head_answers_like_get(seller_a: Caller) -> None:
    reply = seller_a.send("HEAD", "/me")

    assert (reply.status, reply.text) == (200, "")


def test_an_unknown_address_is_a_problem_document(nobody: Caller) -> None:
    reply = nobody.get("/nothing/here")

    assert (reply.status, reply.code) == (404, "not_found")


def test_an_unknown_parameter_is_refused_not_ignored(seller_a: Caller) -> None:
    reply = seller_a.get("/me?colour=red")

    assert reply.status == 422
    assert reply.problems() == {("colour", "unknown_parameter")}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("zh-CN,zh;q=0.9", "没有有效的 API 密钥"),
        ("en-GB", "No valid API key"),
        ("fr", "No valid API key"),
    ],
)
def test_refusals_speak_the_language_that_was_asked_for(
    nobody: Caller, language: str, title: str
) -> None:
    reply = nobody.get("/me", **{"Accept-Language": language})

    assert reply.json["title"] == title


def test_the_request_id_comes_back(nobody: Caller) -> None:
    reply = nobody.get("/me", **{"X-Request-Id": "order-4711-abc"})

    assert reply.headers["X-Request-Id"] == "order-4711-abc"
    assert reply.json["instance"] == "order-4711-abc"


def test_answers_are_kept_by_no_cache(seller_a: Caller) -> None:
    assert seller_a.get("/me").headers["Cache-Control"] == "private, no-store"


def test_too_many_requests_of_a_key_are_held_up(
    cast: Cast, seller_a: Caller, settings: Settings, now: datetime
) -> None:
    settings.API_REQUESTS_A_MINUTE = 2

    statuses = [seller_a.get("/me").status for _ in range(3)]
    held_up = seller_a.get("/me")

    assert statuses == [200, 200, 429]
    assert held_up.code == "too_many_requests"
    assert held_up.headers["Retry-After"] == str(60 - now.second)
    assert caller_for(cast.seller_a, now).get("/me").status == 200
