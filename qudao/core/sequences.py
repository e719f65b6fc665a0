"""Numbers in named series, without gaps from refused transactions and safe under concurrency."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction

from qudao.core.models import Sequence


def next_number(name: str) -> int:
    """The next number of a series, from 1. Call inside the transaction that uses it.

    The updated row stays locked until that transaction ends, so no number is given twice.
    """
    given = _counted_on(name)
    if given is not None:
        return given
    try:
        with transaction.atomic():
            Sequence.objects.create(name=name, last=1)
    except IntegrityError:  # another writer opened the series first
        return _counted_on(name) or 1
    return 1


def _counted_on(name: str) -> int | None:
    """One statement: SQLite and PostgreSQL both return what an update has written."""
    table = connection.ops.quote_name(Sequence._meta.db_table)
    with connection.cursor() as cursor:
        counted = f"UPDATE {table} SET last = last + 1 WHERE name = %s RETURNING last"  # noqa: S608
        cursor.execute(counted, [name])
        row = cursor.fetchone()
    return int(row[0]) if row else None
