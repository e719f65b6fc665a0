"""What was sold, by product, territory and month, within what the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from qudao.core.actor import Actor
from qudao.deals.permissions import DealsPermission
from qudao.deals.sellthrough.models import SalesLine, SalesLineQuerySet
from qudao.market.cells.models import Product, Region


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesFilters:
    """Which lines are summed: half-open days, route, partner's public id, source."""

    starts_on: date | None = None
    ends_on: date | None = None
    route: str = ""
    partner_id: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesTotal:
    """Lines and their exact sum in one currency. `key` is a product's public id, a region's code
    or the first day of a month in ISO form; both key and label are empty for lines without one."""

    key: str
    label: str
    currency: str
    lines: int
    amount: Decimal


def sales_by_product(
    actor: Actor,
    filters: SalesFilters = SalesFilters(),
) -> list[SalesTotal]:
    """Sums by product, the largest first."""
    rows = _summed(actor, filters, "product_id")
    reason = "products are reference data"
    products = Product.objects.unscoped(reason=reason).in_bulk([row[0] for row in rows])
    totals = [
        _total(products[key].public_id, products[key].name(actor.language), currency, n, amount)
        for key, currency, n, amount in rows
    ]
    return sorted(totals, key=_largest_first)


def sales_by_territory(
    actor: Actor,
    filters: SalesFilters = SalesFilters(),
) -> list[SalesTotal]:
    """Sums by region, the largest first; lines without a region stand together."""
    rows = _summed(actor, filters, "region_id")
    reason = "regions are reference data"
    keys = [row[0] for row in rows if row[0] is not None]
    regions = Region.objects.unscoped(reason=reason).in_bulk(keys)
    totals = [
        _total(*_named(regions.get(key), actor.language), currency, n, amount)
        for key, currency, n, amount in rows
    ]
    return sorted(totals, key=_largest_first)


def sales_by_month(
    actor: Actor,
    filters: SalesFilters = SalesFilters(),
) -> list[SalesTotal]:
    """Sums by calendar month, the earliest first."""
    rows = _lines(actor, filters).annotate(month=TruncMonth("sold_on"))
    found = (
        rows.order_by("month", "currency")
        .values_list("month", "currency")
        .annotate(Count("pk"), Sum("amount"))
    )
    return [
        _total(f"{month:%Y-%m-%d}", f"{month:%Y-%m}", currency, n, amount)
        for month, currency, n, amount in found
    ]


def sold_between(actor: Actor, starts_on: date, ends_on: date) -> dict[str, Decimal]:
    """The sum of all visible lines of a half-open period, by currency."""
    lines = _lines(actor, SalesFilters(starts_on=starts_on, ends_on=ends_on))
    found = lines.order_by("currency").values_list("currency").annotate(Sum("amount"))
    return dict(found)


def _lines(actor: Actor, filters: SalesFilters) -> SalesLineQuerySet:
    actor.require(DealsPermission.READ_SALES)
    rows = SalesLine.objects.visible_to(actor)
    wanted = {
        "sold_on__gte": filters.starts_on,
        "sold_on__lt": filters.ends_on,
        "route": filters.route,
        "partner__public_id": filters.partner_id,
        "source": filters.source,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def _summed(
    actor: Actor, filters: SalesFilters, column: str
) -> list[tuple[int, str, int, Decimal]]:
    rows = _lines(actor, filters).order_by().values_list(column, "currency")
    return list(rows.annotate(Count("pk"), Sum("amount")))


def _named(region: Region | None, language: str) -> tuple[str, str]:
    return (region.code, region.name(language)) if region else ("", "")


def _total(key: str, label: str, currency: str, lines: int, amount: Decimal) -> SalesTotal:
    return SalesTotal(key=key, label=label, currency=currency, lines=lines, amount=amount)


def _largest_first(one: SalesTotal) -> tuple[str, Decimal, str]:
    return one.currency, -one.amount, one.key
