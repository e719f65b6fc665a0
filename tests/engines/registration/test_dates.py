from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.registration import (
    Business,
    protect_until,
    reminder_days,
    renewal_until,
    update_every_days,
)
from tests.engines.registration.build import OWN, POLICY, TODAY

any_day = st.dates(date(1900, 1, 1), date.max)
today_or_so = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("award", "until"),
    [
        (date(2026, 11, 30), date(2026, 12, 30)),  # award + 30
        (date(2026, 9, 10), date(2026, 11, 2)),  # not less than 60 days
        (None, date(2026, 11, 2)),
        (date(2027, 9, 1), date(2027, 3, 2)),  # not more than 180 days
        (date.max, date(2027, 3, 2)),
        (date(2026, 10, 3), date(2026, 11, 2)),  # exactly 60
        (date(2027, 1, 31), date(2027, 3, 2)),  # exactly 180
    ],
)
def test_protection_lasts_to_the_award_and_30_days_within_60_and_180(
    award: date | None, until: date
) -> None:
    assert protect_until(replace(OWN, expected_award_on=award), POLICY, today=TODAY) == until


def test_run_rate_business_gets_its_short_protection() -> None:
    own = replace(OWN, business=Business.RUN_RATE)

    assert protect_until(own, POLICY, today=TODAY) == date(2026, 10, 3)


@given(award=any_day, today=today_or_so)
def test_protection_always_lies_within_its_bounds(award: date, today: date) -> None:
    until = protect_until(replace(OWN, expected_award_on=award), POLICY, today=today)

    assert 60 <= (until - today).days <= 180


@given(award=any_day, later=any_day, today=today_or_so)
def test_a_later_award_never_shortens_protection(award: date, later: date, today: date) -> None:
    first, second = (
        protect_until(replace(OWN, expected_award_on=day), POLICY, today=today)
        for day in sorted((award, later))
    )

    assert first <= second


@pytest.mark.parametrize(
    ("approved_on", "held_until", "until"),
    [
        (date(2026, 7, 1), date(2026, 9, 30), date(2026, 12, 30)),  # as if approved today
        (date(2025, 10, 1), date(2026, 9, 30), date(2026, 10, 1)),  # 12 months at most
        (date(2025, 8, 1), date(2026, 9, 30), date(2026, 9, 30)),  # never earlier than held
    ],
)
def test_a_renewal_ends_12_months_after_the_first_approval(
    approved_on: date, held_until: date, until: date
) -> None:
    renewed = renewal_until(
        OWN, POLICY, approved_on=approved_on, held_until=held_until, today=TODAY
    )

    assert renewed == until


@pytest.mark.parametrize(("days", "every"), [(60, 30), (89, 30), (90, 45), (180, 45)])
def test_short_protections_are_updated_more_often(days: int, every: int) -> None:
    until = TODAY + timedelta(days=days)

    assert update_every_days(POLICY, approved_on=TODAY, until=until) == every


def test_reminders_before_the_approval_are_left_out() -> None:
    until = TODAY + timedelta(days=20)

    assert reminder_days(POLICY, approved_on=TODAY, until=until) == (
        TODAY + timedelta(days=6),
        TODAY + timedelta(days=13),
    )
