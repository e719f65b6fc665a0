"""Partners on one customer and product at the same time are seen, under any name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.findings.finding import Severity
from qudao.engines.findings.rows import RegistrationRow
from tests.engines.findings.build import found, of_code, only, registration

FIRST = registration(2)
SECOND = registration(
    9,
    partner="杭州乙科技",
    customer="华东证券股份有限公司",
    product="s-100",
    amount=Decimal(120_000),
    submitted_on=date(2025, 4, 1),
    decided_on=date(2025, 4, 2),
    protected_until=date(2025, 6, 30),
)


def clashes(*rows: RegistrationRow) -> list[str]:
    return [finding.code for finding in found(rows) if finding.code.startswith("clash")]


def test_same_company_under_two_names_is_a_clash() -> None:
    finding = only(found([FIRST, SECOND]), "clash_two_names")
    assert finding.severity is Severity.HIGH
    assert finding.registrations == (2, 9)
    assert finding.params == {
        "customer": "华东证券股份有限公司",
        "other_name": "华东证券",
        "product": "S100",
        "partner": "上海甲信息",
        "other_partner": "杭州乙科技",
        "partners": 2,
        "since": date(2025, 4, 1),
        "until": date(2025, 5, 31),
        "amount": Decimal(120_000),
        "currency": "CNY",
    }


def test_same_company_under_one_name_is_a_clash_too() -> None:
    other = registration(9, partner="杭州乙科技")
    assert clashes(FIRST, other) == ["clash_same_name"]


@pytest.mark.parametrize(
    "changes",
    [
        {"partner": "上海甲信息技术有限公司"},
        {"customer": "南海医院"},
        {"product": "S200"},
        {"submitted_on": date(2025, 6, 1)},
        {"decision": "rejected"},
        {"decision": "withdrawn"},
    ],
    ids=["same partner", "other customer", "other product", "later", "rejected", "withdrawn"],
)
def test_what_is_no_clash(changes: dict[str, object]) -> None:
    other = registration(9, **({"partner": "杭州乙科技"} | changes))
    assert clashes(FIRST, other) == []


def test_the_last_protected_day_still_clashes() -> None:
    other = registration(9, partner="杭州乙科技", submitted_on=date(2025, 5, 31))
    assert clashes(FIRST, other) == ["clash_same_name"]


def test_an_undecided_rival_makes_a_lesser_clash() -> None:
    other = registration(9, partner="杭州乙科技", decision=None, decided_on=None)
    assert only(found([FIRST, other]), "clash_same_name").severity is Severity.MEDIUM


def test_without_an_end_the_usual_protection_counts() -> None:
    first = registration(2, protected_until=None)
    inside = registration(9, partner="乙", submitted_on=date(2025, 6, 1))
    outside = registration(9, partner="乙", submitted_on=date(2025, 6, 2))
    assert clashes(first, inside) == ["clash_same_name"]
    assert clashes(first, outside) == []


def test_rows_that_touch_no_rival_stay_out() -> None:
    early = registration(1, submitted_on=date(2024, 1, 1), protected_until=date(2024, 2, 1))
    assert only(found([early, FIRST, SECOND]), "clash_two_names").registrations == (2, 9)


def test_one_partner_filing_twice_within_days_is_noted() -> None:
    again = registration(3, submitted_on=date(2025, 3, 20))
    later = registration(4, submitted_on=date(2025, 8, 20), protected_until=date(2025, 9, 20))
    finding = only(found([FIRST, again, later]), "registered_twice")
    assert finding.registrations == (2, 3)
    assert finding.params["registrations"] == 2


def test_customers_under_many_names_are_counted() -> None:
    finding = only(found([FIRST, SECOND]), "customers_under_many_names")
    assert finding.registrations == (2, 9)
    assert finding.params == {
        "customers": 1,
        "name": "华东证券股份有限公司",
        "other_name": "华东证券",
    }


spans = st.tuples(st.sampled_from("甲乙丙"), st.integers(1, 200), st.integers(0, 60))


@given(st.lists(spans, max_size=12))
def test_clash_rows_are_exactly_those_that_overlap_a_rival(
    drawn: list[tuple[str, int, int]],
) -> None:
    start = date(2025, 1, 1).toordinal()
    rows = [
        registration(
            at,
            partner=partner,
            submitted_on=date.fromordinal(start + first),
            protected_until=date.fromordinal(start + first + days),
        )
        for at, (partner, first, days) in enumerate(drawn)
    ]
    expected = {
        at
        for at, (partner, first, days) in enumerate(drawn)
        for other, other_first, other_days in drawn
        if other != partner and first <= other_first + other_days and other_first <= first + days
    }
    seen = {row for item in of_code(found(rows), "clash_same_name") for row in item.registrations}
    assert seen == expected
