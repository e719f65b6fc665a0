"""The workbench on a programme in which deals can be made, or on a small market, at a moment that
stands still."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from django.core.cache import cache

from qudao.core import clock
from qudao.core import programme as programmes
from qudao.core.models import Programme as ProgrammeRow
from tests.choose.coverage.build import Ground, make_ground
from tests.people import Cast


@pytest.fixture(autouse=True)
def clock_stands(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()  # what was asked at the same moment of another test


@pytest.fixture
def ground(cast: Cast, now: datetime) -> Ground:
    return make_ground(cast, now)


@pytest.fixture
def kept_programme(fresh_programme: None, monkeypatch: pytest.MonkeyPatch) -> ProgrammeRow:
    """A programme that the process remembers, for words and figures that need no database."""
    row = ProgrammeRow(pk=1, name_zh="澄岩伙伴计划", name_en="Chengyan Partners")
    monkeypatch.setattr(programmes._kept, "programme", row)
    monkeypatch.setattr(programmes._kept, "until", time.monotonic() + 3600)
    return row
