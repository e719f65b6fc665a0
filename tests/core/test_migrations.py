"""Models and migrations agree, and a migration that moves data leaves none behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from qudao.core.models import AuditEntry
from qudao.market.goals.models import Quota, SalesPerson
from qudao.market.partners.models import Partner
from tests.people import Cast

LATER = datetime(2026, 4, 7, 8, 30, tzinfo=UTC)
INDEX = "funnel_opportunity_newest_first"


@pytest.mark.django_db
def test_no_model_differs_from_its_migrations() -> None:
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert said.getvalue() == "No changes detected\n"


@pytest.mark.django_db
def test_no_app_has_two_ends_and_none_waits_to_be_applied() -> None:
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    ends = [app for app, _name in graph.leaf_nodes()]
    assert len(ends) == len(set(ends))
    assert executor.migration_plan(graph.leaf_nodes()) == []
    executor.loader.check_consistent_history(connection)


# ------------------------------------------------------------------ ids of targets


@pytest.fixture
def newest(transactional_db: None) -> Iterator[list[tuple[str, str]]]:
    """Where the migrations of the targets end; they are there again afterwards in any case."""
    leaves = MigrationLoader(connection).graph.leaf_nodes("goals")
    yield leaves
    MigrationExecutor(connection).migrate(leaves)


def test_targets_of_the_first_day_get_ids_of_their_own(newest: list[tuple[str, str]]) -> None:
    first = [("goals", "0001_initial")]
    executor = MigrationExecutor(connection)
    executor.migrate(first)
    old = executor.loader.project_state(first).apps
    quotas, people = old.get_model("goals", "Quota"), old.get_model("goals", "SalesPerson")
    for month in (1, 2, 3):
        quotas.objects.create(
            starts_on=date(2026, month, 1), ends_on=date(2026, month + 1, 1), amount=5,
            currency="CNY",
        )  # fmt: skip
    for key in ("7", "8"):
        people.objects.create(source="crm", source_key=key, name=f"Seller {key}")

    MigrationExecutor(connection).migrate(newest)

    for rows, prefix, count in (
        (Quota.objects.unscoped(reason="test"), "quo_", 3),
        (SalesPerson.objects.unscoped(reason="test"), "sal_", 2),
    ):
        ids = list(rows.values_list("public_id", flat=True))
        assert len(set(ids)) == count
        assert all(one.startswith(prefix) and len(one) == 20 for one in ids)
    kept = Quota.objects.unscoped(reason="test").order_by("starts_on")
    assert [(row.amount, row.ends_on.month) for row in kept] == [(Decimal(5), n) for n in (2, 3, 4)]


# ------------------------------------------------------------------ since when a partner is it


def entry(verb: str, kind: str, subject: str, at: datetime) -> AuditEntry:
    return AuditEntry(at=at, actor_side="system", verb=verb, subject_kind=kind, subject_id=subject,
                      before={}, after={})  # fmt: skip


def test_old_partners_get_their_sound_and_the_moment_of_their_last_move(
    cast: Cast, now: datetime
) -> None:
    rows = Partner.objects.unscoped(reason="test")
    rows.update(sound="", lifecycle_since=None)
    moved, other = cast.partner_a.public_id, cast.partner_b.public_id
    AuditEntry.objects.bulk_create(
        [
            entry("partners.moved", "partner", moved, LATER),
            entry("partners.moved", "partner", moved, LATER - timedelta(days=9)),
            entry("partners.moved", "customer", other, LATER),
            entry("partners.amended", "partner", other, LATER),
        ]
    )
    versions = dict(rows.values_list("code", "version"))

    sound_and_since = import_module("qudao.market.partners.migrations.0002_sound_and_since")
    sound_and_since.fill(apps, None)

    assert dict(rows.values_list("code", "lifecycle_since")) == {
        "QIHE": LATER,
        "DING": now,
        "LIAN": now,
        "HENG": now,
    }
    assert dict(rows.values_list("code", "sound"))["QIHE"] == "qihengxinxi qhxx"
    assert dict(rows.values_list("code", "version")) == versions


# ------------------------------------------------------------------ what the database keeps


@contextmanager
def taken_back(app: str, name: str) -> Iterator[None]:
    """One operation of the database undone within the block, and done again at its end."""
    operation = import_module(f"qudao.{name}").Migration.operations[0]
    state = MigrationLoader(connection).project_state(nodes=[])
    with connection.schema_editor() as editor:
        operation.database_backwards(app, editor, state, state)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            operation.database_forwards(app, editor, state, state)


def indexes(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, table))


@pytest.mark.django_db(transaction=True)
def test_the_order_of_the_funnel_has_its_index_and_can_be_taken_back() -> None:
    assert INDEX in indexes("funnel_opportunity")
    with taken_back("funnel", "deals.funnel.migrations.0002_the_newest_first"):
        assert INDEX not in indexes("funnel_opportunity")
    assert INDEX in indexes("funnel_opportunity")


@pytest.mark.django_db(transaction=True)
def test_the_trail_is_guarded_again_after_its_guard_was_taken_back() -> None:
    entry("v", "k", "s", LATER).save()
    rows = AuditEntry._base_manager.all()

    guard = taken_back("qudao_core", "core.migrations.0002_append_only")
    with guard, connection.cursor() as cursor:
        cursor.execute("UPDATE core_auditentry SET note = 'while nothing watched'")
    assert rows.get().note == "while nothing watched"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.get().save()
