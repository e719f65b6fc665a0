"""Partners that hang on one customer, never register, or never ship; territories without any."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qudao.engines.findings.finding import Severity
from qudao.engines.findings.partners import concentration
from tests.engines.findings.build import found, of_code, only, registration, shipment

ONE = "partner_carries_one_customer"


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([], "0.40"),
        ([5], "0.55"),
        ([1, 1], "0.44"),
        ([1] * 7, "0.22"),
    ],
)
def test_concentration_is_shrunk_for_few_customers(amounts: list[int], expected: str) -> None:
    assert concentration(map(Decimal, amounts)) == Decimal(expected)


def test_partner_that_carries_one_customer_is_shown_with_its_rows() -> None:
    lines = [shipment(row) for row in (20, 21)]
    lines += [shipment(22, customer="华东证券股份有限公司", amount=Decimal(100_000))]
    finding = only(found([], lines), ONE)
    assert finding.severity is Severity.MEDIUM
    assert finding.shipments == (20, 21, 22)
    assert finding.params == {
        "partner": "上海甲信息",
        "customer": "华东证券",
        "customers": 1,
        "share": Decimal("1.000"),
        "concentration": Decimal("0.550"),
        "amount": Decimal(200_000),
        "currency": "CNY",
    }


def test_few_lines_say_nothing_about_concentration() -> None:
    assert of_code(found([], [shipment(20), shipment(21)]), ONE) == []


def test_a_spread_partner_is_not_shown() -> None:
    lines = [shipment(row, customer=f"客户{row}") for row in range(20, 26)]
    assert of_code(found([], lines), ONE) == []


def test_returns_alone_make_no_customer() -> None:
    lines = [shipment(row, amount=Decimal(-5)) for row in range(20, 24)]
    assert of_code(found([], lines), ONE) == []


def test_partner_that_ships_without_registering_is_shown() -> None:
    lines = [shipment(20, partner="杭州乙科技"), shipment(21)]
    finding = only(found([registration(2)], lines), "shipped_without_registering")
    assert finding.shipments == (20,)
    assert finding.params == {
        "partner": "杭州乙科技",
        "lines": 1,
        "amount": Decimal(50_000),
        "currency": "CNY",
    }


def test_partner_that_registers_and_never_ships_is_shown() -> None:
    rows = [registration(row, customer=f"客户{row}") for row in (2, 3, 4)]
    other = [shipment(20, partner="杭州乙科技")]
    finding = only(found(rows, other), "registered_never_shipped")
    assert finding.registrations == (2, 3, 4)
    assert of_code(found(rows[:2], other), "registered_never_shipped") == []
    assert of_code(found(rows, [shipment(20)]), "registered_never_shipped") == []


def test_territories_without_anybody_are_named_from_the_own_list() -> None:
    asked = registration(2, territory="西北", decision="rejected")
    held = registration(3, territory="华北", customer="燕山学院")
    findings = found(
        [asked, held], [shipment(20)], territories=["华东", "华北", "西北", "西南", "西南"]
    )
    empty = of_code(findings, "territory_without_partner")
    assert [(item.params["territory"], item.registrations) for item in empty] == [
        ("西北", (2,)),
        ("西南", ()),
    ]


def test_territory_that_was_asked_for_and_never_sold_is_shown() -> None:
    asked = registration(2, territory="西北", customer="兰州医院")
    finding = only(found([asked], [shipment(20)]), "territory_nothing_shipped")
    assert finding.registrations == (2,)
    assert finding.params == {"territory": "西北", "registrations": 1, "partners": 1}


def test_a_shipment_without_territory_counts_for_its_customers() -> None:
    asked = registration(2, territory="西北", customer="兰州医院")
    there = shipment(20, territory="", customer="兰州医院")
    assert of_code(found([asked], [there]), "territory_nothing_shipped") == []


def test_findings_come_gravest_first_and_the_same_every_time() -> None:
    rows = [registration(2, outcome=None), registration(3, partner="乙", outcome=None)]
    lines = [shipment(20, partner="丙"), shipment(21, shipped_on=date(2024, 1, 1))]
    findings = found(rows, lines)
    assert findings == found(rows, lines)
    assert [item.severity for item in findings] == sorted(
        (item.severity for item in findings), reverse=True
    )


def test_no_rows_no_findings() -> None:
    assert found() == ()
