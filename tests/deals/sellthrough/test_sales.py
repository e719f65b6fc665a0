"""Sales lines are summed exactly, by product, territory and month, within the reader's scope."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qudao.core.errors import NotPermitted
from qudao.deals.sellthrough import selectors
from qudao.deals.sellthrough.models import SalesLine
from qudao.deals.sellthrough.selectors import SalesFilters
from qudao.market.cells.models import Region
from tests.deals.programme import Programme


@pytest.fixture
def lines(programme: Programme) -> Programme:
    east = Region.objects.create(
        code="EAST", name_zh="华东", name_en="East", path="/EAST/", kind="territory"
    )
    cast = programme.cast
    for number, (partner, product, region, day, amount) in enumerate(
        [
            (cast.partner_a, programme.gateways, east, date(2026, 1, 31), "100.0001"),
            (cast.partner_a, programme.gateways, None, date(2026, 2, 1), "200.0002"),
            (cast.partner_b, programme.backup, east, date(2026, 2, 28), "50"),
            (None, programme.backup, east, date(2026, 3, 1), "7"),
        ]
    ):
        SalesLine.objects.create(
            source="erp",
            source_key=str(number),
            route="indirect" if partner else "direct",
            partner=partner,
            product=product,
            region=region,
            sold_on=day,
            quantity=1,
            amount=Decimal(amount),
            currency="CNY",
        )
    return programme


def test_sums_by_product_are_exact(lines: Programme) -> None:
    found = selectors.sales_by_product(lines.cast.channel_director)

    assert [(one.label, one.lines, one.amount) for one in found] == [
        ("Secure gateway", 2, Decimal("300.0003")),
        ("Backup appliance", 2, Decimal(57)),
    ]


def test_sums_by_territory_keep_lines_without_one(lines: Programme) -> None:
    found = selectors.sales_by_territory(lines.cast.channel_director)

    assert [(one.key, one.label, one.amount) for one in found] == [
        ("", "", Decimal("200.0002")),
        ("EAST", "East", Decimal("157.0001")),
    ]


def test_sums_by_month_stand_in_order(lines: Programme) -> None:
    found = selectors.sales_by_month(lines.cast.channel_director)

    assert [(one.label, one.amount) for one in found] == [
        ("2026-01", Decimal("100.0001")),
        ("2026-02", Decimal("250.0002")),
        ("2026-03", Decimal(7)),
    ]


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        (SalesFilters(starts_on=date(2026, 2, 1), ends_on=date(2026, 3, 1)), "250.0002"),
        (SalesFilters(route="direct"), "7"),
        (SalesFilters(source="elsewhere"), None),
    ],
)
def test_filters_narrow_the_sums(
    lines: Programme, filters: SalesFilters, total: str | None
) -> None:
    found = selectors.sales_by_month(lines.cast.channel_director, filters)

    assert sum((one.amount for one in found), Decimal(0)) == Decimal(total or 0)


def test_a_channel_manager_sums_its_partners_lines(lines: Programme) -> None:
    cast = lines.cast
    own = selectors.sold_between(cast.channel_manager, date(2026, 1, 1), date(2027, 1, 1))

    assert own == {"CNY": Decimal("300.0003")}
    for actor in (cast.seller_a, cast.human_resources):
        with pytest.raises(NotPermitted):
            selectors.sales_by_month(actor)
