"""Callers of the API, a clock that stands still, and no failure that goes unseen."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache

from qudao.core import clock
from tests.api.caller import Caller, caller_for
from tests.api.scene import Scene, make_scene
from tests.deals.programme import Programme
from tests.people import Cast


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


@pytest.fixture(autouse=True)
def no_unseen_failure(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The API answers a bug with a problem document; a test must see it all the same."""
    yield
    failures = [
        record
        for record in caplog.get_records("call")
        if record.name == "qudao.api" and record.levelno >= logging.ERROR
    ]
    assert [record.exc_text or record.getMessage() for record in failures] == []


@pytest.fixture
def seller_a(cast: Cast, now: datetime) -> Caller:
    return caller_for(cast.seller_a, now)


@pytest.fixture
def seller_b(cast: Cast, now: datetime) -> Caller:
    return caller_for(cast.seller_b, now)


@pytest.fixture
def manager(cast: Cast, now: datetime) -> Caller:
    return caller_for(cast.channel_manager, now)


@pytest.fixture
def director(cast: Cast, now: datetime) -> Caller:
    return caller_for(cast.channel_director, now)


@pytest.fixture
def nobody(db: None) -> Caller:
    return Caller("")


@pytest.fixture
def principal_a(programme: Programme, now: datetime) -> Caller:
    """Of partner A, and has acknowledged the rulebook."""
    return caller_for(programme.cast.principal_a, now)


@pytest.fixture
def scene(programme: Programme, now: datetime) -> Scene:
    return make_scene(programme, now)
