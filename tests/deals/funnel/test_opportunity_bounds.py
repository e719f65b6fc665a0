"""Opportunities at the bounds: who sees which, what is refused, what a file brings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from qudao.core.actor import NOBODY, Actor, Role
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.upserting import Fate, Keyed, Refused
from qudao.deals.funnel import selectors, totals
from qudao.deals.funnel.actions import (
    ActivityInput,
    OpportunityInput,
    create_opportunity,
    move_opportunity,
    record_direct_activity,
)
from qudao.deals.funnel.bulk import OpportunityLine, put_opportunities
from qudao.deals.funnel.models import DirectActivity, Opportunity
from qudao.deals.funnel.of_customer import MOST_SHOWN, deals_of_customer
from qudao.deals.funnel.selectors import OpportunityFilters
from qudao.deals.funnel.states import OPEN_STAGES, Stage
from tests.deals.looking import codes, trail
from tests.deals.programme import Programme, submitted
from tests.people import make_actor

TODAY = date(2026, 3, 2)


def stated(programme: Programme) -> OpportunityInput:
    return OpportunityInput(
        product_id=programme.gateways.public_id,
        customer_id=programme.customer.public_id,
        name="总部网关",
        amount=Decimal(500_000),
        currency="CNY",
        expected_on=date(2026, 3, 6),
    )


@pytest.fixture
def deal(programme: Programme, now: datetime) -> Opportunity:
    return create_opportunity(programme.cast.account_manager, stated(programme), now=now)


def rows() -> int:
    return Opportunity.objects.unscoped(reason="test").count()


def figures() -> dict[str, tuple[int, Decimal]]:
    return {one.bucket: (one.count, one.amount) for one in totals.maintained() if one.count}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": "x\x00"}, ("name", "control_sign")),
        ({"name": "x" * 201}, ("name", "too_long")),
        ({"amount": Decimal("1.00001")}, ("amount", "too_many_decimals")),
        ({"amount": Decimal("1000000000000.1")}, ("amount", "out_of_bounds")),
        ({"amount": Decimal("sNaN")}, ("amount", "out_of_bounds")),
        ({"currency": "C1Y"}, ("currency", "not_a_currency")),
        ({"currency": "CN\n"}, ("currency", "not_a_currency")),
        ({"currency": ""}, ("currency", "not_a_currency")),
        ({"expected_on": date(1989, 12, 31)}, ("expected_on", "out_of_bounds")),
        ({"expected_on": date(2100, 1, 1)}, ("expected_on", "out_of_bounds")),
        ({"stage": ""}, ("stage", "unknown_choice")),
    ],
)
def test_what_could_not_be_kept_is_refused(
    programme: Programme, now: datetime, change: dict[str, object], problem: tuple[str, str]
) -> None:
    bad = replace(stated(programme), **change)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refusal:
        create_opportunity(programme.cast.account_manager, bad, now=now)

    assert list(codes(refusal).items()) == [problem]
    assert (rows(), figures()) == (0, {})


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal(0)},
        {"amount": Decimal("1000000000000")},
        {"amount": Decimal("0.0001")},
        {"amount": None},
        {"name": "汉" * 200},
        {"name": "<b>🎉</b>"},
        {"expected_on": date(1990, 1, 1)},
        {"expected_on": date(2099, 12, 31)},
        {"customer_id": ""},
    ],
)
def test_what_lies_at_the_bound_is_kept(
    programme: Programme, now: datetime, change: dict[str, object]
) -> None:
    good = replace(stated(programme), **change)  # type: ignore[arg-type]
    made = create_opportunity(programme.cast.account_manager, good, now=now)

    made.refresh_from_db()
    assert made.amount == good.amount
    assert figures() == {"prospecting:CNY": (1, good.amount or Decimal(0))}


def test_unknown_things_are_not_there(programme: Programme, now: datetime) -> None:
    for change in (
        {"product_id": "prd_0000000000000000"},
        {"product_id": ""},
        {"customer_id": "cus_0000000000000000"},
        {"partner_id": "par_0000000000000000"},
    ):
        with pytest.raises(NotFound):
            create_opportunity(
                programme.cast.account_manager,
                replace(stated(programme), **change),  # type: ignore[arg-type]
                now=now,
            )
    assert rows() == 0


@pytest.mark.parametrize("stage", list(Stage))
def test_each_stage_can_be_reached_and_closes_or_not(
    programme: Programme, deal: Opportunity, now: datetime, stage: Stage
) -> None:
    actor = programme.cast.account_manager
    moved = move_opportunity(actor, deal.public_id, stage, version=1, now=now, loss_reason="价格")

    moved.refresh_from_db()
    assert (moved.stage, moved.closed_on) == (stage, None if stage in OPEN_STAGES else TODAY)
    assert moved.loss_reason == ("价格" if stage is Stage.LOST else "")
    assert figures() == {f"{stage.value}:CNY": (1, Decimal(500_000))}
    assert trail(deal) == ["funnel.opportunity_created", "funnel.opportunity_moved"]


def test_a_deal_is_won_on_one_day_however_often_that_is_said(
    programme: Programme, deal: Opportunity, now: datetime
) -> None:
    actor, later = programme.cast.account_manager, now + timedelta(days=60)
    move_opportunity(actor, deal.public_id, "won", version=1, now=now)
    again = move_opportunity(actor, deal.public_id, "won", version=2, now=later)

    assert again.closed_on == TODAY  # it counts in the quarter in which it was won
    reopened = move_opportunity(actor, deal.public_id, "proposing", version=3, now=later)
    assert reopened.closed_on is None
    won = move_opportunity(actor, deal.public_id, "won", version=4, now=later)
    assert won.closed_on == date(2026, 5, 1)


def test_a_refused_move_changes_nothing(
    programme: Programme, deal: Opportunity, now: datetime
) -> None:
    cast = programme.cast
    for reason in ("", " ", "x" * 121, "a\x00b"):
        with pytest.raises(Invalid) as refusal:
            move_opportunity(
                cast.account_manager, deal.public_id, "lost", version=1, now=now,
                loss_reason=reason,
            )  # fmt: skip
        assert list(codes(refusal)) == ["loss_reason"]
    with pytest.raises(Conflict):
        move_opportunity(cast.account_manager, deal.public_id, "won", version=2, now=now)
    for hidden in (cast.channel_manager, cast.other_channel_manager):
        with pytest.raises(NotFound):
            move_opportunity(hidden, deal.public_id, "won", version=1, now=now)
    for refused in (cast.operations, cast.human_resources, cast.seller_a, NOBODY):
        with pytest.raises(NotPermitted):
            move_opportunity(refused, deal.public_id, "won", version=1, now=now)

    deal.refresh_from_db()
    assert (deal.stage, deal.version, len(trail(deal))) == ("prospecting", 1, 1)


def test_everybody_lists_what_lies_in_its_scope(
    programme: Programme, deal: Opportunity, now: datetime
) -> None:
    cast = programme.cast
    submitted(programme, cast.seller_a, now=now, product_id=programme.backup.public_id)
    marketer = make_actor("Fang Ting", cast.vendor, Role.CHANNEL_MARKETER, now=now)

    def seen(actor: Actor) -> int:
        found = len(selectors.opportunities(actor))
        assert selectors.count_opportunities(actor, OpportunityFilters()) == found
        assert sum(one.count for one in selectors.stage_totals(actor, on=TODAY)) == found
        return found

    assert [
        seen(cast.channel_director),
        seen(cast.sales_director),
        seen(cast.operations),
        seen(cast.account_manager),
        seen(cast.channel_manager),
        seen(cast.other_channel_manager),
        seen(marketer),
    ] == [2, 2, 2, 2, 1, 0, 0]


def test_every_deal_of_a_customer_counts_however_many_are_shown(
    programme: Programme, now: datetime
) -> None:
    many = MOST_SHOWN + 3
    lines = [
        Keyed(
            key=str(number),
            input=OpportunityLine(
                product_id=programme.gateways.pk,
                customer_id=programme.customer.pk,
                stage="engaging" if number else "won",
                amount=Decimal(10),
                currency="CNY",
                expected_on=None if number % 2 else date(2026, 5, 1),
            ),
        )
        for number in range(many + 1)
    ]
    put_opportunities(programme.cast.operations, "crm", lines, now=now)

    found = deals_of_customer(
        programme.cast.channel_director, programme.customer.public_id, today=TODAY
    )

    assert len(found.lines) == MOST_SHOWN
    assert (found.open_count, found.open_value.amount) == (many, Decimal(10 * many))
    days = [line.expected_on for line in found.lines]
    dated = sum(one is not None for one in days)
    assert days == [date(2026, 5, 1)] * dated + [None] * (MOST_SHOWN - dated)
    assert dated == many // 2


def test_a_customer_without_deals_has_none(programme: Programme) -> None:
    for public_id in (programme.customer.public_id, "cus_0000000000000000"):
        found = deals_of_customer(programme.cast.channel_director, public_id, today=TODAY)
        assert (found.lines, found.open_count, found.open_value.amount) == ((), 0, Decimal(0))
    with pytest.raises(NotPermitted):
        deals_of_customer(programme.cast.seller_a, programme.customer.public_id, today=TODAY)


def line_of(programme: Programme, **changes: object) -> OpportunityLine:
    line = OpportunityLine(
        product_id=programme.gateways.pk, stage="engaging", amount=Decimal(100), currency="CNY"
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def test_a_deal_that_a_later_file_gives_to_a_partner_is_indirect(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    for line, fate in (
        (line_of(programme), Fate.CREATED),
        (line_of(programme, partner_id=cast.partner_a.pk), Fate.UPDATED),
        (line_of(programme, partner_id=cast.partner_a.pk), Fate.UNCHANGED),
    ):
        rows_of_file = [Keyed(key="1", input=line)]
        assert put_opportunities(cast.operations, "crm", rows_of_file, now=now) == [fate]

    row = Opportunity.objects.unscoped(reason="test").get()
    assert (row.route, row.partner_id) == ("indirect", cast.partner_a.pk)


def test_one_bad_row_stops_no_other(programme: Programme, now: datetime) -> None:
    lines = [
        Keyed(key=key, input=line_of(programme, amount=Decimal(amount)))
        for key, amount in (("1", "5"), ("2", "-1"), ("3", "NaN"), ("4", "0.00001"), ("5", "0"))
    ]

    found = put_opportunities(programme.cast.operations, "crm", lines, now=now)

    assert found == [
        Fate.CREATED,
        Refused("amount", "out_of_bounds", "-1"),
        Refused("amount", "amount_too_large", "NaN"),
        Refused("amount", "too_many_decimals", "0.00001"),
        Fate.CREATED,
    ]
    assert figures() == {"engaging:CNY": (2, Decimal(5))}


def test_only_those_who_load_for_everybody_load(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    allowed = {cast.channel_director, cast.sales_director, cast.operations}
    for actor in {*cast.vendor_people(), *cast.partner_people(), NOBODY} - allowed:
        with pytest.raises(NotPermitted):
            put_opportunities(actor, "crm", [], now=now)
    assert put_opportunities(cast.sales_director, "crm", [], now=now) == []


def activity(programme: Programme, **changes: object) -> ActivityInput:
    whole = ActivityInput(
        customer_id=programme.customer.public_id, happened_on=TODAY, summary="拜访"
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def test_direct_work_lies_within_a_year_back(programme: Programme, now: datetime) -> None:
    actor = programme.cast.account_manager
    for day in (TODAY, TODAY - timedelta(days=366)):
        record_direct_activity(actor, activity(programme, happened_on=day), now=now)
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=367), date.min, date.max):
        with pytest.raises(Invalid) as refusal:
            record_direct_activity(actor, activity(programme, happened_on=day), now=now)
        assert codes(refusal) == {"happened_on": "out_of_bounds"}
    with pytest.raises(Invalid) as refusal:
        record_direct_activity(actor, activity(programme, summary="a\x00"), now=now)
    assert codes(refusal) == {"summary": "control_sign"}
    assert DirectActivity.objects.unscoped(reason="test").count() == 2


def test_direct_work_is_read_by_its_own_person(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    record_direct_activity(cast.account_manager, activity(programme), now=now)

    def seen(actor: Actor) -> int:
        return DirectActivity.objects.visible_to(actor).count()

    assert [seen(cast.account_manager), seen(cast.channel_manager), seen(cast.sales_director)] == [
        1,
        0,
        1,
    ]
    assert [seen(one) for one in cast.partner_people()] == [0] * 6
