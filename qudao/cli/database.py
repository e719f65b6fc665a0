"""The database as the command line finds it."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from qudao.cli.terminal import say


def migrate_if_needed() -> None:
    """Apply what is not applied yet; looking is much quicker than migrating."""
    make_cache_table()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(_("Bringing the database up to date"))
        call_command("migrate", interactive=False, verbosity=0)


def make_cache_table() -> None:
    """The table of rate limits, where the database counts them. One that is there stays."""
    if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
        call_command("createcachetable", verbosity=0)
