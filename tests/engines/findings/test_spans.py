"""Periods put together and figures of others, each checked against the plain way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.findings.spans import Highest, Spans

START = date(2025, 1, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


def period(first: int, end: int) -> tuple[date, date]:
    return day(first), day(end)


@pytest.mark.parametrize(
    ("periods", "covered"),
    [
        ([], []),
        ([(0, 0)], []),
        ([(0, 1)], [0]),
        ([(0, 3)], [0, 1, 2]),
        ([(0, 2), (2, 4)], [0, 1, 2, 3]),
        ([(0, 2), (3, 4)], [0, 1, 3]),
        ([(3, 4), (0, 2)], [0, 1, 3]),
        ([(0, 9), (2, 3)], list(range(9))),
        ([(2, 3), (0, 9)], list(range(9))),
        ([(1, 4), (1, 2)], [1, 2, 3]),
    ],
)
def test_the_last_day_of_a_period_is_the_one_before_its_end(
    periods: list[tuple[int, int]], covered: list[int]
) -> None:
    spans = Spans([period(*one) for one in periods])

    assert [number for number in range(-2, 12) if spans.cover(day(number))] == covered


lengths = st.tuples(st.integers(0, 40), st.integers(0, 10)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)


@given(st.lists(lengths, max_size=12), st.integers(-5, 60))
def test_a_day_is_covered_when_one_period_holds_it(
    periods: list[tuple[int, int]], number: int
) -> None:
    spans = Spans([period(*one) for one in periods])

    assert spans.cover(day(number)) is any(first <= number < end for first, end in periods)


@given(st.permutations([(0, 4), (2, 9), (12, 13), (12, 20), (30, 31)]))
def test_the_order_of_the_periods_does_not_matter(periods: list[tuple[int, int]]) -> None:
    spans = Spans([period(*one) for one in periods])

    assert [spans.cover(day(number)) for number in (0, 8, 9, 12, 19, 20, 30)] == [
        True,
        True,
        False,
        True,
        True,
        False,
        True,
    ]


# ---------------------------------------------------------------------- the highest of others


def test_nobody_has_no_highest() -> None:
    assert Highest().of_others("a") is None


def test_ones_own_figure_is_not_that_of_others() -> None:
    highest = Highest()
    highest.push("a", 5)

    assert highest.of_others("a") is None
    assert highest.of_others("b") == 5


@pytest.mark.parametrize(
    ("pushed", "owner", "figure"),
    [
        ([("a", 5), ("b", 3)], "a", 3),
        ([("a", 5), ("b", 3)], "b", 5),
        ([("a", 5), ("b", 7)], "b", 5),
        ([("a", 5), ("b", 7), ("b", 1)], "b", 5),
        ([("a", 5), ("b", 7), ("c", 6)], "b", 6),
        ([("a", 5), ("a", 9), ("b", 7)], "a", 7),
        ([("a", 5), ("b", 7), ("a", 9)], "a", 7),
        ([("a", 5), ("b", 7), ("a", 9)], "b", 9),
        ([("a", 5), ("b", 5)], "a", 5),
        ([("a", -5), ("b", -7)], "a", -7),
        ([("a", 0)], "b", 0),
    ],
)
def test_the_highest_of_anybody_else(
    pushed: list[tuple[str, int]], owner: str, figure: int
) -> None:
    highest = Highest()
    for one in pushed:
        highest.push(*one)

    assert highest.of_others(owner) == figure


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(-9, 9)), max_size=30),
    st.sampled_from("abcde"),
)
def test_two_places_are_enough_to_remember(pushed: list[tuple[str, int]], asked: str) -> None:
    highest = Highest()
    for one in pushed:
        highest.push(*one)

    others = [figure for owner, figure in pushed if owner != asked]
    assert highest.of_others(asked) == max(others, default=None)
