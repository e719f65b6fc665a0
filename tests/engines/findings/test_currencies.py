"""No finding adds or labels amounts of two currencies as one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.engines.findings.build import found, of_code, only, registration, shipment

RIVAL = "杭州乙科技"


@pytest.mark.parametrize(
    ("first", "second", "amount", "currency"),
    [
        ((100, "CNY"), (200, "CNY"), 200, "CNY"),
        ((100, "CNY"), (200, "USD"), 200, "USD"),
        ((300, "CNY"), (200, "USD"), 300, "CNY"),
        ((100, ""), (200, "USD"), 200, "USD"),
        ((200, "USD"), (200, ""), 200, "USD"),
        ((200, ""), (200, "USD"), 200, "USD"),
        ((0, ""), (0, ""), 0, ""),
    ],
)
def test_a_clash_shows_its_largest_amount_in_its_own_currency(
    first: tuple[int, str], second: tuple[int, str], amount: int, currency: str
) -> None:
    rows = [
        registration(2, amount=Decimal(first[0]), currency=first[1]),
        registration(3, partner=RIVAL, amount=Decimal(second[0]), currency=second[1]),
    ]

    finding = only(found(rows), "clash_same_name")

    assert (finding.params["amount"], finding.params["currency"]) == (Decimal(amount), currency)


def test_sales_past_the_holder_are_summed_in_one_currency() -> None:
    sales = [
        shipment(20, partner=RIVAL, amount=Decimal(7), currency="USD"),
        shipment(21, partner=RIVAL, amount=Decimal(100)),
        shipment(22, partner=RIVAL, amount=Decimal(50)),
    ]

    finding = only(found([registration(2)], sales), "sold_past_holder")

    assert (finding.params["amount"], finding.params["currency"]) == (Decimal(150), "CNY")
    assert finding.shipments == (20, 21, 22)


def test_shipments_without_registration_are_summed_in_one_currency() -> None:
    sales = [
        shipment(20, amount=Decimal(100)),
        shipment(21, amount=Decimal(100), currency="USD"),
        shipment(22, amount=Decimal("0.0001")),
    ]

    finding = only(found([], sales), "shipped_without_registering")

    assert finding.params == {
        "partner": "上海甲信息",
        "lines": 3,
        "amount": Decimal("100.0001"),
        "currency": "CNY",
    }


def test_shipments_that_name_no_customer_still_have_their_amount() -> None:
    sales = [shipment(20, customer=""), shipment(21, customer="")]

    finding = only(found([], sales), "shipped_without_registering")

    assert (finding.params["lines"], finding.params["amount"]) == (2, Decimal(100_000))
    assert finding.weight == Decimal(100_000)


def test_one_customer_is_judged_in_the_main_currency() -> None:
    sales = [shipment(row) for row in (20, 21, 22)]
    sales += [shipment(23, customer="南海医院", currency="USD", amount=Decimal(10**9))]

    finding = only(found([], sales), "partner_carries_one_customer")

    assert (finding.params["customer"], finding.params["currency"]) == ("华东证券", "CNY")
    assert finding.shipments == (20, 21, 22)


def test_lines_without_a_customer_make_no_concentration() -> None:
    sales = [shipment(row, customer="") for row in range(20, 30)]

    assert of_code(found([], sales), "partner_carries_one_customer") == []


def test_like_cases_are_like_within_one_currency() -> None:
    yes = registration(2)
    no = registration(3, partner=RIVAL, customer="南海医院", decision="rejected", currency="USD")

    assert of_code(found([yes, no]), "like_cases_decided_differently") == []


def test_lapsed_values_are_told_currency_by_currency() -> None:
    rows = [
        registration(2, outcome=None),
        registration(3, outcome=None, customer="甲", currency="USD", amount=Decimal(5)),
        registration(4, outcome=None, customer="乙", currency="USD", amount=Decimal(6)),
    ]

    findings = of_code(found(rows), "protection_lapsed_with_value")

    assert [(one.params["currency"], one.params["amount"]) for one in findings] == [
        ("CNY", Decimal(100_000)),
        ("USD", Decimal(11)),
    ]


def test_returns_lower_what_was_sold_past_the_holder() -> None:
    sales = [
        shipment(20, partner=RIVAL, amount=Decimal(100)),
        shipment(21, partner=RIVAL, amount=Decimal(-30), shipped_on=date(2025, 5, 2)),
    ]

    finding = only(found([registration(2)], sales), "sold_past_holder")

    assert finding.params["amount"] == Decimal(70)
