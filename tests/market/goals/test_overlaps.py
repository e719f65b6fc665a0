"""Targets that overlap in time are never added up: on each day one period speaks for a holder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.market.goals.models import Quota, SalesPerson
from qudao.market.goals.overlaps import shares_of

YEAR = (date(2026, 1, 1), date(2027, 1, 1))
QUARTERS = [
    (date(2026, 1, 1), date(2026, 4, 1)),
    (date(2026, 4, 1), date(2026, 7, 1)),
    (date(2026, 7, 1), date(2026, 10, 1)),
    (date(2026, 10, 1), date(2027, 1, 1)),
]
MONTHS = [(date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 2, 1), date(2026, 3, 1))]
HALF = (date(2026, 1, 1), date(2026, 7, 1))
Span = tuple[date, date]
_keys = count(1)


def target(span: Span, amount: str = "365", user: int | None = 1, **holder: int) -> Quota:
    columns = {"user_id": user, **holder}
    return Quota(
        pk=next(_keys),
        starts_on=span[0],
        ends_on=span[1],
        amount=Decimal(amount),
        currency="CNY",
        **columns,
    )


def counted(rows: Sequence[Quota], asked: Span) -> list[str]:
    shares = shares_of(rows, *asked)
    return [f"{shares[row.pk].normalize():f}" for row in rows]


@pytest.mark.parametrize(
    ("spans", "asked", "shares"),
    [
        ([YEAR], YEAR, ["365"]),
        ([YEAR], QUARTERS[0], ["90"]),
        ([YEAR], QUARTERS[2], ["92"]),
        ([YEAR], (date(2027, 1, 1), date(2027, 4, 1)), ["0"]),
        ([YEAR], (date(2025, 12, 1), date(2026, 1, 2)), ["1"]),
        # a year and its quarter: the quarter speaks in the quarter, the year elsewhere
        ([YEAR, QUARTERS[0]], QUARTERS[0], ["0", "365"]),
        ([YEAR, QUARTERS[0]], QUARTERS[1], ["91", "0"]),
        # asked for the year, the year's own target speaks, and no quarter beside it
        ([YEAR, QUARTERS[0]], YEAR, ["365", "0"]),
        ([YEAR, *QUARTERS], YEAR, ["365", "0", "0", "0", "0"]),
        (QUARTERS, YEAR, ["365", "365", "365", "365"]),
        # months of a quarter that has no target of its own; the year fills March
        ([YEAR, *MONTHS], QUARTERS[0], ["31", "365", "365"]),
        ([YEAR, QUARTERS[0], *MONTHS], QUARTERS[0], ["0", "365", "0", "0"]),
        # the nearer of two that reach beyond the period
        ([YEAR, HALF], QUARTERS[1], ["0", "183.5083"]),
        ([HALF, YEAR], QUARTERS[2], ["0", "92"]),
        # two that lie within the period and overlap: the longer, and of the other what is left
        ([QUARTERS[0], (date(2026, 3, 1), date(2026, 4, 11))], HALF, ["365", "89.0244"]),
        # several targets over the same days are parts of one
        ([YEAR, YEAR], YEAR, ["365", "365"]),
        ([QUARTERS[0], YEAR, QUARTERS[0]], QUARTERS[0], ["365", "0", "365"]),
    ],
)
def test_on_each_day_the_nearest_period_speaks(
    spans: list[Span], asked: Span, shares: list[str]
) -> None:
    assert counted([target(span) for span in spans], asked) == shares


def test_holders_do_not_silence_each_other() -> None:
    rows = [
        target(YEAR, user=1),
        target(QUARTERS[0], user=2),
        target(QUARTERS[0], user=None),
        target(YEAR, user=None, partner_id=1),
        target(YEAR, user=None, partner_id=2),
        target(YEAR, user=None, cell_id=1),
        target(QUARTERS[0], user=None, cell_id=1),
    ]
    assert counted(rows, QUARTERS[0]) == ["90", "365", "365", "90", "90", "0", "365"]


def test_imported_names_of_one_user_are_one_holder_and_unlinked_ones_are_not() -> None:
    linked = SalesPerson(pk=1, user_id=7)
    free = SalesPerson(pk=2), SalesPerson(pk=3)
    rows = [
        target(YEAR, user=7),
        target(QUARTERS[0], user=None, sales_person_id=1),
        target(YEAR, user=None, sales_person_id=2),
        target(QUARTERS[0], user=None, sales_person_id=3),
    ]
    for row, person in zip(rows[1:], (linked, *free), strict=True):
        row.sales_person = person
    assert counted(rows, QUARTERS[0]) == ["0", "365", "90", "365"]


def test_a_share_is_rounded_half_up_to_the_fourth_decimal() -> None:
    asked = (date(2026, 1, 1), date(2026, 1, 2))
    assert counted([target((date(2026, 1, 1), date(2026, 1, 4)), "1")], asked) == ["0.3333"]
    assert counted([target((date(2026, 1, 1), date(2026, 1, 9)), "0.0012")], asked) == ["0.0002"]
    huge = target((date(2026, 1, 1), date(2026, 1, 3)), "99999999999999")
    assert counted([huge], asked) == ["49999999999999.5"]


def test_nothing_held_is_nothing_counted() -> None:
    assert shares_of([], *YEAR) == {}
    assert counted([target(YEAR, "0")], QUARTERS[0]) == ["0"]


# ------------------------------------------------------------------ properties

DAY = date(2026, 1, 1)
spans = st.tuples(st.integers(0, 60), st.integers(1, 40)).map(
    lambda one: (DAY + timedelta(days=one[0]), DAY + timedelta(days=one[0] + one[1]))
)
CHECKED = settings(max_examples=30, deadline=None, derandomize=True)


@CHECKED
@given(st.lists(spans, min_size=1, max_size=6, unique=True), spans)
def test_no_day_is_counted_twice_and_no_day_that_is_covered_is_lost(
    held: list[Span], asked: Span
) -> None:
    rows = [target(span, str((span[1] - span[0]).days)) for span in held]  # 1 for each day
    days = (asked[1] - asked[0]).days
    covered = [
        any(first <= asked[0] + timedelta(days=at) < last for first, last in held)
        for at in range(days)
    ]
    assert sum(shares_of(rows, *asked).values()) == sum(covered)


@CHECKED
@given(st.lists(spans, max_size=6), spans, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(held: list[Span], asked: Span, dice: object) -> None:
    rows = [target(span, "97") for span in held]
    mixed = list(rows)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert shares_of(mixed, *asked) == shares_of(rows, *asked)


@CHECKED
@given(st.lists(spans, max_size=6), spans)
def test_no_target_counts_for_less_than_nothing_or_for_more_than_itself(
    held: list[Span], asked: Span
) -> None:
    rows = [target(span, "97") for span in held]
    assert all(0 <= share <= 97 for share in shares_of(rows, *asked).values())


@CHECKED
@given(spans, st.lists(spans, max_size=5))
def test_the_very_period_asked_for_counts_in_full_and_alone(
    asked: Span, others: list[Span]
) -> None:
    own = target(asked, "97")
    rows = [own, *(target(span, "5") for span in others if span != asked)]
    shares = shares_of(rows, *asked)
    assert shares.pop(own.pk) == 97
    assert not any(shares.values())
