"""Maintained figures: written in the business transaction, read in a few rows.

A queue's count or a funnel's stage totals must not cost a GROUP BY over every row. Each change
adds to one of several shards; `reconcile` commands of the rooms rebuild them from the rows.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet, Sum, Value

from qudao.core.models import Total
from qudao.core.money import AmountField
from qudao.core.prepared import Prepared

SHARDS = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """Count of rows and sum of their amounts (programme currency) in one bucket."""

    bucket: str
    count: int
    amount: Decimal


def bump(kind: str, owner: str, bucket: str, *, count: int, amount: Decimal) -> None:
    """Add to one bucket of one owner, in the caller's transaction."""
    key = {
        "kind": kind,
        "owner": owner,
        "bucket": bucket,
        "shard": secrets.randbelow(SHARDS),
    }
    rows = Total.objects.unscoped(reason="totals hold no row of anybody's").filter(**key)
    # the amount's own field, so that the database adds ten-thousandths to ten-thousandths
    step = Value(amount, output_field=AmountField())
    added = {"count": F("count") + count, "amount": F("amount") + step}
    if rows.update(**added):
        return
    try:
        with transaction.atomic():
            Total.objects.create(**key, count=count, amount=amount)
    except IntegrityError:  # somebody made the shard's row meanwhile
        rows.update(**added)


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


def replace(kind: str, figures: Iterable[tuple[str, Figure]]) -> None:
    """Set every figure of a kind anew: `(owner, figure)` pairs; used by reconcile."""
    with transaction.atomic():
        Total.objects.unscoped(reason="rebuilding the totals").filter(kind=kind).delete()
        Total.objects.bulk_create(
            Total(kind=kind, owner=owner, bucket=f.bucket, count=f.count, amount=f.amount)
            for owner, f in figures
        )
