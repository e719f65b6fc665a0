"""The market grid: what stands in which cell, for whom, in how many queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from qudao.choose.coverage.crossings import Market
from qudao.choose.coverage.measures import EVERY, Measure, Value
from qudao.choose.coverage.selectors import MarketQuery, market_grid
from qudao.core.actor import Actor
from qudao.core.errors import NotFound, NotPermitted
from qudao.core.models import ExchangeRate
from qudao.market.cells.models import Industry, Region
from qudao.market.cells.selectors import CellAxes
from qudao.market.customers.models import Customer
from qudao.market.partners.states import Lifecycle
from tests.choose.coverage.build import Ground

TODAY = date(2026, 3, 2)
C, P = Measure.CUSTOMERS, Measure.PARTNERS
TREES_AND_PARTNERS, A_MEASURE = 5, 1


def grid(actor: Actor, **asked: Any) -> Market:
    cell = CellAxes(
        **{key: asked.pop(key) for key in ("product", "region", "industry") if key in asked}
    )
    return market_grid(actor, MarketQuery(cell=cell, **asked), today=TODAY)


def filled(market: Market, measure: Measure) -> dict[tuple[str, str], Value]:
    """The values of the cells that have one."""
    return {
        place: one.value(measure) for place, one in market.crossings.items() if one.value(measure)
    }


def test_customers_stand_in_the_cell_above_their_place(ground: Ground) -> None:
    ground.customer("SHA", "RURAL")
    ground.customer("EAST", "BANK")
    ground.customer("SOUTH", "MED")

    market = grid(ground.cast.channel_director)

    assert filled(market, C) == {("EAST", "BANK"): 2, ("SOUTH", "MED"): 1}
    assert [spot.code for spot in market.regions] == ["EAST", "SOUTH"]
    assert [spot.name for spot in market.industries] == ["Banking", "Hospitals"]
    assert {code: one.customers for code, one in market.by_region.items()} == {
        "EAST": 2,
        "SOUTH": 1,
    }
    assert market.by_industry["BANK"].customers == 2
    assert (market.whole.customers, market.unplaced) == (4, 1)  # one customer has no place at all


def test_names_come_in_the_readers_language(ground: Ground) -> None:
    ground.customer("SHA", "BANK")
    reader = replace(ground.cast.channel_director, language="zh-hans")

    assert [spot.name for spot in grid(reader).regions] == ["华东"]


def test_an_axis_is_narrowed_to_what_lies_below_a_node(ground: Ground) -> None:
    ground.customer("SHA", "RURAL")
    ground.customer("SUZ", "BANK")
    ground.customer("EAST", "BANK")
    ground.customer("SOUTH", "BANK")

    market = grid(ground.cast.channel_director, region="EAST")

    assert filled(market, C) == {("SHA", "BANK"): 1, ("SUZ", "BANK"): 1}
    assert market.by_industry["BANK"].customers == 3  # with the one that stands at EAST itself
    assert (market.whole.customers, market.unplaced) == (3, 1)
    deepest = grid(ground.cast.channel_director, region="SHA", industry="RURAL")
    assert filled(deepest, C) == {("SHA", "RURAL"): 1}


def test_a_code_that_is_not_there_is_absent(ground: Ground) -> None:
    for axis in ("product", "region", "industry"):
        with pytest.raises(NotFound):
            grid(ground.cast.channel_director, **{axis: "NOWHERE"})


def test_a_partner_is_at_work_wherever_its_cell_shares_something(ground: Ground) -> None:
    cast = ground.cast
    for region in ("SHA", "SUZ", "SOUTH"):
        ground.customer(region, "BANK")
    ground.serves(cast.partner_a, region="SHA")  # a part of EAST, every industry
    ground.serves(cast.partner_b, product="GW", industry="RURAL")  # a part of BANK, everywhere

    market = grid(cast.channel_director)
    assert filled(market, P) == {("EAST", "BANK"): 2, ("SOUTH", "BANK"): 1}
    assert market.at(market.regions[0], market.industries[0]).is_contested
    assert market.whole.partners == 2

    below = grid(cast.channel_director, region="EAST")
    assert filled(below, P) == {("SHA", "BANK"): 2, ("SUZ", "BANK"): 1}


def test_a_partner_counts_once_however_many_cells_it_names(ground: Ground) -> None:
    ground.customer("SHA", "BANK")
    for product in ("GW", "BK"):
        ground.serves(ground.cast.partner_a, product=product, region="EAST")
    ground.serves(ground.cast.partner_a, product="GW", region="SHA")

    assert filled(grid(ground.cast.channel_director), P) == {("EAST", "BANK"): 1}


def test_the_product_narrows_partners_and_deals_not_customers(ground: Ground) -> None:
    customer = ground.customer("SHA", "BANK")
    ground.serves(ground.cast.partner_a, product="GW", region="EAST")
    ground.deal(customer, 100)
    ground.deal(customer, 7, product=ground.programme.backup)
    ground.protected(customer)

    gateways = grid(ground.cast.channel_director, product="GW")
    backups = grid(ground.cast.channel_director, product="BK")

    place = ("EAST", "BANK")
    assert [gateways.crossings[place].value(one) for one in Measure] == [1, 1, 100, 0, 1]
    assert [backups.crossings[place].value(one) for one in Measure] == [1, 0, 7, 0, 0]
    assert backups.crossings[place].is_uncovered


@pytest.mark.parametrize("state", [Lifecycle.PROSPECT, Lifecycle.SUSPENDED, Lifecycle.EXITED])
def test_only_an_active_partner_is_at_work(ground: Ground, state: Lifecycle) -> None:
    ground.customer("SHA", "BANK")
    partner = ground.cast.partner_a
    ground.serves(partner, region="EAST")
    type(partner).objects.unscoped(reason="test").filter(pk=partner.pk).update(lifecycle=state)

    one = grid(ground.cast.channel_director).crossings["EAST", "BANK"]

    assert (one.partners, one.is_uncovered) == (0, True)


def test_a_cell_without_customers_is_no_gap(ground: Ground) -> None:
    ground.customer("SHA", "BANK")
    ground.customer("SOUTH", "MED")

    market = grid(ground.cast.channel_director)

    assert not market.crossings["EAST", "MED"].is_uncovered
    assert market.crossings["EAST", "MED"].is_empty
    assert [one.region.code for one in market.filled() if one.region] == ["EAST", "SOUTH"]


def test_empty_regions_are_shown_when_asked_for(ground: Ground) -> None:
    ground.customer("SHA", "BANK")

    market = grid(ground.cast.channel_director, with_empty=True)

    assert [spot.code for spot in market.regions] == ["EAST", "NORTH", "SOUTH"]
    assert [spot.code for spot in market.industries] == ["BANK", "MED"]


def test_a_region_that_a_partner_names_is_shown_without_customers(ground: Ground) -> None:
    ground.customer("SHA", "BANK")
    ground.serves(ground.cast.partner_a, region="NORTH")

    assert [spot.code for spot in grid(ground.cast.channel_director).regions] == ["EAST", "NORTH"]


def test_what_lies_outside_the_usual_markets_gets_its_own_column(ground: Ground) -> None:
    Region.objects.create(code="DE", name_en="Germany", path="/DE/", kind="country")
    Industry.objects.create(code="I-K", name_en="Finance (ISIC)", path="/I-K/", standard="isic")
    ground.customer("DE", "I-K")

    assert filled(grid(ground.cast.channel_director), C) == {("DE", "I-K"): 1}


def test_money_is_summed_in_the_programmes_currency(ground: Ground) -> None:
    customer = ground.customer("SHA", "BANK")
    rate = {"currency": "USD", "rate": Decimal("7.2"), "valid_from": date(2026, 1, 1)}
    ExchangeRate.objects.create(**rate)
    ground.deal(customer, 1000)
    ground.deal(customer, 10, currency="USD")
    ground.deal(customer, 5, currency="CHF")

    market = grid(ground.cast.channel_director)

    assert market.crossings["EAST", "BANK"].value(Measure.OPEN) == Decimal("1072.0000")
    assert (market.missing, market.currency) == (("CHF",), "CNY")


def test_won_counts_the_last_twelve_months(ground: Ground) -> None:
    customer = ground.customer("SHA", "BANK")
    for closed, amount in ((TODAY, 1), (date(2025, 3, 3), 10), (date(2025, 3, 2), 100)):
        ground.deal(customer, amount, stage="won", closed_on=closed)
    ground.deal(customer, 1000, stage="lost")

    market = grid(ground.cast.channel_director)

    assert filled(market, Measure.WON) == {("EAST", "BANK"): Decimal(11)}
    assert filled(market, Measure.OPEN) == {}


def test_only_what_is_protected_now_counts(ground: Ground) -> None:
    customer = ground.customer("SHA", "BANK")
    ground.protected(customer)
    ground.protected(customer, state="expired")

    assert filled(grid(ground.cast.channel_director), Measure.PROTECTED) == {("EAST", "BANK"): 1}


def test_deals_of_a_merged_customer_stand_where_the_canonical_one_does(ground: Ground) -> None:
    canonical, double = ground.customer("SHA", "BANK"), ground.customer("SOUTH", "MED")
    ground.deal(double, 40)
    ground.protected(double)
    Customer.objects.unscoped(reason="test").filter(pk=double.pk).update(canonical=canonical)

    market = grid(ground.cast.channel_director)

    assert filled(market, C) == {("EAST", "BANK"): 1}
    assert filled(market, Measure.OPEN) == {("EAST", "BANK"): Decimal(40)}
    assert filled(market, Measure.PROTECTED) == {("EAST", "BANK"): 1}


def test_deals_are_those_that_the_reader_may_see_partners_are_all(ground: Ground) -> None:
    cast = ground.cast
    customer = ground.customer("SHA", "BANK")
    ground.serves(cast.partner_a, region="EAST")
    ground.serves(cast.partner_b, region="EAST")
    ground.deal(customer, 100)
    ground.deal(customer, 30, partner=cast.partner_b)
    ground.protected(customer)

    def seen(actor: Actor) -> list[Value]:
        return [grid(actor).crossings["EAST", "BANK"].value(one) for one in Measure]

    assert seen(cast.channel_director) == [1, 2, 130, 0, 1]
    assert seen(cast.channel_manager) == [1, 2, 100, 0, 1]
    assert seen(cast.other_channel_manager) == [1, 2, 30, 0, 0]


@pytest.mark.parametrize("who", ["principal_a", "seller_b", "human_resources"])
def test_no_partner_and_nobody_without_the_permission_reads_it(ground: Ground, who: str) -> None:
    with pytest.raises(NotPermitted):
        grid(getattr(ground.cast, who))


def test_one_measure_asks_for_nothing_of_the_others(
    ground: Ground, django_assert_num_queries: Any
) -> None:
    ground.deal(ground.customer("SHA", "BANK"), 100)
    one = frozenset({Measure.CUSTOMERS, Measure.PARTNERS})
    grid(ground.cast.channel_director)
    with django_assert_num_queries(TREES_AND_PARTNERS + A_MEASURE):
        market = grid(ground.cast.channel_director, measures=one)
    assert filled(market, Measure.OPEN) == {}


def test_five_thousand_cells_take_as_many_queries_as_one(
    ground: Ground, now: datetime, django_assert_num_queries: Any
) -> None:
    Region.objects.bulk_create(
        Region(code=f"T{n}", name_en=f"Territory {n}", path=f"/T{n}/", kind="territory")
        for n in range(100)
    )
    Industry.objects.bulk_create(
        Industry(code=f"S{n}", name_en=f"Segment {n}", path=f"/S{n}/", standard="own")
        for n in range(50)
    )
    regions = Region.objects.unscoped(reason="test").filter(code__startswith="T")
    industries = Industry.objects.unscoped(reason="test").filter(code__regex=r"^S\d")
    Customer.objects.bulk_create(
        Customer(name_en=f"{one.code} {other.code}", region=one, industry=other, created_at=now)
        for one in regions
        for other in industries
    )
    for partner in (ground.cast.partner_a, ground.cast.partner_b):
        ground.serves(partner, region="T7")
        ground.serves(partner, industry="S3")
    ground.deal(ground.customer("T1", "S1"), 100)

    with django_assert_num_queries(TREES_AND_PARTNERS + 4 * A_MEASURE):
        market = grid(ground.cast.channel_director, measures=EVERY)

    assert len(market.crossings) == 5000
    assert sum(one.customers for one in market.crossings.values()) == 5001
    contested = [one for one in market.filled() if one.is_contested]
    assert len(contested) == 50 + 100 - 1
