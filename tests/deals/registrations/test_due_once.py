"""A job acts on its deadline only while that is due and there: never early, never twice, and never
on a deadline that was put off since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from qudao.core import deadlines
from qudao.core.models import AuditEntry
from qudao.deals.registrations import actions
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from qudao.people.models import Notice
from tests.deals.looking import due_jobs, everything, in_state, told, trail
from tests.deals.programme import Programme, fresh, in_review, submitted

Job = Callable[..., None]
A_TICK = timedelta(microseconds=1)

# Each job, the state in which it falls due, and what it makes of the registration.
JOBS: list[tuple[Job, State, State, str]] = [
    (actions.remind_completion, State.SUBMITTED, State.SUBMITTED, "registrations.reminded"),
    (actions.lapse_unfinished, State.SUBMITTED, State.EXPIRED, "registrations.expired"),
    (actions.remind_decider, State.IN_REVIEW, State.IN_REVIEW, "registrations.reminded"),
    (actions.escalate, State.IN_REVIEW, State.IN_REVIEW, "registrations.escalated"),
    (actions.lapse_unanswered, State.INFO_REQUESTED, State.EXPIRED, "registrations.expired"),
    (actions.end_protection, State.PROTECTED, State.EXPIRED, "registrations.expired"),
    (actions.remind_expiry, State.PROTECTED, State.PROTECTED, "registrations.reminded"),
    (actions.remind_update, State.PROTECTED, State.PROTECTED, "registrations.reminded"),
]
NAMES = [job.__name__ for job, *_ in JOBS]


@pytest.mark.parametrize(("job", "state", "target", "verb"), JOBS, ids=NAMES)
def test_a_job_waits_for_its_moment_and_then_acts_once(
    programme: Programme, now: datetime, job: Job, state: State, target: State, verb: str
) -> None:
    row = in_state(programme, state, now=now)
    due = due_jobs(row)[job.__name__]
    before = everything(row)

    job(row.public_id, now=due - A_TICK)
    assert everything(row) == before

    job(row.public_id, now=due)
    after = everything(fresh(row))
    assert fresh(row).state == target
    assert trail(row)[-1] == verb
    assert due_jobs(row).get(job.__name__, due + A_TICK) > due

    job(row.public_id, now=due)
    assert everything(fresh(row)) == after


@pytest.mark.parametrize(("job", "state", "target", "verb"), JOBS, ids=NAMES)
def test_a_job_for_nobody_does_nothing(
    programme: Programme, now: datetime, job: Job, state: State, target: State, verb: str
) -> None:
    entries = AuditEntry.objects.unscoped(reason="test").count()
    for public_id in ("reg_0000000000000000", "", "x" * 40, programme.customer.public_id):
        job(public_id, now=now + timedelta(days=3650))

    assert AuditEntry.objects.unscoped(reason="test").count() == entries
    assert Notice.objects.unscoped(reason="test").count() == 0


def test_a_late_escalation_leaves_the_deadline_that_was_set_anew(
    programme: Programme, now: datetime
) -> None:
    """The sweep has queued the escalation; before the worker comes to it, the decider asks and
    the partner answers. The job that comes then is for a deadline that is gone."""
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    first_due = due_jobs(row)["escalate"]
    assert deadlines.sweep(now=first_due) > 0
    actions.request_information(
        cast.channel_manager, row.public_id, "?", version=row.version, now=first_due
    )
    row = fresh(row)
    answered = first_due + timedelta(days=1)
    answer = actions.AnswerInput(text="见附件")
    actions.answer_information(
        cast.seller_a, row.public_id, answer, version=row.version, now=answered
    )
    second_due = due_jobs(row)["escalate"]

    actions.escalate(row.public_id, now=min(answered, second_due - A_TICK))

    assert due_jobs(row)["escalate"] == second_due
    assert "registrations.overdue" not in told(cast.channel_director)
    actions.escalate(row.public_id, now=second_due)
    assert told(cast.channel_director) == ["registrations.overdue"]


def test_a_late_reminder_leaves_the_next_one_after_an_update(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    row = submitted(programme, seller, now=now)
    due = due_jobs(row)["remind_update"]
    actions.record_update(seller, row.public_id, "在谈", version=row.version, now=due)
    following = due_jobs(row)["remind_update"]
    assert following > due

    actions.remind_update(row.public_id, now=due + timedelta(minutes=2))

    assert due_jobs(row)["remind_update"] == following
    assert "registrations.update_due" not in told(seller)


def test_a_worker_that_was_down_sends_one_reminder_and_none_of_the_past(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    row = submitted(programme, seller, now=now)  # until 28 June: reminders 29 May, 14 and 21 June
    late = datetime.fromisoformat("2026-06-16T00:00:00+08:00")

    actions.remind_expiry(row.public_id, now=late)

    assert told(seller).count("registrations.protection_ends") == 1
    assert due_jobs(row)["remind_expiry"].isoformat() == "2026-06-21T01:00:00+00:00"


def test_an_end_that_was_missed_for_weeks_still_names_the_last_day(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    row = submitted(programme, seller, now=now)

    actions.end_protection(row.public_id, now=now + timedelta(days=200))

    notice = Notice.objects.unscoped(reason="test").order_by("pk").last()
    assert notice is not None
    assert (notice.code, notice.params["number"]) == (
        "registrations.protection_ended",
        "QIHE-0001",
    )
    assert "2026-06-28" in str(notice.params["until"])


def swept(row: Registration, *, now: datetime) -> int:
    return deadlines.sweep(now=now)


def test_the_sweep_queues_a_due_job_once_and_again_only_after_its_hold(
    programme: Programme, now: datetime
) -> None:
    row = in_state(programme, State.SUBMITTED, now=now)
    due = due_jobs(row)["remind_completion"]
    mails = swept(row, now=due - A_TICK)

    assert swept(row, now=due) == 1
    assert swept(row, now=due) == 0
    assert deadlines.attempts_of("deals.registrations.remind_completion", row.public_id) == 1
    assert swept(row, now=due + timedelta(minutes=2, seconds=1)) >= 1
    assert deadlines.attempts_of("deals.registrations.remind_completion", row.public_id) == 2
    assert mails >= 0


def test_taking_a_deadline_takes_only_what_is_due(now: datetime, db: None) -> None:
    deadlines.set_deadline("deals.registrations.escalate", "reg_1", now)
    deadlines.set_deadline("deals.registrations.escalate", "reg_2", now)

    def take(subject: str, at: datetime) -> bool:
        return deadlines.take_deadline("deals.registrations.escalate", subject, now=at)

    assert not take("reg_1", now - A_TICK)
    assert not deadlines.take_deadline("deals.registrations.remind_decider", "reg_1", now=now)
    assert take("reg_1", now)
    assert not take("reg_1", now)
    assert take("reg_2", now + timedelta(days=9))
