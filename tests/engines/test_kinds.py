from datetime import date
from decimal import Decimal

import pytest

from qudao.engines.kinds import PolicyProblem, Reason, Stance, Window, require_between

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
