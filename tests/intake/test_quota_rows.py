"""Quotas: periods of every shape, amounts to the cent, one target for a person and period."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qudao.core.actor import Actor, system_actor
from qudao.core.money import LARGEST
from qudao.intake.writers.people import months_after
from qudao.market.goals.models import Quota, SalesPerson
from tests.intake.rows import (
    bring,
    faults,
    incoming,
    keys_of,
    money,
    put,
    read,
    values_of,
    writer_for,
)
from tests.people import Cast

SYSTEM = system_actor("test")
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


def quotas() -> list[tuple[str, str, str, Decimal, str]]:
    rows = Quota.objects.visible_to(SYSTEM).select_related("sales_person").order_by("pk")
    return [
        (one.sales_person.name, str(one.starts_on), str(one.ends_on), one.amount, one.currency)
        for one in rows
        if one.sales_person
    ]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-01", 3, "2026-04-01"),
        ("2026-10-01", 3, "2027-01-01"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-08-31", 3, "2026-11-30"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-05-05", 12, "2027-05-05"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_a_day_some_months_later(start: str, months: int, end: str) -> None:
    assert months_after(date.fromisoformat(start), months) == date.fromisoformat(end)


@settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(DAYS, st.integers(1, 24))
def test_a_later_day_lies_in_its_month_and_no_day_is_added(start: date, months: int) -> None:
    end = months_after(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day <= start.day
    assert end.day == start.day or end.day >= 28


def test_every_column_has_its_place(importer: Actor, now: datetime) -> None:
    content = (
        "指标编号,姓名,年度,季度,销售指标,币种\n"
        'Q-1,沈一宁,2026,2,6000000.01,CNY\nQ-2,罗小满,2026,4,"4,500,000",USD\n'
    )
    assert bring("quotas", content, importer, now=now).fates == ["created", "created"]
    assert quotas() == [
        ("沈一宁", "2026-04-01", "2026-07-01", Decimal("6000000.01"), "CNY"),
        ("罗小满", "2026-10-01", "2027-01-01", Decimal(4_500_000), "USD"),
    ]
    assert bring("quotas", content, importer, now=now).fates == ["unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ({"year": 2026, "quarter": 1}, ("2026-01-01", "2026-04-01")),
        ({"year": 2026, "quarter": 4}, ("2026-10-01", "2027-01-01")),
        ({"year": 2026}, ("2026-01-01", "2027-01-01")),
        ({"year": 1990}, ("1990-01-01", "1991-01-01")),
        ({"year": 2099}, ("2099-01-01", "2100-01-01")),
        ({"starts_on": date(2026, 7, 1)}, ("2026-07-01", "2026-10-01")),
        ({"starts_on": date(2026, 7, 1), "year": 2026}, ("2026-07-01", "2026-10-01")),
        (
            {"starts_on": date(2025, 12, 29), "year": 2026, "quarter": 1},
            ("2026-01-01", "2026-04-01"),
        ),
        ({"starts_on": date(2026, 11, 30), "quarter": 2}, ("2026-11-30", "2027-02-28")),
    ],
)
def test_year_and_quarter_go_before_a_day_and_a_day_before_a_year(
    importer: Actor, now: datetime, said: dict[str, int | date], period: tuple[str, str]
) -> None:
    row = values_of("quotas", sales_person="沈一宁", amount=money("1"), **said)
    assert put("quotas", [row], importer, now=now).fates == ["created"]
    assert quotas() == [("沈一宁", *period, Decimal(1), "CNY")]


@pytest.mark.parametrize(
    "said",
    [
        {"year": 2026, "quarter": 0},
        {"year": 2026, "quarter": 5},
        {"year": 1989, "quarter": 1},
        {"year": 2100, "quarter": 1},
        {"year": 1989},
        {"year": 2100},
        {"year": 26},
        {"quarter": 2},
    ],
)
def test_what_is_no_period_is_refused(importer: Actor, now: datetime, said: dict[str, int]) -> None:
    row = values_of("quotas", sales_person="沈一宁", amount=money("1"), **said)
    told = put("quotas", [row], importer, now=now)
    assert told.refused == [(1, "quarter", str(said.get("quarter", "")), "no_such_period")]
    assert quotas() == []


@pytest.mark.parametrize(
    ("heading", "end"),
    [("月份", "2026-08-01"), ("Month", "2026-08-01"), ("开始日期", "2026-10-01")],
)
def test_a_column_of_months_holds_months(
    importer: Actor, now: datetime, heading: str, end: str
) -> None:
    content = f"姓名,{heading},指标,币种\n沈一宁,2026-07-01,100,CNY\n罗小满,2026-07-01,1,CNY\n"
    assert bring("quotas", content, importer, now=now).fates == ["created", "created"]
    assert [row[1:3] for row in quotas()] == [("2026-07-01", end)] * 2


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"code": "Q-1", "year": 2026, "quarter": 1}, "Q-1"),
        ({"year": 2026, "quarter": 1}, "2026-01-01/2026-04-01 沈一宁"),
        ({"year": 2026}, "2026-01-01/2027-01-01 沈一宁"),
        ({"starts_on": date(2026, 7, 1)}, "2026-07-01/2026-10-01 沈一宁"),
        ({"quarter": 1}, " 沈一宁"),
    ],
)
def test_a_target_is_known_by_number_else_by_period_and_person(
    given: dict[str, str | int], key: str, now: datetime, importer: Actor
) -> None:
    writer = writer_for("quotas", SYSTEM, now=now)
    assert keys_of(writer, [values_of("quotas", sales_person="沈一宁", **given)]) == [key]


def test_a_second_target_that_says_otherwise_is_refused_in_whatever_batch(
    importer: Actor, now: datetime
) -> None:
    rows = [
        values_of("quotas", sales_person="甲", year=2026, quarter=1, amount=money(amount))
        for amount in ("100", "100.00", "90")
    ]
    rows.append({**rows[0], "currency": "USD"})
    writer = writer_for("quotas", importer, now=now)
    told = [writer.write([row])[0] for row in incoming(writer, rows)]

    assert told[:2] == ["created", "merged"]
    assert [(one.field, one.rule, one.value) for one in told[2:] if not isinstance(one, str)] == [
        ("amount", "quota_contradicts", "90"),
        ("amount", "quota_contradicts", "100"),
    ]
    assert quotas() == [("甲", "2026-01-01", "2026-04-01", Decimal(100), "CNY")]


def test_the_next_file_may_change_a_target(importer: Actor, now: datetime) -> None:
    for amount, fate in (("100", "created"), ("120.5", "updated"), ("120.50", "unchanged")):
        row = values_of("quotas", sales_person="甲", year=2026, quarter=1, amount=money(amount))
        assert put("quotas", [row], importer, now=now).fates == [fate]
    assert [row[3] for row in quotas()] == [Decimal("120.5")]


@pytest.mark.parametrize(
    ("amount", "rule"),
    [
        ("0", ""),
        ("0.0001", ""),
        (str(LARGEST), ""),
        (str(LARGEST + 1), "amount_too_large"),
        ("0.00001", "too_many_decimals"),
    ],
)
def test_a_target_is_kept_exactly_or_refused(
    importer: Actor, now: datetime, amount: str, rule: str
) -> None:
    row = values_of("quotas", sales_person="甲", year=2026, amount=money(amount))
    told = put("quotas", [row], importer, now=now)
    assert [one[3] for one in told.refused] == ([rule] if rule else [])
    assert [one[3] for one in quotas()] == ([] if rule else [Decimal(amount)])


def test_a_target_of_somebody_with_a_login_counts_for_that_login(cast: Cast, now: datetime) -> None:
    put("sales_people", [values_of("sales_people", code="7", name="何佳")], SYSTEM, now=now)
    user = cast.account_manager.user_id
    SalesPerson.objects.visible_to(SYSTEM).update(user=user)
    row = values_of("quotas", sales_person="7", year=2026, amount=money("5"))
    put("quotas", [row], cast.channel_director, now=now)
    assert Quota.objects.visible_to(SYSTEM).get().user_id == user


def test_reading_needs_a_person_a_period_and_an_amount() -> None:
    content = (
        "姓名,年度,季度,指标,大区\n甲,2026,1,100,华东\n,2026,1,100,华东\n甲,,1,100,华东\n"
        "甲,2026,1,,华东\n甲,2026,一,100,华东\n甲,2026,1,-5,华东\n甲,2026,1.5,100,华东\n"
    )
    assert read("quotas", content) == [
        {"sales_person": "甲", "year": 2026, "quarter": 1, "amount": Decimal(100)}
    ]
    assert [(row, column, rule) for row, column, _value, rule in faults("quotas", content)] == [
        (3, "姓名", "required"),
        (4, "年度", "one_of_required"),
        (5, "指标", "required"),
        (6, "季度", "number_not_understood"),
        (7, "指标", "below_minimum"),
        (8, "季度", "number_not_whole"),
    ]
