"""What jobs and sign-ins left behind goes once it has served its time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from qudao.core.housekeeping import jobs
from qudao.core.housekeeping.actions import purge_traces
from qudao.core.jobs import resolve
from qudao.core.models import Deadline
from qudao.people.models import User
from tests.people import Cast

DAY = timedelta(days=1)


def result(status: TaskResultStatus, finished: datetime | None) -> DBTaskResult:  # type: ignore[type-arg]
    task = resolve("people.mail_notice")
    return DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path=task.module_path,
        queue_name="default",
        backend_name="default",
        status=status,
        finished_at=finished,
    )


def left() -> set[str]:
    return {str(pk) for pk in DBTaskResult.objects.values_list("pk", flat=True)}


@pytest.mark.parametrize(
    ("status", "days", "stays"),
    [
        (TaskResultStatus.SUCCESSFUL, 13, True),
        (TaskResultStatus.SUCCESSFUL, 15, False),
        (TaskResultStatus.FAILED, 59, True),
        (TaskResultStatus.FAILED, 61, False),
    ],
)
def test_results_of_jobs_are_kept_for_their_time(
    cast: Cast,
    now: datetime,
    status: TaskResultStatus,
    days: int,
    stays: bool,  # noqa: FBT001 - a row of the table above
) -> None:
    row = result(status, now - days * DAY)
    assert purge_traces(now=now) == (0 if stays else 1)
    assert left() == ({str(row.pk)} if stays else set())


@pytest.mark.parametrize("status", [TaskResultStatus.READY, TaskResultStatus.RUNNING])
def test_jobs_that_wait_or_run_stay_however_old(
    cast: Cast, now: datetime, status: TaskResultStatus
) -> None:
    row = result(status, None)
    assert purge_traces(now=now + 1000 * DAY) == 0
    assert left() == {str(row.pk)}


def sign_in(cast: Cast, ends: datetime) -> str:
    store = SessionStore()
    store["who"] = cast.seller_a.public_id
    store.create()
    key = str(store.session_key)
    Session.objects.filter(session_key=key).update(expire_date=ends)
    UserSession.objects.create(
        user=User.objects.get(pk=cast.seller_a.user_key),
        session_key=key,
        ip="192.0.2.7",
        user_agent="a browser",
    )
    return key


def test_ended_sign_ins_leave_no_address_behind(cast: Cast, now: datetime) -> None:
    ended, alive = sign_in(cast, now - DAY), sign_in(cast, now + DAY)

    assert purge_traces(now=now) == 2

    assert not Session.objects.filter(session_key=ended).exists()
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [alive]


def test_the_next_run_is_set_for_the_next_day(cast: Cast, now: datetime) -> None:
    purge_traces(now=now)
    row = Deadline.objects.get(job="core.housekeeping.purge_ended")
    assert row.due_at == now + DAY


def test_the_jobs_do_the_work_and_set_their_next_day(cast: Cast) -> None:
    jobs.purge_uploads.func("daily")
    jobs.purge_ended.func("daily")
    names = set(Deadline.objects.values_list("job", "subject_id"))
    assert names == {
        ("core.housekeeping.purge_uploads", "daily"),
        ("core.housekeeping.purge_ended", "daily"),
    }
