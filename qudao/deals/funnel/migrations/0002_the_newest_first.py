"""An index for the order of the funnel's list.

It is written by hand, since the days that are not known stand last: PostgreSQL needs that said in
the index, and SQLite, where they stand last anyway, does not accept it there.
"""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAME = "funnel_opportunity_newest_first"


def add(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    last = "NULLS LAST" if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"CREATE INDEX {NAME} ON funnel_opportunity (opened_on DESC {last}, id DESC)")


def remove(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(f"DROP INDEX {NAME}")


class Migration(migrations.Migration):
    dependencies = [("funnel", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
