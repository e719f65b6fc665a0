"""Deeds happen in the order of their time; what falls due in between happens at its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from qudao.core.actor import system_actor
from qudao.core.deadlines import set_deadline
from qudao.core.models import Deadline
from qudao.demo import clockwork
from qudao.demo.build import never_back
from qudao.demo.clockwork import LETTERS, forget_letters, settle_until
from qudao.demo.history import Timeline
from qudao.demo.world import ZONE, World
from tests.demo.imagined import A_DAY, DAYS

HOUR = timedelta(hours=1)


class Diary:
    """What happened, in order; its moments are those that each deed was told."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, datetime]] = []

    def deed(self, name: str) -> object:
        return lambda at: self.lines.append((name, at))

    @property
    def names(self) -> list[str]:
        return [name for name, _at in self.lines]


def heard() -> tuple[list[tuple[int, int]], object]:
    told: list[tuple[int, int]] = []
    return told, lambda done, total: told.append((done, total))


@pytest.mark.django_db
def test_deeds_happen_by_their_time_and_at_one_time_by_their_plan() -> None:
    diary, timeline = Diary(), Timeline(World(A_DAY))
    for hours, name in ((3, "c"), (9, "a"), (3, "d"), (5, "b")):
        timeline.plan(A_DAY - hours * HOUR, diary.deed(name))  # type: ignore[arg-type]
    told, progress = heard()
    timeline.play(progress)  # type: ignore[arg-type]

    assert diary.names == ["a", "b", "c", "d"]
    assert [at for _name, at in diary.lines] == [A_DAY - n * HOUR for n in (9, 5, 3, 3)]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert timeline.planned == []


@pytest.mark.django_db
@pytest.mark.parametrize("late", [timedelta(0), HOUR, timedelta(days=90)])
def test_what_lies_ahead_does_not_happen(late: timedelta) -> None:
    diary, timeline = Diary(), Timeline(World(A_DAY))
    timeline.plan(A_DAY + late, diary.deed("late"))  # type: ignore[arg-type]
    timeline.plan(A_DAY - HOUR, diary.deed("past"))  # type: ignore[arg-type]
    timeline.play(lambda _done, _total: None)
    assert diary.names == ["past"]


@pytest.mark.django_db
def test_a_deed_may_plan_later_ones() -> None:
    diary, timeline = Diary(), Timeline(World(A_DAY))

    def first(at: datetime) -> None:
        diary.lines.append(("first", at))
        timeline.plan(at + HOUR, diary.deed("second"))  # type: ignore[arg-type]
        timeline.plan(A_DAY + HOUR, diary.deed("never"))  # type: ignore[arg-type]

    timeline.plan(A_DAY - 3 * HOUR, first)
    timeline.plan(A_DAY - HOUR, diary.deed("third"))  # type: ignore[arg-type]
    told, progress = heard()
    timeline.play(progress)  # type: ignore[arg-type]
    assert diary.names == ["first", "second", "third"]
    assert [done for done, _total in told] == [1, 2, 3]


def test_what_was_shown_stays_shown() -> None:
    told, progress = heard()
    show = never_back(progress)  # type: ignore[arg-type]
    for done in (1, 5, 3, 5, 9, 2, 100):
        show(done, 100)
    assert told == [(done, 100) for done in (1, 5, 5, 5, 9, 9, 100)]


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Diary:
    """A room whose one action notes what was due, and takes it out of the list."""
    diary = Diary()

    def lapse(subject_id: str, *, now: datetime) -> None:
        diary.lines.append((subject_id, now))
        Deadline.objects.unscoped(reason="a test").filter(subject_id=subject_id).delete()

    def leave(subject_id: str, *, now: datetime) -> None:
        diary.lines.append((subject_id, now))

    def later(subject_id: str, *, now: datetime) -> None:
        diary.lines.append((subject_id, now))
        if now < A_DAY - HOUR:
            set_deadline("some.room.later", subject_id, now + HOUR)

    actions = SimpleNamespace(lapse=lapse, leave=leave, later=later)
    monkeypatch.setattr(clockwork, "import_module", {"qudao.some.room.actions": actions}.get)
    return diary


def due() -> list[tuple[str, str]]:
    rows = Deadline.objects.unscoped(reason="a test").order_by("pk")
    return list(rows.values_list("job", "subject_id"))


@pytest.mark.django_db
def test_what_is_due_happens_in_its_order_with_its_own_clock(room: Diary) -> None:
    set_deadline("some.room.lapse", "b", A_DAY - 2 * HOUR)
    set_deadline("some.room.lapse", "a", A_DAY - 3 * HOUR)
    set_deadline("some.room.lapse", "now", A_DAY)
    set_deadline("some.room.lapse", "ahead", A_DAY + timedelta(seconds=1))
    settle_until(A_DAY)
    assert room.lines == [
        ("a", A_DAY - 3 * HOUR),
        ("b", A_DAY - 2 * HOUR),
        ("now", A_DAY),
    ]
    assert due() == [("some.room.lapse", "ahead")]


@pytest.mark.django_db
def test_what_its_action_leaves_in_the_list_is_taken_out(room: Diary) -> None:
    set_deadline("some.room.leave", "a", A_DAY - HOUR)
    settle_until(A_DAY)
    assert (room.names, due()) == (["a"], [])


@pytest.mark.django_db
def test_what_its_action_puts_off_happens_again_later(room: Diary) -> None:
    set_deadline("some.room.later", "a", A_DAY - 3 * HOUR)
    settle_until(A_DAY)
    assert [at for _name, at in room.lines] == [A_DAY - n * HOUR for n in (3, 2, 1)]
    assert due() == []


@pytest.mark.django_db
def test_letters_wait_and_are_forgotten(room: Diary) -> None:
    for job in LETTERS:
        set_deadline(job, "a", A_DAY - HOUR)
    set_deadline("some.room.lapse", "b", A_DAY + HOUR)
    settle_until(A_DAY)
    assert (room.lines, len(due())) == ([], 3)
    forget_letters()
    assert due() == [("some.room.lapse", "b")]


@pytest.mark.parametrize("now", DAYS)
@pytest.mark.parametrize("days", [0, 0.5, 1, 12, 230, 760])
def test_a_moment_some_days_ago_is_of_the_programmes_own_day(now: datetime, days: float) -> None:
    world = World(now)
    at = world.days_ago(days, hour=9, minute=41)
    assert (at.astimezone(ZONE).hour, at.astimezone(ZONE).minute) == (9, 41)
    assert at.date() == (now - timedelta(days=days)).astimezone(ZONE).date()
    assert world.days_ago(days).hour == 10
    assert world.hours_ago(days) == now - timedelta(hours=days)


def test_two_worlds_of_one_day_draw_the_same_lots() -> None:
    first, second = World(A_DAY), World(A_DAY)
    assert [first.chance.random() for _n in range(5)] == [second.chance.random() for _n in range(5)]
    assert first.lots.randbytes(16) == second.lots.randbytes(16)
    assert system_actor("demonstration").sees_whole_programme
