"""The periodic sweep goes on whatever happens; the worker ends when it is told to."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult

from qudao.cli import database, reconcile, run, sweep, worker
from qudao.cli.processes import StopRequested
from qudao.cli.sweep import sweep_again_and_again, sweep_once
from qudao.core import clock
from qudao.core.deadlines import set_deadline
from qudao.core.models import Deadline, Total
from qudao.deals.funnel.models import Opportunity
from tests.deals.programme import Programme, in_review
from tests.people import Cast

NOTICE = "people.mail_notice"


@pytest.fixture(autouse=True)
def _standing_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setenv("LC_ALL", "C")


def queued() -> set[str]:
    paths = DBTaskResult.objects.values_list("task_path", flat=True)
    return {path.removeprefix("qudao.").replace(".jobs.", ".") for path in paths}


# ------------------------------------------------------------------ one sweep


def test_one_sweep_queues_what_is_due_and_the_work_of_the_day(cast: Cast, now: datetime) -> None:
    set_deadline(NOTICE, "ntc_1", now)
    set_deadline(NOTICE, "ntc_2", now + timedelta(seconds=1))
    assert sweep_once() == 4
    assert queued() == {
        NOTICE,
        "core.housekeeping.purge_uploads",
        "core.housekeeping.purge_ended",
        "api.purge_answers",
    }
    assert sweep_once() == 0


def test_the_command_says_how_many(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sweep"]) == 0
    assert capsys.readouterr().out == "3 jobs queued\n"
    assert run(["sweep"]) == 0
    assert capsys.readouterr().out == "0 jobs queued\n"


@pytest.mark.django_db
def test_before_the_programme_is_set_up_nothing_is_queued(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["sweep"]) == 0
    assert capsys.readouterr().out == "0 jobs queued\n"
    assert Deadline.objects.count() == 0


# ------------------------------------------------------------------ again and again


def stop_after(monkeypatch: pytest.MonkeyPatch, count: int) -> list[float]:
    """Pauses that take no time; the one after the last is interrupted."""
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == count:
            raise StopRequested

    monkeypatch.setattr("time.sleep", pause)
    monkeypatch.setattr(sweep, "close_old_connections", lambda: None)
    return pauses


def test_it_goes_on_with_its_pause_until_told_to_stop(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    swept: list[int] = []
    pauses = stop_after(monkeypatch, 3)
    monkeypatch.setattr(sweep, "sweep_once", lambda: swept.append(1))
    assert run(["sweep", "--every", "15"]) == 0
    assert (len(swept), pauses) == (3, [15, 15, 15])
    assert capsys.readouterr().out == ""


def test_a_database_that_is_away_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers = iter([OperationalError("away"), OperationalError("still away"), None])

    def away() -> int:
        answer = next(answers)
        if answer:
            raise answer
        return 0

    stop_after(monkeypatch, 3)
    monkeypatch.setattr(sweep, "sweep_once", away)
    monkeypatch.setattr(logging.getLogger("qudao"), "propagate", True)
    with pytest.raises(StopRequested):
        sweep_again_and_again(1)
    told = [record.getMessage() for record in caplog.records]
    assert told == ["the sweep could not reach the database and will try again"] * 2


def test_a_bug_ends_it_so_that_somebody_hears(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_after(monkeypatch, 9)

    def broken() -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(sweep, "sweep_once", broken)
    with pytest.raises(ZeroDivisionError):
        sweep_again_and_again(1)


# ------------------------------------------------------------------ the worker


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """How the worker of the queue was started."""
    started: list[dict[str, object]] = []
    monkeypatch.setattr(
        worker, "call_command", lambda name, **options: started.append({"name": name, **options})
    )
    return started


@pytest.mark.parametrize(("words", "is_batch"), [([], False), (["--once"], True)])
def test_the_worker_takes_every_queue_and_ends_when_asked_to(
    worked: list[dict[str, object]], words: list[str], *, is_batch: bool
) -> None:
    assert run(["worker", *words]) == 0
    assert worked == [
        {
            "name": "db_worker",
            "queue_name": "*",
            "batch": is_batch,
            "reload": False,
            "startup_delay": False,
        }
    ]


def test_the_worker_understands_nothing_else(worked: list[dict[str, object]]) -> None:
    with pytest.raises(SystemExit):
        run(["worker", "--twice"])
    assert worked == []


# ------------------------------------------------------------------ totals


def test_reconcile_makes_wrong_totals_right(
    programme: Programme, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    cast = programme.cast
    in_review(programme, cast.principal_a, now=now)
    Opportunity.objects.create(
        name="Deal", customer=programme.customer, product=programme.gateways, stage="proposing",
        partner=cast.partner_a, route="indirect", amount=5, currency="CNY", created_at=now,
    )  # fmt: skip
    rows = Total.objects.unscoped(reason="a test")

    def figures() -> set[tuple[str, str, str, int]]:
        return set(rows.values_list("kind", "owner", "bucket", "count"))

    assert run(["reconcile"]) == 0
    right = figures()
    assert right
    rows.update(count=99)
    Total.objects.create(kind=rows[0].kind, owner="nobody", bucket="gone", count=3, amount=0)
    capsys.readouterr()

    assert run(["reconcile"]) == 0
    assert figures() == right
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 2
    assert told[0].endswith("figures of the funnel rebuilt")
    assert told[1].endswith("counts of registrations rebuilt")
    assert reconcile.main([]) == 0


# ------------------------------------------------------------------ the database


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(database, "call_command", lambda name, **_o: pytest.fail(name))
    database.migrate_if_needed()
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
def test_a_database_that_is_behind_is_brought_up_to_date_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(database, "call_command", lambda name, **o: called.append((name, o)))
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_arguments: [("core", "0003")])
    database.migrate_if_needed()
    assert called == [("migrate", {"interactive": False, "verbosity": 0})]
    assert capsys.readouterr().out == "Bringing the database up to date\n"
