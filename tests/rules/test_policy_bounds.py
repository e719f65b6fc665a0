"""A policy is refused before publication where it is misspelt, of the wrong kind or out of bounds,
and what is published can always be read."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.registration import RegistrationPolicy
from qudao.engines.registration.policy import BOUNDS
from qudao.rules.models import RulebookVersion
from qudao.rules.policies import (
    DoneSource,
    QuarterPolicy,
    policy_problems,
    quarter_policy,
    registration_policy,
)
from tests.rules.publishing import problems_of

WHOLE = sorted(name for name in BOUNDS if not name.endswith("share"))
SHARES = sorted(name for name in BOUNDS if name.endswith("share"))
# values that must stay in an order to another one; their own bounds are tried with the other moved
_TOGETHER: dict[str, Any] = {
    "protection_min_days": {"protection_max_days": 730, "renewal_max_days": 1095},
    "protection_max_days": {"protection_min_days": 1, "renewal_max_days": 1095},
    "renewal_max_days": {"protection_min_days": 1, "protection_max_days": 1},
    "direct_lookback_days": {"named_account_lookback_days": 730},
    "named_account_lookback_days": {"direct_lookback_days": 0},
}


def version_with(policy: dict[str, Any]) -> RulebookVersion:
    return RulebookVersion(label="x", policy=policy)


@pytest.mark.parametrize("name", WHOLE)
def test_a_number_holds_from_its_lowest_to_its_highest_value(name: str) -> None:
    low, high = BOUNDS[name]
    others = _TOGETHER.get(name, {})

    for value in (low, high):
        stated = {**others, name: value}
        assert problems_of(**stated) == {}
        read = registration_policy(version_with({"registration": stated}))
        assert getattr(read, name) == value
    for value in (low - 1, high + 1, -(10**30), 10**30):
        assert problems_of(**{**others, name: value}) == {name: "out_of_bounds"}


@pytest.mark.parametrize("name", WHOLE)
def test_a_number_is_a_whole_number_and_nothing_else(name: str) -> None:
    for value in ("5", 5.0, True, None, [5], {"days": 5}, ""):
        assert problems_of(**{name: value}) == {name: "wrong_kind"}


@pytest.mark.parametrize("name", SHARES)
def test_a_share_is_written_as_text_and_lies_between_nothing_and_all(name: str) -> None:
    value: object
    for value in ("0", "1", "0.125", 0, 1):
        assert problems_of(**{name: value}) == {}
    for value in ("-0.0001", "1.0001", "2", "Infinity", "-Infinity", "1e400"):
        assert problems_of(**{name: value}) == {name: "out_of_bounds"}
    for value in (0.5, True, None, "half", "", "0,5", "1/2", "NaN", "sNaN", [], {}):
        assert problems_of(**{name: value}) == {name: "wrong_kind"}


@pytest.mark.parametrize("name", ["minimum_amount", "auto_approve_below"])
def test_an_amount_is_finite_and_not_negative(name: str) -> None:
    value: object
    for value in ("0", "0.0001", "100000000000", 7):
        assert problems_of(**{name: value}) == {}
    for value in ("-1", "-0.0001", "Infinity"):
        assert list(problems_of(**{name: value})) == [name]
    for value in (1.5, True, None, "NaN", "ten", "1,000"):
        assert problems_of(**{name: value}) == {name: "wrong_kind"}


def test_a_currency_is_three_capital_letters() -> None:
    assert problems_of(currency="USD") == {}
    for value in ("usd", "US", "USDX", "U1D", "ＣＮＹ", "CNY\n", ""):
        assert list(problems_of(currency=value)) == ["currency"]
    assert problems_of(currency=156) == {"currency": "wrong_kind"}


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"protection_min_days": 60, "protection_max_days": 59}, "protection_max_days"),
        ({"protection_max_days": 200, "renewal_max_days": 199}, "renewal_max_days"),
        (
            {"direct_lookback_days": 60, "named_account_lookback_days": 59},
            "named_account_lookback_days",
        ),
    ],
)
def test_the_shorter_of_two_terms_is_never_above_the_longer(
    stated: dict[str, int], field: str
) -> None:
    assert list(problems_of(**stated)) == [field]
    assert problems_of(**{**stated, field: stated[field] + 1}) == {}


def test_reminders_fall_and_none_comes_twice() -> None:
    for days in ([], [30], [30, 14, 7], [90, 1]):
        assert problems_of(remind_before_days=days) == {}
    for days in ([7, 14], [7, 7], [7, 0], [-1]):
        assert list(problems_of(remind_before_days=days)) == ["remind_before_days"]


@pytest.mark.parametrize(
    "days", ["30", 30, None, [True], ["30"], [30.0], [[30]], [["need"]], [None], {"30": 1}]
)
def test_reminders_are_a_list_of_whole_days(days: object) -> None:
    assert problems_of(remind_before_days=days) == {"remind_before_days": "wrong_kind"}


def test_a_cap_by_tier_is_a_number_in_bounds() -> None:
    assert problems_of(open_cap_by_tier={"gold": 0, "silver": 10_000}) == {}
    assert problems_of(open_cap_by_tier={}) == {}
    for caps in ({"gold": -1}, {"gold": 10_001}):
        assert list(problems_of(open_cap_by_tier=caps)) == ["open_cap_by_tier.gold"]
    wrong: object
    for wrong in ({"gold": "7"}, {"gold": True}, {"gold": None}, [], "gold", 7):
        assert problems_of(open_cap_by_tier=wrong) == {"open_cap_by_tier": "wrong_kind"}


FIELD_LISTS = ["quick_fields", "full_fields", "teaming_fields"]


@pytest.mark.parametrize("name", FIELD_LISTS)
def test_asked_fields_are_lists_of_lists_of_known_names(name: str) -> None:
    must = [["customer"], ["product"]] if name == "quick_fields" else []
    for value in (must, [*must, ["need"]], [*must, ["contact", "photo"], ["rival_brand"]]):
        assert problems_of(**{name: value}) == {}
    for wrong in ("need", 7, None, ["need"], [7], [True], [[7]], [None], {"need": 1}):
        assert problems_of(**{name: wrong}) == {name: "wrong_kind"}, wrong
    for unknown in ([*must, ["colour"]], [*must, ["need", "colour"]], [*must, []]):
        assert problems_of(**{name: unknown}) == {name: "unknown_choice"}, unknown


def test_every_registration_names_its_customer_and_its_product() -> None:
    """Without them there is no scope, and nothing could be screened."""
    for fields_asked in ([], [["customer"]], [["product"]], [["customer", "product"]]):
        assert problems_of(quick_fields=fields_asked) == {"quick_fields": "scope_not_asked"}
    assert problems_of(quick_fields=[["product"], ["customer"]]) == {}


@pytest.mark.parametrize("part", ["registration", "quarter"])
@pytest.mark.parametrize("plain", [None, [], "text", 7, True, [["need"]]])
def test_a_part_of_the_rulebook_is_a_table_of_values(part: str, plain: object) -> None:
    found = policy_problems({part: plain})

    assert [(one.field, one.code) for one in found] == [(part, "wrong_kind")]


def test_what_is_misspelt_is_refused_wherever_it_stands() -> None:
    policy = {
        "Registration": {},
        "registration": {"decision_days": 3, "": 1},
        "quarter": {"done": ["won_opportunities"]},
    }

    found = [(one.field, one.code) for one in policy_problems(policy)]

    assert found == [
        ("Registration", "unknown_field"),
        ("registration.decision_days", "unknown_field"),
        ("registration.", "unknown_field"),
        ("quarter.done", "unknown_field"),
    ]


@pytest.mark.parametrize(
    "named", [[], None, "won_opportunities", [None], [7], [["won_opportunities"]], ["WON"], {}]
)
def test_the_quarter_counts_from_known_sources(named: object) -> None:
    found = policy_problems({"quarter": {"done_from": named}})

    assert [(one.field, one.code) for one in found] == [("quarter.done_from", "unknown_choice")]


def test_a_source_named_twice_counts_once() -> None:
    twice = ["sales_lines", "won_opportunities", "sales_lines"]
    policy = {"quarter": {"done_from": twice}}

    assert policy_problems(policy) == []
    assert quarter_policy(version_with(policy)).done_from == (
        DoneSource.SALES_LINES,
        DoneSource.WON_OPPORTUNITIES,
    )
    assert quarter_policy(version_with({})) == QuarterPolicy()
    assert quarter_policy(version_with({"quarter": {}})) == QuarterPolicy()


def test_an_empty_policy_is_the_default_one() -> None:
    assert policy_problems({}) == []
    assert registration_policy(version_with({})) == RegistrationPolicy()


NAMES = [field.name for field in fields(RegistrationPolicy)]
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*NAMES, "luck"]), PLAIN, max_size=4))
def test_whatever_passes_the_check_can_be_read_and_nothing_crashes(stated: dict[str, Any]) -> None:
    problems = policy_problems({"registration": stated})

    if not problems:
        read = registration_policy(version_with({"registration": stated}))
        assert set(stated) <= {field.name for field in fields(read)}
    assert all(one.field.startswith("registration") and one.message for one in problems)


@given(st.dictionaries(st.sampled_from(["registration", "quarter", "rebates"]), PLAIN, max_size=3))
def test_a_whole_policy_of_anything_is_answered_with_problems(policy: dict[str, Any]) -> None:
    for one in policy_problems(policy):
        assert (one.code, str(one.message)) != ("", "")


def test_equal_policies_are_read_once_and_never_change() -> None:
    first = registration_policy(version_with({"registration": {"run_rate_days": 20}}))
    second = registration_policy(version_with({"registration": {"run_rate_days": 20}}))

    assert first is second
    assert first.run_rate_days == 20
    assert first.auto_approve_below == Decimal(100_000)
