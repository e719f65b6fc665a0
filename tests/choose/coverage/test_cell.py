"""One cell: its figures agree with the grid, and each partner at work is named to whom may know."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from qudao.choose.coverage.cells import cell_page
from qudao.choose.coverage.measures import Measure
from qudao.choose.coverage.selectors import MarketQuery, market_grid
from qudao.core.errors import NotFound, NotPermitted
from qudao.deals.funnel.selectors import OpportunityFilters, opportunities
from qudao.deals.registrations.selectors import RegistrationFilters, count_registrations
from qudao.market.cells.selectors import CellAxes
from qudao.market.customers.models import Customer, PartnerCustomer
from qudao.market.partners.models import Partner
from tests.choose.coverage.build import Ground

QUERIES = 13  # whatever stands in the cell
TODAY = date(2026, 3, 2)
CELL = CellAxes(product="GW", region="EAST", industry="BANK")


def busy(ground: Ground) -> Customer:
    """A cell in which both rivals are at work, with deals of each kind."""
    cast = ground.cast
    customer = ground.customer("SHA", "RURAL", "Pulan Rural Bank")
    ground.serves(cast.partner_a, product="GW", region="SHA")
    ground.serves(cast.partner_a, region="EAST", industry="BANK")
    ground.serves(cast.partner_b, industry="RURAL")
    ground.serves(cast.sub_reseller, product="BK", region="EAST")
    ground.deal(customer, 250)
    ground.deal(customer, 40, partner=cast.partner_b)
    ground.deal(customer, 9, stage="won")
    ground.protected(customer)
    PartnerCustomer.objects.create(partner=cast.partner_a, customer=customer, since=TODAY, depth=2)
    return customer


def test_a_cell_says_the_same_as_the_grid(ground: Ground) -> None:
    busy(ground)
    ground.customer("SOUTH", "MED")
    actor = ground.cast.channel_director
    market = market_grid(actor, MarketQuery(cell=CellAxes(product="GW")), today=TODAY)

    for (region, industry), crossing in market.crossings.items():
        axes = CellAxes(product="GW", region=region, industry=industry)
        found = cell_page(actor, axes, today=TODAY)
        assert {one: crossing.value(one) for one in Measure} == found.values
        assert found.is_uncovered == crossing.is_uncovered
        assert found.is_contested == crossing.is_contested


def test_partners_come_with_what_they_name_and_what_they_bring(ground: Ground) -> None:
    busy(ground)

    page = cell_page(ground.cast.channel_director, CELL, today=TODAY)

    told = [(one.name, one.owner, one.customers, one.open_value) for one in page.partners]
    assert told == [
        ("Dingpei Integration", "Lin Yue", 0, Decimal(40)),
        ("Qiheng Info", "Xu Mingyuan", 1, Decimal(250)),
    ]
    named = [[cell.product, cell.region, cell.industry] for cell in page.partners[1].cells]
    assert named == [["Secure gateway", "Shanghai", ""], ["", "East China", "Banking"]]
    assert page.others == 0


def test_a_channel_manager_is_told_how_many_more_not_who(ground: Ground) -> None:
    busy(ground)

    page = cell_page(ground.cast.channel_manager, CELL, today=TODAY)

    assert [one.name for one in page.partners] == ["Qiheng Info"]
    assert (page.others, page.values[Measure.PARTNERS]) == (1, 2)
    assert page.values[Measure.OPEN] == Decimal(250)


def test_a_partner_not_at_work_stands_last_and_does_not_count(ground: Ground) -> None:
    busy(ground)
    rows = Partner.objects.unscoped(reason="test")
    rows.filter(code="DING").update(lifecycle="suspended")

    page = cell_page(ground.cast.channel_director, CELL, today=TODAY)
    assert [one.lifecycle for one in page.partners] == ["active", "suspended"]
    assert (page.values[Measure.PARTNERS], page.others) == (1, 0)

    rows.filter(code="DING").update(lifecycle="exited")
    page = cell_page(ground.cast.channel_director, CELL, today=TODAY)
    assert [one.name for one in page.partners] == ["Qiheng Info"]


def test_a_place_knows_what_lies_above_it(ground: Ground) -> None:
    page = cell_page(ground.cast.channel_director, CellAxes(region="SHA"), today=TODAY)

    assert (page.region.name, page.region.above) == ("Shanghai", (("EAST", "East China"),))
    assert (page.industry.code, page.product.name) == ("", "")


def test_the_lists_of_a_cell_hold_what_its_figures_count(ground: Ground) -> None:
    customer = busy(ground)
    other = ground.customer("SOUTH", "BANK")
    ground.deal(other, 77)
    ground.protected(other)
    double = ground.customer("NORTH", "MED")
    ground.deal(double, 11)
    Customer.objects.unscoped(reason="test").filter(pk=double.pk).update(canonical=customer)
    actor = ground.cast.channel_director

    found = opportunities(actor, OpportunityFilters(cell=CELL))
    claims = count_registrations(actor, RegistrationFilters(cell=CELL))

    assert sorted(one.amount or 0 for one in found) == [9, 11, 40, 250]
    assert claims == 1
    assert opportunities(actor, OpportunityFilters(cell=CellAxes(product="BK"))) == []


def test_a_code_that_is_not_there_is_absent(ground: Ground) -> None:
    for axis in ("product", "region", "industry"):
        with pytest.raises(NotFound):
            cell_page(ground.cast.channel_director, CellAxes(**{axis: "NOWHERE"}), today=TODAY)


@pytest.mark.parametrize("who", ["principal_a", "seller_b", "engineer_a", "human_resources"])
def test_no_partner_reads_a_cell(ground: Ground, who: str) -> None:
    with pytest.raises(NotPermitted):
        cell_page(getattr(ground.cast, who), CELL, today=TODAY)


def test_a_busy_cell_takes_as_many_queries_as_a_quiet_one(
    ground: Ground, django_assert_num_queries: Any
) -> None:
    busy(ground)
    actor = ground.cast.channel_director
    cell_page(actor, CELL, today=TODAY)
    for number in range(5):
        customer = ground.customer("SUZ", "BANK", f"Bank {number}")
        ground.deal(customer, 10 + number)
    with django_assert_num_queries(QUERIES):
        cell_page(actor, CELL, today=TODAY)
