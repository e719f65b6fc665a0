"""Kept answers go by themselves, also where nobody creates anything any more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qudao.api import jobs
from qudao.api.models import KeptAnswer
from qudao.core import clock
from qudao.core.models import Deadline
from tests.people import Cast


def test_the_daily_job_forgets_old_answers_and_sets_its_next_day(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    for hours in (1, 23, 25, 500):
        KeptAnswer.objects.create(
            user_id=cast.operations.user_key,
            key=f"key-of-{hours}-hours",
            digest="d",
            claim="c",
            claimed_at=now - timedelta(hours=hours),
        )

    jobs.purge_answers.func("daily")

    rows = KeptAnswer.objects.unscoped(reason="a test").order_by("key")
    assert list(rows.values_list("key", flat=True)) == ["key-of-1-hours", "key-of-23-hours"]
    due = Deadline.objects.get(job="api.purge_answers")
    assert due.due_at == now + timedelta(days=1)
