"""Maintained totals by stage over the whole funnel.

A GROUP BY over every row is too slow for the page that a director opens most. What other people
see is small and is counted when they read it.
"""

from __future__ import annotations

from collections import defaultdict
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
    shift([] if before is None else [before], [after])


def shift(before: list[Figure], after: list[Figure]) -> None:
    """The same for many opportunities at once, whose figures were counted before and after."""
    counts: dict[str, int] = defaultdict(int)
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for sign, figures in ((-1, before), (1, after)):
        for figure in figures:
            counts[figure.bucket] += sign * figure.count
            amounts[figure.bucket] += sign * figure.amount
    for bucket in sorted(counts):  # always in one order, so that two writers never interlock
        if counts[bucket] or amounts[bucket]:
            totals.bump(KIND, ALL, bucket, count=counts[bucket], amount=amounts[bucket])


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
    with totals.held_still():
        figures = counted(Opportunity.objects.unscoped(reason=reason))
        totals.replace(KIND, [(ALL, figure) for figure in figures])
    return len(figures)
