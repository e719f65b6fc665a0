"""Tests that hold on one database alone are left out where another one is used.

Marked `postgres_only` or `sqlite_only`; a plain run of pytest needs no options for them.
"""

from __future__ import annotations

import pytest
from django.conf import settings

OTHER = {"postgresql": "sqlite_only", "sqlite3": "postgres_only"}


def left_out() -> str:
    """The mark of the tests that this database cannot pass."""
    return OTHER[settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    mark = left_out()
    unfit = [item for item in items if item.get_closest_marker(mark)]
    items[:] = [item for item in items if not item.get_closest_marker(mark)]
    config.hook.pytest_deselected(items=unfit)
