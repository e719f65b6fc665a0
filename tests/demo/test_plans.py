"""What is planned for the two years and for the first day: when, for whom, the same each time."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from qudao.core.actor import NOBODY
from qudao.deals.registrations.inputs import RegistrationInput
from qudao.demo import cast, history
from qudao.demo.cast import play_cast
from qudao.demo.history import (
    DIRECT_DEALS,
    NEWEST,
    OLDEST,
    REGISTRATIONS,
    Timeline,
    _working_hour,
    full_registration,
    plan_history,
)
from qudao.demo.names import PARTNERS
from qudao.demo.promises import MADE, play_promises
from qudao.demo.world import ZONE, World
from qudao.market.partners.states import Lifecycle
from tests.demo.imagined import A_DAY, DAYS, imagined, planned

SEEDS = {seed.code: seed for seed in PARTNERS}


def plans(now: datetime = A_DAY) -> list[datetime]:
    world = imagined(now)
    timeline = Timeline(world)
    plan_history(world, timeline)
    return planned(timeline)


@pytest.mark.parametrize("now", DAYS)
def test_history_reaches_back_two_years_and_stops_before_today(now: datetime) -> None:
    moments = plans(now)
    assert len(moments) == REGISTRATIONS + DIRECT_DEALS
    assert moments[0] > now - timedelta(days=OLDEST + 4)
    assert moments[-1] < now - timedelta(days=3)
    assert moments == sorted(moments)


@pytest.mark.parametrize("now", DAYS)
def test_people_work_on_weekdays_from_nine_to_five(now: datetime) -> None:
    for at in plans(now):
        here = at.astimezone(ZONE)
        assert here.weekday() < 5
        assert 9 <= here.hour <= 16


@pytest.mark.parametrize("days", [0, 1, 2, 3, 4, 5, 6, 7])
def test_a_working_hour_is_never_later_than_its_day(days: int) -> None:
    world = World(A_DAY)
    at = _working_hour(world, days)
    day = (A_DAY - timedelta(days=days)).astimezone(ZONE).date()
    assert timedelta(0) <= day - at.date() <= timedelta(days=2)
    assert at.weekday() < 5


def test_the_same_history_is_planned_every_time() -> None:
    assert plans() == plans()


def test_every_active_partner_but_the_once_off_one_registers_by_its_pull(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen: list[str] = []
    customers: list[int] = []

    def note(_timeline: object, seed: Any, customer: Any) -> object:
        chosen.append(seed.code)
        customers.append(customer.pk)
        return lambda _at: None

    monkeypatch.setattr(history, "_registers", note)
    world = imagined()
    plan_history(world, Timeline(world))
    counted = Counter(chosen)
    assert sum(counted.values()) == REGISTRATIONS
    assert "JUNJ" not in counted
    assert set(counted) <= world.sellers.keys()
    assert {SEEDS[code].lifecycle for code in counted} == {Lifecycle.ACTIVE}
    strong = sum(counted[code] for code in counted if SEEDS[code].pull >= 10)
    weak = sum(counted[code] for code in counted if SEEDS[code].pull <= 2)
    assert strong > weak
    assert len(set(customers)) == REGISTRATIONS  # no customer is asked twice by history alone
    classes = {one.pk: one.account_class for one in world.customers}
    assert "direct" not in {classes[pk] for pk in customers}


def test_direct_deals_are_those_of_the_customers_own_manager(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sold: list[int] = []

    def note(_timeline: object, customer: Any) -> object:
        sold.append(customer.pk)
        return lambda _at: None

    monkeypatch.setattr(history, "_sells_directly", note)
    world = imagined()
    plan_history(world, Timeline(world))
    assert len(sold) == DIRECT_DEALS
    assert set(sold) <= world.owners.keys()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(World, "paper", lambda *_args, **_kwargs: "fil_paper")
    return imagined()


def registration(world: World, **said: Any) -> RegistrationInput:
    customer = world.named["pulan_上海"]
    return full_registration(world, NOBODY, customer, at=A_DAY, **said)


def test_a_registration_is_complete(world: World) -> None:
    for _time in range(40):
        one = registration(world)
        assert one.customer_name == world.named["pulan_上海"].name_zh
        assert one.customer_city == "上海"
        assert one.product_id in {"prd_GATE", "prd_BACK", "prd_HUB"}
        assert one.amount is not None
        assert one.amount > 0
        assert one.amount % 1000 == 0
        assert one.currency == "CNY"
        assert one.expected_award_on is not None
        assert timedelta(days=40) <= one.expected_award_on - A_DAY.date() < timedelta(days=131)
        assert [file.file_id for file in one.evidence] == ["fil_paper"]
        assert all((one.project, one.site, one.contact, one.need, one.rival_brand))
        assert one.acknowledges_rulebook


def test_an_amount_that_is_given_stands(world: World) -> None:
    assert registration(world, amount=1_860_000).amount == Decimal(1_860_000)


def test_registrations_differ_and_come_the_same_every_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [registration(world) for _time in range(10)]
    again = imagined()
    assert [registration(again) for _time in range(10)] == first
    assert len({one.amount for one in first}) > 5
    assert NEWEST < OLDEST


def cast_plans(now: datetime = A_DAY) -> list[datetime]:
    world = imagined(now)
    timeline = Timeline(world)
    play_cast(world, timeline)
    return planned(timeline)


@pytest.mark.parametrize("now", DAYS)
def test_the_deeds_of_the_cast_are_planned_whatever_the_day(now: datetime) -> None:
    moments = cast_plans(now)
    assert len(moments) == 35
    assert moments == cast_plans(now)
    assert moments[0] > now - timedelta(days=402)
    ahead = [at for at in moments if at >= now]
    assert ahead == []


def test_the_newest_deeds_wait_for_the_first_visitor() -> None:
    recent = [at for at in cast_plans() if at > A_DAY - timedelta(days=3)]
    assert len(recent) >= 10


def test_a_part_that_names_a_customer_nobody_has_falls_at_once(world: World) -> None:
    world.customers = world.customers[:50]
    with pytest.raises(StopIteration):
        cast.tie_of_many_years(world, Timeline(world))


@pytest.mark.parametrize("made", MADE, ids=lambda made: f"{made.code} {made.days_ago}")
def test_a_promise_is_one_of_the_managers_partners(made: Any) -> None:
    assert SEEDS[made.code].owner == "manager"
    assert made.direction in {"given", "received"}
    assert (made.direction == "given") is bool(made.authority)
    assert made.outcome in {"", "kept", "broken"}
    settled_before_today = made.days_ago > made.due_after
    assert not made.outcome or settled_before_today


def test_promises_are_planned_and_one_open_one_is_overdue(world: World) -> None:
    timeline = Timeline(world)
    play_promises(world, timeline)
    moments = planned(timeline)
    assert len(moments) == len(MADE) == 5
    assert moments == sorted(world.days_ago(made.days_ago, hour=14) for made in MADE)
    overdue = [made for made in MADE if not made.outcome and made.days_ago > made.due_after]
    assert len(overdue) == 1
