"""What falls due is queued once, again after a growing pause, and never stops the rest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from qudao.core import deadlines
from qudao.core.deadlines import (
    attempts_of,
    clear_deadlines,
    ensure_deadline,
    set_deadline,
    set_deadlines,
    sweep,
)
from qudao.core.models import Deadline

pytestmark = pytest.mark.django_db
JOB, OTHER = "people.mail_notice", "people.mail_invitation"
MINUTE = timedelta(minutes=1)


def queued() -> list[str]:
    rows = DBTaskResult.objects.order_by("enqueued_at")
    return [row["kwargs"]["subject_id"] for row in rows.values_list("args_kwargs", flat=True)]


def due_at(subject: str) -> list[datetime]:
    rows = Deadline.objects.filter(subject_id=subject).order_by("due_at")
    return list(rows.values_list("due_at", flat=True))


def test_nothing_is_queued_before_its_moment(now: datetime) -> None:
    set_deadline(JOB, "a", now)
    assert sweep(now=now - timedelta(microseconds=1)) == 0
    assert sweep(now=now) == 1
    assert queued() == ["a"]


def test_what_is_due_longest_comes_first(now: datetime) -> None:
    for minutes, subject in ((1, "late"), (3, "latest"), (9, "first")):
        set_deadline(JOB, subject, now - minutes * MINUTE)
    assert sweep(now=now) == 3
    assert queued() == ["first", "latest", "late"]


def test_a_later_deadline_of_the_same_kind_takes_the_place_of_the_earlier(now: datetime) -> None:
    set_deadline(JOB, "a", now)
    set_deadline(JOB, "a", now + MINUTE)
    set_deadline(OTHER, "a", now + 2 * MINUTE)
    assert due_at("a") == [now + MINUTE, now + 2 * MINUTE]


def test_setting_it_anew_forgets_the_claim_and_the_attempts(now: datetime) -> None:
    set_deadline(JOB, "a", now)
    sweep(now=now)
    assert attempts_of(JOB, "a") == 1
    set_deadline(JOB, "a", now)
    assert attempts_of(JOB, "a") == 0
    assert sweep(now=now) == 1


def test_ensuring_leaves_what_is_set_as_it_is(now: datetime) -> None:
    ensure_deadline(JOB, "a", now)
    ensure_deadline(JOB, "a", now + MINUTE)
    sweep(now=now)
    ensure_deadline(JOB, "a", now)
    assert due_at("a") == [now]
    assert attempts_of(JOB, "a") == 1


def test_several_subjects_get_their_deadlines_at_once(now: datetime) -> None:
    set_deadlines(JOB, (name for name in "abc"), due_at=now)
    set_deadlines(JOB, [], due_at=now)
    assert sweep(now=now) == 3


def test_what_is_cleared_is_not_queued(now: datetime) -> None:
    for job in (JOB, OTHER):
        set_deadline(job, "a", now)
        set_deadline(job, "b", now)
    clear_deadlines("a", JOB)
    clear_deadlines("b")
    clear_deadlines("nobody")
    assert [(row.job, row.subject_id) for row in Deadline.objects.all()] == [(OTHER, "a")]


def test_attempts_of_what_is_not_due_are_none(now: datetime) -> None:
    assert attempts_of(JOB, "a") == 0


def test_a_claim_holds_until_its_pause_is_over(now: datetime) -> None:
    set_deadline(JOB, "a", now)
    assert sweep(now=now) == 1
    assert sweep(now=now + 2 * MINUTE) == 0
    assert sweep(now=now + 2 * MINUTE + timedelta(seconds=1)) == 1
    assert attempts_of(JOB, "a") == 2


def test_the_pause_doubles_up_to_six_hours(now: datetime) -> None:
    set_deadline(JOB, "a", now)
    moment, pauses = now, []
    for _attempt in range(11):
        assert sweep(now=moment) == 1
        until = Deadline.objects.get().claimed_until
        assert until is not None
        pauses.append(until - moment)
        moment = until + timedelta(seconds=1)
    minutes = [int(pause.total_seconds() // 60) for pause in pauses]
    assert minutes == [2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


def test_a_sweep_takes_a_portion_and_the_next_one_the_rest(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "BATCH", 2)
    set_deadlines(JOB, "abcde", due_at=now)
    assert [sweep(now=now) for _run in range(4)] == [2, 2, 1, 0]
    assert sorted(queued()) == list("abcde")


def test_a_job_that_this_version_does_not_know_stops_no_other(now: datetime) -> None:
    set_deadline("later.wing.job", "strange", now - MINUTE)
    set_deadline("people.no_such_job", "strange", now - MINUTE)
    set_deadline(JOB, "a", now)

    assert sweep(now=now) == 1

    assert queued() == ["a"]
    assert attempts_of("later.wing.job", "strange") == 1
    assert sweep(now=now + MINUTE) == 0


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_the_same_moment_queue_each_deadline_once(now: datetime) -> None:
    subjects = [f"s{number:02}" for number in range(12)]
    set_deadlines(JOB, subjects, due_at=now)
    together = Barrier(4)

    def rush(_number: int) -> int:
        together.wait()
        try:
            return sweep(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(rush, range(4)))

    assert sum(counts) == 12
    assert sorted(queued()) == subjects
    assert set(Deadline.objects.values_list("attempts", flat=True)) == {1}
