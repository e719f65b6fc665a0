"""Days, moments, deadlines and spans of time, in both languages and in the programme's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from qudao.core.models import Programme
from qudao.web.shared import formats
from qudao.web.shared.formats import IN_CHINESE, IN_ENGLISH

pytestmark = pytest.mark.usefixtures("in_shanghai")
MIDNIGHT = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)  # of the first to the second, in Shanghai


@pytest.mark.parametrize(
    ("day", "english", "chinese"),
    [
        (date(2026, 3, 2), "2 Mar 2026", "2026-03-02"),
        (date(2026, 9, 30), "30 Sept 2026", "2026-09-30"),
        (date(2024, 2, 29), "29 Feb 2024", "2024-02-29"),
        (date(1900, 1, 1), "1 Jan 1900", "1900-01-01"),
        (date(9999, 12, 31), "31 Dec 9999", "9999-12-31"),
    ],
)
def test_days_are_said_as_each_language_says_them(day: date, english: str, chinese: str) -> None:
    assert IN_ENGLISH.day(day) == english
    assert IN_CHINESE.day(day) == chinese


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("Asia/Shanghai", "2026-03-02", "2026-03-02 00:00"),
        ("UTC", "2026-03-01", "2026-03-01 16:00"),
        ("America/New_York", "2026-03-01", "2026-03-01 11:00"),
        ("Asia/Kathmandu", "2026-03-01", "2026-03-01 21:45"),
    ],
)
def test_a_moment_belongs_to_the_day_of_the_programmes_zone(
    in_shanghai: Programme, zone: str, day: str, moment: str
) -> None:
    in_shanghai.time_zone = zone
    assert IN_CHINESE.day(MIDNIGHT) == day
    assert IN_CHINESE.moment(MIDNIGHT) == moment


def test_an_hour_that_a_zone_has_twice_is_said_by_its_clock(in_shanghai: Programme) -> None:
    in_shanghai.time_zone = "Europe/Berlin"
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert IN_CHINESE.moment(first) == IN_CHINESE.moment(first + timedelta(hours=1))


@pytest.mark.parametrize(
    ("after", "english", "chinese"),
    [
        (timedelta(0), "1 Mar 2026 24:00", "2026-03-01 24:00"),
        (timedelta(minutes=-1), "1 Mar 2026 23:59", "2026-03-01 23:59"),
        (timedelta(minutes=1), "2 Mar 2026 00:01", "2026-03-02 00:01"),
        (timedelta(hours=9, minutes=30), "2 Mar 2026 09:30", "2026-03-02 09:30"),
        (timedelta(hours=12), "2 Mar 2026 12:00", "2026-03-02 12:00"),
    ],
)
def test_a_deadline_at_midnight_belongs_to_the_day_that_ends(
    after: timedelta, english: str, chinese: str
) -> None:
    assert IN_ENGLISH.deadline(MIDNIGHT + after) == english
    assert IN_CHINESE.deadline(MIDNIGHT + after) == chinese


def test_a_deadline_at_new_year_belongs_to_the_old_one() -> None:
    assert IN_CHINESE.deadline(datetime(2026, 12, 31, 16, tzinfo=UTC)) == "2026-12-31 24:00"


@given(minute=st.integers(0, 60 * 24 * 400))
def test_a_deadline_never_names_a_later_day_than_its_moment(minute: int) -> None:
    at = MIDNIGHT + timedelta(minutes=minute)
    assert IN_CHINESE.deadline(at)[:10] <= IN_CHINESE.day(at)


@pytest.mark.parametrize(
    ("length", "english", "chinese"),
    [
        (timedelta(0), "0 seconds", "0秒"),
        (timedelta(seconds=1), "1 second", "1秒"),
        (timedelta(seconds=59, microseconds=999_999), "59 seconds", "59秒"),
        (timedelta(minutes=1), "1 minute", "1分钟"),
        (timedelta(minutes=59, seconds=59), "59 minutes", "59分钟"),
        (timedelta(hours=1), "1 hour", "1小时"),
        (timedelta(hours=23, minutes=59), "23 hours", "23小时"),
        (timedelta(days=1), "1 day", "1天"),
        (timedelta(days=20, hours=23), "20 days", "20天"),
        (timedelta(days=1000), "1,000 days", "1,000天"),
    ],
)
def test_a_span_is_said_in_its_largest_whole_unit(
    length: timedelta, english: str, chinese: str
) -> None:
    with override("en"):
        assert formats.span(length) == english
    with override("zh-hans"):
        assert formats.span(length) == chinese


def test_weekdays_are_short_in_both_languages() -> None:
    week = [date(2026, 3, 2) + timedelta(days=one) for one in range(7)]
    with override("en"):
        said = [formats.weekday_short(one) for one in week]
        assert said == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    with override("zh-hans"):
        said = [formats.weekday_short(one) for one in week]
        assert said == ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]


def test_days_follow_the_reader() -> None:
    with override("zh-hans"):
        assert formats.day(date(2026, 3, 2)) == "2026-03-02"
        assert formats.moment(MIDNIGHT) == "2026-03-02 00:00"
        assert formats.deadline(MIDNIGHT) == "2026-03-01 24:00"
    with override("en"):
        assert formats.day(date(2026, 3, 2)) == "2 Mar 2026"
        assert formats.moment(MIDNIGHT) == "2 Mar 2026 00:00"
        assert formats.deadline(MIDNIGHT) == "1 Mar 2026 24:00"


def test_where_there_is_no_day_there_are_no_words() -> None:
    for said in (IN_CHINESE, IN_ENGLISH):
        assert said.day(None) == said.moment(None) == said.deadline(None) == ""
