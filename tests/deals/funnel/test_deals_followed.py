"""A deal of a registration stands in the funnel as its registration tells, to the end and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from qudao.core.errors import Conflict
from qudao.deals.funnel import totals
from qudao.deals.funnel.actions import move_opportunity
from qudao.deals.funnel.models import Opportunity
from qudao.deals.registrations import actions
from qudao.deals.registrations.actions import Rejection
from qudao.deals.registrations.models import Registration
from tests.deals.looking import due_jobs, trail
from tests.deals.programme import LARGE, SMALL, Programme, fresh, in_review, submitted, won

REJECTION = Rejection(code="customer_choice", note="客户书面另选")


def deal() -> Opportunity:
    return Opportunity.objects.unscoped(reason="test").get()


def figures() -> dict[str, tuple[int, Decimal]]:
    return {one.bucket: (one.count, one.amount) for one in totals.maintained() if one.count}


@pytest.fixture
def row(programme: Programme, now: datetime) -> Registration:
    return submitted(programme, programme.cast.seller_a, now=now)


@pytest.mark.parametrize(
    ("purchase_stage", "stage"),
    [
        ("need_known", "prospecting"),
        ("project_approved", "engaging"),
        ("budget_requested", "engaging"),
        ("budget_approved", "proposing"),
        ("selecting", "proposing"),
    ],
)
def test_the_stage_of_the_purchase_is_the_stage_of_the_deal(
    programme: Programme, now: datetime, purchase_stage: str, stage: str
) -> None:
    submitted(programme, programme.cast.seller_a, now=now, purchase_stage=purchase_stage)

    assert deal().stage == stage
    assert figures() == {f"{stage}:CNY": (1, SMALL)}


def test_before_an_approval_there_is_no_deal(programme: Programme, now: datetime) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    assert Opportunity.objects.unscoped(reason="test").count() == 0

    actions.reject(
        programme.cast.channel_manager, row.public_id, REJECTION, version=row.version, now=now
    )

    assert Opportunity.objects.unscoped(reason="test").count() == 0
    assert figures() == {}


def test_an_amendment_of_a_protected_deal_is_an_amendment_of_the_funnel(
    programme: Programme, row: Registration, now: datetime
) -> None:
    seller = programme.cast.seller_a
    stated = replace(
        programme.full(seller),
        amount=LARGE,
        purchase_stage="budget_approved",
        expected_award_on=date(2026, 7, 31),
        evidence=(),
    )

    actions.amend(seller, row.public_id, stated, version=row.version, now=now)

    found = deal()
    assert (found.amount, found.stage, found.expected_on) == (
        LARGE,
        "proposing",
        date(2026, 7, 31),
    )
    assert figures() == {"proposing:CNY": (1, LARGE)}
    assert trail(found) == ["funnel.opportunity_followed"] * 2


def test_an_amendment_in_review_makes_no_deal(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    row = in_review(programme, seller, now=now)
    stated = replace(programme.full(seller), amount=LARGE + 1, evidence=())
    actions.amend(seller, row.public_id, stated, version=row.version, now=now)

    assert Opportunity.objects.unscoped(reason="test").count() == 0


def test_a_lost_deal_keeps_its_reason_from_which_the_market_is_read(
    programme: Programme, row: Registration, now: datetime
) -> None:
    seller = programme.cast.seller_a
    actions.mark_lost(seller, row.public_id, " 价格高于对手 ", version=row.version, now=now)

    assert (deal().stage, deal().loss_reason, deal().closed_on) == (
        "lost",
        "价格高于对手",
        date(2026, 3, 2),
    )
    assert figures() == {"lost:CNY": (1, SMALL)}


def test_a_long_reason_is_kept_whole_in_the_history_and_short_in_the_funnel(
    programme: Programme, row: Registration, now: datetime
) -> None:
    seller = programme.cast.seller_a
    actions.mark_lost(seller, row.public_id, "价" * 2000, version=row.version, now=now)

    assert deal().loss_reason == "价" * 120
    assert row.changes.order_by("pk").last().note == "价" * 2000  # type: ignore[union-attr]


def test_a_protection_that_ended_leaves_its_deal_to_the_channel_manager(
    programme: Programme, row: Registration, now: datetime
) -> None:
    """Nobody could close it otherwise, and it would stand in the pipeline for ever."""
    manager = programme.cast.channel_manager
    with pytest.raises(Conflict):
        move_opportunity(manager, deal().public_id, "won", version=1, now=now)

    actions.end_protection(row.public_id, now=due_jobs(row)["end_protection"])

    assert (deal().stage, deal().version) == ("engaging", 2)
    moved = move_opportunity(
        manager, deal().public_id, "lost", version=2, now=now, loss_reason="预算取消"
    )
    assert moved.stage == "lost"
    assert figures() == {"lost:CNY": (1, SMALL)}


def test_a_revoked_protection_leaves_its_deal_too(
    programme: Programme, row: Registration, now: datetime
) -> None:
    cast = programme.cast
    actions.revoke(cast.channel_director, row.public_id, REJECTION, version=row.version, now=now)

    assert deal().stage == "engaging"
    move_opportunity(cast.channel_manager, deal().public_id, "won", version=2, now=now)
    assert figures() == {"won:CNY": (1, SMALL)}


def test_a_new_registration_of_the_same_scope_is_a_deal_of_its_own(
    programme: Programme, row: Registration, now: datetime
) -> None:
    actions.end_protection(row.public_id, now=due_jobs(row)["end_protection"])
    submitted(programme, programme.cast.seller_b, now=now)

    keys = Opportunity.objects.unscoped(reason="test").values_list("source", "partner_id")
    assert sorted(keys) == [
        ("registration", programme.cast.partner_b.pk),
        ("registration:ended", programme.cast.partner_a.pk),
    ]


@pytest.mark.parametrize("end", ["won", "lost", "withdrawn"])
def test_an_ended_deal_is_closed_that_day_and_follows_no_more(
    programme: Programme, row: Registration, now: datetime, end: str
) -> None:
    seller, later = programme.cast.seller_a, now + timedelta(days=3)
    if end == "won":
        won(programme, seller, row, now=later)
    elif end == "lost":
        actions.mark_lost(seller, row.public_id, "价格", version=row.version, now=later)
    else:
        actions.withdraw(seller, row.public_id, version=row.version, now=later, reason="取消")

    found = deal()
    assert (found.stage, found.closed_on) == ("won" if end == "won" else "lost", date(2026, 3, 5))
    with pytest.raises(Conflict) as refusal:
        move_opportunity(
            programme.cast.channel_manager, found.public_id, "prospecting", version=2, now=later
        )
    assert refusal.value.code == "follows_registration"
    assert fresh(row).state == end


def test_the_day_is_the_programmes(programme: Programme, row: Registration) -> None:
    evening = datetime.fromisoformat("2026-03-31T16:30:00+00:00")  # 1 April in Shanghai
    won(programme, programme.cast.seller_a, row, now=evening)

    assert deal().closed_on == date(2026, 4, 1)


def test_maintained_figures_equal_the_rows_after_a_whole_life(
    programme: Programme, row: Registration, now: datetime
) -> None:
    cast = programme.cast
    other = submitted(programme, cast.seller_b, now=now, product_id=programme.backup.public_id)
    stated = replace(programme.full(cast.seller_a), amount=Decimal("70000.1234"), evidence=())
    actions.amend(cast.seller_a, row.public_id, stated, version=row.version, now=now)
    won(programme, cast.seller_b, other, now=now)
    actions.mark_lost(cast.seller_a, row.public_id, "x", version=fresh(row).version, now=now)
    maintained = figures()

    totals.rebuild()

    assert figures() == maintained
    assert maintained == {"lost:CNY": (1, Decimal("70000.1234")), "won:CNY": (1, SMALL)}
