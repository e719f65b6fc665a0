"""Maintained figures: written in the business transaction, read in a few rows.

A queue's count or a funnel's stage totals must not cost a GROUP BY over every row. Each change
adds to one of several shards; `reconcile` commands of the rooms rebuild them from the rows.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from qudao.core.models import Total
from qudao.core.money import to_units
from qudao.core.prepared import Prepared

SHARDS = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """Count of rows and sum of their amounts (programme currency) in one bucket."""

    bucket: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Addition:
    """What is added to one bucket of one owner."""

    owner: str
    bucket: str
    count: int
    amount: Decimal


# One statement, which adds to the rows or makes them; both databases understand it.
_ADD = """
    INSERT INTO core_total (kind, owner, bucket, shard, count, amount)
    VALUES {rows}
    ON CONFLICT (kind, owner, bucket, shard) DO UPDATE
    SET count = core_total.count + excluded.count, amount = core_total.amount + excluded.amount
"""


def bump(kind: str, owner: str, bucket: str, *, count: int, amount: Decimal) -> None:
    """Add to one bucket of one owner, in the caller's transaction."""
    add(kind, [Addition(owner, bucket, count, amount)])


def add(kind: str, additions: Sequence[Addition]) -> None:
    """Add to several buckets, each named once, in the order given: the rows are locked in it, so
    that writers who keep to one order never block each other crosswise."""
    if not additions:
        return
    values: list[str | int] = []
    for one in additions:
        shard = secrets.randbelow(SHARDS)
        values += [kind, one.owner, one.bucket, shard, one.count, to_units(one.amount)]
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(additions))
    with connection.cursor() as cursor:
        cursor.execute(_ADD.format(rows=rows), values)


def read(kind: str, owners: Iterable[str]) -> list[Figure]:
    """The figures of a kind, summed over owners and shards, ordered by bucket."""
    return [Figure(*row) for row in _figures(kind, tuple(owners))]


def _summed(kind: str, owners: tuple[str, ...]) -> QuerySet[Total, tuple[str, int, Decimal]]:
    return (
        Total.objects.unscoped(reason="the caller names the owners that it may see")
        .filter(kind=kind, owner__in=owners)
        .values("bucket")
        .annotate(n=Sum("count"), total=Sum("amount"))
        .order_by("bucket")
        .values_list("bucket", "n", "total")
    )


_figures = Prepared[tuple[str, int, Decimal]](_summed)


@contextmanager
def held_still() -> Iterator[None]:
    """A transaction in which nobody else adds to a total: what is counted and replaced within it
    loses nothing that is written meanwhile. SQLite has one writer at a time anyway."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE core_total IN SHARE ROW EXCLUSIVE MODE")
        yield


def replace(kind: str, figures: Iterable[tuple[str, Figure]]) -> None:
    """Set every figure of a kind anew: `(owner, figure)` pairs, counted in `held_still`."""
    with transaction.atomic():
        Total.objects.unscoped(reason="rebuilding the totals").filter(kind=kind).delete()
        Total.objects.bulk_create(
            Total(kind=kind, owner=owner, bucket=f.bucket, count=f.count, amount=f.amount)
            for owner, f in figures
        )
