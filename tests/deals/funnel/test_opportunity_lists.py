"""Opportunities in lists: order, filters, windows, words in both languages; the deals of a
customer; the quarters around a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.core.actor import Actor
from qudao.core.errors import NotPermitted
from qudao.core.models import ExchangeRate
from qudao.core.models import Programme as Settings
from qudao.core.programme import forget_programme
from qudao.deals.funnel import selectors
from qudao.deals.funnel.actions import OpportunityInput, create_opportunity, move_opportunity
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.of_customer import deals_of_customer
from qudao.deals.funnel.outlook import outlook
from qudao.deals.funnel.quarters import fiscal_years, quarters_around, this_quarter
from qudao.deals.funnel.selectors import OpportunityFilters
from qudao.engines.quarter import quarter_of
from qudao.market.cells.models import Region
from qudao.market.cells.selectors import CellAxes
from qudao.market.customers.actions import edit_customer
from qudao.market.customers.inputs import CustomerInput
from tests.deals.looking import WHY
from tests.deals.programme import CUSTOMER, Programme

TODAY = date(2026, 3, 2)


def open_deal(programme: Programme, now: datetime, name: str, **changes: object) -> Opportunity:
    cast = programme.cast
    whole = OpportunityInput(
        product_id=programme.gateways.public_id,
        customer_id=programme.customer.public_id,
        name=name,
        amount=Decimal(100),
        currency="CNY",
        expected_on=date(2026, 3, 6),
    )
    stated = replace(whole, **changes)  # type: ignore[arg-type]
    return create_opportunity(cast.channel_director, stated, now=now)


@pytest.fixture
def deals(programme: Programme, now: datetime) -> Programme:
    """A direct one, one through each partner, and one that is won."""
    cast = programme.cast
    open_deal(programme, now, "总部")
    open_deal(programme, now, "Branch A", partner_id=cast.partner_a.public_id)
    open_deal(programme, now, "分部乙", partner_id=cast.partner_b.public_id, customer_id="",
              product_id=programme.backup.public_id)  # fmt: skip
    won = open_deal(programme, now, "已赢", amount=None)
    move_opportunity(cast.channel_director, won.public_id, "won", version=1, now=now)
    for number, row in enumerate(Opportunity.objects.unscoped(reason=WHY).order_by("pk")):
        row.opened_on = None if number == 0 else date(2026, 1, number)
        row.save()
    return programme


def names(actor: Actor, **narrow: object) -> list[str]:
    filters = OpportunityFilters(**narrow)  # type: ignore[arg-type]
    found = [one.name for one in selectors.opportunities(actor, filters)]
    assert selectors.count_opportunities(actor, filters) == len(found)
    return found


def test_the_newest_stands_first_and_what_has_no_day_last(deals: Programme) -> None:
    cast = deals.cast
    assert names(cast.channel_director) == ["已赢", "分部乙", "Branch A", "总部"]
    assert names(cast.channel_manager) == ["Branch A"]
    assert names(cast.other_channel_manager) == ["分部乙"]
    assert names(cast.account_manager) == ["已赢", "Branch A", "总部"]
    for actor in (*cast.partner_people(), cast.human_resources):
        with pytest.raises(NotPermitted):
            names(actor)
        with pytest.raises(NotPermitted):
            deals_of_customer(actor, deals.customer.public_id, today=TODAY)


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        ({"stages": ("won",)}, ["已赢"]),
        ({"stages": ("won", "prospecting")}, ["已赢", "分部乙", "Branch A", "总部"]),
        ({"stages": ("dreaming",)}, []),
        ({"route": "direct"}, ["已赢", "总部"]),
        ({"route": "indirect"}, ["分部乙", "Branch A"]),
        ({"text": "branch"}, ["Branch A"]),
        ({"text": "浦岚"}, ["已赢", "Branch A", "总部"]),
        ({"text": "%"}, []),
        ({"text": "_"}, []),
        ({"cell": CellAxes(product="BK")}, ["分部乙"]),
        ({"cell": CellAxes(product="GW"), "route": "indirect"}, ["Branch A"]),
        ({"customer_id": "cus_0000000000000000"}, []),
        ({"partner_id": "par_0000000000000000"}, []),
    ],
)
def test_a_list_is_narrowed_and_counted_alike(
    deals: Programme, narrow: dict[str, object], expected: list[str]
) -> None:
    assert names(deals.cast.channel_director, **narrow) == expected


def test_a_partner_out_of_scope_narrows_to_nothing(deals: Programme) -> None:
    cast = deals.cast
    of_b = cast.partner_b.public_id
    assert names(cast.channel_director, partner_id=of_b) == ["分部乙"]
    assert names(cast.channel_manager, partner_id=of_b) == []


def test_order_and_window_may_be_asked_for(deals: Programme) -> None:
    def read(window: slice, *order: str) -> list[str]:
        director = deals.cast.channel_director
        found = selectors.opportunities(director, order_by=order, window=window)
        return [one.name for one in found]

    assert read(slice(1, 3)) == ["分部乙", "Branch A"]
    assert read(slice(0, 2), "pk") == ["总部", "Branch A"]
    assert read(slice(9, 12)) == []


def test_a_row_tells_everything_in_the_readers_language(deals: Programme) -> None:
    director = deals.cast.channel_director
    [row] = selectors.opportunities(director, OpportunityFilters(text="Branch"))
    assert (row.customer, row.partner, row.product) == (CUSTOMER, "Qiheng Info", "Secure gateway")
    assert (row.partner_id, row.customer_id) == (
        deals.cast.partner_a.public_id, deals.customer.public_id,
    )  # fmt: skip
    assert (row.route_label, row.stage_label, row.owner) == (
        "Through a partner", "Prospecting", "Zhou Qiming",
    )  # fmt: skip
    assert (row.opened_on, row.expected_on, row.closed_on) == (
        date(2026, 1, 1), date(2026, 3, 6), None,
    )  # fmt: skip
    with override("zh-hans"):
        chinese = replace(director, language="zh-hans")
        [row] = selectors.opportunities(chinese, OpportunityFilters(text="Branch"))
    assert (row.partner, row.product) == ("启恒信息", "安全网关")
    assert row.stage_label != "Prospecting"


def test_the_deals_of_a_customer_stand_open_first_with_their_worth(
    deals: Programme, now: datetime
) -> None:
    cast = deals.cast
    open_deal(deals, now, "外币", amount=Decimal("10.5"), currency="USD", expected_on=None)
    open_deal(deals, now, "日元", amount=Decimal(5), currency="JPY",
              expected_on=date(2026, 9, 1))  # fmt: skip
    ExchangeRate.objects.create(currency="USD", valid_from=date(2026, 1, 1), rate=Decimal(7))

    found = deals_of_customer(cast.channel_director, deals.customer.public_id, today=TODAY)

    assert [one.name for one in found.lines] == ["日元", "Branch A", "总部", "外币", "已赢"]
    assert (found.open_count, found.open_value.amount) == (4, Decimal("273.5"))
    assert found.missing == ("JPY",)
    assert [one.partner for one in found.lines][:2] == ["", "Qiheng Info"]
    mine = deals_of_customer(cast.channel_manager, deals.customer.public_id, today=TODAY)
    assert ([one.name for one in mine.lines], mine.open_count) == (["Branch A"], 1)


def test_a_region_narrows_by_the_customers_place(deals: Programme, now: datetime) -> None:
    Region.objects.create(
        code="EAST", name_zh="华东", name_en="East", path="/EAST/", kind="territory"
    )
    director = deals.cast.channel_director
    assert names(director, cell=CellAxes(region="EAST")) == []

    placed = CustomerInput(name_zh=CUSTOMER, region="EAST")
    edit_customer(director, deals.customer.public_id, placed, version=1, now=now)

    assert names(director, cell=CellAxes(region="EAST")) == ["已赢", "Branch A", "总部"]
    assert names(director, cell=CellAxes(region="EAST", product="BK")) == []


# ---------------------------------------------------------------------- quarters


def fiscal_from(month: int) -> None:
    Settings.objects.filter(pk=1).update(fiscal_year_starts_in=month)
    forget_programme()


@pytest.mark.parametrize(
    ("month", "day", "start", "number", "year"),
    [
        (1, date(2026, 3, 31), date(2026, 1, 1), 1, 2026),
        (1, date(2026, 4, 1), date(2026, 4, 1), 2, 2026),
        (4, date(2026, 3, 31), date(2026, 1, 1), 4, 2025),
        (4, date(2026, 4, 1), date(2026, 4, 1), 1, 2026),
        (2, date(2026, 1, 31), date(2025, 11, 1), 4, 2025),
        (12, date(2026, 2, 28), date(2025, 12, 1), 1, 2025),
    ],
)
def test_a_quarter_is_one_of_the_programmes_fiscal_year(
    programme: Programme, month: int, day: date, start: date, number: int, year: int
) -> None:
    fiscal_from(month)

    found = this_quarter(day)

    assert (found.start, found.number, found.year) == (start, number, year)
    around = quarters_around(day, back=2, ahead=3)
    assert len(around) == 6
    assert around[2] == found
    assert all(one.end == next_one.start for one, next_one in pairwise(around))
    assert quarters_around(day, back=0, ahead=0) == [found]
    this, after = fiscal_years(day)
    assert this[0] == year
    assert this[1] <= found.start < this[2] == after[1]
    assert (after[0], after[2].year) == (year + 1, this[2].year + 1)


@settings(max_examples=60)
@given(st.dates(date(1995, 1, 1), date(2090, 12, 31)), st.integers(1, 12))
def test_every_day_lies_in_exactly_one_quarter(day: date, month: int) -> None:
    found = quarter_of(day, first_month=month)
    assert found.start <= day < found.end
    assert found.start.day == 1
    assert 1 <= found.number <= 4


@pytest.mark.parametrize(
    ("expected_on", "counted", "in_week"),
    [
        (date(2025, 12, 31), 0, 0),
        (date(2026, 1, 1), 1, 0),  # late: it stands apart
        (date(2026, 3, 1), 1, 0),
        (date(2026, 3, 2), 1, 1),
        (date(2026, 3, 8), 1, 1),
        (date(2026, 3, 9), 1, 0),
        (date(2026, 3, 31), 1, 0),
        (date(2026, 4, 1), 0, 0),
        (None, 0, 0),
    ],
)
def test_the_quarters_outlook_holds_what_is_expected_in_it(
    programme: Programme, now: datetime, expected_on: date | None, counted: int, in_week: int
) -> None:
    open_deal(programme, now, "一单", expected_on=expected_on)
    director = programme.cast.channel_director

    found = outlook(director, now=now)

    assert (found.open_deals, found.week_deals) == (counted, in_week)
    assert found.week.amount == Decimal(10) * in_week  # a tenth of it, by its stage
    late = 1 if counted and expected_on and expected_on < TODAY else 0
    assert (found.overdue_deals, found.overdue.amount) == (late, Decimal(10) * late)
    assert (found.currency, found.missing) == ("CNY", ())
    later = quarters_around(TODAY, back=0, ahead=1)[1]
    next_one = outlook(director, now=now, quarter=later)
    assert next_one.open_deals == (1 if expected_on == date(2026, 4, 1) else 0)
