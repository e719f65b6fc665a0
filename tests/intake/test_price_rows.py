"""Price lists: products that are there, dated amounts to the cent, no contradiction."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from qudao.core.actor import Actor, system_actor
from qudao.core.money import LARGEST
from qudao.core.upserting import Fate, Refused
from qudao.intake.writers.products import PriceBook, joined
from qudao.market.prices.models import Price
from tests.intake.rows import bring, faults, keys_of, money, put, read, values_of, writer_for

SYSTEM = system_actor("test")
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
PRODUCTS = "产品编码,产品名称\nA-1,网关\nA-2,备份\n"


@pytest.fixture
def priced(importer: Actor, now: datetime) -> Actor:
    bring("products", PRODUCTS, importer, now=now)
    return importer


def kept() -> list[tuple[str, str, str, Decimal, date]]:
    rows = Price.objects.visible_to(SYSTEM).order_by("product__code", "kind", "valid_from", "pk")
    return list(rows.values_list("product__code", "kind", "currency", "amount", "valid_from"))


def test_prices_stand_side_by_side_and_dated(priced: Actor, now: datetime) -> None:
    content = (
        "产品编码,目录价,伙伴价,报备价,币种,生效日期\n"
        "A-1,100.0001,80.50,,CNY,2026-04-01\n网关,110,,75,USD,2026-04-01\nA-2,,20,,,\n"
    )
    told = bring("prices", content, priced, now=now)

    assert (told.fates, told.refused) == (["created"] * 3, [])
    assert kept() == [
        ("A-1", "list", "CNY", Decimal("100.0001"), APRIL),
        ("A-1", "list", "USD", Decimal(110), APRIL),
        ("A-1", "partner", "CNY", Decimal("80.50"), APRIL),
        ("A-1", "registered", "USD", Decimal(75), APRIL),
        ("A-2", "partner", "CNY", Decimal(20), date(2026, 3, 2)),
    ]
    assert bring("prices", content, priced, now=now).fates == ["unchanged"] * 3


def test_a_price_in_force_is_not_dated_anew(priced: Actor, now: datetime) -> None:
    first = [values_of("prices", product="A-1", list_price=money("100"), valid_from=MARCH)]
    put("prices", first, priced, now=now)
    undated = [values_of("prices", product="A-1", list_price=money("100"))]
    assert put("prices", undated, priced, now=now).fates == ["unchanged"]
    other = [values_of("prices", product="A-1", list_price=money("101"))]
    assert put("prices", other, priced, now=now).fates == ["created"]
    assert [(amount, day) for *_rest, amount, day in kept()] == [
        (Decimal(100), MARCH),
        (Decimal(101), date(2026, 3, 2)),
    ]


def test_a_second_list_of_the_same_day_replaces_the_first(priced: Actor, now: datetime) -> None:
    for price, fate in (("100", "created"), ("90", "updated"), ("90.00", "unchanged")):
        rows = [values_of("prices", product="A-1", list_price=money(price), valid_from=MARCH)]
        assert put("prices", rows, priced, now=now).fates == [fate]
    assert [amount for *_rest, amount, _day in kept()] == [Decimal(90)]


def test_a_product_that_nobody_knows_is_refused(priced: Actor, now: datetime) -> None:
    rows = [
        values_of("prices", product="A-9", list_price=money("1")),
        values_of("prices", product="A-1", list_price=money("1")),
        values_of("prices", product="a-1", list_price=money("1")),
    ]
    told = put("prices", rows, priced, now=now)
    assert told.fates == ["refused", "created", "refused"]
    assert told.refused == [
        (1, "product", "A-9", "product_unknown"),
        (3, "product", "a-1", "product_unknown"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "fate"),
    [
        ({"product": "A-1"}, {"product": "A-1"}, "refused"),
        ({"product": "A-1"}, {"product": "网关"}, "refused"),
        ({"product": "网关"}, {"product": "A-1"}, "refused"),
        ({"product": "A-1"}, {"product": "A-2"}, "created"),
        ({"product": "A-1", "valid_from": MARCH}, {"product": "A-1", "valid_from": APRIL}, "new"),
        ({"product": "A-1", "currency": "CNY"}, {"product": "A-1", "currency": "USD"}, "new"),
        ({"product": "A-1", "currency": ""}, {"product": "A-1", "currency": "CNY"}, "refused"),
    ],
)
def test_two_prices_of_one_product_and_day_contradict(
    priced: Actor, now: datetime, first: dict[str, str], second: dict[str, str], fate: str
) -> None:
    rows = [
        values_of("prices", **first, list_price=money("100")),
        values_of("prices", **second, list_price=money("90")),
    ]
    expected = "created" if fate == "new" else fate
    told = put("prices", rows, priced, now=now)
    assert told.fates == ["created", expected]
    before = kept()
    again = put("prices", rows, priced, now=now)
    assert again.fates == ["unchanged", "refused" if fate == "refused" else "unchanged"]
    assert kept() == before


def test_the_same_price_under_code_and_name_is_no_contradiction(
    priced: Actor, now: datetime
) -> None:
    rows = [
        values_of("prices", product=name, list_price=money("100"))
        for name in ("A-1", "网关", "A-1")
    ]
    told = put("prices", rows, priced, now=now)
    assert told.fates == ["created", "unchanged", "merged"]
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("amount", "rule"),
    [
        ("0", ""),
        ("0.0001", ""),
        ("0.00001", "too_many_decimals"),
        (str(LARGEST), ""),
        (str(LARGEST + 1), "amount_too_large"),
        ("1e20", "amount_too_large"),
    ],
)
def test_an_amount_is_kept_exactly_or_refused(
    priced: Actor, now: datetime, amount: str, rule: str
) -> None:
    rows = [values_of("prices", product="A-1", partner_price=money(amount))]
    told = put("prices", rows, priced, now=now)
    if rule:
        assert told.refused == [(1, "partner_price", f"{Decimal(amount):f}", rule)]
        assert kept() == []
    else:
        assert [one[3] for one in kept()] == [Decimal(amount)]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"product": "A-1"}, "A-1 CNY "),
        ({"product": "A-1", "currency": "USD"}, "A-1 USD "),
        ({"product": "A-1", "valid_from": MARCH}, "A-1 CNY 2026-03-01"),
    ],
)
def test_a_row_is_known_by_product_currency_and_day(
    given: dict[str, str], key: str, now: datetime, importer: Actor
) -> None:
    writer = writer_for("prices", SYSTEM, now=now)
    assert keys_of(writer, [values_of("prices", **given)]) == [key]


def test_the_first_row_of_the_file_is_the_one_that_counts() -> None:
    book = PriceBook()
    row = values_of("prices", product="B", list_price=money("90"))
    book.note("A", values_of("prices", product="A", list_price=money("100")), "CNY")
    book.note("B", row, "CNY")
    assert book.problem(["B"], row, "CNY") is None
    assert book.problem(["B", "A"], row, "CNY") == Refused("list_price", "price_contradicts", "90")
    assert book.problem(["B", "A"], row, "USD") is None
    assert book.products == {"A", "B"}


def test_a_row_has_the_fate_that_says_most() -> None:
    fates = joined(
        4,
        [0, 0, 1, 2, 3],
        [Fate.UNCHANGED, Fate.CREATED, Fate.MERGED, Fate.UPDATED, Fate.CREATED],
        [False, False, False, True],
    )
    assert fates == [Fate.CREATED, Fate.UNCHANGED, Fate.UPDATED, Fate.MERGED]
    assert joined(1, [], [], [False]) == [Fate.UNCHANGED]


def test_reading_needs_a_product_and_a_price() -> None:
    content = "产品编码,目录价,币种,生效日期\nA-1,,CNY,2026-01-01\n,5,CNY,2026-01-01\nA-1,5 元,,\n"
    assert read("prices", content) == [
        {"product": "A-1", "list_price": Decimal(5), "currency": "CNY"}
    ]
    assert faults("prices", content) == [
        (2, "目录价", "", "one_of_required"),
        (3, "产品编码", "", "required"),
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-04-01", APRIL),
        ("2026/4/1", APRIL),
        ("2026.04.01", APRIL),
        ("2026年4月1日", APRIL),
        ("20260401", APRIL),
        ("1 Apr 2026", APRIL),
        ("２０２６年４月１日", APRIL),
        ("2026-04-01 00:00:00", APRIL),
    ],
)
def test_a_day_of_every_shape_is_the_same_day(written: str, day: date) -> None:
    content = f"产品编码,目录价,币种,生效日期\nA-1,5,CNY,{written}\n"
    assert read("prices", content)[0]["valid_from"] == day


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("2026-04", "date_without_day"),
        ("2026-02-30", "date_not_understood"),
        ("1989-12-31", "date_out_of_range"),
        ("2101-01-01", "date_out_of_range"),
        ("尽快", "date_not_understood"),
    ],
)
def test_what_is_no_day_is_refused_by_its_rule(written: str, rule: str) -> None:
    content = f"产品编码,目录价,币种,生效日期\nA-1,5,CNY,{written}\nA-2,5,CNY,2026-04-01\n"
    assert faults("prices", content) == [(2, "生效日期", written, rule)]
