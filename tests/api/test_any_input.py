"""Requests made from the schema, well-formed and broken: none may break the server, and every
answer has the declared shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core import cache as caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from qudao.config.wsgi import application
from tests.api.caller import caller_for
from tests.api.scene import Scene

# PostgreSQL refuses more than SQLite does; whatever passes there passes on both.
pytestmark = pytest.mark.postgres_only
BOUNDED = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@cache
def operations() -> list[Any]:
    """All operations of the schema; reading them takes seconds, so not when tests are collected."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The real WSGI application closes its connection after a request; the test's transaction
    lives in it."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("person", ["principal_a", "channel_director"])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_input_breaks_the_server(
    scene: Scene, mode: GenerationMode, person: str, now: datetime
) -> None:
    secret = caller_for(getattr(scene.cast, person), now).secret
    reached: Counter[bool] = Counter()

    for operation in operations():

        @BOUNDED
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: Case[Any]) -> None:
            if mode is GenerationMode.POSITIVE:
                _aim(case, scene)
            reply = _answer(case, secret)
            reached[reply.status_code < 300] += 1
            case.validate_response(reply, checks=CHECKS)

        send()

    assert sum(reached.values()) > 4 * len(operations())
    if mode is GenerationMode.POSITIVE:  # the requests do get past the checks of their shape
        assert reached[True] > len(operations())


def _answer(case: Case[Any], secret: str) -> Response:
    """One request, whose writing is undone."""
    caches.cache.clear()
    with transaction.atomic():
        reply = case.call(headers={"Authorization": f"Bearer {secret}"})
        transaction.set_rollback(True)
    return reply


def _aim(case: Case[Any], scene: Scene) -> None:
    """Let a well-formed request reach a row that there is."""
    if case.path_parameters:
        case.path_parameters = {name: scene.ids[name] for name in case.path_parameters}
    if case.headers and "If-Match" in case.headers:
        case.headers["If-Match"] = scene.etag(case.path)
