"""Where customers stand in the market, and what hangs on them: by region and industry.

A merged customer stands where its canonical one does, so that a deal on either row is counted in
one cell.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from qudao.core.actor import Actor
from qudao.market.cells.selectors import CellAxes
from qudao.market.customers.models import Customer

Rows = TypeVar("Rows", bound=QuerySet[Any])
# The keys of the place of a row with a `customer` column.
PLACE = {
    "place_region": Coalesce("customer__canonical__region_id", "customer__region_id"),
    "place_industry": Coalesce("customer__canonical__industry_id", "customer__industry_id"),
}
_PATHS = {
    "region": Coalesce("customer__canonical__region__path", "customer__region__path"),
    "industry": Coalesce("customer__canonical__industry__path", "customer__industry__path"),
}


def in_cell(rows: Rows, cell: CellAxes) -> Rows:
    """Those of some rows with a customer and a product that stand in a cell or below it."""
    for axis, path in _PATHS.items():
        code = getattr(cell, axis)
        if code:
            rows = rows.alias(**{f"{axis}_path": path})
            rows = rows.filter(**{f"{axis}_path__contains": f"/{code}/"})
    if cell.product:
        rows = rows.filter(product__path__contains=f"/{cell.product}/")
    return rows


def customers_at(actor: Actor) -> dict[tuple[int | None, int | None], int]:
    """How many customers stand at each region and industry, by their keys; one query that reads
    an index alone."""
    rows = Customer.objects.visible_to(actor).filter(canonical=None)
    counted = rows.order_by().values_list("region_id", "industry_id").annotate(n=Count("pk"))
    return {(region, industry): n for region, industry, n in counted}
