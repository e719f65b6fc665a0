"""Maintained totals by stage over the whole funnel.

A GROUP BY over every row is too slow for the page that a director opens most. What other people
see is small and is counted when they read it.
"""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, Sum

from qudao.core import totals
from qudao.core.totals import Figure
from qudao.deals.funnel.models import Opportunity, OpportunityQuerySet

KIND, ALL = "funnel", "all"
NOTHING = Decimal(0)


def figure_of(deal: Opportunity) -> Figure:
    """What one opportunity counts. Stage and currency make the bucket: amounts of two currencies
    are never added before they are converted."""
    return Figure(f"{deal.stage}:{deal.currency}", 1, deal.amount or NOTHING)


def stage_and_currency(figure: Figure) -> tuple[str, str]:
    stage, _, currency = figure.bucket.partition(":")
    return stage, currency


def move(before: Figure | None, after: Figure) -> None:
    """Take what an opportunity counted before out of the totals, and add what it counts now."""
    changes = {after.bucket: after}
    if before is not None:
        there = changes.get(before.bucket, Figure(before.bucket, 0, NOTHING))
        changes[before.bucket] = Figure(
            before.bucket, there.count - before.count, there.amount - before.amount
        )
    for bucket in sorted(changes):  # always in one order, so that two writers never interlock
        change = changes[bucket]
        if change.count or change.amount:
            totals.bump(KIND, ALL, bucket, count=change.count, amount=change.amount)


def maintained() -> list[Figure]:
    """The figures of the whole funnel."""
    return totals.read(KIND, [ALL])


def counted(rows: OpportunityQuerySet) -> list[Figure]:
    """The figures of some opportunities, counted now."""
    found = (
        rows.order_by()
        .values("stage", "currency")
        .annotate(n=Count("pk"), total=Sum("amount"))
        .order_by("stage", "currency")
    )
    return [
        Figure(f"{row['stage']}:{row['currency']}", row["n"], row["total"] or NOTHING)
        for row in found
    ]


def rebuild() -> int:
    """Make the maintained figures equal to the rows; how many figures there are."""
    reason = "the totals are rebuilt from every row"
    figures = counted(Opportunity.objects.unscoped(reason=reason))
    totals.replace(KIND, [(ALL, figure) for figure in figures])
    return len(figures)
