"""A backup made by another process on SQLite comes back here, whichever database this is."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from qudao.core.actor import system_actor
from qudao.core.backup.actions import restore
from qudao.core.models import AuditEntry
from qudao.people.models import Membership, Person
from tests.architecture.sources import ROOT

MAKE_AN_INSTALLATION = """
import django; django.setup()
from datetime import UTC, datetime
from pathlib import Path
from django.core.management import call_command
from qudao.core.actor import system_actor
from qudao.core.backup.actions import back_up
from tests.people import make_cast
call_command("migrate", verbosity=0)
now = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
make_cast(now)
back_up(system_actor("there"), Path("{target}"), now=now)
"""


@pytest.mark.django_db(transaction=True)
def test_an_installation_moves_from_sqlite_to_this_database(
    tmp_path: Path, settings: Settings, now: datetime
) -> None:
    settings.FILES_DIR = tmp_path / "here"
    target = tmp_path / "backup.tar.gz"
    foreign = {"QUDAO_DATABASE_URL": f"sqlite:///{tmp_path / 'there.sqlite3'}"}
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", MAKE_AN_INSTALLATION.format(target=target)],
        cwd=ROOT,
        env=os.environ | foreign | {"QUDAO_VAR": str(tmp_path / "there"), "PYTHONHASHSEED": "7"},
        check=True,
        timeout=120,
    )

    manifest = restore(system_actor("here"), target, now=now)

    people = Person.objects.unscoped(reason="a test")
    memberships = Membership.objects.unscoped(reason="a test")
    trail = AuditEntry.objects.unscoped(reason="a test").filter(actor_side="system")
    assert people.filter(name="Xu Mingyuan").count() == 1
    assert memberships.count() == people.count() - 1  # all but the stranger
    assert [entry.actor_name for entry in trail.order_by("pk")] == ["there", "here"]
    assert manifest.unsound == ()
