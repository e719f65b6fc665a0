"""Sales lines from files: each row's fate, what is refused, and what a later file may change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from qudao.core.errors import NotPermitted
from qudao.core.upserting import Fate, Keyed, Outcome, Refused
from qudao.deals.funnel.bulk import OpportunityLine, put_opportunities
from qudao.deals.funnel.models import Opportunity
from qudao.deals.sellthrough.bulk import SoldLine, put_sales_lines
from qudao.deals.sellthrough.models import SalesLine
from tests.deals.looking import WHY
from tests.deals.programme import Programme
from tests.standing import A_MONDAY


def sold(programme: Programme, **changes: object) -> SoldLine:
    whole = SoldLine(
        partner_id=programme.cast.partner_a.pk,
        customer_key="浦岚证券",
        product_id=programme.gateways.pk,
        order_number="SO-1",
        sold_on=date(2026, 2, 28),
        quantity=Decimal("2.5"),
        amount=Decimal("1000.1234"),
        currency="CNY",
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def put(programme: Programme, *lines: SoldLine, source: str = "erp") -> list[Outcome]:
    rows = [Keyed(key=str(number), input=line) for number, line in enumerate(lines)]
    return put_sales_lines(programme.cast.operations, source, rows)


def line() -> SalesLine:
    return SalesLine.objects.unscoped(reason=WHY).get()


def test_a_line_is_written_once_and_then_recognised(programme: Programme) -> None:
    assert put(programme, sold(programme)) == [Fate.CREATED]
    assert put(programme, sold(programme)) == [Fate.UNCHANGED]

    row = line()
    assert (row.source, row.source_key, row.route) == ("erp", "0", "indirect")
    assert (row.amount, row.quantity) == (Decimal("1000.1234"), Decimal("2.500"))
    assert (row.customer_id, row.customer_key, row.order_number) == (None, "浦岚证券", "SO-1")


def test_two_sources_may_use_the_same_key(programme: Programme) -> None:
    put(programme, sold(programme))
    put(programme, sold(programme, amount=Decimal(7)), source="distributor")

    rows = SalesLine.objects.unscoped(reason=WHY).order_by("source")
    assert [(row.source, row.amount) for row in rows] == [
        ("distributor", Decimal(7)),
        ("erp", Decimal("1000.1234")),
    ]


def test_a_key_that_comes_twice_in_a_file_is_one_line(programme: Programme) -> None:
    rows = [
        Keyed(key="1", input=sold(programme)),
        Keyed(key="1", input=sold(programme, amount=Decimal(5)), repeated=True),
        Keyed(key="1", input=sold(programme, amount=Decimal(6))),
    ]

    fates = put_sales_lines(programme.cast.operations, "erp", rows)

    assert fates == [Fate.CREATED, Fate.MERGED, Fate.MERGED]
    assert line().amount == Decimal("1000.1234")


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal(0)},  # given back in full: a figure, no blank
        {"amount": Decimal("-250.5")},
        {"quantity": Decimal(-1)},
        {"sold_on": date(2026, 3, 1)},
        {"currency": "USD"},
        {"order_number": "SO-2"},
        {"customer_key": "浦岚"},
    ],
)
def test_a_later_file_corrects_a_line(programme: Programme, change: dict[str, object]) -> None:
    put(programme, sold(programme))

    assert put(programme, sold(programme, **change)) == [Fate.UPDATED]

    assert {name: getattr(line(), name) for name in change} == change


@pytest.mark.parametrize("blank", ["partner_id", "customer_key", "order_number"])
def test_a_blank_wipes_out_nothing_that_is_known(programme: Programme, blank: str) -> None:
    put(programme, sold(programme))
    known = getattr(line(), blank)
    empty = None if blank == "partner_id" else ""

    assert put(programme, sold(programme, **{blank: empty})) == [Fate.UNCHANGED]

    row = line()
    assert getattr(row, blank) == known
    assert row.route == "indirect"


def test_a_line_that_gets_its_partner_later_becomes_indirect(programme: Programme) -> None:
    put(programme, sold(programme, partner_id=None))
    assert line().route == "direct"

    assert put(programme, sold(programme)) == [Fate.UPDATED]

    assert (line().route, line().partner_id) == ("indirect", programme.cast.partner_a.pk)


def test_a_deal_whose_partner_is_left_out_of_a_file_stays_with_it(programme: Programme) -> None:
    whole = OpportunityLine(
        product_id=programme.gateways.pk,
        partner_id=programme.cast.partner_a.pk,
        stage="engaging",
        amount=Decimal(10),
        currency="CNY",
    )
    for one in (whole, replace(whole, partner_id=None, stage="won")):
        row = Keyed(key="1", input=one)
        put_opportunities(programme.cast.operations, "crm", [row], now=A_MONDAY)

    deal = Opportunity.objects.unscoped(reason=WHY).get()
    assert (deal.route, deal.partner_id) == ("indirect", programme.cast.partner_a.pk)
    assert (deal.stage, deal.version) == ("won", 2)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"amount": Decimal("0.00001")}, Refused("amount", "too_many_decimals", "0.00001")),
        ({"amount": Decimal("NaN")}, Refused("amount", "amount_too_large", "NaN")),
        ({"amount": Decimal("-Infinity")}, Refused("amount", "amount_too_large", "-Infinity")),
        ({"quantity": Decimal("0.0001")}, Refused("quantity", "too_many_decimals", "0.0001")),
        ({"quantity": Decimal("sNaN")}, Refused("quantity", "amount_too_large", "sNaN")),
    ],
)
def test_a_line_that_cannot_be_kept_stops_no_other(
    programme: Programme, change: dict[str, object], problem: Refused
) -> None:
    fates = put(programme, sold(programme, **change), sold(programme))

    assert fates == [problem, Fate.CREATED]
    assert line().source_key == "1"


def test_only_those_who_load_for_everybody_load_sales(programme: Programme) -> None:
    cast = programme.cast
    row = Keyed(key="1", input=sold(programme))
    for actor in (
        *cast.partner_people(), cast.channel_manager, cast.account_manager, cast.human_resources,
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            put_sales_lines(actor, "erp", [row])
    assert SalesLine.objects.unscoped(reason=WHY).count() == 0
    for actor in (cast.channel_director, cast.sales_director, cast.operations):
        put_sales_lines(actor, "erp", [row])
    assert SalesLine.objects.unscoped(reason=WHY).count() == 1


def test_an_empty_file_changes_nothing(programme: Programme) -> None:
    assert put(programme) == []
