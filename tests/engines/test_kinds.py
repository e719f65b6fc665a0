from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.kinds import Amount, PolicyProblem, Reason, Stance, Window, require_between

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def test_a_reason_is_neutral_without_facts_until_told_otherwise() -> None:
    reason = Reason(code="same_identifier")

    assert (reason.stance, reason.weight, dict(reason.params)) == (Stance.NEUTRAL, None, {})


def test_reasons_with_params_can_live_in_a_set() -> None:
    first = Reason(code="a", params={"n": 1})

    assert len({first, Reason(code="a", params={"n": 1})}) == 1


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        (Window(JAN, FEB), Window(FEB, MAR), False),
        (Window(JAN, MAR), Window(FEB, MAR), True),
        (Window(), Window(FEB, MAR), True),
        (Window(FEB), Window(JAN, FEB), False),
        (Window(None, FEB), Window(JAN, None), True),
        (Window(MAR, None), Window(None, FEB), False),
    ],
)
def test_windows_are_half_open(first: Window, second: Window, meet: bool) -> None:  # noqa: FBT001
    assert first.overlaps(second) is meet
    assert second.overlaps(first) is meet


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Window(MAR, JAN)


def test_a_policy_value_out_of_bounds_names_field_and_bound() -> None:
    require_between("sample_share", Decimal("0.5"), 0, 1)

    with pytest.raises(PolicyProblem) as caught:
        require_between("sample_share", Decimal("1.5"), 0, 1)

    assert caught.value.field == "sample_share"
    assert caught.value.bound == "must be between 0 and 1"


@pytest.mark.parametrize("wrong", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_an_amount_is_a_number(wrong: str) -> None:
    with pytest.raises(ValueError, match="no amount of money"):
        Amount(Decimal(wrong), "CNY")


@pytest.mark.parametrize("right", ["0", "-1", "0.0001", "1E+15"])
def test_an_amount_may_be_small_large_or_owed(right: str) -> None:
    assert Amount(Decimal(right), "CNY").value == Decimal(right)


@pytest.mark.parametrize(
    ("value", "low", "high", "right"),
    [
        (0, 0, 1, True),
        (1, 0, 1, True),
        (-1, 0, 1, False),
        (2, 0, 1, False),
        (Decimal("0.999"), 0, 1, True),
        (Decimal("1.0000001"), 0, 1, False),
        (Decimal("-0.0000001"), 0, 1, False),
        (Decimal("Infinity"), 0, 1, False),
        (5, 5, 5, True),
    ],
)
def test_both_bounds_are_inside(value: Decimal | int, low: int, high: int, *, right: bool) -> None:
    if right:
        require_between("share", value, low, high)
        return
    with pytest.raises(PolicyProblem, match=f"share: must be between {low} and {high}"):
        require_between("share", value, low, high)


def test_a_policy_that_is_no_number_is_refused() -> None:
    with pytest.raises((PolicyProblem, ArithmeticError)):
        require_between("share", Decimal("NaN"), 0, 1)


bounds = st.none() | st.dates(date(2026, 1, 1), date(2026, 3, 1))
windows = (
    st.tuples(bounds, bounds).filter(lambda pair: _in_order(*pair)).map(lambda pair: Window(*pair))
)


def _in_order(start: date | None, end: date | None) -> bool:
    return start is None or end is None or start <= end


@given(windows, windows)
def test_meeting_does_not_depend_on_the_order(one: Window, other: Window) -> None:
    assert one.overlaps(other) is other.overlaps(one)


@given(windows, windows)
def test_windows_meet_exactly_where_they_share_a_day(one: Window, other: Window) -> None:
    days = [date(2025, 12, 1) + timedelta(days=n) for n in range(130)]
    shared = [day for day in days if _holds(one, day) and _holds(other, day)]
    empty = any(each.start is not None and each.start == each.end for each in (one, other))

    assert empty or one.overlaps(other) is bool(shared)


def _holds(window: Window, day: date) -> bool:
    return (window.start is None or window.start <= day) and (
        window.end is None or day < window.end
    )
