"""How long a protection lasts, when its holder is reminded, and what is screened at a stroke."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.kinds import Amount
from qudao.engines.registration import (
    Business,
    RegistrationPolicy,
    Scope,
    check_eligibility,
    protect_until,
    reminder_days,
    renewal_until,
    screen,
    update_every_days,
)
from tests.engines.registration.build import (
    CLAIM,
    FIREWALL,
    OWN,
    POLICY,
    RIVAL,
    STORAGE,
    TODAY,
    codes,
    decided,
    with_own,
)


@pytest.mark.parametrize(
    ("award", "days"),
    [(29, 60), (30, 60), (31, 61), (149, 179), (150, 180), (151, 180), (4_000, 180), (-500, 60)],
)
def test_protection_is_60_to_180_days(award: int, days: int) -> None:
    own = replace(OWN, expected_award_on=TODAY + timedelta(days=award))

    assert protect_until(own, POLICY, today=TODAY) == TODAY + timedelta(days=days)


@pytest.mark.parametrize("days", [1, 15, 30, 180])
def test_run_rate_business_has_its_own_length(days: int) -> None:
    own = replace(OWN, business=Business.RUN_RATE, expected_award_on=date(2030, 1, 1))

    until = protect_until(own, RegistrationPolicy(run_rate_days=days), today=TODAY)

    assert until == TODAY + timedelta(days=days)


@given(
    st.integers(0, 800),
    st.integers(0, 800),
    st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2030, 1, 1))),
)
def test_a_renewal_never_takes_days_and_never_passes_the_limit(
    approved: int, held: int, award: date | None
) -> None:
    approved_on = TODAY - timedelta(days=approved)
    held_until = approved_on + timedelta(days=held)
    own = replace(OWN, expected_award_on=award)

    until = renewal_until(own, POLICY, approved_on=approved_on, held_until=held_until, today=TODAY)

    assert until >= held_until
    assert until == held_until or until <= approved_on + timedelta(days=365)


@pytest.mark.parametrize(
    ("until", "reminders"),
    [
        (31, [1, 17, 24]),
        (30, [16, 23]),
        (14, [7]),
        (7, []),
        (180, [150, 166, 173]),
        (0, []),
    ],
)
def test_reminders_come_30_14_and_7_days_before(until: int, reminders: list[int]) -> None:
    days = reminder_days(POLICY, approved_on=TODAY, until=TODAY + timedelta(days=until))

    assert [(day - TODAY).days for day in days] == reminders


@pytest.mark.parametrize(("length", "every"), [(0, 30), (89, 30), (90, 45), (400, 45)])
def test_how_often_an_update_is_due(length: int, every: int) -> None:
    until = TODAY + timedelta(days=length)

    assert update_every_days(POLICY, approved_on=TODAY, until=until) == every


def test_screening_of_thousands_is_one_pass() -> None:
    rivals = [
        replace(RIVAL, reference=f"{n:05}", scope=Scope(families=FIREWALL if n % 2 else STORAGE))
        for n in range(4_000)
    ]

    found = screen(CLAIM, rivals, [], policy=POLICY, today=TODAY)

    assert (len(found.candidates), len(found.beside)) == (2_000, 2_000)
    assert found.candidates[0].reference == "00001"


@pytest.mark.parametrize("currency", ["USD", "EUR", "cny"])
def test_an_amount_in_another_currency_is_never_compared(currency: str) -> None:
    policy = RegistrationPolicy(minimum_amount=Decimal(1_000))
    own = replace(OWN, amount=Amount(Decimal(1), currency))

    assert check_eligibility(own, policy, today=TODAY).eligible
    assert "amount_in_other_currency" in codes(decided(claim=with_own(own)))
