"""Quarters of every fiscal year, at their edges."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.quarter import Quarter, quarter_after, quarter_before, quarter_of

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_of_the_calendar_year(month: int) -> None:
    quarter, number = quarter_of(date(2026, month, 15)), int("111222333444"[month - 1])

    assert (quarter.year, quarter.number) == (2026, number)
    assert quarter.start == date(2026, number * 3 - 2, 1)


@pytest.mark.parametrize(
    ("day", "first_month", "start", "year", "number"),
    [
        (date(2026, 4, 1), 4, date(2026, 4, 1), 2026, 1),
        (date(2026, 3, 31), 4, date(2026, 1, 1), 2025, 4),
        (date(2026, 6, 30), 4, date(2026, 4, 1), 2026, 1),
        (date(2026, 7, 1), 4, date(2026, 7, 1), 2026, 2),
        (date(2026, 10, 1), 10, date(2026, 10, 1), 2026, 1),
        (date(2026, 9, 30), 10, date(2026, 7, 1), 2025, 4),
        (date(2024, 2, 29), 12, date(2023, 12, 1), 2023, 1),
        (date(2024, 3, 1), 12, date(2024, 3, 1), 2023, 2),
        (date(2026, 1, 31), 2, date(2025, 11, 1), 2025, 4),
        (date(2026, 2, 1), 2, date(2026, 2, 1), 2026, 1),
        (date(2026, 12, 31), 11, date(2026, 11, 1), 2026, 1),
        (date(2027, 1, 1), 11, date(2026, 11, 1), 2026, 1),
    ],
)
def test_a_fiscal_year_may_start_with_any_month(
    day: date, first_month: int, start: date, year: int, number: int
) -> None:
    quarter = quarter_of(day, first_month=first_month)

    assert (quarter.start, quarter.year, quarter.number) == (start, year, number)


@pytest.mark.parametrize(("year", "lengths"), [(2026, [90, 91, 92, 92]), (2024, [91, 91, 92, 92])])
def test_quarters_have_their_own_lengths(year: int, lengths: list[int]) -> None:
    assert [quarter_of(date(year, month, 1)).days for month in (1, 4, 7, 10)] == lengths


@pytest.mark.parametrize(
    ("today", "gone", "left"),
    [
        (date(2025, 12, 31), 0, 90),
        (date(2026, 1, 1), 0, 90),
        (date(2026, 1, 2), 1, 89),
        (date(2026, 3, 31), 89, 1),
        (date(2026, 4, 1), 90, 0),
        (date(2030, 1, 1), 90, 0),
        (date.min, 0, 90),
        (date.max, 90, 0),
    ],
)
def test_days_gone_and_left_make_the_quarter(today: date, gone: int, left: int) -> None:
    quarter = quarter_of(date(2026, 2, 15))

    assert (quarter.days_gone(today), quarter.days_left(today)) == (gone, left)
    assert quarter.share_gone(today) == pytest.approx(gone / 90)


@pytest.mark.parametrize("first_month", [-1, 0, 13, 100])
def test_a_month_that_is_none_is_refused(first_month: int) -> None:
    for ask in (quarter_of, lambda day, first_month: quarter_of(day, first_month=first_month)):
        with pytest.raises(ValueError, match="first_month must be between 1 and 12"):
            ask(date(2026, 1, 1), first_month=first_month)


@given(days, st.integers(1, 12))
def test_before_and_after_are_each_others_way_back(day: date, first_month: int) -> None:
    quarter = quarter_of(day, first_month=first_month)
    before = quarter_before(quarter, first_month=first_month)
    after = quarter_after(quarter, first_month=first_month)

    assert quarter_after(before, first_month=first_month) == quarter
    assert quarter_before(after, first_month=first_month) == quarter
    assert before.end == quarter.start
    assert quarter.end == after.start


@given(days, st.integers(1, 12))
def test_four_quarters_make_the_fiscal_year(day: date, first_month: int) -> None:
    year: list[Quarter] = [quarter_of(day, first_month=first_month)]
    while year[-1].number < 4:
        year.append(quarter_after(year[-1], first_month=first_month))
    while year[0].number > 1:
        year.insert(0, quarter_before(year[0], first_month=first_month))

    assert [one.number for one in year] == [1, 2, 3, 4]
    assert len({one.year for one in year}) == 1
    assert year[0].start.month == first_month
    assert sum(one.days for one in year) in {365, 366}


@given(days, st.integers(1, 12), st.integers(0, 91))
def test_every_day_of_a_quarter_lies_in_it(day: date, first_month: int, step: int) -> None:
    quarter = quarter_of(day, first_month=first_month)
    other = quarter.start + timedelta(days=min(step, quarter.days - 1))

    assert quarter_of(other, first_month=first_month) == quarter
