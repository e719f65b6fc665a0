"""What a target and a sales name may say, at both sides of each bound; twice changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from qudao.core.errors import Invalid, NotFound
from qudao.market.goals.actions import (
    QuotaInput,
    SalesPersonInput,
    link_sales_person,
    note_sales_person,
    set_quota,
    withdraw_quota,
)
from qudao.market.goals.models import Quota, SalesPerson
from qudao.market.goals.selectors import running_quotas, target_of
from tests.market.trail import codes, every, told, user_of, verbs
from tests.people import Cast
from tests.refusals import nothing_changes

START, END = date(2026, 1, 1), date(2026, 4, 1)
WHOLE = QuotaInput(starts_on=START, ends_on=END, amount=Decimal(900), currency="CNY")
ANNA = SalesPersonInput(source="crm", source_key="1", name="Anna")


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"amount": Decimal("-0.0001")}, {"amount": "out_of_bounds"}),
        ({"amount": Decimal("100000000000000")}, {"amount": "out_of_bounds"}),
        ({"amount": Decimal("0.00001")}, {"amount": "too_many_decimals"}),
        ({"amount": Decimal("NaN")}, {"amount": "out_of_bounds"}),
        ({"amount": Decimal("Infinity")}, {"amount": "out_of_bounds"}),
        ({"currency": "cny"}, {"currency": "not_a_currency"}),
        ({"currency": "ＣＮＹ"}, {"currency": "not_a_currency"}),
        ({"currency": "CNYX"}, {"currency": "not_a_currency"}),
        ({"ends_on": START}, {"ends_on": "ends_too_early"}),
        ({"ends_on": date(2100, 1, 1)}, {"ends_on": "out_of_bounds"}),
        ({"starts_on": date(1989, 12, 31)}, {"starts_on": "out_of_bounds"}),
        ({"source": "x" * 61}, {"source": "too_long"}),
        ({"source_key": "x" * 81}, {"source_key": "too_long"}),
        ({"source_key": "a\x00b"}, {"source_key": "control_sign"}),
        ({"user": "usr_none"}, {"user": "wrong_role"}),
        ({"sales_person": ("crm", "\u0001" * 90)}, {"sales_person": "unknown"}),
        (
            {"currency": "", "amount": Decimal(-1), "source": "x" * 61, "ends_on": START},
            {
                "currency": "not_a_currency",
                "amount": "out_of_bounds",
                "source": "too_long",
                "ends_on": "ends_too_early",
            },
        ),
    ],
)
def test_a_target_out_of_its_bounds_is_refused_whole(
    cast: Cast, now: datetime, change: dict[str, Any], problems: dict[str, str]
) -> None:
    with nothing_changes(Quota, SalesPerson), pytest.raises(Invalid) as refused:
        set_quota(cast.channel_director, replace(WHOLE, **change), now=now)
    assert codes(refused.value) == problems


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal(0)},
        {"amount": Decimal("99999999999999")},
        {"amount": Decimal("0.0001")},
        {"starts_on": date(1990, 1, 1), "ends_on": date(1990, 1, 2)},
        {"ends_on": date(2099, 12, 31)},
        {"source": "x" * 60, "source_key": "键" * 80},
    ],
)
def test_a_target_at_its_bounds_is_kept_as_it_was_said(
    cast: Cast, now: datetime, change: dict[str, Any]
) -> None:
    row = set_quota(cast.channel_director, replace(WHOLE, **change), now=now)
    stored = every(Quota).get(pk=row.pk)
    assert {name: getattr(stored, name) for name in change} == change
    assert verbs() == ["goals.quota_set"]


def test_a_target_says_in_the_trail_what_it_was_and_is(cast: Cast, now: datetime) -> None:
    row = set_quota(cast.channel_director, WHOLE, now=now)
    set_quota(cast.sales_director, replace(WHOLE, amount=Decimal("900.0000")), now=now)
    set_quota(cast.sales_director, replace(WHOLE, amount=Decimal("1200.50")), now=now)
    span = {"valid_from": "2026-01-01", "valid_until": "2026-04-01"}
    assert told() == [
        ("goals.quota_set", row.public_id, {}, {"amount": "900 CNY", **span}),
        (
            "goals.quota_set",
            row.public_id,
            {"amount": "900 CNY"},
            {"amount": "1200.5 CNY", **span},
        ),
    ]


def test_another_currency_source_or_period_is_another_target(cast: Cast, now: datetime) -> None:
    for change in ({}, {"currency": "USD"}, {"source": "plan"}, {"ends_on": date(2026, 5, 1)}):
        set_quota(cast.channel_director, replace(WHOLE, **change), now=now)
    assert every(Quota).count() == 4


def test_a_target_runs_from_its_first_day_up_to_its_last(cast: Cast, now: datetime) -> None:
    set_quota(cast.channel_director, WHOLE, now=now)

    def runs(starts_on: date, ends_on: date) -> int:
        return len(running_quotas(cast.channel_director, starts_on, ends_on))

    assert runs(date(2025, 10, 1), START) == 0
    assert runs(date(2025, 10, 1), date(2026, 1, 2)) == 1
    assert runs(date(2026, 3, 31), date(2026, 7, 1)) == 1
    assert runs(END, date(2026, 7, 1)) == 0


def test_an_absent_target_cannot_be_withdrawn(cast: Cast, now: datetime) -> None:
    row = set_quota(cast.channel_director, WHOLE, now=now)
    for public_id in ("", "quo_none", row.public_id + "\x00", row.public_id.upper()):
        with nothing_changes(Quota), pytest.raises(NotFound):
            withdraw_quota(cast.channel_director, public_id, now=now)


# ------------------------------------------------------------------ sales names


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"name": " "}, {"name": "required"}),
        ({"name": "x" * 121}, {"name": "too_long"}),
        ({"name": "a\nb"}, {"name": "control_sign"}),
        ({"source": ""}, {"source": "required"}),
        ({"source": "x" * 61}, {"source": "too_long"}),
        ({"source_key": "\t"}, {"source_key": "control_sign"}),
        ({"source_key": "x" * 81}, {"source_key": "too_long"}),
        ({"region_name": "x" * 121}, {"region_name": "too_long"}),
        ({"manager_name": "a\u202eb"}, {"manager_name": "control_sign"}),
    ],
)
def test_a_sales_name_out_of_its_bounds_is_refused(
    cast: Cast, now: datetime, change: dict[str, str], problems: dict[str, str]
) -> None:
    with nothing_changes(SalesPerson), pytest.raises(Invalid) as refused:
        note_sales_person(cast.channel_director, replace(ANNA, **change), now=now)
    assert codes(refused.value) == problems


def test_a_sales_name_is_noted_once_and_changed_in_place(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    row = note_sales_person(director, ANNA, now=now)
    assert note_sales_person(director, replace(ANNA, name=" Anna "), now=now) == row
    moved = note_sales_person(director, replace(ANNA, region_name="East 🌏"), now=now)
    assert (moved.pk, moved.region_name) == (row.pk, "East 🌏")
    # the trail holds no name: erasure could not reach it there
    assert told() == [("goals.sales_person_noted", row.public_id, {}, {})] * 2


def test_blanks_around_a_source_make_no_second_person(cast: Cast, now: datetime) -> None:
    row = note_sales_person(cast.channel_director, ANNA, now=now)
    blank = replace(ANNA, source=" crm ", source_key=" 1 ")
    assert note_sales_person(cast.channel_director, blank, now=now) == row
    assert every(SalesPerson).count() == 1


def test_a_link_is_made_and_undone_and_says_so_once(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    row = note_sales_person(director, ANNA, now=now)
    user = user_of(cast.account_manager)
    for given in (user, user, "", ""):
        link_sales_person(director, row.public_id, given, now=now)
    assert [(before, after) for _verb, _id, before, after in told()[1:]] == [
        ({"user": ""}, {"user": user}),
        ({"user": user}, {"user": ""}),
    ]
    assert every(SalesPerson).get().user_id is None


@pytest.mark.parametrize("who", ["seller_a", "principal_a"])
def test_a_name_is_linked_to_nobody_outside_the_house(cast: Cast, now: datetime, who: str) -> None:
    row = note_sales_person(cast.channel_director, ANNA, now=now)
    with nothing_changes(SalesPerson), pytest.raises(Invalid) as refused:
        link_sales_person(
            cast.channel_director, row.public_id, user_of(getattr(cast, who)), now=now
        )
    assert codes(refused.value) == {"user": "wrong_role"}


def test_the_programmes_target_of_nothing_is_none(cast: Cast) -> None:
    found = target_of(cast.channel_director, START, END)
    assert (found.amount.amount, found.amount.currency, found.quotas) == (Decimal(0), "CNY", 0)
    assert found.missing == ()
