"""Twelve months of sales, gaps included, at the day's rates; and sums that no filter distorts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from qudao.core.actor import Actor
from qudao.core.errors import NotPermitted
from qudao.core.models import ExchangeRate
from qudao.deals.sellthrough.models import SalesLine
from qudao.deals.sellthrough.months import last_months
from qudao.deals.sellthrough.selectors import (
    SalesFilters,
    sales_by_month,
    sales_by_product,
    sales_by_territory,
    sold_between,
)
from qudao.market.cells.models import Region
from tests.deals.programme import Programme
from tests.people import Cast

EVERYTHING = SalesFilters()
TODAY = date(2026, 3, 15)


def sell(
    programme: Programme, day: date, amount: str, currency: str = "CNY", *, of_b: bool = False
) -> SalesLine:
    cast = programme.cast
    return SalesLine.objects.create(
        source="erp",
        source_key=str(SalesLine.objects.unscoped(reason="a test numbers its rows").count()),
        route="indirect",
        partner=cast.partner_b if of_b else cast.partner_a,
        product=programme.backup if of_b else programme.gateways,
        sold_on=day,
        quantity=1,
        amount=Decimal(amount),
        currency=currency,
    )


def test_a_year_has_twelve_months_even_without_a_line(programme: Programme) -> None:
    year = last_months(programme.cast.channel_director, EVERYTHING, today=TODAY)

    assert [one.label for one in year.months] == [
        "2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09",
        "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03",
    ]  # fmt: skip
    assert {(one.lines, one.amount) for one in year.months} == {(0, Decimal(0))}
    assert (year.amount, year.lines, year.best) == (Decimal(0), 0, year.months[0])
    assert (year.currency, year.missing) == ("CNY", ())


def test_a_year_holds_its_first_and_last_day_and_no_other(programme: Programme) -> None:
    for day, amount in (
        (date(2025, 3, 31), "1000"), (date(2025, 4, 1), "1"), (date(2026, 2, 28), "20"),
        (date(2026, 3, 31), "300"), (date(2026, 4, 1), "4000"),
    ):  # fmt: skip
        sell(programme, day, amount)

    year = last_months(programme.cast.channel_director, EVERYTHING, today=TODAY)

    found = {one.label: one.amount for one in year.months if one.lines}
    assert found == {"2025-04": Decimal(1), "2026-02": Decimal(20), "2026-03": Decimal(300)}
    assert (year.amount, year.lines, year.best.label) == (Decimal(321), 3, "2026-03")


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 1, 1), "2025-02", "2026-01"),
        (date(2026, 12, 31), "2026-01", "2026-12"),
        (date(2024, 2, 29), "2023-03", "2024-02"),
    ],
)
def test_the_year_ends_with_the_month_of_today(
    programme: Programme, today: date, first: str, last: str
) -> None:
    months = last_months(programme.cast.channel_director, EVERYTHING, today=today).months
    assert (months[0].label, months[-1].label, len(months)) == (first, last, 12)


def test_other_currencies_are_converted_or_named_and_left_out(programme: Programme) -> None:
    director = programme.cast.channel_director
    for currency in ("CNY", "USD", "JPY"):
        sell(programme, date(2026, 3, 1), "100.5", currency)
    ExchangeRate.objects.create(currency="USD", valid_from=date(2026, 3, 15), rate=Decimal("7.25"))
    ExchangeRate.objects.create(currency="JPY", valid_from=date(2026, 3, 16), rate=Decimal(1))

    year = last_months(director, EVERYTHING, today=TODAY)

    assert (year.amount, year.lines, year.missing) == (Decimal("829.125"), 2, ("JPY",))
    earlier = last_months(director, EVERYTHING, today=TODAY - timedelta(days=1))
    assert (earlier.amount, earlier.missing) == (Decimal("100.5"), ("JPY", "USD"))


def test_what_was_given_back_lowers_its_month(programme: Programme) -> None:
    sell(programme, date(2026, 2, 1), "100")
    sell(programme, date(2026, 3, 1), "-30.25")

    year = last_months(programme.cast.channel_director, EVERYTHING, today=TODAY)

    assert (year.amount, year.lines) == (Decimal("69.75"), 2)
    assert (year.best.label, year.months[-1].amount) == ("2026-02", Decimal("-30.25"))


def test_the_year_is_of_what_the_reader_sees_and_asked_for(programme: Programme) -> None:
    cast = programme.cast
    sell(programme, date(2026, 3, 1), "10")
    sell(programme, date(2026, 3, 2), "200", of_b=True)

    def worth(actor: Actor, filters: SalesFilters = EVERYTHING) -> Decimal:
        return last_months(actor, filters, today=TODAY).amount

    assert worth(cast.channel_director) == Decimal(210)
    assert worth(cast.channel_manager) == Decimal(10)
    assert worth(cast.other_channel_manager) == Decimal(200)
    assert worth(cast.channel_director, SalesFilters(partner_id=cast.partner_b.public_id)) == 200
    assert worth(cast.channel_manager, SalesFilters(partner_id=cast.partner_b.public_id)) == 0
    assert worth(cast.channel_director, SalesFilters(route="direct")) == 0
    # the year's own days go before a period that was asked for
    ago = SalesFilters(starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
    assert worth(cast.channel_director, ago) == Decimal(210)


def test_every_sum_is_of_the_same_lines(programme: Programme) -> None:
    cast = programme.cast
    east = Region.objects.create(
        code="EAST", name_zh="华东", name_en="East", path="/EAST/", kind="territory"
    )
    for number in range(9):
        line = sell(
            programme, date(2026, 1 + number % 3, 28), f"{number}.0001",
            "USD" if number % 4 == 0 else "CNY", of_b=number % 2 == 0,
        )  # fmt: skip
        SalesLine.objects.unscoped(reason="a test").filter(pk=line.pk, amount__gt=4).update(
            region=east
        )
    period = (date(2026, 1, 1), date(2026, 4, 1))

    for actor in (cast.channel_director, cast.channel_manager, cast.other_channel_manager):
        whole = sold_between(actor, *period)
        for summed in (sales_by_product, sales_by_territory, sales_by_month):
            by_currency: dict[str, Decimal] = {}
            for one in summed(actor):
                sofar = by_currency.get(one.currency, Decimal(0))
                by_currency[one.currency] = sofar + one.amount
            assert by_currency == whole
    assert sum(one.lines for one in sales_by_month(cast.channel_director)) == 9


def test_sums_stand_by_currency_and_size(programme: Programme) -> None:
    sell(programme, date(2026, 1, 1), "5")
    sell(programme, date(2026, 1, 1), "9", of_b=True)
    sell(programme, date(2026, 1, 1), "1", "USD")

    found = sales_by_product(programme.cast.channel_director)

    assert [(one.label, one.currency, one.amount) for one in found] == [
        ("Backup appliance", "CNY", Decimal(9)),
        ("Secure gateway", "CNY", Decimal(5)),
        ("Secure gateway", "USD", Decimal(1)),
    ]
    assert found[0].key == programme.backup.public_id


def test_a_period_is_half_open(programme: Programme) -> None:
    sell(programme, date(2026, 1, 1), "5")
    director, day = programme.cast.channel_director, date(2026, 1, 1)

    assert sold_between(director, day, day) == {}
    assert sold_between(director, day, day + timedelta(days=1)) == {"CNY": Decimal(5)}
    assert sold_between(director, day - timedelta(days=1), day) == {}


def test_sales_are_for_the_vendors_sellers(programme: Programme) -> None:
    cast: Cast = programme.cast
    for actor in (*cast.partner_people(), cast.human_resources):
        for read in (sales_by_product, sales_by_territory, sales_by_month):
            with pytest.raises(NotPermitted):
                read(actor)
        with pytest.raises(NotPermitted):
            last_months(actor, EVERYTHING, today=TODAY)
