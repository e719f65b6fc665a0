"""The programme's day and working calendar: its zone, its country's days off, its own days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core import programme as module
from qudao.core.models import Holiday, Programme
from qudao.core.programme import (
    NoProgramme,
    current_programme,
    forget_programme,
    start_of,
    today,
    work_calendar,
)
from tests.people import Cast


def at(year: int, month: int, day: int, hour: int = 4) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def set_programme(**changed: str) -> None:
    Programme.objects.update(**changed)
    forget_programme()


def working(now: datetime, *days: date) -> list[bool]:
    calendar = work_calendar(now)
    return [calendar.is_working_day(day) for day in days]


@pytest.mark.django_db
def test_before_it_is_set_up_there_is_none() -> None:
    with pytest.raises(NoProgramme) as refused:
        current_programme()
    assert (refused.value.status, refused.value.code) == (503, "no_programme")


def test_the_programme_is_read_once_in_a_while(
    cast: Cast,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [100.0]
    monkeypatch.setattr("qudao.core.programme.time.monotonic", lambda: clock[0])
    forget_programme()
    with django_assert_num_queries(1):
        for _time in range(5):
            current_programme()
    clock[0] += module.KEPT_SECONDS
    with django_assert_num_queries(0):
        current_programme()
    clock[0] += 0.01
    with django_assert_num_queries(1):
        current_programme()
    forget_programme()
    with django_assert_num_queries(1):
        current_programme()


def test_one_installation_has_one_programme(cast: Cast) -> None:
    assert Programme.objects.count() == 1
    assert current_programme() == cast.programme


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Asia/Shanghai", date(2026, 3, 3)),
        ("Asia/Tokyo", date(2026, 3, 3)),
        ("UTC", date(2026, 3, 2)),
        ("America/Los_Angeles", date(2026, 3, 2)),
    ],
)
def test_a_day_begins_in_the_programmes_own_zone(cast: Cast, zone: str, day: date) -> None:
    set_programme(time_zone=zone)
    assert today(at(2026, 3, 2, 16)) == day


def test_midnight_belongs_to_the_day_that_begins(cast: Cast) -> None:
    midnight = at(2026, 3, 2, 16)  # in Shanghai
    assert today(midnight) == date(2026, 3, 3)
    assert today(midnight - timedelta(microseconds=1)) == date(2026, 3, 2)


def test_chinas_days_off_and_moved_working_days(cast: Cast) -> None:
    national, moved_sunday = date(2025, 10, 1), date(2025, 9, 28)
    usual_monday, usual_sunday = date(2025, 9, 22), date(2025, 9, 21)
    assert working(at(2025, 9, 1), national, moved_sunday, usual_monday, usual_sunday) == [
        False,
        True,
        True,
        False,
    ]


def test_another_country_has_other_days(cast: Cast) -> None:
    independence = date(2025, 7, 4)
    assert working(at(2025, 7, 1), independence) == [True]
    set_programme(holiday_calendar="US", time_zone="America/New_York")
    assert working(at(2025, 7, 1), independence) == [False]


def test_without_a_calendar_only_weekends_are_off(cast: Cast) -> None:
    set_programme(holiday_calendar="NONE")
    friday = date(2026, 5, 1)
    assert working(at(2026, 5, 1), friday, friday + timedelta(1), friday + timedelta(3)) == [
        True,
        False,
        True,
    ]


def test_own_days_count_more_than_the_countrys(cast: Cast) -> None:
    national, sunday, monday = date(2025, 10, 1), date(2025, 9, 21), date(2025, 9, 22)
    before = working(at(2025, 9, 1), national, sunday, monday)
    for day, is_working in ((national, True), (sunday, True), (monday, False)):
        Holiday.objects.create(day=day, is_working_day=is_working)
    after = working(at(2025, 9, 1), national, sunday, monday)
    assert before == [False, False, True]
    assert after == [True, True, False]
    Holiday.objects.all().delete()
    assert working(at(2025, 9, 1), national, sunday, monday) == before


def test_the_calendar_reaches_years_back_and_ahead(cast: Cast) -> None:
    new_years_days = [date(year, 1, 1) for year in range(2021, 2030)]
    assert working(at(2026, 6, 1), *new_years_days) == [False] * 9


def test_the_calendar_is_the_same_object_while_nothing_changes(cast: Cast) -> None:
    first, second = work_calendar(at(2026, 3, 2)), work_calendar(at(2026, 3, 3))
    assert first is second
    Holiday.objects.create(day=date(2026, 3, 4))
    assert work_calendar(at(2026, 3, 3)) is not first


def test_a_name_stands_in_for_the_other_language() -> None:
    one = Programme(name_zh="计划", name_en="")
    assert (one.name("en"), one.name("zh-hans"), one.name("zh")) == ("计划", "计划", "计划")
    both = Programme(name_zh="计划", name_en="Plan")
    assert (both.name("en"), both.name("zh-hans"), str(both)) == ("Plan", "计划", "Plan")
    assert both.public_id == "programme"


def test_a_day_begins_at_its_midnight_and_the_first_day_of_all_breaks_nothing(cast: Cast) -> None:
    for zone, hours in (("Asia/Shanghai", -8), ("America/Los_Angeles", 8), ("UTC", 0)):
        set_programme(time_zone=zone)
        midnight = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hours)
        assert start_of(date(2026, 3, 2)) == midnight
        assert start_of(date.min).year in (1, 2)
        assert start_of(date.min) <= start_of(date(2, 1, 1)) < start_of(date(2, 1, 2))
        assert start_of(date.max) > start_of(date(9999, 12, 30))
