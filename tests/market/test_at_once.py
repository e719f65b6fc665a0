"""Two at the same moment: one charge, one price, one tier, one cell, and no circle of supply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from qudao.core.errors import Conflict, Invalid
from qudao.market.cells.actions import cell_for
from qudao.market.cells.models import Cell, Product
from qudao.market.cells.selectors import CellAxes
from qudao.market.goals.actions import QuotaInput, set_quota
from qudao.market.goals.models import Quota
from qudao.market.partners.actions import (
    assign_channel_manager,
    authorise_product,
    edit_partner,
    set_supplier,
)
from qudao.market.partners.inputs import PartnerInput
from qudao.market.partners.models import Partner, PartnerAssignment, ProductAuthorisation
from tests.market.trail import every, user_of
from tests.people import Cast, make_cast

DAY = date(2026, 3, 2)
EXPECTED = (Conflict, Invalid)


@pytest.fixture
def ground(transactional_db: None, now: datetime) -> Cast:
    made = make_cast(now)
    Product.objects.create(code="GW", name_en="Gateway", path="/GW/", is_family=True)
    return made


def at_once(steps: Sequence[Callable[[], object]]) -> list[str]:
    """What each step answered, by its type; each in a thread and connection of its own."""

    def run(step: Callable[[], object]) -> str:
        try:
            return type(step()).__name__
        except EXPECTED as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return sorted(pool.map(run, steps))


def test_whatever_is_done_at_once_leaves_one_of_each(ground: Cast, now: datetime) -> None:
    """One set-up for all, since it is the set-up that costs."""
    root, public_id = ground.operations, ground.partner_a.public_id

    users = [user_of(who) for who in (ground.other_channel_manager, ground.channel_director)]
    at_once([partial(assign_channel_manager, root, public_id, one, now=now) for one in users * 2])
    running = every(PartnerAssignment).filter(partner=ground.partner_a, until=None)
    assert running.count() == 1

    authorise = partial(authorise_product, root, public_id, "GW", valid_from=DAY, now=now)
    answers = at_once([authorise] * 3)
    assert answers == ["Conflict", "Conflict", "ProductAuthorisation"]
    assert every(ProductAuthorisation).count() == 1

    assert at_once([partial(cell_for, root, CellAxes("GW"))] * 4) == ["Cell"] * 4
    assert every(Cell).count() == 1

    quota = QuotaInput(starts_on=DAY, ends_on=date(2026, 6, 1), amount=Decimal(5), currency="CNY")
    answers = at_once([partial(set_quota, ground.channel_director, quota, now=now)] * 3)
    assert set(answers) <= {"Quota", "Conflict"}
    assert every(Quota).count() == 1

    edits = [
        partial(
            edit_partner, root, public_id, PartnerInput(name_en=f"Name {at}"), version=1, now=now
        )
        for at in range(3)
    ]
    assert at_once(edits) == ["Conflict", "Conflict", "Partner"]
    assert every(Partner).get(pk=ground.partner_a.pk).version == 2


def test_two_distributors_never_come_to_supply_each_other(ground: Cast, now: datetime) -> None:
    every(Partner).update(partner_type="distributor", supplied_by=None)
    one, two = ground.partner_a.public_id, ground.partner_b.public_id
    supply = partial(set_supplier, ground.operations, now=now)
    assert at_once([partial(supply, one, two), partial(supply, two, one)]) == [
        "Invalid",
        "Partner",
    ]
    assert every(Partner).exclude(supplied_by=None).count() == 1


def test_a_distributor_is_not_left_supplied_by_while_it_becomes_something_else(
    ground: Cast, now: datetime
) -> None:
    set_supplier(ground.operations, ground.sub_reseller.public_id, "", now=now)
    distributor = ground.distributor.public_id
    steps = [
        partial(set_supplier, ground.operations, ground.partner_a.public_id, distributor, now=now),
        partial(
            edit_partner,
            ground.operations,
            distributor,
            PartnerInput(name_en="Lianji", partner_type="retailer"),
            version=1,
            now=now,
        ),
    ]
    assert at_once(steps) == ["Invalid", "Partner"]
    kept = every(Partner).get(pk=ground.distributor.pk)
    assert kept.sub_resellers.exists() == (kept.partner_type == "distributor")
