"""Many at once: one live claim for a scope, nothing lost, numbers without gaps, totals right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from qudao.core import totals
from qudao.core.actor import Actor, Role
from qudao.core.errors import Conflict
from qudao.core.models import Total
from qudao.core.totals import Figure
from qudao.deals.funnel.selectors import rebuild_totals, stage_totals
from qudao.deals.registrations import actions
from qudao.deals.registrations.models import LiveClaim, Registration
from qudao.deals.registrations.selectors import counts_by_state, rebuild_counts
from qudao.deals.registrations.states import State
from qudao.market.customers.models import Customer
from tests.deals.programme import LARGE, Programme, in_review, make_programme
from tests.people import make_actor, make_cast, make_partner

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@pytest.fixture
def programme(transactional_db: None, now: datetime) -> Programme:
    return make_programme(make_cast(now), now)


def all_at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Run each in its own thread and connection, started together; results or exceptions."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=20)
            return act()
        except Exception as error:  # the test looks at what came out
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def rival_sellers(now: datetime) -> list[Actor]:
    sellers = []
    for number in range(AT_ONCE):
        partner = make_partner(f"P{number}", f"伙伴{number}", f"Partner {number}", now=now)
        seller = make_actor(f"Seller {number}", partner.organisation, Role.PARTNER_SELLER, now=now)
        sellers.append(seller)
    return sellers


def rows() -> list[Registration]:
    return list(Registration.objects.unscoped(reason="test").order_by("pk"))


def test_of_many_at_once_exactly_one_holds_the_scope_and_none_is_lost(
    programme: Programme, now: datetime
) -> None:
    sellers = rival_sellers(now)
    inputs = [replace(programme.full(one), acknowledges_rulebook=True) for one in sellers]

    results = all_at_once(
        [
            partial(actions.submit_full, one, stated, now=now)
            for one, stated in zip(sellers, inputs, strict=True)
        ]
    )

    assert [one for one in results if isinstance(one, Exception)] == []
    states = sorted(row.state for row in rows())
    assert states == [State.IN_REVIEW] * (AT_ONCE - 1) + [State.PROTECTED]
    claim = LiveClaim.objects.unscoped(reason="test").get()
    assert claim.registration.state == State.PROTECTED
    others = [row for row in rows() if row.state == State.IN_REVIEW]
    assert {row.advice["outcome"] for row in others} == {"to_arbitration"}
    assert counts_by_state(programme.cast.channel_director) == {
        State.IN_REVIEW: AT_ONCE - 1,
        State.PROTECTED: 1,
    }


def test_one_new_company_named_by_many_at_once_becomes_one_customer(
    programme: Programme, now: datetime
) -> None:
    sellers = rival_sellers(now)
    inputs = [
        replace(programme.quick(), customer_name="远津机械股份有限公司", acknowledges_rulebook=True)
        for _ in sellers
    ]

    results = all_at_once(
        [
            partial(actions.submit_quick, one, stated, now=now)
            for one, stated in zip(sellers, inputs, strict=True)
        ]
    )

    assert [one for one in results if isinstance(one, Exception)] == []
    assert len({row.customer_id for row in rows()}) == 1
    assert Customer.objects.unscoped(reason="test").count() == 2
    assert LiveClaim.objects.unscoped(reason="test").count() == 1


def test_one_partners_numbers_follow_one_another_without_gaps(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    inputs = [replace(programme.quick(), site=f"site {n}") for n in range(AT_ONCE)]

    results = all_at_once(
        [partial(actions.submit_quick, seller, stated, now=now) for stated in inputs]
    )

    assert [one for one in results if isinstance(one, Exception)] == []
    assert sorted(row.number or "" for row in rows()) == [
        f"QIHE-{n:04d}" for n in range(1, AT_ONCE + 1)
    ]


def test_two_decisions_at_once_leave_one(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    rejection = actions.Rejection(code="no_project", note="暂无此项目")

    results = all_at_once(
        [
            partial(
                actions.approve, cast.channel_manager, row.public_id, version=row.version, now=now
            ),
            partial(
                actions.reject,
                cast.channel_director,
                row.public_id,
                rejection,
                version=row.version,
                now=now,
            ),
        ]
    )

    assert sum(isinstance(one, Conflict) for one in results) == 1
    assert sum(isinstance(one, Registration) for one in results) == 1
    claims = LiveClaim.objects.unscoped(reason="test").count()
    assert claims == (1 if rows()[0].state == State.PROTECTED else 0)


def test_maintained_counts_equal_the_rows_after_many_moves(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    sellers = [cast.seller_a, cast.seller_b, cast.seller_distributor] * 2
    inputs = [
        replace(
            programme.full(seller),
            site=f"site {number}",
            amount=LARGE if number % 2 else Decimal(100),
        )
        for number, seller in enumerate(sellers)
    ]
    results = all_at_once(
        [
            partial(actions.submit_full, one, stated, now=now)
            for one, stated in zip(sellers, inputs, strict=True)
        ]
    )
    assert [one for one in results if isinstance(one, Exception)] == []
    everybody = (cast.channel_director, cast.channel_manager, cast.seller_a)
    maintained = [counts_by_state(actor) for actor in everybody]

    Total.objects.unscoped(reason="test").filter(kind="registrations").update(count=99)
    rebuild_counts()

    assert [counts_by_state(actor) for actor in everybody] == maintained
    assert sum(maintained[0].values()) == len(sellers)


@pytest.mark.parametrize("rebuild", [rebuild_counts, rebuild_totals])
def test_what_is_submitted_while_the_totals_are_rebuilt_is_not_lost(
    programme: Programme,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    rebuild: Callable[[], int],
) -> None:
    cast = programme.cast
    stated = programme.full(cast.seller_a)
    write = totals.replace

    def submit() -> None:
        try:
            actions.submit_full(cast.seller_a, stated, now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:

        def write_after_a_submission(kind: str, figures: Iterable[tuple[str, Figure]]) -> None:
            """Between counting and writing somebody submits, or has to wait for the end."""
            coming.append(pool.submit(submit))
            wait(coming, timeout=1)
            write(kind, figures)

        coming: list[Future[None]] = []
        monkeypatch.setattr(totals, "replace", write_after_a_submission)
        rebuild()

    assert coming[0].exception() is None
    assert counts_by_state(cast.channel_director) == {State.PROTECTED: 1}
    assert sum(one.count for one in stage_totals(cast.channel_director, on=now.date())) == 1
