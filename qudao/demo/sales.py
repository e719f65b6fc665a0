"""Two years of shipments by month, as distributors and the vendor's own orders report them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from qudao.core.upserting import Keyed
from qudao.deals.sellthrough.bulk import SoldLine, put_sales_lines
from qudao.demo.names import PARTNERS, PRODUCTS, PartnerSeed
from qudao.demo.world import World

MONTHS = 24
MONTH = timedelta(days=30)
SOURCE = "orders"
# Share of an average month: weak in the first quarter, strong at the year's end.
SEASON = (70, 55, 85, 90, 95, 105, 90, 90, 105, 100, 125, 190)


def lay_sales(world: World) -> None:
    """Lines of every active partner by its pull, most of a partner's on its main family."""
    rows = [Keyed(key, line) for key, line in _lines(world)]
    put_sales_lines(world.actor("operations"), SOURCE, rows)


def _lines(world: World) -> Iterator[tuple[str, SoldLine]]:
    for seed in PARTNERS:
        if seed.code not in world.sellers:
            continue
        for month in range(MONTHS):
            sold_on = (world.now - MONTH * (MONTHS - month)).date() + timedelta(days=5)
            for number in range(1 + seed.pull // 4):
                key = f"{seed.code}-{month}-{number}"
                yield key, _line(world, seed, number, sold_on)


def _line(world: World, seed: PartnerSeed, number: int, sold_on: date) -> SoldLine:
    code, _family, _zh, _en, price = PRODUCTS[(number + len(seed.code) + seed.pull) % 5]
    season = SEASON[sold_on.month - 1]
    quantity = max(1, seed.pull * season * world.chance.randrange(60, 140) // 30_000)
    return SoldLine(
        partner_id=world.partners[seed.code].pk,
        product_id=world.products[code].pk,
        region_id=world.partners[seed.code].region_id,
        order_number=f"O-{sold_on:%y%m}-{seed.code}",
        sold_on=sold_on,
        quantity=Decimal(quantity),
        amount=Decimal(price) * quantity * Decimal("0.8"),
        currency="CNY",
    )
