"""The clock on the vendor's pages: what remains in words, the exact time, and its state."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from qudao.core.models import Programme
from qudao.deals.registrations.selectors import Clock, NextActor
from qudao.web.workbench.deals.lists import grouped, lines_of
from qudao.web.workbench.deals.words import (
    ClockFace,
    exact_time,
    face_of,
    left_in_words,
    long_day,
)
from tests.web.workbench.deals.build import NOW, a_row, in_shanghai

pytestmark = pytest.mark.usefixtures("kept_programme")


@pytest.fixture(autouse=True)
def in_english(kept_programme: Programme) -> object:
    with translation.override("en"):
        yield


def running(due: datetime, turn: NextActor = NextActor.DECIDER, used: float = 0.1) -> Clock:
    left = max(timedelta(0), due - NOW)
    return Clock(turn, due, left, used, is_overdue=due <= NOW)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(0), "0 h 0 min"),
        (timedelta(seconds=59), "0 h 0 min"),
        (timedelta(minutes=1), "0 h 1 min"),
        (timedelta(hours=2, minutes=36), "2 h 36 min"),
        (timedelta(hours=23, minutes=59, seconds=59), "23 h 59 min"),
        (timedelta(days=1), "1 workday"),
        (timedelta(days=1, hours=5, minutes=59), "1 workday 5 h"),
        (timedelta(days=1, hours=23, minutes=59), "1 workday 23 h"),
        (timedelta(days=2), "2 workdays"),
        (timedelta(days=3, hours=12), "3 workdays"),
    ],
)
def test_what_is_left_is_said_the_finer_the_shorter_it_is(left: timedelta, words: str) -> None:
    assert left_in_words(left) == words


def test_what_is_left_is_said_in_chinese() -> None:
    with translation.override("zh-hans"):
        said = [
            left_in_words(left)
            for left in (timedelta(minutes=96), timedelta(days=1, hours=5), timedelta(days=3))
        ]
    assert said == ["1 小时 36 分", "1 个工作日 5 小时", "3 个工作日"]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (in_shanghai(3, 2, 17), "Today 17:00"),
        (in_shanghai(3, 2, 0, 1), "Today 00:01"),
        (in_shanghai(3, 3, 0, 0), "Today 24:00"),
        (in_shanghai(3, 3, 0, 1), "Tue 00:01"),
        (in_shanghai(3, 6, 10, 12), "Fri 10:12"),
        (in_shanghai(3, 8, 10), "Sun 10:00"),
        (in_shanghai(3, 9, 0, 0), "Sun 24:00"),
        (in_shanghai(3, 9, 9), "9 Mar 09:00"),
        (in_shanghai(12, 7, 0, 0), "6 Dec 24:00"),
        (in_shanghai(3, 1, 18), "1 Mar 18:00"),
        (in_shanghai(3, 2, 0, 0), "1 Mar 24:00"),
        (in_shanghai(1, 1, 0, 0, year=2027), "31 Dec 24:00"),
        (in_shanghai(1, 1, 8, year=2027), "1 Jan 2027 08:00"),
        (in_shanghai(12, 31, 8, year=2025), "31 Dec 2025 08:00"),
    ],
)
def test_a_moment_is_named_by_how_near_it_is(at: datetime, words: str) -> None:
    assert exact_time(at, now=NOW) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (in_shanghai(3, 2, 17), "今天 17:00"),
        (in_shanghai(3, 6, 10, 12), "周五 10:12"),
        (in_shanghai(12, 7), "12-06 24:00"),
        (in_shanghai(1, 1, 8, year=2027), "2027-01-01 08:00"),
    ],
)
def test_a_moment_is_named_in_chinese(at: datetime, words: str) -> None:
    with translation.override("zh-hans"):
        assert exact_time(at, now=NOW) == words


def test_days_are_those_of_the_programmes_zone(kept_programme: Programme) -> None:
    late = in_shanghai(3, 3, 1)  # still Monday evening in London
    assert exact_time(late, now=NOW) == "Tue 01:00"
    kept_programme.time_zone = "Europe/London"
    assert exact_time(late, now=NOW) == "Today 17:00"


@pytest.mark.parametrize(
    ("due", "used", "face"),
    [
        (in_shanghai(3, 5, 9, 30), 0.1, ClockFace(10, "3 workdays", "Thu 09:30", "")),
        (in_shanghai(3, 5, 9, 30), 0.499, ClockFace(50, "3 workdays", "Thu 09:30", "")),
        (in_shanghai(3, 5, 9, 30), 0.5, ClockFace(50, "3 workdays", "Thu 09:30", "half")),
        (in_shanghai(3, 2, 12, 6), 0.9, ClockFace(90, "2 h 36 min", "Today 12:06", "due")),
        (in_shanghai(3, 2, 9, 30), 1.0, ClockFace(100, "Escalated", "was due Today 09:30", "over")),
        (in_shanghai(2, 27, 18), 1.6, ClockFace(100, "Escalated", "was due 27 Feb 18:00", "over")),
    ],
)
def test_the_deciders_clock_has_four_states(due: datetime, used: float, face: ClockFace) -> None:
    assert face_of(running(due, used=used), now=NOW) == face


def test_what_ends_with_today_is_due_today() -> None:
    """Midnight ends a day: what the clock calls "Today 24:00" stands among what is due today."""
    tonight, tomorrow = in_shanghai(3, 3, 0, 0), in_shanghai(3, 3, 0, 1)
    face = face_of(running(tonight, used=0.6), now=NOW)
    assert (face.exact, face.css) == ("Today 24:00", "due")
    assert face_of(running(tomorrow, used=0.6), now=NOW).css == "half"

    rows = [a_row(clock=running(tonight)), a_row(clock=running(tomorrow))]
    _ranked, bands = grouped(lines_of(rows, now=NOW))
    assert bands == {0: "Due today", 1: "In the coming days"}


def test_the_partners_clock_is_paused_for_us_and_never_escalates() -> None:
    waits = face_of(running(in_shanghai(3, 6, 18), NextActor.PARTNER, 0.3), now=NOW)
    late = face_of(running(in_shanghai(3, 1, 18), NextActor.PARTNER, 1.4), now=NOW)
    assert waits == ClockFace(30, "With the partner", "until Fri 18:00", "paused")
    assert late == ClockFace(100, "Overdue", "until 1 Mar 18:00", "paused")


@pytest.mark.parametrize(
    ("turn", "words", "zh"),
    [
        (NextActor.PARTNER, "With the partner", "等伙伴"),
        (NextActor.ARBITRATION, "In arbitration", "仲裁中"),
        (NextActor.DECIDER, "To decide", "待决定"),
        (NextActor.NOBODY, "Closed", "已结束"),
    ],
)
def test_without_a_deadline_the_clock_says_whose_turn_it_is(
    turn: NextActor, words: str, zh: str
) -> None:
    assert face_of(Clock(turn), now=NOW) == ClockFace(0, words, "", "paused")
    with translation.override("zh-hans"):
        assert face_of(Clock(turn), now=NOW).remaining == zh


def test_a_home_page_greets_with_the_day() -> None:
    late_on_sunday = in_shanghai(3, 2, 0, 30)  # in London it is still Sunday
    assert long_day(late_on_sunday) == "Monday 2 March"
    with translation.override("zh-hans"):
        assert long_day(late_on_sunday) == "3月2日 星期一"
