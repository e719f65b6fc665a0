"""What the bench loads: the sizes and shares that it promises, the same each time."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from bench import load as module
from bench.load import BATCH, OF_ONE_PARTNER, STATES, Ground, Loaded, load
from qudao.core.models import Programme, Total
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.states import Stage
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from qudao.market.cells.models import Product
from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner, PartnerAssignment, ProductAuthorisation
from qudao.people.actors import api_key_actor
from qudao.people.models import Membership
from qudao.rules.models import RulebookVersion
from qudao.rules.selectors import partner_has_acknowledged, version_in_force

SMALL = 12


def ground_of(now: datetime, customers: int, partners: int) -> Ground:
    """Rows that nobody wrote: what the bench makes of them needs no database."""
    return Ground(
        customers=[Customer(pk=n + 1, name_zh=f"客户{n}") for n in range(customers)],
        partners=[Partner(pk=n + 1, code=f"P{n:04}") for n in range(partners)],
        product=Product(pk=1, code="GATE"),
        version=RulebookVersion(pk=1, label="bench"),
        now=now,
    )


def chance(seed: int = 7) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same rows each time


def registrations(ground: Ground, seed: int = 7) -> list[Registration]:
    return list(module._registrations(ground, chance(seed)))


# ------------------------------------------------------------------ rows


def test_the_same_seed_makes_the_same_rows(now: datetime) -> None:
    ground = ground_of(now, 400, 20)

    def told(rows: list[Registration]) -> list[tuple[object, ...]]:
        return [(row.number, row.state, row.amount, row.partner_id) for row in rows]

    assert told(registrations(ground)) == told(registrations(ground))
    assert told(registrations(ground)) != told(registrations(ground, seed=8))
    deals = [list(module._opportunities(ground, chance())) for _time in range(2)]
    assert [row.amount for row in deals[0]] == [row.amount for row in deals[1]]


def test_one_partner_has_a_long_list_and_the_others_share_the_rest(now: datetime) -> None:
    rows = registrations(ground_of(now, 1_000, 50))
    by_partner = Counter(row.partner.code for row in rows)
    assert by_partner["P0000"] == OF_ONE_PARTNER + 14
    assert {by_partner[f"P{n:04}"] for n in range(1, 50)} == {14}
    assert len({row.number for row in rows}) == len(rows)


def test_the_states_stand_in_their_shares(now: datetime) -> None:
    assert sum(share for _state, share in STATES) == 100
    count = 4_000
    found = Counter(row.state for row in registrations(ground_of(now, count, 50)))
    for state, share in STATES:
        assert abs(found[state] * 100 / count - share) < 2.5, state


def test_a_row_is_as_old_as_its_number_and_decided_unless_it_waits(now: datetime) -> None:
    rows = registrations(ground_of(now, 500, 50))
    assert [row.created_at for row in rows[:3]] == [
        now - timedelta(minutes=7 * n) for n in (0, 1, 2)
    ]
    for row in rows:
        waits = row.state is State.IN_REVIEW
        assert (row.decided_at is None) == waits
        assert (row.protected_until is None) == (row.state is not State.PROTECTED)
        assert row.received_at == row.created_at
        assert row.rulebook_version_id == 1
        assert row.amount is not None
        assert 1_000 <= row.amount <= 900_000
    assert {row.state for row in rows} == {state for state, _share in STATES}


def test_deals_are_in_every_stage_and_open_before_they_are_expected(now: datetime) -> None:
    rows = list(module._opportunities(ground_of(now, 800, 30), chance()))
    assert {row.stage for row in rows} == set(Stage.values)
    today = now.date()
    opened = [row.opened_on for row in rows if row.opened_on]
    amounts = [row.amount for row in rows if row.amount]
    assert len(opened) == len(amounts) == len(rows)
    assert today - timedelta(days=700) < min(opened) <= max(opened) <= today
    assert 10_000 <= min(amounts) <= max(amounts) < 900_000
    assert {row.customer_id for row in rows} == set(range(1, 801))


def test_a_batch_is_written_whole_and_an_end_is_met(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []

    def keep(rows: list[object]) -> None:
        written.append(len(rows))

    monkeypatch.setattr(Customer.objects, "bulk_create", keep)
    module._in_batches(Customer, (Customer() for _ in range(2 * BATCH + 1)))
    module._in_batches(Customer, iter(()))
    assert written == [BATCH, BATCH, 1]


def test_names_of_neighbours_differ() -> None:
    names = list(islice(map(module._name, range(10**6)), 50))
    assert names[0] == "岚岚岚精密制造有限公司"
    assert names[1] == "云岚岚精密制造有限公司"
    assert len(set(names)) == 50


# ------------------------------------------------------------------ the whole programme


@pytest.fixture
def loaded(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Loaded:
    """A programme of twelve customers and five partners, loaded as the large one is."""
    partners, customers = module._partners, module._customers
    monkeypatch.setattr(module, "_partners", lambda _count, *rest: partners(5, *rest))
    monkeypatch.setattr(
        module, "_customers", lambda who, house, _count, at: customers(who, house, SMALL, at)
    )
    monkeypatch.setattr(module, "OF_ONE_MANAGER", 2)
    return load(0.001, now=now)


def test_everything_of_a_programme_is_there(loaded: Loaded, now: datetime) -> None:
    counts = {
        model.__name__: model._base_manager.count()
        for model in (Programme, Partner, Customer, Opportunity, Registration)
    }
    assert counts == {
        "Programme": 1,
        "Partner": 5,
        "Customer": SMALL,
        "Opportunity": SMALL,
        "Registration": SMALL,
    }
    assert ProductAuthorisation._base_manager.count() == 5
    held = PartnerAssignment._base_manager.filter(user=loaded.manager)
    assert sorted(held.values_list("partner__code", flat=True)) == ["P0000", "P0001"]
    roles = Membership._base_manager.order_by("role").values_list("role", flat=True)
    assert list(roles) == ["channel_director", "channel_manager", "partner_seller"]


def test_the_totals_agree_with_the_rows(loaded: Loaded) -> None:
    assert Total._base_manager.exists()
    version = version_in_force(Registration._base_manager.latest("created_at").created_at)
    seller = Partner._base_manager.get(code="P0000")
    assert version.label == "bench"
    assert partner_has_acknowledged(seller.pk, version)


def test_the_key_registers_and_reads_for_the_seller_and_nothing_more(
    loaded: Loaded, now: datetime
) -> None:
    actor = api_key_actor(loaded.key, now=now, language="en", request_id="x")
    assert actor.user_id == loaded.seller.pk
    assert set(actor.api_scopes or ()) == {
        DealsPermission.REGISTER.code,
        DealsPermission.READ_REGISTRATIONS.code,
    }
    assert not actor.may(DealsPermission.TALK)


def test_speed_and_cost_are_told_for_one_customer(loaded: Loaded) -> None:
    assert loaded.customers_a_minute > 0
    assert 0 < loaded.customer_cpu_ms < 60_000
    assert replace(loaded, key="x").product.code == "GATE"


@pytest.mark.parametrize(
    ("scale", "partners", "customers"),
    [(1.0, 1_000, 100_000), (0.5, 500, 50_000), (0.1, 100, 10_000), (0.0001, 50, 1_000),
     (2.0, 2_000, 200_000)],
)  # fmt: skip
def test_a_scale_has_its_sizes_and_the_smallest_is_not_nothing(
    db: None,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    scale: float,
    partners: int,
    customers: int,
) -> None:
    asked: list[int] = []

    class Enough(Exception):
        pass

    def stop(_director: object, _vendor: object, count: int, _now: datetime) -> list[Customer]:
        asked.append(count)
        raise Enough

    made = module._partners

    def few(count: int, *rest: Any) -> list[Partner]:
        asked.append(count)
        return made(1, *rest)

    monkeypatch.setattr(module, "_partners", few)
    monkeypatch.setattr(module, "_customers", stop)
    with pytest.raises(Enough):
        load(scale, now=now)
    assert asked == [partners, customers]
