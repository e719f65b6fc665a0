"""Which tests run on which database; a plain run of pytest needs no options for it.

Tests that hold on one database alone are marked `postgres_only` or `sqlite_only` and left out
where another one is used. PostgreSQL sees only those that ask for a database: pytest-django keeps
all others from reaching one, so the run on SQLite has said what they say.
"""

from __future__ import annotations

import pytest
from django.conf import settings

OTHER = {"postgresql": "sqlite_only", "sqlite3": "postgres_only"}


def left_out() -> str:
    """The mark of the tests that this database cannot pass."""
    return OTHER[settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]]


def touches_database(item: pytest.Function) -> bool:
    asked = "django_db_setup" in item.fixturenames
    return asked or item.get_closest_marker("django_db") is not None


def fits(item: pytest.Function) -> bool:
    if item.get_closest_marker(left_out()):
        return False
    return left_out() == "postgres_only" or touches_database(item)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Function]) -> None:
    unfit = [item for item in items if not fits(item)]
    items[:] = [item for item in items if fits(item)]
    config.hook.pytest_deselected(items=unfit)
