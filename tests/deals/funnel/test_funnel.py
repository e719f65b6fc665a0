"""The funnel: opportunities move by version, totals follow, the quarter adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django.asserts import assertNumQueries

from qudao.core.actor import Actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry, ExchangeRate, Total
from qudao.core.money import Money
from qudao.core.programme import current_programme
from qudao.core.upserting import Keyed
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
from qudao.deals.funnel.outlook import outlook
from qudao.deals.funnel.selectors import OpportunityFilters
from qudao.deals.registrations.actions import confirm_won, say_won
from qudao.deals.sellthrough.models import SalesLine
from qudao.market.goals.models import Quota
from qudao.rules.actions import VersionInput, publish_version
from tests.deals.programme import Programme, fresh, submitted


def stated(programme: Programme) -> OpportunityInput:
    return OpportunityInput(
        product_id=programme.gateways.public_id,
        customer_id=programme.customer.public_id,
        name="总部网关",
        amount=Decimal(500_000),
        currency="CNY",
        expected_on=date(2026, 3, 6),
    )


def rows() -> int:
    return Opportunity.objects.unscoped(reason="test").count()


def by_stage(actor: Actor) -> dict[str, tuple[int, Decimal]]:
    found = selectors.stage_totals(actor, on=date(2026, 3, 2))
    return {one.stage: (one.count, one.amount.amount) for one in found if one.count}


def test_an_opportunity_belongs_to_whoever_opens_it(programme: Programme, now: datetime) -> None:
    actor = programme.cast.account_manager

    deal = create_opportunity(actor, stated(programme), now=now)

    assert (deal.owner_id, deal.route, deal.opened_on) == (
        actor.user_id,
        "direct",
        date(2026, 3, 2),
    )
    verbs = AuditEntry.objects.unscoped(reason="test").filter(subject_id=deal.public_id)
    assert list(verbs.values_list("verb", flat=True)) == ["funnel.opportunity_created"]


def test_opportunities_are_for_the_vendors_sellers(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    for actor in (cast.seller_a, cast.human_resources, cast.operations):
        with pytest.raises(NotPermitted):
            create_opportunity(actor, stated(programme), now=now)
    for actor in (cast.seller_a, cast.human_resources):
        with pytest.raises(NotPermitted):
            selectors.opportunities(actor)
        with pytest.raises(NotPermitted):
            selectors.stage_totals(actor, on=now.date())
    assert rows() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal("Infinity")}, "amount"),
        ({"currency": "yuan"}, "currency"),
        ({"stage": "dreaming"}, "stage"),
        ({"name": "x" * 201}, "name"),
        ({"expected_on": date(1900, 1, 1)}, "expected_on"),
        ({"expected_on": date(9999, 1, 1)}, "expected_on"),
    ],
)
def test_a_bad_opportunity_is_refused_by_field(
    programme: Programme, now: datetime, change: dict[str, object], field: str
) -> None:
    bad = replace(stated(programme), **change)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refusal:
        create_opportunity(programme.cast.account_manager, bad, now=now)

    assert [one.field for one in refusal.value.problems] == [field]
    assert rows() == 0


def test_a_partner_out_of_scope_cannot_be_named(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    with_rival = replace(stated(programme), partner_id=cast.partner_b.public_id)

    with pytest.raises(NotFound):
        create_opportunity(cast.channel_manager, with_rival, now=now)
    assert rows() == 0


def test_moving_needs_the_version_that_was_seen(programme: Programme, now: datetime) -> None:
    actor = programme.cast.account_manager
    deal = create_opportunity(actor, stated(programme), now=now)

    move_opportunity(actor, deal.public_id, "proposing", version=1, now=now)
    with pytest.raises(Conflict):
        move_opportunity(actor, deal.public_id, "won", version=1, now=now)

    assert by_stage(programme.cast.channel_director) == {"proposing": (1, Decimal(500_000))}


def test_a_lost_opportunity_says_why(programme: Programme, now: datetime) -> None:
    actor = programme.cast.account_manager
    deal = create_opportunity(actor, stated(programme), now=now)
    with pytest.raises(Invalid) as refusal:
        move_opportunity(actor, deal.public_id, "lost", version=1, now=now)
    assert [one.field for one in refusal.value.problems] == ["loss_reason"]

    lost = move_opportunity(
        actor, deal.public_id, "lost", version=1, now=now, loss_reason="预算取消"
    )

    assert (lost.stage, lost.loss_reason, lost.closed_on) == ("lost", "预算取消", date(2026, 3, 2))


def test_a_deal_of_a_registration_follows_it_alone(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    submitted(programme, cast.seller_a, now=now)
    deal = Opportunity.objects.unscoped(reason="test").get()

    with pytest.raises(Conflict) as refusal:
        move_opportunity(cast.channel_manager, deal.public_id, "won", version=1, now=now)
    assert refusal.value.code == "follows_registration"


# ---------------------------------------------------------------------- totals


def test_the_directors_totals_are_read_in_two_queries_at_most(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    for number in range(5):
        create_opportunity(
            cast.account_manager, replace(stated(programme), name=str(number)), now=now
        )
    current_programme()

    with assertNumQueries(1):  # the maintained figures; the rates, where there are currencies
        found = selectors.stage_totals(cast.channel_director, on=date(2026, 3, 2))

    assert (found[0].stage, found[0].count) == ("prospecting", 5)
    assert found[0].amount == Money(Decimal(2_500_000), "CNY")


def test_each_persons_totals_hold_what_that_person_sees(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    elsewhere = replace(stated(programme), customer_id="")
    create_opportunity(cast.account_manager, elsewhere, now=now)
    submitted(programme, cast.seller_a, now=now)
    submitted(programme, cast.seller_b, now=now, product_id=programme.backup.public_id)

    assert by_stage(cast.channel_director) == {
        "prospecting": (1, Decimal(500_000)),
        "engaging": (2, Decimal(120_000)),
    }
    assert by_stage(cast.channel_manager) == {"engaging": (1, Decimal(60_000))}
    assert by_stage(cast.account_manager) == by_stage(cast.channel_director)


def test_amounts_of_two_currencies_meet_by_the_rate_of_the_day(
    programme: Programme, now: datetime
) -> None:
    actor = programme.cast.account_manager
    create_opportunity(actor, stated(programme), now=now)
    create_opportunity(
        actor, replace(stated(programme), amount=Decimal(10_000), currency="USD"), now=now
    )
    director = programme.cast.channel_director

    first = selectors.stage_totals(director, on=date(2026, 3, 2))[0]
    assert (first.count, first.amount.amount, first.missing) == (2, Decimal(500_000), ("USD",))

    ExchangeRate.objects.create(currency="USD", valid_from=date(2026, 1, 1), rate=Decimal("7.2"))
    first = selectors.stage_totals(director, on=date(2026, 3, 2))[0]
    assert (first.amount.amount, first.missing) == (Decimal(572_000), ())


def test_rebuilding_makes_the_totals_equal_to_the_rows(programme: Programme, now: datetime) -> None:
    actor, director = programme.cast.account_manager, programme.cast.channel_director
    deal = create_opportunity(actor, stated(programme), now=now)
    move_opportunity(actor, deal.public_id, "won", version=1, now=now)
    create_opportunity(actor, replace(stated(programme), amount=None), now=now)
    maintained = by_stage(director)
    Total.objects.unscoped(reason="test").filter(kind="funnel").update(count=7)

    totals.rebuild()

    assert by_stage(director) == maintained
    assert maintained == {"prospecting": (1, Decimal(0)), "won": (1, Decimal(500_000))}


def test_totals_follow_what_a_file_brings(programme: Programme, now: datetime) -> None:
    def bring(stage: str, amount: int) -> None:
        line = OpportunityLine(
            product_id=programme.gateways.pk, stage=stage, amount=Decimal(amount), currency="CNY"
        )
        row = Keyed(key="1", input=line)
        put_opportunities(programme.cast.operations, "crm", [row], now=now)

    director = programme.cast.channel_director
    bring("engaging", 100)
    assert by_stage(director) == {"engaging": (1, Decimal(100))}
    bring("won", 250)
    assert by_stage(director) == {"won": (1, Decimal(250))}
    bring("won", 250)  # the same file twice changes nothing
    assert by_stage(director) == {"won": (1, Decimal(250))}


# ---------------------------------------------------------------------- the quarter


def make_quarter(programme: Programme, now: datetime) -> None:
    """Target 1,000,000; one deal won, one open in the week, one later, one in another quarter."""
    actor = programme.cast.account_manager
    Quota.objects.create(
        starts_on=date(2026, 1, 1), ends_on=date(2026, 4, 1), amount=Decimal(1_000_000),
        currency="CNY",
    )  # fmt: skip
    won = create_opportunity(
        actor, replace(stated(programme), amount=Decimal(300_000), stage="negotiating"), now=now
    )
    move_opportunity(actor, won.public_id, "won", version=1, now=now)
    for amount, stage, on in (
        (200_000, "negotiating", date(2026, 3, 6)),
        (100_000, "prospecting", date(2026, 3, 30)),
        (900_000, "negotiating", date(2026, 4, 1)),
    ):
        deal = replace(stated(programme), amount=Decimal(amount), stage=stage, expected_on=on)
        create_opportunity(actor, deal, now=now)


def test_the_quarter_adds_up(programme: Programme, now: datetime) -> None:
    make_quarter(programme, now)

    shown = outlook(programme.cast.channel_director, now=now)
    stands = shown.standing

    assert (stands.quarter.start, stands.quarter.end) == (date(2026, 1, 1), date(2026, 4, 1))
    assert (stands.target, stands.done, stands.gap) == (
        Decimal(1_000_000),
        Decimal(300_000),
        Decimal(700_000),
    )
    assert stands.pipeline.expected == 150_000  # 0.70 × 200,000 + 0.10 × 100,000
    assert (stands.pipeline.p10, stands.pipeline.p90) == (Decimal(0), Decimal(200_000))
    assert (shown.week.amount, shown.week_deals) == (Decimal(140_000), 1)


def test_a_rate_with_many_decimals_breaks_nothing(programme: Programme, now: datetime) -> None:
    rate = Decimal("7.12345678")
    ExchangeRate.objects.create(currency="USD", valid_from=date(2026, 1, 1), rate=rate)
    deal = replace(stated(programme), amount=Decimal("1000.1234"), currency="USD")
    create_opportunity(programme.cast.account_manager, deal, now=now)

    shown = outlook(programme.cast.channel_director, now=now)

    assert shown.standing.open_value == (Decimal("1000.1234") * rate).quantize(Decimal("0.0001"))


def test_what_counts_as_done_is_the_rulebooks_to_say(programme: Programme, now: datetime) -> None:
    make_quarter(programme, now)
    SalesLine.objects.create(
        source="erp", source_key="1", route="direct", product=programme.gateways,
        sold_on=date(2026, 2, 1), quantity=1, amount=Decimal(55_000), currency="CNY",
    )  # fmt: skip
    later = now + timedelta(days=1)
    policy = {"quarter": {"done_from": ["sales_lines"]}}
    publish_version(
        programme.cast.channel_director,
        VersionInput(label="2026.2", effective_from=later, policy=policy),
        now=now,
    )

    director = programme.cast.channel_director
    assert outlook(director, now=now).standing.done == Decimal(300_000)
    assert outlook(director, now=later).standing.done == Decimal(55_000)


def test_a_deal_counts_in_the_quarter_once_the_vendor_confirms_it(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = submitted(programme, cast.seller_a, now=now)
    said = say_won(cast.seller_a, row.public_id, version=fresh(row).version, now=now)
    assert outlook(cast.channel_manager, now=now).standing.done == 0
    confirm_won(cast.channel_manager, row.public_id, version=said.version, now=now)

    assert outlook(cast.channel_manager, now=now).standing.done == Decimal(60_000)
    assert outlook(cast.other_channel_manager, now=now).standing.done == 0


# ---------------------------------------------------------------------- direct work


def test_direct_work_is_noted_on_the_customer(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    activity = ActivityInput(
        customer_id=programme.customer.public_id,
        happened_on=date(2026, 2, 27),
        summary="拜访信息部",
        customer_confirmed=True,
    )

    record_direct_activity(cast.account_manager, activity, now=now)

    row = DirectActivity.objects.unscoped(reason="test").get()
    assert (row.user_id, row.entered_at, row.customer_confirmed) == (
        cast.account_manager.user_id,
        now,
        True,
    )
    trail = AuditEntry.objects.unscoped(reason="test")
    assert trail.filter(verb="funnel.activity_recorded", rule="G6").count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"happened_on": date(2026, 3, 3)}, "happened_on"),
        ({"happened_on": date(2020, 1, 1)}, "happened_on"),
        ({"summary": " "}, "summary"),
        ({"summary": "x" * 301}, "summary"),
    ],
)
def test_bad_direct_work_is_refused(
    programme: Programme, now: datetime, change: dict[str, object], field: str
) -> None:
    activity = ActivityInput(
        customer_id=programme.customer.public_id, happened_on=date(2026, 3, 1), summary="拜访"
    )
    cast = programme.cast
    with pytest.raises(Invalid) as refusal:
        record_direct_activity(
            cast.account_manager,
            replace(activity, **change),  # type: ignore[arg-type]
            now=now,
        )
    with pytest.raises(NotPermitted):
        record_direct_activity(cast.seller_a, activity, now=now)

    assert [one.field for one in refusal.value.problems] == [field]
    assert DirectActivity.objects.unscoped(reason="test").count() == 0


def test_the_list_narrows_and_counts(programme: Programme, now: datetime) -> None:
    actor = programme.cast.account_manager
    create_opportunity(actor, stated(programme), now=now)
    create_opportunity(actor, replace(stated(programme), name="灾备", stage="proposing"), now=now)

    for filters, found in (
        (OpportunityFilters(), 2),
        (OpportunityFilters(stages=("proposing",)), 1),
        (OpportunityFilters(text="灾备"), 1),
        (OpportunityFilters(text="浦岚"), 2),
        (OpportunityFilters(route="indirect"), 0),
    ):
        assert len(selectors.opportunities(actor, filters)) == found
        assert selectors.count_opportunities(actor, filters) == found
