"""Protections that lapsed with value, were sold past, or led to nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qudao.engines.findings.finding import Severity
from tests.engines.findings.build import TODAY, found, of_code, only, registration, shipment

LAPSED = "protection_lapsed_with_value"
PAST = "sold_past_holder"
OPEN = registration(2, outcome=None)


def test_protection_that_lapsed_with_value_is_summed() -> None:
    larger = registration(3, customer="南海医院", outcome="expired", amount=Decimal(300_000))
    finding = only(found([OPEN, larger]), LAPSED)
    assert finding.severity is Severity.HIGH
    assert finding.registrations == (3, 2)
    assert finding.params == {
        "registrations": 2,
        "amount": Decimal(400_000),
        "currency": "CNY",
        "customer": "南海医院",
        "partner": "上海甲信息",
        "largest": Decimal(300_000),
    }


def test_currencies_are_never_added() -> None:
    dollars = registration(3, customer="南海医院", outcome=None, currency="USD")
    findings = of_code(found([OPEN, dollars]), LAPSED)
    assert sorted(str(item.params["currency"]) for item in findings) == ["CNY", "USD"]


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "won"},
        {"outcome": "lost"},
        {"decision": "rejected"},
        {"protected_until": TODAY},
    ],
    ids=["won", "lost", "rejected", "last day not over"],
)
def test_what_did_not_lapse(changes: dict[str, object]) -> None:
    assert of_code(found([registration(2, **({"outcome": None} | changes))]), LAPSED) == []


@pytest.mark.parametrize(
    ("changes", "lapsed"),
    [
        ({}, False),
        ({"product": ""}, False),
        ({"customer": "华东证券股份有限公司"}, False),
        ({"shipped_on": date(2025, 6, 30)}, False),
        ({"shipped_on": date(2025, 7, 1)}, True),
        ({"shipped_on": date(2025, 3, 2)}, True),
        ({"product": "S200"}, True),
        ({"partner": "杭州乙科技"}, True),
        ({"customer": "南海医院"}, True),
    ],
)
def test_a_shipment_by_the_holder_keeps_it_from_lapsing(
    changes: dict[str, object], *, lapsed: bool
) -> None:
    findings = of_code(found([OPEN], [shipment(20, **changes)]), LAPSED)
    assert bool(findings) is lapsed


def test_sale_past_the_holder_is_seen_under_any_name() -> None:
    sale = shipment(20, partner="杭州乙科技", customer="华东证券股份有限公司")
    finding = only(found([OPEN], [sale]), PAST)
    assert finding.severity is Severity.HIGH
    assert (finding.registrations, finding.shipments) == ((2,), (20,))
    assert finding.params == {
        "customer": "华东证券股份有限公司",
        "product": "S100",
        "partner": "上海甲信息",
        "other_partner": "杭州乙科技",
        "amount": Decimal(50_000),
        "currency": "CNY",
        "first_shipped_on": date(2025, 4, 10),
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"partner": "上海甲信息技术有限公司"},
        {"product": "S200"},
        {"shipped_on": date(2025, 6, 1)},
        {"shipped_on": date(2025, 3, 2)},
    ],
    ids=["the holder", "other product", "after", "before"],
)
def test_what_is_no_sale_past_the_holder(changes: dict[str, object]) -> None:
    sale = shipment(20, **({"partner": "杭州乙科技"} | changes))
    assert of_code(found([OPEN], [sale]), PAST) == []


def test_a_seller_with_its_own_approval_is_a_clash_and_no_intruder() -> None:
    own = registration(3, partner="杭州乙科技")
    findings = found([OPEN, own], [shipment(20, partner="杭州乙科技")])
    assert of_code(findings, PAST) == []
    assert only(findings, "clash_same_name").registrations == (2, 3)


def test_won_deals_whose_customer_got_nothing_are_shown() -> None:
    won = registration(2, outcome="won")
    delivered = registration(3, outcome="won", customer="南海医院")
    fresh = registration(4, outcome="won", customer="岭南学校", submitted_on=date(2025, 12, 1))
    lines = [shipment(20, customer="南海医院"), shipment(21, shipped_on=date(2025, 1, 1))]
    finding = only(found([won, delivered, fresh], lines), "won_but_never_shipped")
    assert finding.registrations == (2,)
    assert finding.params == {"registrations": 1, "customer": "华东证券", "days": 180}


def test_without_a_shipment_file_nothing_is_said_about_shipping() -> None:
    codes = {item.code for item in found([registration(2, outcome="won")])}
    assert codes.isdisjoint({"won_but_never_shipped", "registered_never_shipped"})
