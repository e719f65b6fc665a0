"""The sweep begins what is to be done once a day, in an installation that has its programme."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qudao.cli import run, sweep
from qudao.cli.daily import ensure_daily_jobs
from qudao.core.jobs import resolve
from qudao.core.models import Deadline
from tests.people import Cast

JOBS = ["api.purge_answers", "core.housekeeping.purge_ended", "core.housekeeping.purge_uploads"]


def due() -> list[str]:
    return sorted(Deadline.objects.filter(subject_id="daily").values_list("job", flat=True))


@pytest.mark.django_db
def test_an_installation_without_programme_stays_empty_for_a_backup(now: datetime) -> None:
    ensure_daily_jobs(now=now)
    assert Deadline.objects.count() == 0


def test_each_daily_job_begins_once(cast: Cast, now: datetime) -> None:
    ensure_daily_jobs(now=now)
    ensure_daily_jobs(now=now + timedelta(hours=1))
    assert due() == JOBS
    assert set(Deadline.objects.values_list("due_at", flat=True)) == {now}


def test_every_daily_job_exists(cast: Cast, now: datetime) -> None:
    ensure_daily_jobs(now=now)
    assert [resolve(name).name for name in due()] == [
        "purge_answers",
        "purge_ended",
        "purge_uploads",
    ]


def test_one_sweep_begins_and_queues_them(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sweep"]) == 0
    assert run(["sweep"]) == 0
    assert capsys.readouterr().out.splitlines() == ["3 jobs queued", "0 jobs queued"]


@pytest.mark.parametrize("pause", ["0", "-1", "soon", "1.5", "86401"])
def test_a_pause_is_a_whole_number_of_seconds(
    pause: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        sweep.main(["--every", pause])
    assert stopped.value.code == 2
    assert "--every" in capsys.readouterr().err
