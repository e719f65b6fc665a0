"""Each bound of the policy, one step before it and one behind."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.findings.codes import FINDING_CODES
from qudao.engines.findings.finding import Finding, Severity, in_order
from qudao.engines.findings.partners import concentration
from qudao.engines.findings.policy import FindingsPolicy
from qudao.engines.findings.rows import RegistrationRow, ShipmentRow
from tests.engines.findings.build import TODAY, found, of_code, only, registration, shipment

RIVAL = "杭州乙科技"
BASE = date(2025, 3, 3)


# ---------------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("gap", "clash"), [(-1, True), (0, True), (88, True), (89, True), (90, False), (400, False)]
)
def test_claims_clash_while_one_is_protected(gap: int, *, clash: bool) -> None:
    first = registration(2, protected_until=date(2025, 5, 31))
    second = registration(3, partner=RIVAL, submitted_on=BASE + timedelta(days=gap))

    assert bool(of_code(found([first, second]), "clash_same_name")) is clash


@pytest.mark.parametrize(("days", "clash"), [(29, True), (30, True), (31, False)])
def test_without_a_written_end_the_policy_says_how_long_a_claim_holds(
    days: int, *, clash: bool
) -> None:
    policy = FindingsPolicy(protection_days=30)
    rows = [
        registration(2, protected_until=None),
        registration(3, partner=RIVAL, submitted_on=BASE + timedelta(days=days)),
    ]

    assert bool(of_code(found(rows, policy=policy), "clash_same_name")) is clash


@pytest.mark.parametrize(("days", "twice"), [(0, True), (30, True), (31, False)])
def test_one_partner_twice_within_days(days: int, *, twice: bool) -> None:
    rows = [registration(2), registration(3, submitted_on=BASE + timedelta(days=days))]

    findings = of_code(found(rows), "registered_twice")

    assert [one.registrations for one in findings] == [(2, 3)] * twice


def test_of_three_registrations_only_those_close_together_are_named() -> None:
    rows = [
        registration(2),
        registration(3, submitted_on=BASE + timedelta(days=200)),
        registration(4, submitted_on=BASE + timedelta(days=210)),
    ]

    finding = only(found(rows), "registered_twice")

    assert (finding.registrations, finding.params["registrations"]) == ((3, 4), 2)


@pytest.mark.parametrize(("until", "lapsed"), [(-2, True), (-1, True), (0, False), (1, False)])
def test_a_protection_lapses_the_day_after_its_last(until: int, *, lapsed: bool) -> None:
    row = registration(2, outcome=None, protected_until=TODAY + timedelta(days=until))

    assert bool(of_code(found([row]), "protection_lapsed_with_value")) is lapsed


@pytest.mark.parametrize(
    ("shift", "lapsed"), [(-1, True), (0, False), (89, False), (119, False), (120, True)]
)
def test_a_shipment_within_the_grace_keeps_it_from_lapsing(shift: int, *, lapsed: bool) -> None:
    row = registration(2, outcome=None, protected_until=BASE + timedelta(days=89))
    line = shipment(20, shipped_on=BASE + timedelta(days=shift))

    assert bool(of_code(found([row], [line]), "protection_lapsed_with_value")) is lapsed


@pytest.mark.parametrize(("shift", "past"), [(-1, False), (0, True), (89, True), (90, False)])
def test_a_sale_is_past_the_holder_on_protected_days_only(shift: int, *, past: bool) -> None:
    row = registration(2, protected_until=BASE + timedelta(days=89))
    line = shipment(20, partner=RIVAL, shipped_on=BASE + timedelta(days=shift))

    assert bool(of_code(found([row], [line]), "sold_past_holder")) is past


@pytest.mark.parametrize(("age", "missing"), [(179, False), (180, True), (181, True)])
def test_a_won_deal_has_half_a_year_to_be_shipped(age: int, *, missing: bool) -> None:
    row = registration(2, outcome="won", submitted_on=TODAY - timedelta(days=age))
    line = shipment(20, customer="南海医院")

    assert bool(of_code(found([row], [line]), "won_but_never_shipped")) is missing


@pytest.mark.parametrize(("shift", "missing"), [(-1, True), (0, False), (1, False)])
def test_a_shipment_counts_from_the_day_of_the_registration(shift: int, *, missing: bool) -> None:
    row = registration(2, outcome="won")
    line = shipment(20, shipped_on=BASE + timedelta(days=shift))

    assert bool(of_code(found([row], [line]), "won_but_never_shipped")) is missing


@pytest.mark.parametrize(
    ("decided", "slow"),
    [
        (date(2025, 3, 3), False),
        (date(2025, 3, 6), False),  # Monday to Thursday: three weekdays
        (date(2025, 3, 7), True),
        (date(2025, 3, 1), False),  # a decision before the receipt says nothing
        (None, False),
    ],
)
def test_three_weekdays_are_in_time(decided: date | None, *, slow: bool) -> None:
    findings = of_code(found([registration(2, decided_on=decided)]), "slow_decisions")

    assert bool(findings) is slow


@pytest.mark.parametrize(
    ("slow", "quick", "severity"),
    [(1, 1, Severity.MEDIUM), (2, 1, Severity.HIGH), (1, 2, Severity.MEDIUM)],
)
def test_more_than_half_slow_is_grave(slow: int, quick: int, severity: Severity) -> None:
    rows = [registration(row, decided_on=date(2025, 4, 1)) for row in range(slow)]
    rows += [registration(10 + row) for row in range(quick)]

    assert only(found(rows), "slow_decisions").severity is severity


@pytest.mark.parametrize(
    ("submitted", "waiting"),
    [(date(2026, 1, 9), True), (date(2026, 1, 12), False), (TODAY, False)],
)
def test_nobody_answered_after_three_weekdays(submitted: date, *, waiting: bool) -> None:
    silent = registration(3, decision=None, decided_on=None, submitted_on=submitted)

    findings = of_code(found([registration(2), silent]), "never_decided")

    assert [one.registrations for one in findings] == [(3,)] * waiting


# ---------------------------------------------------------------------- shares, counts


@pytest.mark.parametrize(
    ("amounts", "measure"),
    [
        (["1"], "0.55"),
        (["1", "1"], "0.44"),
        (["3", "1"], "0.49"),
        (["9", "1"], "0.568"),
        (["1", "0"], "0.55"),
        (["1", "-5"], "0.55"),
        (["0"], "0.4"),
        (["1"] * 97, "0.022"),
    ],
)
def test_concentration_by_hand(amounts: list[str], measure: str) -> None:
    assert concentration(map(Decimal, amounts)).quantize(Decimal("0.001")) == Decimal(measure)


@given(st.lists(st.integers(1, 10**9).map(Decimal), min_size=1, max_size=12))
def test_concentration_lies_between_nothing_and_one(amounts: list[Decimal]) -> None:
    measure = concentration(amounts)

    assert 0 < measure < 1
    assert concentration(amounts[::-1]) == pytest.approx(measure)
    assert concentration([one * 7 for one in amounts]) == pytest.approx(measure)


@pytest.mark.parametrize(
    ("top", "rest", "shown"), [(70, 30, False), (80, 20, True), (95, 5, True), (50, 50, False)]
)
def test_a_partner_of_two_customers(top: int, rest: int, *, shown: bool) -> None:
    lines = [
        shipment(20, amount=Decimal(top)),
        shipment(21, customer="南海医院", amount=Decimal(rest)),
        shipment(22, amount=Decimal(0)),
    ]
    policy = FindingsPolicy(concentration=Decimal("0.51"))

    findings = of_code(found([], lines, policy=policy), "partner_carries_one_customer")

    assert bool(findings) is shown


@pytest.mark.parametrize(("count", "shown"), [(2, False), (3, True), (4, True)])
def test_several_ended_protections_without_a_shipment(count: int, *, shown: bool) -> None:
    rows = [registration(row, customer=f"客户{row}") for row in range(count)]
    lines = [shipment(20, partner=RIVAL)]

    assert bool(of_code(found(rows, lines), "registered_never_shipped")) is shown


@pytest.mark.parametrize(
    ("amount", "like"),
    [("150000", True), ("150000.01", False), ("66666.67", True), ("66666.66", False)],
)
def test_cases_within_half_as_much_again_are_alike(amount: str, *, like: bool) -> None:
    no = registration(
        3, partner=RIVAL, customer="南海医院", decision="rejected", amount=Decimal(amount)
    )

    findings = of_code(found([registration(2), no]), "like_cases_decided_differently")

    assert bool(findings) is like


@pytest.mark.parametrize(
    ("reason", "explained"),
    [
        ("已报备", True),
        ("与他人撞单", True),
        ("Duplicate of BB-1", True),
        ("ALREADY taken", True),
        ("客户已招标", True),
        ("资料不全", False),
        ("", False),
    ],
)
def test_a_written_rule_explains_a_rejection(reason: str, *, explained: bool) -> None:
    no = registration(3, partner=RIVAL, customer="南海医院", decision="rejected", reason=reason)

    findings = of_code(found([registration(2), no]), "like_cases_decided_differently")

    assert bool(findings) is not explained


# ---------------------------------------------------------------------- order

rows = st.lists(
    st.builds(
        registration,
        st.integers(2, 400),
        partner=st.sampled_from(["甲", "乙", "丙", ""]),
        customer=st.sampled_from(["华东证券", "华东证券股份有限公司", "南海医院"]),
        product=st.sampled_from(["S100", "s-100", "S200", ""]),
        amount=st.sampled_from([None, Decimal(0), Decimal(100), Decimal(90_000)]),
        currency=st.sampled_from(["CNY", "USD", ""]),
        submitted_on=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
        decided_on=st.none() | st.dates(date(2025, 1, 1), date(2025, 12, 31)),
        protected_until=st.none() | st.dates(date(2025, 1, 1), date(2026, 3, 1)),
        decision=st.sampled_from([None, "approved", "rejected", "withdrawn", "pending"]),
        outcome=st.sampled_from([None, "won", "lost", "open", "expired"]),
        territory=st.sampled_from(["华东", "华南", ""]),
    ),
    max_size=7,
    unique_by=lambda row: row.row,
)
lines = st.lists(
    st.builds(
        shipment,
        st.integers(2, 400),
        partner=st.sampled_from(["甲", "乙", "丙", ""]),
        customer=st.sampled_from(["华东证券", "南海医院", ""]),
        product=st.sampled_from(["S100", "S200", ""]),
        amount=st.sampled_from([None, Decimal(-5), Decimal(100)]),
        currency=st.sampled_from(["CNY", "USD", ""]),
        shipped_on=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
        territory=st.sampled_from(["华东", ""]),
    ),
    max_size=5,
    unique_by=lambda row: row.row,
)


@given(rows, lines)
@settings(max_examples=25)
def test_every_finding_has_a_known_code_and_rows_of_the_files(
    registrations: list[RegistrationRow], shipments: list[ShipmentRow]
) -> None:
    findings = found(registrations, shipments, territories=["华东", "西南", ""])

    known = {row.row for row in registrations}, {row.row for row in shipments}
    for finding in findings:
        assert finding.code in FINDING_CODES
        assert set(finding.registrations) <= known[0]
        assert set(finding.shipments) <= known[1]
        assert len(set(finding.registrations)) == len(finding.registrations)


@given(rows, lines, st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_the_order_of_the_rows_in_the_files_does_not_matter(
    registrations: list[RegistrationRow], shipments: list[ShipmentRow], random: Random
) -> None:
    mixed, other = list(registrations), list(shipments)
    random.shuffle(mixed)
    random.shuffle(other)

    plainly, mixed_up = found(registrations, shipments), found(mixed, other)

    assert [(one.code, one.severity, one.weight) for one in plainly] == [
        (one.code, one.severity, one.weight) for one in mixed_up
    ]


@given(
    st.lists(
        st.builds(
            Finding,
            code=st.sampled_from(sorted(FINDING_CODES)),
            severity=st.sampled_from(Severity),
            params=st.just({}),
            registrations=st.lists(st.integers(1, 9), max_size=2).map(tuple),
            weight=st.integers(-3, 3).map(Decimal),
        ),
        max_size=8,
    )
)
def test_the_gravest_come_first_then_the_weightiest(findings: list[Finding]) -> None:
    ordered = in_order(findings)

    assert sorted(map(repr, ordered)) == sorted(map(repr, findings))
    assert [(one.severity, one.weight) for one in ordered] == sorted(
        ((one.severity, one.weight) for one in findings), reverse=True
    )
    assert in_order(ordered) == ordered
