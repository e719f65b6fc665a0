"""Many people at once: one new company becomes one customer, one account has one manager."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

import pytest
from django.db import connection

from qudao.core.errors import Conflict
from qudao.market.customers.actions import (
    assign_account_manager,
    claimed_customer,
    merge_customers,
)
from qudao.market.customers.inputs import CustomerInput
from qudao.market.customers.models import AccountAssignment, Customer
from qudao.people.models import User
from tests.market.customers.build import SYSTEM, USCC_A, make_customer, uscc
from tests.people import Cast, make_cast

AT_ONCE = 6


@pytest.fixture
def stored_cast(transactional_db: None, now: datetime) -> Cast:
    return make_cast(now)


def at_once(steps: list[Callable[[], object]]) -> list[object]:
    """What each step answered, or the refusal; each in a thread and connection of its own."""

    def run(step: Callable[[], object]) -> object:
        try:
            return step()
        except Conflict as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def test_claims_for_one_new_company_meet_in_one_customer(stored_cast: Cast, now: datetime) -> None:
    claim = CustomerInput(name_zh="北湖水务有限公司", identifiers=(uscc(USCC_A),))
    sellers = [stored_cast.seller_a, stored_cast.seller_b] * (AT_ONCE // 2)
    found = at_once([partial(claimed_customer, who, claim, now=now) for who in sellers])
    assert Customer.objects.visible_to(SYSTEM).count() == 1
    assert found == [Customer.objects.visible_to(SYSTEM).get()] * AT_ONCE


def test_two_merges_at_once_close_no_circle(stored_cast: Cast, now: datetime) -> None:
    one = make_customer(stored_cast.operations, "甲方证券", now)
    two = make_customer(stored_cast.operations, "乙方重工", now)

    def merge(duplicate: Customer, canonical: Customer) -> object:
        try:
            return merge_customers(
                stored_cast.operations,
                duplicate.public_id,
                canonical.public_id,
                reason="same",
                now=now,
            )
        except Exception as refusal:
            return type(refusal).__name__

    answers = at_once([lambda: merge(one, two), lambda: merge(two, one)])
    assert "Invalid" in answers
    merged = Customer.objects.visible_to(SYSTEM).exclude(canonical=None)
    assert merged.count() == 1


def test_an_account_has_one_manager_whoever_assigns_at_once(
    stored_cast: Cast, now: datetime
) -> None:
    row = make_customer(stored_cast.operations, "甲方证券", now)
    users = [
        User.objects.unscoped(reason="test").get(pk=who.user_key).public_id
        for who in (stored_cast.account_manager, stored_cast.sales_director)
    ]
    assign = partial(assign_account_manager, stored_cast.operations, row.public_id, now=now)
    at_once([partial(assign, user) for user in users * 2])
    current = AccountAssignment.objects.visible_to(SYSTEM).filter(customer=row, until=None)
    assert current.count() == 1
