"""The partners at work in a cell: in which order, since when, with how many customers and deals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from qudao.choose.coverage.at_work import PartnerAtWork
from qudao.choose.coverage.cells import cell_page
from qudao.choose.coverage.measures import Measure
from qudao.core.models import ExchangeRate
from qudao.market.cells.selectors import EVERYWHERE, CellAxes
from qudao.market.customers.models import Customer, PartnerCustomer
from qudao.market.partners.models import Partner, PartnerAssignment, PartnerCell
from qudao.market.partners.states import BusinessKind
from tests.choose.coverage.build import Ground

TODAY = date(2026, 3, 2)
BANKS = CellAxes(region="EAST", industry="BANK")


def partners(ground: Ground, axes: CellAxes = BANKS) -> list[PartnerAtWork]:
    return list(cell_page(ground.cast.channel_director, axes, today=TODAY).partners)


def named(ground: Ground, axes: CellAxes = BANKS) -> list[str]:
    return [one.name for one in partners(ground, axes)]


def change(partner: Partner, **values: object) -> None:
    Partner.objects.unscoped(reason="test").filter(pk=partner.pk).update(**values)


def know(ground: Ground, partner: Partner, customer: Customer) -> None:
    PartnerCustomer.objects.create(partner=partner, customer=customer, since=TODAY, depth=2)


@pytest.mark.parametrize(
    ("served", "at_work"),
    [
        ({"region": "EAST", "industry": "BANK"}, True),
        ({"region": "SHA", "industry": "RURAL"}, True),  # a part of it
        ({"region": "EAST"}, True),
        ({"industry": "BANK"}, True),
        ({"product": "GW"}, True),  # everywhere, with one product
        ({"region": "SOUTH", "industry": "BANK"}, False),
        ({"region": "EAST", "industry": "MED"}, False),
    ],
)
def test_who_shares_a_part_of_the_cell_is_at_work_in_it(
    ground: Ground, served: dict[str, str], at_work: object
) -> None:
    ground.serves(ground.cast.partner_a, **served)
    assert bool(named(ground)) is at_work


def test_a_product_narrows_who_is_at_work(ground: Ground) -> None:
    cast = ground.cast
    ground.serves(cast.partner_a, product="GW", region="EAST")
    ground.serves(cast.partner_b, product="BK", region="EAST")
    ground.serves(cast.sub_reseller, region="EAST")
    assert named(ground, CellAxes(product="GW", region="EAST")) == [
        "Hengbo Networks",
        "Qiheng Info",
    ]
    assert len(named(ground, CellAxes(region="EAST"))) == 3


def test_a_partner_stands_once_since_its_first_cell_with_all_that_it_names(ground: Ground) -> None:
    partner = ground.cast.partner_a
    for region in ("EAST", "SHA", "SUZ"):
        ground.serves(partner, region=region)
    rows = PartnerCell.objects.unscoped(reason="test").order_by("pk")
    for row, days in zip(rows, (10, 400, 30), strict=True):
        rows.filter(pk=row.pk).update(since=TODAY - timedelta(days=days))

    (one,) = partners(ground)

    assert one.since == TODAY - timedelta(days=400)
    assert [cell.region for cell in one.cells] == ["East China", "Shanghai", "Suzhou"]


def test_active_ones_stand_first_then_names_decide(ground: Ground) -> None:
    cast = ground.cast
    for partner in (cast.partner_a, cast.partner_b, cast.sub_reseller, cast.distributor):
        ground.serves(partner, region="EAST")
    change(cast.partner_b, lifecycle="prospect")
    change(cast.sub_reseller, lifecycle="exited")
    assert named(ground) == ["Lianji Distribution", "Qiheng Info", "Dingpei Integration"]


def test_the_kind_of_business_goes_before_the_type(ground: Ground) -> None:
    ground.serves(ground.cast.partner_a, region="EAST")
    assert [one.type_label for one in partners(ground)] == ["Business partner"]
    change(ground.cast.partner_a, business_kind=BusinessKind.SYSTEM_INTEGRATOR)
    assert [one.type_label for one in partners(ground)] == ["System integrator"]


def test_a_partner_of_nobody_has_no_owner(ground: Ground) -> None:
    ground.serves(ground.cast.partner_a, region="EAST")
    assert [one.owner for one in partners(ground)] == ["Xu Mingyuan"]
    PartnerAssignment.objects.unscoped(reason="test").update(until=TODAY)
    assert [one.owner for one in partners(ground)] == [""]


def test_customers_known_are_those_of_the_cell_whatever_the_product(ground: Ground) -> None:
    cast = ground.cast
    ground.serves(cast.partner_a, product="GW", region="EAST")
    for place in (("SHA", "RURAL"), ("SUZ", "BANK"), ("SHA", "MED"), ("SOUTH", "BANK")):
        know(ground, cast.partner_a, ground.customer(*place))
    know(ground, cast.partner_b, ground.customer("SHA", "BANK"))

    for axes, count in (
        (CellAxes(product="GW", region="EAST", industry="BANK"), 2),
        (CellAxes(region="EAST"), 3),
        (EVERYWHERE, 4),
    ):
        assert [one.customers for one in partners(ground, axes)] == [count], axes


def test_open_deals_are_summed_at_the_rate_of_the_day(ground: Ground) -> None:
    partner = ground.cast.partner_a
    ground.serves(partner, region="EAST")
    bank = ground.customer("SHA", "BANK")
    for day, rate in ((date(2026, 1, 1), "7.0"), (TODAY, "7.2"), (date(2026, 3, 3), "9.9")):
        ExchangeRate.objects.create(currency="USD", rate=Decimal(rate), valid_from=day)
    ground.deal(bank, 1_000)
    ground.deal(bank, 10, currency="USD")
    ground.deal(bank, 99, currency="CHF")  # no rate: in no figure
    ground.deal(bank, 500, stage="won")
    ground.deal(bank, 7, partner=ground.cast.partner_b)
    ground.deal(ground.customer("SOUTH", "BANK"), 10_000)

    page = cell_page(ground.cast.channel_director, BANKS, today=TODAY)

    assert [one.open_value for one in page.partners] == [Decimal(1_072)]
    assert page.values[Measure.OPEN] == Decimal(1_079)
    assert (page.missing, page.currency) == (("CHF",), "CNY")


def test_who_brings_nothing_stands_with_nothing(ground: Ground) -> None:
    ground.serves(ground.cast.partner_a, region="EAST")
    (one,) = partners(ground)
    assert (one.customers, one.open_value, one.lifecycle) == (0, Decimal(0), "active")


def test_names_come_in_the_readers_language(ground: Ground) -> None:
    ground.serves(ground.cast.partner_a, region="EAST", industry="BANK")
    chinese = replace(ground.cast.channel_director, language="zh-hans")
    page = cell_page(chinese, BANKS, today=TODAY)
    assert [one.name for one in page.partners] == ["启恒信息"]
    assert (page.region.name, page.industry.name) == ("华东", "银行")
    assert [cell.region for cell in page.partners[0].cells] == ["华东"]
