"""The clock: what lapses, ends, reminds and escalates; each may run twice; none approves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from qudao.core import clock, deadlines
from qudao.core.jobs import resolve
from qudao.core.models import Deadline
from qudao.deals.registrations import actions
from qudao.deals.registrations.models import LiveClaim, Registration, StateChange
from qudao.deals.registrations.states import State
from qudao.people.models import Notice
from tests.deals.programme import Programme, fresh, in_review, quickly, submitted

Act = Callable[..., None]


def told(user_id: int) -> list[str]:
    rows = Notice.objects.unscoped(reason="test").filter(user_id=user_id)
    return list(rows.order_by("pk").values_list("code", flat=True))


def due_jobs(row: Registration) -> dict[str, datetime]:
    rows = Deadline.objects.unscoped(reason="test").filter(subject_id=row.public_id)
    return dict(rows.values_list("job", "due_at"))


def test_a_quick_registration_lapses_when_it_is_not_completed(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    row = quickly(programme, seller, now=now)
    assert row.complete_by is not None

    actions.lapse_unfinished(row.public_id, now=row.complete_by - timedelta(seconds=1))
    assert fresh(row).state == State.SUBMITTED

    actions.lapse_unfinished(row.public_id, now=row.complete_by)
    actions.lapse_unfinished(row.public_id, now=row.complete_by)  # twice is once

    assert fresh(row).state == State.EXPIRED
    assert LiveClaim.objects.unscoped(reason="test").count() == 0
    assert told(seller.user_key) == ["registrations.lapsed_unfinished"]
    assert due_jobs(row) == {}


def test_an_unanswered_question_ends_the_registration(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    actions.request_information(
        cast.channel_manager, row.public_id, "?", version=row.version, now=now
    )
    row = fresh(row)
    assert row.answer_by is not None

    actions.lapse_unanswered(row.public_id, now=row.answer_by - timedelta(seconds=1))
    assert fresh(row).state == State.INFO_REQUESTED
    actions.lapse_unanswered(row.public_id, now=row.answer_by)

    assert fresh(row).state == State.EXPIRED


def test_protection_ends_at_midnight_of_its_last_day_in_the_programmes_zone(
    programme: Programme, now: datetime
) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)  # until 28 June
    midnight = datetime(2026, 6, 28, 16, tzinfo=UTC)  # 24:00 in Shanghai

    actions.end_protection(row.public_id, now=midnight - timedelta(seconds=1))
    assert fresh(row).state == State.PROTECTED

    actions.end_protection(row.public_id, now=midnight)
    actions.end_protection(row.public_id, now=midnight)

    assert fresh(row).state == State.EXPIRED
    assert LiveClaim.objects.unscoped(reason="test").count() == 0
    assert told(programme.cast.seller_a.user_key)[-1] == "registrations.protection_ended"


def test_reminders_follow_one_another_before_the_end(programme: Programme, now: datetime) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)
    seen = []
    for _ in range(3):
        due = due_jobs(row)["deals.registrations.remind_expiry"]
        seen.append(due.date().isoformat())
        actions.remind_expiry(row.public_id, now=due)

    assert seen == ["2026-05-29", "2026-06-14", "2026-06-21"]  # 30, 14 and 7 days before
    assert "deals.registrations.remind_expiry" not in due_jobs(row)
    assert told(programme.cast.seller_a.user_key).count("registrations.protection_ends") == 3


def test_silence_is_escalated_and_never_approves(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    row = in_review(programme, cast.seller_a, now=now)
    assert row.decide_by is not None

    actions.remind_decider(row.public_id, now=now + timedelta(days=1, hours=12))
    actions.escalate(row.public_id, now=row.decide_by - timedelta(seconds=1))
    assert told(cast.channel_director.user_key) == []

    actions.escalate(row.public_id, now=row.decide_by)

    assert told(cast.channel_director.user_key) == ["registrations.overdue"]
    assert told(cast.channel_manager.user_key) == [
        "registrations.to_decide",
        "registrations.half_time",
        "registrations.overdue",
    ]
    assert fresh(row).state == State.IN_REVIEW


def test_a_missed_update_is_reminded_in_writing(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    row = submitted(programme, seller, now=now)
    due = due_jobs(row)["deals.registrations.remind_update"]

    actions.remind_update(row.public_id, now=due - timedelta(days=1))
    assert "registrations.update_due" not in told(seller.user_key)
    actions.remind_update(row.public_id, now=due)

    assert told(seller.user_key)[-1] == "registrations.update_due"
    assert fresh(row).state == State.PROTECTED


def test_half_way_to_completion_the_partner_is_reminded(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    row = quickly(programme, seller, now=now)
    due = due_jobs(row)["deals.registrations.remind_completion"]
    assert due == now + timedelta(days=7)  # five working days

    actions.remind_completion(row.public_id, now=due)

    assert told(seller.user_key) == ["registrations.completion_due"]


@pytest.mark.parametrize(
    "act",
    [
        actions.lapse_unfinished,
        actions.lapse_unanswered,
        actions.end_protection,
        actions.remind_decider,
        actions.escalate,
        actions.remind_expiry,
        actions.remind_update,
        actions.remind_completion,
        actions.screen_anew,
    ],
)
def test_a_job_that_comes_too_late_changes_nothing(
    programme: Programme, now: datetime, act: Act
) -> None:
    seller = programme.cast.seller_a
    row = quickly(programme, seller, now=now)
    actions.withdraw(seller, row.public_id, version=row.version, now=now, reason="取消")
    before = StateChange.objects.unscoped(reason="test").count()

    act(row.public_id, now=now + timedelta(days=400))
    act("reg_0000000000000000", now=now)

    assert fresh(row).state == State.WITHDRAWN
    assert StateChange.objects.unscoped(reason="test").count() == before
    assert told(seller.user_key) == []


def test_the_sweep_hands_a_due_protection_to_its_job(
    programme: Programme, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)
    later = datetime(2026, 6, 28, 16, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert deadlines.sweep(now=later) >= 1
    resolve("deals.registrations.end_protection").func(row.public_id)

    assert fresh(row).state == State.EXPIRED


def test_trouble_with_one_that_waits_holds_up_no_other(programme: Programme, now: datetime) -> None:
    """Each is looked at in a job of its own, as many as there are."""
    cast = programme.cast
    waiting = [
        in_review(programme, cast.seller_b, now=now),
        in_review(programme, cast.seller_a, now=now),
    ]
    gone = quickly(programme, cast.seller_distributor, now=now)
    DBTaskResult.objects.all().delete()

    actions.withdraw(
        cast.seller_distributor, gone.public_id, version=gone.version, now=now, reason="取消"
    )
    resolve("deals.registrations.look_again").func(gone.public_id)

    jobs = DBTaskResult.objects.filter(task_path="qudao.deals.registrations.jobs.screen_anew")
    assert [one.args_kwargs["kwargs"]["subject_id"] for one in jobs.order_by("enqueued_at")] == [
        row.public_id for row in waiting
    ]
