"""The maintained figures of the funnel beside those counted from the rows."""

from __future__ import annotations

from decimal import Decimal

from qudao.deals.funnel import totals
from qudao.deals.funnel.models import Opportunity

Figures = dict[str, tuple[int, Decimal]]


def figures() -> Figures:
    """What is maintained, without empty buckets."""
    return {
        one.bucket: (one.count, one.amount)
        for one in totals.maintained()
        if one.count or one.amount
    }


def recounted() -> Figures:
    """The same from every row."""
    found: Figures = {}
    for row in Opportunity.objects.unscoped(reason="a test counts anew"):
        bucket = f"{row.stage}:{row.currency}"
        count, amount = found.get(bucket, (0, Decimal(0)))
        found[bucket] = (count + 1, amount + (row.amount or Decimal(0)))
    return found
