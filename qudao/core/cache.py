"""Django's cache in the database, with counters that several processes may add to at once."""

from __future__ import annotations

import math
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, models, router, transaction

from qudao.core import clock


class CountingDatabaseCache(DatabaseCache):
    """As Django's, but adding keeps the moment at which a counter ends and loses no addition.

    Django's own reads, adds and writes apart: two processes count one try between them, and
    every try lets the counter live for another five minutes.
    """

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a counter; `ValueError` if there is none, or its time is over."""
        alias = router.db_for_write(self.cache_model_class)
        with transaction.atomic(using=alias):
            seconds = self._hold(alias, self.make_and_validate_key(key, version=version))
            value = self.get(key, version=version) if seconds > 0 else None
            if value is None:
                raise ValueError(f"there is no counter {key!r}")
            self.set(key, value + delta, timeout=seconds, version=version)
        return int(value + delta)

    def _hold(self, alias: str, key: str) -> int:
        """Lock one entry until the transaction ends; how many seconds it has left."""
        connection = connections[alias]
        table = connection.ops.quote_name(self.cache_model_class._meta.db_table)
        with connection.cursor() as cursor:
            # an update locks the row on every database
            cursor.execute(f"UPDATE {table} SET expires = expires WHERE cache_key = %s", [key])  # noqa: S608
            cursor.execute(f"SELECT expires FROM {table} WHERE cache_key = %s", [key])  # noqa: S608
            row = cursor.fetchone()
        return _seconds_left(row[0], connection) if row else 0


def _seconds_left(stored: Any, connection: Any) -> int:
    expression = models.Expression(output_field=models.DateTimeField())
    moment = stored
    for convert in (
        *connection.ops.get_db_converters(expression),
        *expression.get_db_converters(connection),
    ):
        moment = convert(moment, expression, connection)
    left: float = (moment - clock.now()).total_seconds()
    return math.ceil(left)
