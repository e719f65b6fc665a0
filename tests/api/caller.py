"""A program that calls the API with somebody's key."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.test import Client

from qudao.api.routing import declared_operations
from qudao.api.site import api
from qudao.core.actor import Actor
from qudao.people.actors import digest_of
from qudao.people.models import ApiKey

ROOT = "/api/v1"
_numbers = itertools.count(1)


@dataclass
class Reply:
    """What came back, with its JSON read."""

    status: int
    headers: dict[str, str]
    text: str
    json: Any

    @property
    def code(self) -> str:
        return str(self.json["code"])

    @property
    def etag(self) -> str:
        return self.headers["ETag"]

    def problems(self) -> set[tuple[str, str]]:
        return {(p["field"], p["code"]) for p in self.json["problems"]}


@dataclass
class Caller:
    """Sends requests with one key (`secret` empty: without any)."""

    secret: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, **headers: str) -> Reply:
        return self.send("GET", path, headers=headers)

    def create(self, path: str, body: object, *, key: str = "") -> Reply:
        headers = {"Idempotency-Key": key or f"test-key-{next(_numbers):04d}"}
        return self.send("POST", path, body, headers=headers)

    def change(self, path: str, body: object, etag: str) -> Reply:
        return self.send("PATCH", path, body, headers={"If-Match": etag})

    def do(self, path: str, body: object, etag: str) -> Reply:
        return self.send("POST", path, body, headers={"If-Match": etag})

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
        content_type: str = "application/json",
    ) -> Reply:
        sent = dict(headers or {})
        if self.secret:
            sent.setdefault("Authorization", f"Bearer {self.secret}")
        data = body if isinstance(body, str | bytes) else _json(body)
        address = path if path.startswith(ROOT) else ROOT + path
        response = self.client.generic(
            method, address, data, content_type=content_type, headers=sent
        )
        text = response.getvalue().decode()
        is_json = text and "json" in response.headers.get("Content-Type", "")
        return Reply(
            response.status_code,
            dict(response.headers),
            text,
            response.json() if is_json else None,
        )


def caller_for(actor: Actor, now: datetime, *, scopes: list[str] | None = None) -> Caller:
    """A caller with a new key of this person; every scope there is, unless some are named."""
    secret = f"qud_test{next(_numbers):06d}{actor.public_id}"
    ApiKey.objects.create(
        user_id=actor.user_key,
        organisation_id=actor.organisation_key,
        name="test",
        digest=digest_of(secret),
        scopes=every_scope() if scopes is None else scopes,
        created_at=now,
    )
    return Caller(secret)


def every_scope() -> list[str]:
    return sorted({found.rule.permission.code for found in declared_operations(api)})


def _json(body: object) -> str:
    return "" if body is None else json.dumps(body, ensure_ascii=False)
