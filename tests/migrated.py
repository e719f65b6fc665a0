"""Keeps a migrated, empty SQLite file, so that a test run does not play every migration again.

The file is named after a digest of all migrations: a changed or added one makes a new file. The
run that makes it plays the migrations for real, as does every run on PostgreSQL.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from importlib.metadata import version
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "test-databases"
FROM_OUTSIDE = ("django", "django-allauth", "django-tasks-db")


def digest_of_migrations() -> str:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "qudao").rglob("migrations/*.py")):
        digest.update(path.read_bytes())
    for name in FROM_OUTSIDE:
        digest.update(version(name).encode())
    return digest.hexdigest()[:16]


def kept_database() -> Path:
    return KEPT / f"{digest_of_migrations()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Start from the kept file where there is one. On PostgreSQL nothing is kept."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3") or not kept_database().exists():
        return False
    shutil.copyfile(kept_database(), database["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """After a run's own migrations, keep their result for the next one."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3") or kept_database().exists():
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    part = kept_database().with_suffix(f".{os.getpid()}")
    source = sqlite3.connect(database["TEST"]["NAME"])
    source.execute("VACUUM INTO ?", (str(part),))
    source.close()
    part.replace(kept_database())
