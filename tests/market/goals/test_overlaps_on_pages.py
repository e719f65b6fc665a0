"""Year and quarter of one holder: home, attainment and the rows behind a figure say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from qudao.core.actor import Actor
from qudao.core.models import ExchangeRate
from qudao.deals.funnel.attainment import By, attainment
from qudao.deals.funnel.goal_rows import Figure, What, rows_behind
from qudao.engines.quarter import Quarter
from qudao.market.cells.models import Product
from qudao.market.cells.selectors import CellAxes
from qudao.market.goals.actions import QuotaInput, set_quota
from qudao.market.goals.selectors import target_of, targets_of_users
from tests.people import Cast

SPRING = Quarter(start=date(2026, 1, 1), end=date(2026, 4, 1), year=2026, number=1)
SUMMER = Quarter(start=date(2026, 4, 1), end=date(2026, 7, 1), year=2026, number=2)
YEAR = QuotaInput(
    starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), amount=Decimal(3650), currency="CNY"
)
FIRST = replace(YEAR, ends_on=SPRING.end, amount=Decimal(1000))


@pytest.fixture(autouse=True)
def both(cast: Cast, now: datetime) -> None:
    """Each kind of holder has a year's target and one of its first quarter."""
    Product.objects.create(code="GW", name_en="Gateway", path="/GW/", is_family=True)
    for holder in (
        {"user": cast.channel_manager.public_id},
        {"partner": cast.partner_a.public_id},
        {"cell": CellAxes("GW")},
    ):
        for stated in (YEAR, FIRST):
            set_quota(cast.channel_director, replace(stated, **holder), now=now)


def total(actor: Actor, quarter: Quarter) -> Decimal:
    return target_of(actor, quarter.start, quarter.end).amount.amount


def test_a_persons_target_is_the_quarters_own_else_the_years_share(cast: Cast) -> None:
    own = cast.channel_manager
    assert [total(own, quarter) for quarter in (SPRING, SUMMER)] == [1000, 910]
    year = target_of(own, YEAR.starts_on, YEAR.ends_on)
    assert (year.amount.amount, year.quotas) == (Decimal(3650), 2)
    assert [total(cast.channel_director, one) for one in (SPRING, SUMMER)] == [1000, 910]
    (found,) = targets_of_users(
        cast.channel_director, [own.user_key], SPRING.start, SPRING.end
    ).values()
    assert found.amount.amount == 1000


def test_the_whole_programmes_year_and_quarter_are_one_target(cast: Cast, now: datetime) -> None:
    for stated in (YEAR, replace(FIRST, amount=Decimal(7))):
        set_quota(cast.channel_director, stated, now=now)
    assert [total(cast.channel_director, one) for one in (SPRING, SUMMER)] == [7, 910]


def test_currencies_of_the_two_periods_do_not_add_up_either(cast: Cast, now: datetime) -> None:
    ExchangeRate.objects.create(currency="USD", valid_from=date(2026, 1, 1), rate=Decimal(7))
    user = cast.other_channel_manager.public_id
    for stated in (replace(YEAR, currency="USD"), FIRST):
        set_quota(cast.channel_director, replace(stated, user=user), now=now)
    assert [total(cast.other_channel_manager, one) for one in (SPRING, SUMMER)] == [1000, 6370]


@pytest.mark.parametrize("by", [By.PERSON, By.PARTNER, By.CELL])
def test_attainment_counts_each_day_once_for_every_kind_of_holder(
    cast: Cast, now: datetime, by: By
) -> None:
    for quarter, target in ((SPRING, 1000), (SUMMER, 910)):
        (line,) = attainment(cast.channel_director, by, quarter, now=now).lines
        assert (line.target, line.quotas) == (Decimal(target), 2 if quarter == SPRING else 1)


@pytest.mark.parametrize("quarter", [SPRING, SUMMER])
def test_the_rows_behind_a_target_sum_to_it_and_hide_none(
    cast: Cast, now: datetime, quarter: Quarter
) -> None:
    director = cast.channel_director
    for by in (By.PERSON, By.PARTNER, By.CELL):
        (line,) = attainment(director, by, quarter, now=now).lines
        figure = Figure(by=by, key=line.key, what=What.TARGET, quarter=quarter)
        _label, rows = rows_behind(director, figure, now=now)
        assert sum(row.counted or 0 for row in rows) == line.target
        amounts = sorted(row.amount for row in rows)
        assert amounts == ([1000, 3650] if quarter == SPRING else [3650])
