"""Like cases should end alike, and in time."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.findings.decisions import weekdays_between
from qudao.engines.findings.finding import Severity
from tests.engines.findings.build import found, of_code, only, registration

CODE = "like_cases_decided_differently"
YES = registration(2, customer="浦江银行", amount=Decimal(100_000))
NO = registration(
    5, partner="杭州乙科技", customer="南海医院", amount=Decimal(130_000), decision="rejected"
)


def test_like_cases_decided_differently_are_shown_together() -> None:
    finding = only(found([YES, NO]), CODE)
    assert finding.severity is Severity.MEDIUM
    assert finding.registrations == (5, 2)
    assert finding.params == {
        "product": "S100",
        "approved": 1,
        "rejected": 1,
        "lowest": Decimal(100_000),
        "highest": Decimal(130_000),
        "currency": "CNY",
    }
    assert finding.weight == Decimal(130_000)


def test_two_odd_rejections_are_graver_than_one() -> None:
    second = registration(
        6, partner="丙", customer="岭南学校", amount=Decimal(90_000), decision="rejected"
    )
    finding = only(found([YES, NO, second]), CODE)
    assert (finding.severity, finding.registrations) == (Severity.HIGH, (5, 6, 2))


@pytest.mark.parametrize(
    "changes",
    [
        {"product": "S200"},
        {"currency": "USD"},
        {"amount": Decimal(150_001)},
        {"amount": None},
        {"reason": "与直销项目重复"},
        {"reason": "Tender already published"},
        {"decision": "approved"},
        {"decision": None},
        {"partner": "上海甲信息"},
    ],
    ids=["product", "currency", "size", "none", "duplicate", "tender", "alike", "open", "partner"],
)
def test_what_is_not_like_or_is_explained(changes: dict[str, object]) -> None:
    other = registration(
        5,
        **(
            {
                "partner": "杭州乙科技",
                "customer": "南海医院",
                "amount": Decimal(130_000),
                "decision": "rejected",
            }
            | changes
        ),
    )
    assert of_code(found([YES, other]), CODE) == []


def test_a_rejection_because_somebody_held_the_customer_is_explained() -> None:
    held = registration(5, partner="杭州乙科技", customer="浦江银行", decision="rejected")
    assert of_code(found([YES, held]), CODE) == []
    after = registration(
        5,
        partner="杭州乙科技",
        customer="浦江银行",
        decision="rejected",
        submitted_on=date(2025, 6, 1),
    )
    assert only(found([YES, after]), CODE).registrations == (5, 2)


def test_slow_decisions_are_counted_in_weekdays() -> None:
    quick = registration(2, submitted_on=date(2025, 3, 6), decided_on=date(2025, 3, 11))
    slow = registration(3, submitted_on=date(2025, 3, 6), decided_on=date(2025, 3, 12))
    slower = registration(4, submitted_on=date(2025, 3, 6), decided_on=date(2025, 3, 27))
    finding = only(found([quick, slow, slower]), "slow_decisions")
    assert finding.registrations == (4, 3)
    assert finding.severity is Severity.HIGH
    assert finding.params == {"slow": 2, "decided": 3, "promised": 3, "median": 4, "worst": 15}


def test_decisions_in_time_are_no_finding() -> None:
    assert of_code(found([YES]), "slow_decisions") == []


def test_registrations_that_nobody_answered_are_shown() -> None:
    silent = registration(7, decision=None, decided_on=None, submitted_on=date(2025, 9, 1))
    fresh = registration(8, decision=None, decided_on=None, submitted_on=date(2026, 1, 13))
    finding = only(found([YES, silent, fresh]), "never_decided")
    assert finding.registrations == (7,)
    assert finding.params == {"registrations": 1, "oldest": date(2025, 9, 1)}


def test_a_file_without_decisions_blames_nobody() -> None:
    silent = registration(7, decision=None, decided_on=None)
    assert of_code(found([silent]), "never_decided") == []


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(-10, 400))
def test_weekdays_are_counted_like_by_hand(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    by_hand = sum(
        (start + timedelta(days=step)).weekday() < 5 for step in range(1, max(days, 0) + 1)
    )
    assert weekdays_between(start, end) == by_hand
