"""Rows as lines of JSON, one file a table, the same on every database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import IO, Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import FieldDoesNotExist
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.sql import InsertQuery

from qudao.core.backup.manifest import NotABackup

READ_AT_ONCE = 2000
WRITTEN_AT_ONCE = 500
# Made by the migrations themselves, or logins of the machine that is left behind.
LEFT_OUT_APPS = frozenset({"auth", "contenttypes", "sessions", "usersessions"})

UNREADABLE = (
    DeserializationError, FieldDoesNotExist, ValueError, TypeError, LookupError, AttributeError,
)  # fmt: skip

Model = type[models.Model]


class ExactEncoder(DjangoJSONEncoder):
    """Keeps the microseconds, which Django's encoder cuts to milliseconds."""

    def default(self, o: Any) -> Any:
        if isinstance(o, datetime | time):
            return o.isoformat()
        return super().default(o)


def kept_models() -> list[Model]:
    """Every table that a backup holds, those that others point to first."""
    kept = {
        model._meta.label_lower: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in LEFT_OUT_APPS
    }
    points_to = {
        label: [target for target in targets_of(kept[label]) if target in kept and target != label]
        for label in sorted(kept)
    }
    try:
        order = list(TopologicalSorter(points_to).static_order())
    except CycleError:
        order = sorted(kept)  # foreign keys are checked at the end of the transaction only
    return [kept[label] for label in order]


def targets_of(model: Model) -> list[str]:
    return sorted(
        field.related_model._meta.label_lower
        for field in model._meta.concrete_fields
        if isinstance(field.related_model, type)
    )


def applied_migrations() -> tuple[str, ...]:
    applied = MigrationRecorder(connection).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in applied))


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is as it was at one moment; writers need not wait."""
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    if mode is not None:
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # SQLite only
    try:
        with transaction.atomic(durable=True):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if mode is not None:
            connection.transaction_mode = mode  # type: ignore[attr-defined]


def dump(model: Model, target: IO[str]) -> int:
    """Write every row of a table; answers how many."""
    counted = 0

    def rows() -> Iterator[models.Model]:
        nonlocal counted
        everything = model._base_manager.order_by("pk")
        for row in everything.iterator(chunk_size=READ_AT_ONCE):
            counted += 1
            yield row

    serializers.serialize("jsonl", rows(), stream=target, cls=ExactEncoder)
    return counted


def first_filled(tables: Sequence[Model]) -> Model | None:
    return next((model for model in tables if model._base_manager.exists()), None)


def load(model: Model, lines: Iterable[bytes]) -> int:
    """Insert the rows of a table as they were, keys included; answers how many."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    rows = read_rows(model, lines)
    counted = 0
    while batch := list(islice(rows, WRITTEN_AT_ONCE)):
        query = InsertQuery(model)
        query.insert_values(fields, batch, raw=True)
        query.get_compiler(connection=connection).execute_sql()
        counted += len(batch)
    return counted


def read_rows(model: Model, lines: Iterable[bytes]) -> Iterator[models.Model]:
    try:
        for read in serializers.deserialize("python", map(json.loads, lines)):
            if type(read.object) is not model:
                raise NotABackup
            yield read.object
    except UNREADABLE as error:
        raise NotABackup from error


def settle(tables: Sequence[Model]) -> None:
    """After loading: no key points nowhere, and new rows are numbered after the loaded ones."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
