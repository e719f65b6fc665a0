"""What every test shares; people, programme and moment are in tests/standing.py."""

from __future__ import annotations

import gc

import pytest

from qudao.core.programme import forget_programme
from qudao.web.shared.waiting import forget_all_counts

pytest_plugins = [
    "tests.catalogues",
    "tests.databases",
    "tests.migrated",
    "tests.realdata",
    "tests.standing",
]


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the collector need not look through it each time."""
    gc.freeze()


@pytest.fixture(autouse=True)
def fresh_programme() -> None:
    """No test sees the programme that an earlier one left in the process."""
    forget_programme()


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """Nor what was counted for the people of an earlier one."""
    forget_all_counts()
