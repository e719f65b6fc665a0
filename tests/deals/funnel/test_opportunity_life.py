"""An opportunity through its stages: opened at any of them, moved, closed on one day, lost for a
reason that the market is read from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from qudao.core.actor import Actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.deals.funnel.actions import (
    Deal,
    OpportunityInput,
    create_opportunity,
    follow_deal,
    let_go,
    move_opportunity,
)
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.states import OPEN_STAGES, Stage
from tests.deals.funnel.counting import figures, recounted
from tests.deals.looking import WHY, codes, last_entry, refused, trail
from tests.deals.programme import Programme

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def stated(programme: Programme, **changes: object) -> OpportunityInput:
    whole = OpportunityInput(
        product_id=programme.gateways.public_id,
        customer_id=programme.customer.public_id,
        name="总部网关",
        amount=Decimal(500_000),
        currency="CNY",
        expected_on=date(2026, 3, 6),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def kept(row: Opportunity) -> Opportunity:
    return Opportunity.objects.unscoped(reason=WHY).get(pk=row.pk)


def everything(row: Opportunity) -> tuple[object, ...]:
    rows = Opportunity.objects.unscoped(reason=WHY).filter(pk=row.pk)
    return rows.values().get(), trail(row), figures()


@pytest.mark.parametrize("stage", list(Stage))
def test_an_opportunity_opens_at_any_stage_and_a_closed_one_is_closed_that_day(
    programme: Programme, now: datetime, stage: Stage
) -> None:
    reason = "价格" if stage is Stage.LOST else ""
    deal = create_opportunity(
        programme.cast.account_manager,
        stated(programme, stage=stage.value, loss_reason=reason, name="  总部网关 "),
        now=now,
    )

    row = kept(deal)
    assert (row.stage, row.name, row.version) == (stage.value, "总部网关", 1)
    assert (row.opened_on, row.expected_on) == (TODAY, date(2026, 3, 6))
    assert row.closed_on == (None if stage in OPEN_STAGES else TODAY)
    assert row.loss_reason == reason
    assert figures() == recounted() == {f"{stage.value}:CNY": (1, Decimal(500_000))}
    entry = last_entry(row)
    assert entry.verb == "funnel.opportunity_created"
    assert (entry.before, entry.after["stage"]) == ({}, stage.value)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "required"),
        ("\u3000 ", "required"),
        ("x" * 121, "too_long"),
        ("价\x00格", "control_sign"),
    ],
)
def test_nothing_is_lost_without_saying_why(
    programme: Programme, now: datetime, reason: str, code: str
) -> None:
    actor = programme.cast.account_manager
    deal = create_opportunity(actor, stated(programme), now=now)
    before = everything(deal)

    with pytest.raises(Invalid) as moved:
        move_opportunity(actor, deal.public_id, "lost", version=1, now=now, loss_reason=reason)
    with pytest.raises(Invalid) as opened:
        create_opportunity(actor, stated(programme, stage="lost", loss_reason=reason), now=now)

    assert codes(moved) == codes(opened) == {"loss_reason": code}
    assert everything(deal) == before
    assert Opportunity.objects.unscoped(reason=WHY).count() == 1


def test_what_is_not_lost_has_no_reason_for_a_loss(programme: Programme, now: datetime) -> None:
    actor = programme.cast.account_manager
    opened = create_opportunity(actor, stated(programme, loss_reason="价格"), now=now)
    assert kept(opened).loss_reason == ""

    lost = move_opportunity(
        actor, opened.public_id, "lost", version=1, now=now, loss_reason=" 价格 "
    )
    assert kept(lost).loss_reason == "价格"
    won = move_opportunity(actor, opened.public_id, "won", version=2, now=now, loss_reason="价格")
    assert kept(won).loss_reason == ""


@pytest.mark.parametrize("source", list(Stage))
def test_every_stage_leads_to_every_other(
    programme: Programme, now: datetime, source: Stage
) -> None:
    actor = programme.cast.account_manager
    first = stated(programme, stage=source.value, loss_reason="价格")
    for target in Stage:
        deal = create_opportunity(actor, first, now=now)

        move_opportunity(
            actor, deal.public_id, target.value, version=1, now=now + 3 * DAY, loss_reason="预算"
        )

        row = kept(deal)
        assert (row.stage, row.version) == (target.value, 2)
        if target in OPEN_STAGES:
            assert row.closed_on is None
        else:  # closed once: the day decides the quarter
            assert row.closed_on == (TODAY if source is target else date(2026, 3, 5))
        entry = last_entry(row)
        assert entry.before == {"stage": source.value}
        assert entry.after["stage"] == target.value
    assert figures() == recounted() == {f"{one.value}:CNY": (1, Decimal(500_000)) for one in Stage}


def test_the_day_of_closing_is_the_programmes(programme: Programme, now: datetime) -> None:
    actor = programme.cast.account_manager
    late = now.replace(hour=16, minute=0)  # midnight in Shanghai
    deal = create_opportunity(actor, stated(programme), now=late)
    assert kept(deal).opened_on == date(2026, 3, 3)

    move_opportunity(actor, deal.public_id, "won", version=1, now=late - timedelta(seconds=1))
    assert kept(deal).closed_on == date(2026, 3, 2)


def test_who_may_move_what(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    deal = create_opportunity(
        cast.channel_manager,
        stated(programme, partner_id=cast.partner_a.public_id, customer_id=""),
        now=now,
    )
    before = everything(deal)

    def answer_to(actor: Actor) -> str:
        return refused(
            NotFound if actor in hidden_from else NotPermitted,
            lambda: move_opportunity(actor, deal.public_id, "won", version=1, now=now),
        )

    hidden_from = (cast.other_channel_manager, cast.account_manager)
    for actor in hidden_from:
        assert answer_to(actor) == "not_found"
    for actor in (*cast.partner_people(), cast.operations, cast.human_resources):
        assert answer_to(actor) == "not_permitted"
    assert everything(deal) == before
    for version, actor in enumerate((cast.channel_manager, cast.channel_director), start=1):
        move_opportunity(actor, deal.public_id, "engaging", version=version, now=now)


def test_a_stale_move_changes_nothing(programme: Programme, now: datetime) -> None:
    actor = programme.cast.account_manager
    deal = create_opportunity(actor, stated(programme), now=now)
    move_opportunity(actor, deal.public_id, "engaging", version=1, now=now)
    before = everything(deal)

    for version in (0, 1, 3):
        code = refused(
            Conflict,
            lambda seen=version: move_opportunity(  # type: ignore[misc]
                actor, deal.public_id, "won", version=seen, now=now
            ),
        )
        assert code == "conflict"

    assert everything(deal) == before


# ---------------------------------------------------------------------- followed deals


def deal_of(programme: Programme, **changes: object) -> Deal:
    whole = Deal(
        source="registration",
        source_key="reg_1",
        name="网点网关",
        customer_id=programme.customer.pk,
        product_id=programme.gateways.pk,
        partner_id=programme.cast.partner_a.pk,
        stage=Stage.ENGAGING,
        amount=Decimal(60_000),
        currency="CNY",
        expected_on=date(2026, 5, 29),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"stage": Stage.PROPOSING},
        {"amount": Decimal(70_000)},
        {"amount": None},
        {"amount": Decimal(60_000), "currency": "USD"},
        {"expected_on": date(2026, 6, 1)},
        {"expected_on": None},
        {"name": "网点网关二期"},
        {"stage": Stage.LOST, "loss_reason": "价格"},
    ],
)
def test_a_followed_deal_takes_over_whatever_changed(
    programme: Programme, now: datetime, changes: dict[str, object]
) -> None:
    actor = programme.cast.seller_a
    row = follow_deal(actor, deal_of(programme), now=now)

    follow_deal(actor, deal_of(programme, **changes), now=now + DAY)

    found = kept(row)
    assert {name: getattr(found, name) for name in changes} == changes
    assert found.version == 2
    assert figures() == recounted()
    assert trail(row) == ["funnel.opportunity_followed"] * 2
    assert set(last_entry(row).after) == {name for name in changes if name != "loss_reason"} - (
        {"amount"} if changes.get("amount") == Decimal(60_000) else set()
    )


def test_the_same_deal_again_is_no_news(programme: Programme, now: datetime) -> None:
    actor = programme.cast.seller_a
    row = follow_deal(actor, deal_of(programme), now=now)
    before = everything(row)

    again = follow_deal(actor, deal_of(programme), now=now + DAY)

    assert again.pk == row.pk
    assert everything(row) == before


def test_a_deal_that_was_let_go_is_the_vendors_to_move(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = follow_deal(cast.seller_a, deal_of(programme), now=now)
    code = refused(
        Conflict,
        lambda: move_opportunity(cast.channel_manager, row.public_id, "won", version=1, now=now),
    )
    assert code == "follows_registration"

    let_go("registration", "reg_1")
    let_go("registration", "reg_1")  # twice is once
    let_go("registration", "reg_2")

    assert (kept(row).source, kept(row).version) == ("registration:ended", 2)
    move_opportunity(cast.channel_manager, row.public_id, "won", version=2, now=now)
    assert figures() == recounted() == {"won:CNY": (1, Decimal(60_000))}


def test_a_closed_deal_is_not_let_go(programme: Programme, now: datetime) -> None:
    row = follow_deal(programme.cast.seller_a, deal_of(programme, stage=Stage.WON), now=now)

    let_go("registration", "reg_1")

    assert (kept(row).source, kept(row).version) == ("registration", 1)
