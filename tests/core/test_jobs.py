"""Jobs are found by their names; one exists if, and only if, its transaction commits."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from qudao.core.deadlines import sweep
from qudao.core.jobs import enqueue, resolve
from qudao.core.models import Deadline
from qudao.people import deliveries
from qudao.people.models import Notice
from tests.people import Cast, make_cast

NAME = "people.mail_notice"


def work() -> None:
    """What the worker does with all that waits."""
    call_command("db_worker", batch=True, queue_name="*", startup_delay=False, reload=False)


def test_a_name_leads_to_its_task() -> None:
    task = resolve(NAME)
    assert isinstance(task, Task)
    assert task.module_path == "qudao.people.jobs.mail_notice"


@pytest.mark.parametrize(
    "name",
    ["", "people", "people.", ".mail_notice", "people.nothing", "nowhere.job", "people.now",
     "people.deliveries", "core.jobs.enqueue", "../people.mail_notice"],
)  # fmt: skip
def test_any_other_name_is_told(name: str) -> None:
    with pytest.raises(LookupError):
        resolve(name)


@pytest.mark.django_db
def test_an_unknown_job_is_refused_when_it_is_queued() -> None:
    with pytest.raises(LookupError):
        enqueue("people.nothing", subject_id="a")
    assert DBTaskResult.objects.count() == 0


@pytest.mark.django_db
def test_a_job_keeps_its_arguments_and_its_moment(now: datetime) -> None:
    enqueue(NAME, subject_id="ntc_1", run_after=now + timedelta(hours=1))
    row = DBTaskResult.objects.get()
    assert row.args_kwargs == {"args": [], "kwargs": {"subject_id": "ntc_1"}}
    assert row.run_after == now + timedelta(hours=1)
    assert row.status == TaskResultStatus.READY


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_refused_transaction_does_not_exist() -> None:
    def refused() -> None:
        with transaction.atomic():
            enqueue(NAME, subject_id="ntc_1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused()
    assert DBTaskResult.objects.count() == 0


def notice_of(cast: Cast, now: datetime) -> Notice:
    return Notice.objects.create(
        user_id=cast.seller_a.user_key, code="people.roles_changed", created_at=now
    )


@pytest.mark.django_db(transaction=True)
def test_a_failed_job_stays_due_and_is_carried_out_later(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast(now)
    notice = notice_of(cast, now)
    Deadline.objects.create(job=NAME, subject_id=notice.public_id, due_at=now)

    def refuse(*_arguments: object) -> None:
        raise ConnectionRefusedError("the mail server is away")

    with monkeypatch.context() as away:
        away.setattr(deliveries, "send_mail", refuse)
        sweep(now=now)
        work()
    failed = DBTaskResult.objects.get()
    assert failed.status == TaskResultStatus.FAILED
    assert "ConnectionRefusedError" in failed.exception_class_path
    assert Deadline.objects.get().attempts == 1

    assert sweep(now=now + timedelta(minutes=3)) == 1
    work()

    assert [message.to for message in mail.outbox] == [["chen.xiaoyu@example.com"]]
    assert Deadline.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_that_runs_twice_does_its_work_once(now: datetime) -> None:
    cast = make_cast(now)
    notice = notice_of(cast, now)
    for _time in range(2):
        enqueue(NAME, subject_id=notice.public_id)
    work()
    assert len(mail.outbox) == 1
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {
        TaskResultStatus.SUCCESSFUL
    }


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_object_is_gone_ends_quietly() -> None:
    enqueue(NAME, subject_id="ntc_0000000000000000")
    work()
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL
