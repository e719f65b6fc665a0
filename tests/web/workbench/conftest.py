"""The workbench on a programme in which deals can be made, or on a small market, at a moment that
stands still."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.cache import cache

from qudao.core import clock
from tests.choose.coverage.build import Ground, make_ground
from tests.deals.programme import Programme, make_programme
from tests.people import Cast


@pytest.fixture(autouse=True)
def clock_stands(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()  # what was asked at the same moment of another test


@pytest.fixture
def programme(cast: Cast, now: datetime) -> Programme:
    return make_programme(cast, now)


@pytest.fixture
def ground(cast: Cast, now: datetime) -> Ground:
    return make_ground(cast, now)
