"""Both files laid beside each other: names, products and territories made comparable."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qudao.engines.findings.book import Book, main_currency, make_book, plain
from qudao.engines.findings.policy import FindingsPolicy
from qudao.engines.findings.rows import RegistrationRow, ShipmentRow
from tests.engines.findings.build import TODAY, registration, same_company, shipment


def book(registrations: list[RegistrationRow], shipments: list[ShipmentRow] | None = None) -> Book:
    return make_book(
        registrations,
        shipments or [],
        same_company=same_company,
        policy=FindingsPolicy(),
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("S100", "s100"),
        ("s-100", "s100"),
        ("Ｓ１００", "s100"),
        (" S 100 ", "s100"),
        ("防火墙（企业版）", "防火墙企业版"),
        ("防火墙(企业版)", "防火墙企业版"),
        ("华东", "华东"),
        ("", ""),
        ("--", ""),
        ("😀", ""),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("a\0b", "ab"),
    ],
)
def test_products_and_territories_are_compared_plainly(text: str, key: str) -> None:
    assert plain(text) == key


@pytest.mark.parametrize(
    ("changes", "start", "end"),
    [
        ({}, date(2025, 3, 3), date(2025, 6, 1)),
        ({"protected_until": None}, date(2025, 3, 3), date(2025, 6, 2)),
        ({"protected_until": date(2025, 3, 3)}, date(2025, 3, 3), date(2025, 3, 4)),
        ({"protected_until": date(2024, 1, 1)}, date(2025, 3, 3), date(2025, 3, 4)),
    ],
)
def test_a_claim_protects_to_the_end_of_its_last_day(
    changes: dict[str, object], start: date, end: date
) -> None:
    (claim,) = book([registration(2, **changes)]).claims

    assert (claim.start, claim.end) == (start, end)


@pytest.mark.parametrize(
    ("decision", "approved", "live"),
    [
        ("approved", True, True),
        ("rejected", False, False),
        ("withdrawn", False, False),
        ("pending", False, True),
        (None, False, True),
        ("待复核", False, True),
    ],
)
def test_who_stands_in_the_way_of_others(
    decision: str | None, *, approved: bool, live: bool
) -> None:
    (claim,) = book([registration(2, decision=decision)]).claims

    assert (claim.approved, claim.live) == (approved, live)


def test_a_missing_amount_counts_as_nothing() -> None:
    made = book([registration(2, amount=None)], [shipment(3, amount=None)])

    assert (made.claims[0].amount, made.deliveries[0].amount) == (Decimal(0), Decimal(0))


def test_spaces_in_names_do_not_make_two_companies() -> None:
    made = book([registration(2, customer="华东  证券"), registration(3, customer=" 华东 证券 ")])

    assert made.claims[0].customer == made.claims[1].customer
    assert made.name(made.claims[0].customer) == "华东 证券"


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\t\n"])
def test_a_blank_name_is_nobody(blank: str) -> None:
    (claim,) = book([registration(2, customer=blank, partner=blank)]).claims

    assert (claim.customer, claim.partner) == ("", "")


def test_a_key_function_that_knows_nothing_leaves_the_name() -> None:
    made = make_book(
        [registration(2, customer="甲")],
        [],
        same_company=lambda _name: "",
        policy=FindingsPolicy(),
        today=TODAY,
    )

    assert made.claims[0].customer == "甲"


def test_the_key_function_is_asked_once_for_each_spelling() -> None:
    asked: list[str] = []

    def key(name: str) -> str:
        asked.append(name)
        return name

    make_book(
        [registration(row) for row in range(50)],
        [shipment(row) for row in range(50)],
        same_company=key,
        policy=FindingsPolicy(),
        today=TODAY,
    )

    assert sorted(asked) == ["上海甲信息", "华东证券"]


@pytest.mark.parametrize(
    ("customers", "shown"),
    [
        (["华东证券", "华东证券", "华东证券股份有限公司"], "华东证券"),
        (["华东证券", "华东证券股份有限公司"], "华东证券股份有限公司"),
        (["华东证券股份有限公司"], "华东证券股份有限公司"),
    ],
)
def test_a_company_is_shown_as_it_is_written_most(customers: list[str], shown: str) -> None:
    rows = [registration(row, customer=name) for row, name in enumerate(customers)]
    made = book(rows)

    assert made.name(made.claims[0].customer) == shown
    assert book(rows[::-1]).name("huadong") == shown


@pytest.mark.parametrize(
    ("territories", "own", "expected"),
    [
        (["华东"], "", "华东"),
        (["华东", "华东"], "", "华东"),
        (["华东", "华南"], "", ""),
        ([""], "", ""),
        (["华东"], "华北", "华北"),
        (["华东"], " 华北 ", "华北"),
    ],
)
def test_a_shipment_lies_where_its_customer_does(
    territories: list[str], own: str, expected: str
) -> None:
    rows = [registration(row, territory=name) for row, name in enumerate(territories)]

    (delivery,) = book(rows, [shipment(9, territory=own)]).deliveries

    assert delivery.territory == expected


@pytest.mark.parametrize(
    ("currencies", "main", "count"),
    [
        ([], "", 0),
        (["CNY"], "CNY", 1),
        (["CNY", "USD", "USD"], "USD", 2),
        (["USD", "CNY"], "CNY", 1),  # of equals, the first by name
        (["", "", "CNY"], "", 2),
    ],
)
def test_the_main_currency_is_that_of_most_lines(
    currencies: list[str], main: str, count: int
) -> None:
    rows = [shipment(row, currency=currency) for row, currency in enumerate(currencies)]

    currency, lines = main_currency(book([], rows).deliveries)

    assert (currency, len(lines)) == (main, count)
    assert {line.source.currency for line in lines} <= {main}
