from decimal import Decimal
from typing import Any

import pytest

from qudao.engines.kinds import PolicyProblem
from qudao.engines.registration import RegistrationPolicy
from qudao.engines.registration.policy import BOUNDS


def test_the_defaults_are_those_of_the_rulebook() -> None:
    policy = RegistrationPolicy()

    assert (policy.complete_working_days, policy.decision_working_days) == (10, 3)
    assert (policy.protection_min_days, policy.protection_max_days) == (60, 180)
    assert policy.days_after_award == 30
    assert (policy.direct_lookback_days, policy.named_account_lookback_days) == (60, 90)
    assert policy.activity_entry_working_days == 5
    assert (policy.update_every_days_short, policy.update_every_days_long) == (30, 45)
    assert policy.remind_before_days == (30, 14, 7)


@pytest.mark.parametrize("name", BOUNDS)
def test_each_number_outside_its_bounds_is_refused_by_name(name: str) -> None:
    low, high = BOUNDS[name]
    for value in (low - 1, high + 1):
        wrong: dict[str, Any] = {name: value}
        with pytest.raises(PolicyProblem) as caught:
            RegistrationPolicy(**wrong)
        assert caught.value.field == name
        assert caught.value.bound == f"must be between {low} and {high}"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"protection_min_days": 90, "protection_max_days": 80}, "protection_max_days"),
        ({"renewal_max_days": 100}, "renewal_max_days"),
        ({"direct_lookback_days": 91}, "named_account_lookback_days"),
        ({"remind_before_days": (7, 14)}, "remind_before_days"),
        ({"remind_before_days": (14, 14)}, "remind_before_days"),
        ({"remind_before_days": (7, 0)}, "remind_before_days"),
        ({"auto_approve_below": Decimal(-1)}, "auto_approve_below"),
        ({"minimum_amount": Decimal("NaN")}, "minimum_amount"),
        ({"currency": "cny"}, "currency"),
        ({"open_cap_by_tier": {"gold": -1}}, "open_cap_by_tier.gold"),
    ],
)
def test_numbers_that_contradict_each_other_are_refused(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(PolicyProblem) as caught:
        RegistrationPolicy(**wrong)

    assert caught.value.field == field


def test_a_tier_without_its_own_cap_gets_the_default() -> None:
    policy = RegistrationPolicy(open_cap_default=4, open_cap_by_tier={"gold": 9})

    assert [policy.open_cap(tier) for tier in ("gold", "silver", "")] == [9, 4, 4]


LOOSE: dict[str, Any] = {
    "protection_min_days": 1,
    "protection_max_days": 365,
    "renewal_max_days": 1_095,
    "direct_lookback_days": 0,
    "named_account_lookback_days": 730,
}
MOVED_TOGETHER: dict[str, dict[str, Any]] = {
    "protection_min_days": {"protection_max_days": 730},
    "protection_max_days": {"protection_min_days": 1},
    "renewal_max_days": {"protection_min_days": 1, "protection_max_days": 1},
}


@pytest.mark.parametrize("name", BOUNDS)
def test_both_bounds_of_each_number_are_allowed(name: str) -> None:
    for value in BOUNDS[name]:
        around = LOOSE | MOVED_TOGETHER.get(name, {}) | {name: value}
        assert getattr(RegistrationPolicy(**around), name) == value


@pytest.mark.parametrize("share", ["0", "0.000001", "0.5", "1"])
def test_a_share_may_be_any_part_of_one(share: str) -> None:
    policy = RegistrationPolicy(sample_share=Decimal(share))

    assert policy.sample_share == Decimal(share)


@pytest.mark.parametrize("currency", ["", "CN", "CNYY", "C1Y", "ＣＮＹ", "CNY ", "人民币", "CNY\n"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(PolicyProblem) as caught:
        RegistrationPolicy(currency=currency)

    assert caught.value.field == "currency"


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("name", ["minimum_amount", "auto_approve_below"])
def test_an_amount_of_the_policy_is_finite_and_not_negative(name: str, amount: str) -> None:
    wrong: dict[str, Any] = {name: Decimal(amount)}
    with pytest.raises(PolicyProblem) as caught:
        RegistrationPolicy(**wrong)

    assert (caught.value.field, caught.value.bound) == (name, "must be an amount of 0 or more")


@pytest.mark.parametrize("days", [(), (1,), (30, 14, 7, 1), (365,)])
def test_reminders_fall(days: tuple[int, ...]) -> None:
    assert RegistrationPolicy(remind_before_days=days).remind_before_days == days


@pytest.mark.parametrize("days", [(0,), (-1,), (7, 7), (1, 2), (30, 7, 14), (30, 14, 7, 0)])
def test_reminders_that_do_not_fall_are_refused(days: tuple[int, ...]) -> None:
    with pytest.raises(PolicyProblem) as caught:
        RegistrationPolicy(remind_before_days=days)

    assert caught.value.field == "remind_before_days"


def test_a_policy_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        RegistrationPolicy().sample_share = Decimal(1)  # type: ignore[misc]


def test_two_policies_of_one_content_are_equal() -> None:
    assert RegistrationPolicy() == RegistrationPolicy()
    assert RegistrationPolicy() != RegistrationPolicy(sample_share=Decimal(1))
    assert hash(RegistrationPolicy()) == hash(RegistrationPolicy())
