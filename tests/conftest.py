"""What every test shares: the people of tests/people.py, as fixtures, and a fixed moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from qudao.core.programme import forget_programme
from qudao.web.shared.waiting import forget_all_counts
from tests.people import Cast, make_cast

pytest_plugins = ["tests.catalogues", "tests.databases", "tests.migrated", "tests.realdata"]

A_MONDAY = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # 9:30 in Shanghai, a working day


@pytest.fixture(autouse=True)
def fresh_programme() -> None:
    """No test sees the programme that an earlier one left in the process."""
    forget_programme()


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """Nor what was counted for the people of an earlier one."""
    forget_all_counts()


@pytest.fixture
def now() -> datetime:
    return A_MONDAY


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return make_cast(now)
