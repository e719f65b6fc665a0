"""Goals held against deals: whose a deal is, what counts, and the rows that add up to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from qudao.core.actor import Actor
from qudao.core.errors import NotFound, NotPermitted
from qudao.core.models import ExchangeRate
from qudao.deals.funnel.attainment import By, GoalLine, attainment
from qudao.deals.funnel.goal_rows import Figure, GoalRow, What, rows_behind
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.outlook import outlook
from qudao.deals.sellthrough.models import SalesLine
from qudao.engines.quarter import Quarter
from qudao.market.cells.models import Industry, Region
from qudao.market.cells.selectors import CellAxes
from qudao.market.goals.actions import QuotaInput, SalesPersonInput, note_sales_person, set_quota
from qudao.market.goals.models import SalesPerson
from qudao.rules.actions import VersionInput, publish_version
from tests.deals.programme import Programme

START, END = date(2026, 1, 1), date(2026, 4, 1)
QUARTER = Quarter(start=START, end=END, year=2026, number=1)
TARGET = QuotaInput(starts_on=START, ends_on=END, amount=Decimal(1000), currency="CNY")


def deal(
    programme: Programme,
    stage: str = "won",
    amount: str = "100",
    *,
    on: date = date(2026, 2, 1),
    **changed: Any,
) -> Opportunity:
    usual = {
        "product": programme.gateways,
        "route": "indirect",
        "partner": programme.cast.partner_a,
        "currency": "CNY",
        "created_at": datetime.fromisoformat("2026-01-01T00:00:00+00:00"),
        "closed_on" if stage in {"won", "lost"} else "expected_on": on,
    }
    return Opportunity.objects.create(stage=stage, amount=Decimal(amount), **{**usual, **changed})


def direct(programme: Programme, **changed: Any) -> Opportunity:
    return deal(programme, **{"partner": None, "route": "direct", **changed})


def lines(actor: Actor, by: By, now: datetime) -> dict[str, GoalLine]:
    return {one.label: one for one in attainment(actor, by, QUARTER, now=now).lines}


def figures(line: GoalLine) -> tuple[object, ...]:
    return line.target, line.done, line.expected


def rows(actor: Actor, what: What, now: datetime, line: GoalLine | None = None) -> list[GoalRow]:
    figure = Figure(what=what, quarter=QUARTER)
    if line is not None:
        figure = replace(figure, by=line.by, key=line.key)
    return rows_behind(actor, figure, now=now)[1]


def total(found: list[GoalRow]) -> Decimal:
    return sum((one.counted for one in found if one.counted is not None), Decimal(0))


def test_a_deal_counts_for_the_manager_of_its_partner(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    deal(programme, amount="300")
    deal(programme, "negotiating", "100", on=date(2026, 3, 20))
    deal(programme, amount="7", partner=cast.partner_b)
    set_quota(cast.channel_director, replace(TARGET, user=cast.channel_manager.public_id), now=now)

    people = lines(cast.channel_director, By.PERSON, now)

    assert list(people) == ["Lin Yue", "Xu Mingyuan"]  # by name
    mine = people["Xu Mingyuan"]
    assert figures(mine) == (Decimal(1000), Decimal(300), Decimal(70))
    assert (mine.gap, mine.outlook, mine.share_done) == (Decimal(700), Decimal(370), 0.3)
    assert (people["Lin Yue"].gap, people["Lin Yue"].quotas) == (None, 0)


def test_owner_and_account_manager_have_a_deal_once_each(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    deal(programme, amount="50", owner_id=cast.channel_manager.user_key)
    direct(programme, amount="20", customer=programme.customer)
    people = lines(cast.sales_director, By.PERSON, now)
    assert {name: one.done for name, one in people.items()} == {
        "He Jia": Decimal(20),
        "Xu Mingyuan": Decimal(50),
    }


def test_nobody_reads_anothers_figures_but_who_sees_the_whole(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    deal(programme)
    deal(programme, partner=cast.partner_b)
    for who in (cast.channel_manager, cast.other_channel_manager):
        (own,) = attainment(who, By.PERSON, QUARTER, now=now).lines
        assert own.label == who.name
    assert attainment(cast.account_manager, By.PERSON, QUARTER, now=now).lines == ()
    other = lines(cast.channel_director, By.PERSON, now)["Lin Yue"]
    with pytest.raises(NotFound):
        rows(cast.channel_manager, What.DONE, now, other)
    for who in (cast.human_resources, cast.seller_a):
        with pytest.raises(NotPermitted):
            attainment(who, By.PERSON, QUARTER, now=now)
        with pytest.raises(NotPermitted):
            rows(who, What.DONE, now)


@pytest.mark.parametrize(
    ("on", "count"),
    [
        (date(2025, 12, 31), 0),
        (date(2026, 1, 1), 1),
        (date(2026, 3, 31), 1),
        (date(2026, 4, 1), 0),
    ],
)
def test_a_quarter_holds_its_first_day_and_not_its_end(
    programme: Programme, now: datetime, on: date, count: int
) -> None:
    deal(programme, on=on)
    deal(programme, "engaging", on=on)
    partners = lines(programme.cast.channel_director, By.PARTNER, now)
    expected = {"Qiheng Info": (0, Decimal(100), Decimal(25))} if count else {}
    assert {name: figures(one) for name, one in partners.items()} == expected


def test_lost_deals_and_those_without_an_amount_count_for_nothing(
    programme: Programme, now: datetime
) -> None:
    deal(programme, "lost")
    deal(programme, "engaging", "0")
    Opportunity.objects.create(
        product=programme.gateways, route="direct", stage="won", currency="CNY",
        created_at=now, closed_on=date(2026, 2, 1),
    )  # fmt: skip
    assert attainment(programme.cast.channel_director, By.PARTNER, QUARTER, now=now).lines == ()


def test_partners_are_those_of_the_own_scope(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    deal(programme, amount="1")
    deal(programme, amount="2", partner=cast.partner_b)
    direct(programme, amount="4")
    for partner, amount in ((cast.partner_b, 9), (cast.distributor, 8)):
        own = replace(TARGET, partner=partner.public_id, amount=Decimal(amount))
        set_quota(cast.channel_director, own, now=now)
    seen = lines(cast.channel_manager, By.PARTNER, now)
    assert {name: figures(one) for name, one in seen.items()} == {
        "Lianji Distribution": (Decimal(8), 0, 0),
        "Qiheng Info": (0, Decimal(1), 0),
    }
    everything = lines(cast.channel_director, By.PARTNER, now)
    assert figures(everything["Dingpei Integration"]) == (Decimal(9), Decimal(2), 0)
    with pytest.raises(NotFound):
        rows(cast.channel_manager, What.DONE, now, everything["Dingpei Integration"])


def test_a_deal_lies_in_every_cell_that_holds_it(programme: Programme, now: datetime) -> None:
    director = programme.cast.channel_director
    east = Region.objects.create(code="EAST", name_en="East", path="/EAST/", kind="territory")
    city = Region.objects.create(code="SH", name_en="Shanghai", path="/EAST/SH/", parent=east,
                                 kind="territory")  # fmt: skip
    health = Industry.objects.create(code="Q", name_en="Health", path="/Q/", standard="own")
    programme.customer.region, programme.customer.industry = city, health
    programme.customer.save()
    deal(programme, amount="5", customer=programme.customer)
    deal(programme, amount="3")  # a customer without a place
    for axes in (CellAxes("GW"), CellAxes("", "EAST"), CellAxes("GW", "EAST", "Q"), CellAxes("BK")):
        set_quota(director, replace(TARGET, cell=axes), now=now)

    cells = lines(director, By.CELL, now)

    assert {name: one.done for name, one in cells.items()} == {
        "Secure gateway": Decimal(8),
        "East": Decimal(5),
        "Secure gateway × East × Health": Decimal(5),
        "Backup appliance": Decimal(0),
    }
    for one in cells.values():
        assert total(rows(director, What.DONE, now, one)) == one.done


def test_an_imported_name_has_its_line_until_it_is_linked(
    programme: Programme, now: datetime
) -> None:
    director = programme.cast.channel_director
    given = SalesPersonInput(source="crm", source_key="272", name="Someone Imported")
    name = note_sales_person(director, given, now=now)
    set_quota(director, replace(TARGET, sales_person=("crm", "272")), now=now)
    direct(programme, amount="11", sales_person=name)

    line = lines(director, By.PERSON, now)["Someone Imported"]
    assert figures(line) == (Decimal(1000), Decimal(11), 0)
    assert total(rows(director, What.DONE, now, line)) == Decimal(11)
    assert [one.name for one in rows(director, What.TARGET, now, line)] == ["Someone Imported"]

    SalesPerson.objects.unscoped(reason="a test").update(
        user_id=programme.cast.account_manager.user_key
    )
    linked = lines(director, By.PERSON, now)
    assert figures(linked["He Jia"]) == (Decimal(1000), Decimal(11), 0)
    assert "Someone Imported" not in linked


def test_sales_lines_are_done_where_the_rulebook_says_so(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    publish_version(
        cast.channel_director,
        VersionInput(label="2026.2", effective_from=now,
                     policy={"quarter": {"done_from": ["sales_lines"]}}),
        now=now,
    )  # fmt: skip
    deal(programme, amount="999")
    SalesLine.objects.create(
        source="erp", source_key="1", route="indirect", partner=cast.partner_a,
        product=programme.gateways, sold_on=date(2026, 2, 2), quantity=1,
        amount=Decimal(40), currency="CNY",
    )  # fmt: skip
    line = lines(cast.channel_director, By.PARTNER, now)["Qiheng Info"]
    assert line.done == Decimal(40)
    found = rows(cast.channel_director, What.DONE, now, line)
    assert [(one.kind_label, one.counted) for one in found] == [("Sales line", Decimal(40))]
    assert lines(cast.channel_director, By.PERSON, now)["Xu Mingyuan"].done == Decimal(40)


def test_currencies_without_a_rate_are_named_and_left_out(
    programme: Programme, now: datetime
) -> None:
    ExchangeRate.objects.create(currency="USD", valid_from=START, rate=Decimal("7.2"))
    deal(programme, amount="10", currency="USD")
    deal(programme, amount="5", currency="JPY")
    found = attainment(programme.cast.channel_director, By.PARTNER, QUARTER, now=now)
    assert (found.lines[0].done, found.missing, found.currency) == (Decimal(72), ("JPY",), "CNY")
    behind = rows(programme.cast.channel_director, What.DONE, now, found.lines[0])
    assert {one.currency: one.counted for one in behind} == {"USD": Decimal(72), "JPY": None}


def test_every_figure_is_the_sum_of_its_rows(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    stages = ("won", "prospecting", "engaging", "proposing", "negotiating", "lost")
    for number, stage in enumerate(stages * 3):
        partner = (cast.partner_a, cast.partner_b, cast.distributor)[number % 3]
        customer = programme.customer if number % 2 else None
        deal(programme, stage, f"{number + 1}.37", partner=partner, customer=customer)
        direct(programme, stage=stage, amount=f"{number + 2}.11", customer=programme.customer)
    for user in (cast.channel_manager, cast.account_manager):
        set_quota(cast.channel_director, replace(TARGET, user=user.public_id), now=now)
    for actor in (cast.channel_director, cast.channel_manager, cast.account_manager):
        for by in By:
            for line in attainment(actor, by, QUARTER, now=now).lines:
                assert total(rows(actor, What.DONE, now, line)) == line.done, (actor.name, line)
                assert total(rows(actor, What.OPEN, now, line)) == line.expected, line
                assert total(rows(actor, What.TARGET, now, line)) == line.target, line
        whole = outlook(actor, now=now).standing
        assert total(rows(actor, What.DONE, now)) == whole.done
        assert total(rows(actor, What.OPEN, now)) == whole.pipeline.expected
        assert total(rows(actor, What.TARGET, now)) == whole.target


def test_the_own_line_of_a_manager_is_what_today_shows(programme: Programme, now: datetime) -> None:
    manager = programme.cast.channel_manager
    set_quota(programme.cast.channel_director, replace(TARGET, user=manager.public_id), now=now)
    deal(programme, amount="120")
    deal(programme, "proposing", "100")
    (own,) = attainment(manager, By.PERSON, QUARTER, now=now).lines
    where = outlook(manager, now=now).standing
    assert figures(own) == (where.target, where.done, where.pipeline.expected)


def test_another_quarter_is_read_as_this_one(programme: Programme, now: datetime) -> None:
    deal(programme, amount="9", on=date(2025, 11, 3))
    before = Quarter(start=date(2025, 10, 1), end=START, year=2025, number=4)
    shown = outlook(programme.cast.channel_director, now=now, quarter=before)
    assert (shown.standing.done, shown.standing.share_gone) == (Decimal(9), 1.0)


def test_the_goals_ask_as_much_for_many_as_for_few(
    programme: Programme, now: datetime, django_assert_max_num_queries: Any
) -> None:
    director = programme.cast.channel_director
    attainment(director, By.PERSON, QUARTER, now=now)
    for number in range(20):
        deal(programme, amount=str(number + 1))
    for by in By:
        with django_assert_max_num_queries(5):
            attainment(director, by, QUARTER, now=now)
