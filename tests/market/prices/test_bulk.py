"""Prices from files: dated or of the day of the import, each bad row refused alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.errors import NotPermitted
from qudao.core.upserting import Fate, Keyed, Outcome, Refused
from qudao.market.cells.models import Product
from qudao.market.prices.bulk import PriceLine, put_prices
from qudao.market.prices.models import Price
from qudao.market.prices.selectors import currencies_in_use, price_of, prices_of
from tests.market.trail import every, people_of, verbs
from tests.people import Cast
from tests.refusals import nothing_changes

TODAY, APRIL = date(2026, 3, 2), date(2026, 4, 1)
MAY_WRITE = {"channel_director", "operations"}


@pytest.fixture
def erp(cast: Cast) -> Product:
    row: Product = Product.objects.create(code="ERP", name_en="ERP", path="/ERP/")
    return row


@pytest.fixture
def line(erp: Product) -> PriceLine:
    return PriceLine(erp.pk, "list", "CNY", Decimal(1000))


def put(cast: Cast, *lines: PriceLine, on: date = TODAY, source: str = "list") -> list[Outcome]:
    rows = [Keyed(str(number), line) for number, line in enumerate(lines)]
    return put_prices(cast.operations, source, rows, today=on)


def rows() -> list[tuple[str, str, Decimal, date]]:
    return list(every(Price).values_list("kind", "currency", "amount", "valid_from"))


def test_an_undated_price_holds_from_the_import_and_not_twice(cast: Cast, line: PriceLine) -> None:
    assert put(cast, line) == [Fate.CREATED]
    assert put(cast, line, on=APRIL) == [Fate.UNCHANGED]
    assert put(cast, replace(line, amount=Decimal(900)), on=APRIL) == [Fate.CREATED]
    assert rows() == [
        ("list", "CNY", Decimal(1000), TODAY),
        ("list", "CNY", Decimal(900), APRIL),
    ]
    assert verbs() == []  # the import has one entry for its whole file


def test_a_second_list_of_the_same_day_takes_the_place_of_the_first(
    cast: Cast, line: PriceLine
) -> None:
    put(cast, line)
    assert put(cast, replace(line, amount=Decimal(950))) == [Fate.UPDATED]
    dated = replace(line, amount=Decimal(930), valid_from=TODAY)
    assert put(cast, dated) == [Fate.UPDATED]
    assert rows() == [("list", "CNY", Decimal(930), TODAY)]


def test_a_price_to_come_is_not_the_one_in_force(cast: Cast, line: PriceLine) -> None:
    put(cast, replace(line, valid_from=APRIL))
    assert put(cast, line) == [Fate.CREATED]
    assert [row[3] for row in rows()] == [APRIL, TODAY]
    assert put(cast, line) == [Fate.UNCHANGED]


def test_kinds_and_currencies_are_prices_of_their_own(
    cast: Cast, erp: Product, line: PriceLine
) -> None:
    lines = (line, replace(line, kind="partner"), replace(line, currency="USD"))
    assert put(cast, *lines) == [Fate.CREATED] * 3
    assert put(cast, *lines) == [Fate.UNCHANGED] * 3
    director = cast.channel_director
    found = prices_of(director, [erp.pk], on=TODAY)[erp.pk]
    assert [(one.kind, one.currency) for one in found] == [
        ("list", "CNY"),
        ("list", "USD"),
        ("partner", "CNY"),
    ]
    assert currencies_in_use(director) == ["CNY", "USD"]


def test_a_price_said_twice_in_one_file_is_written_once(cast: Cast, line: PriceLine) -> None:
    assert put(cast, line, line) == [Fate.CREATED, Fate.MERGED]
    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        ("-0.0001", Refused("list_price", "out_of_bounds", "-0.0001")),
        ("-1", Refused("list_price", "out_of_bounds", "-1")),
        ("0.00001", Refused("list_price", "too_many_decimals", "0.00001")),
        ("100000000000000", Refused("list_price", "amount_too_large", "100000000000000")),
        ("-100000000000000", Refused("list_price", "amount_too_large", "-100000000000000")),
        ("NaN", Refused("list_price", "amount_too_large", "NaN")),
        ("-Infinity", Refused("list_price", "amount_too_large", "-Infinity")),
    ],
)
def test_a_bad_amount_costs_its_own_row_only(
    cast: Cast, line: PriceLine, amount: str, refusal: Refused
) -> None:
    bad = replace(line, amount=Decimal(amount))
    assert put(cast, bad, replace(line, kind="partner")) == [refusal, Fate.CREATED]
    assert [row[0] for row in rows()] == ["partner"]


@pytest.mark.parametrize("amount", ["0", "0.0001", "99999999999999", "12.50"])
def test_amounts_at_their_bounds_are_kept_exactly(cast: Cast, line: PriceLine, amount: str) -> None:
    assert put(cast, replace(line, amount=Decimal(amount))) == [Fate.CREATED]
    assert rows()[0][2] == Decimal(amount)


def test_nobody_else_puts_prices(cast: Cast, line: PriceLine) -> None:
    for name, actor in people_of(cast).items():
        if name in MAY_WRITE:
            assert put_prices(actor, "list", [], today=TODAY) == []
            continue
        with nothing_changes(Price), pytest.raises(NotPermitted):
            put_prices(actor, "list", [Keyed("1", line)], today=TODAY)


def test_a_long_list_takes_few_queries(
    cast: Cast, line: PriceLine, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lines = [replace(line, valid_from=date(2026, 1, 1 + day)) for day in range(30)]
    with django_assert_max_num_queries(3):
        assert put(cast, *lines) == [Fate.CREATED] * 30


def test_the_list_and_the_page_agree_on_every_day(
    cast: Cast, erp: Product, line: PriceLine, now: datetime
) -> None:
    for day, amount in ((date(2026, 1, 1), 1), (TODAY, 2), (APRIL, 3)):
        put(cast, replace(line, amount=Decimal(amount), valid_from=day))
    actor = cast.channel_manager
    for on, amount in ((date(2026, 3, 1), 1), (TODAY, 2), (date(2026, 3, 31), 2), (APRIL, 3)):
        assert price_of(actor, erp, Price.Kind.LIST, currency="CNY", on=on) == amount
        (shown,) = prices_of(actor, [erp.pk], on=on)[erp.pk]
        assert (shown.amount, shown.in_force) == (Decimal(amount), True)
    assert prices_of(actor, [], on=TODAY) == {}
