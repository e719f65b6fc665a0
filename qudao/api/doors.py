"""The one way in: an API key in the Authorization header. A login session opens nothing here, so
that no page of another site can make a browser write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from ninja.security.base import AuthBase

from qudao.api.limits import count_request
from qudao.api.problems import problem_response
from qudao.api.refusals import Unauthenticated, WrongMethod
from qudao.core import clock
from qudao.core.actor import Actor, Permission, Side
from qudao.core.errors import NotFound
from qudao.people.actors import SECRET_PREFIX, api_key_actor
from qudao.people.second_factor import SecondFactorNeeded, lacks_second_factor

LONGEST_SECRET = 200
View = Callable[..., HttpResponseBase]


class ApiRequest(HttpRequest):
    """A request that came through the door."""

    actor: Actor
    now: datetime
    request_id: str


class BearerKey(AuthBase):
    """Admits the holder of a key whose role and scopes have one permission."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "An API key, shown once when it is made: qud_…"

    def __init__(self, permission: Permission) -> None:
        super().__init__()
        self.permission = permission

    def __call__(self, request: HttpRequest) -> Actor:
        asked = cast(ApiRequest, request)
        secret = _secret(request.headers.get("Authorization", ""))
        asked.now = clock.now()
        count_request(secret, now=asked.now)
        asked.actor = api_key_actor(
            secret,
            now=asked.now,
            language=get_language() or "en",
            request_id=asked.request_id,
        )
        if asked.actor.side is Side.NOBODY:
            raise Unauthenticated
        if lacks_second_factor(asked.actor):
            raise SecondFactorNeeded
        asked.actor.require(self.permission)
        return asked.actor


def _secret(header: str) -> str:
    scheme, _, secret = header.partition(" ")
    secret = secret.strip()
    if (
        scheme.lower() != "bearer"
        or not secret.startswith(SECRET_PREFIX)
        or len(secret) > LONGEST_SECRET
    ):
        raise Unauthenticated
    return secret


def at_the_door(view: View) -> View:
    """What holds for every address: problems as documents, nothing kept by caches, HEAD as GET."""

    @wraps(view)
    def entered(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponseBase:
        wants_head = request.method == "HEAD"
        if wants_head:
            request.method = "GET"
        response = view(request, *args, **kwargs)
        if response.status_code == 405 and isinstance(response, HttpResponse):
            allowed = response.headers["Allow"]
            response = problem_response(request, WrongMethod())
            response["Allow"] = allowed
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return _without_content(response) if wants_head else response

    entered.csrf_exempt = True  # type: ignore[attr-defined]
    return entered


def _without_content(response: HttpResponseBase) -> HttpResponse:
    head = HttpResponse(status=response.status_code, headers=dict(response.items()))
    if isinstance(response, HttpResponse):
        head["Content-Length"] = str(len(response.content))
    response.close()
    return head


def absent(request: HttpRequest) -> HttpResponse:
    """Every address that is no operation."""
    return problem_response(request, NotFound())
