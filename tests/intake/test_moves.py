"""The states of an import: what may follow each, and that of two moves one counts."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import translation

from qudao.core.actor import Actor
from qudao.core.errors import Conflict
from qudao.core.models import AuditEntry, Deadline
from qudao.intake.actions import (
    ColumnChoice,
    choose_columns,
    start_here,
    start_import,
    stop_import,
)
from qudao.intake.actions.carrying import carry_out_run, check_run, give_up
from qudao.intake.models import ImportRun
from qudao.intake.moving import may_map, may_start, move
from qudao.intake.selectors import run_page
from qudao.intake.states import AT_WORK, OPEN_TO_MAPPING, STARTABLE, TRANSITIONS, RunState
from tests.intake.stored import stored_run

FOLLOWING = {
    "received": {"checking", "failed"},
    "checking": {"previewed", "failed"},
    "previewed": {"checking", "queued"},
    "queued": {"running", "failed"},
    "running": {"running", "done", "stopped", "failed"},
    "stopped": {"queued"},
    "failed": {"queued", "checking"},
    "done": set(),
}


def state_of(run: ImportRun) -> str:
    return str(ImportRun.objects.unscoped(reason="a test").values_list("state").get(pk=run.pk)[0])


def trail() -> list[str]:
    return list(AuditEntry.objects.unscoped(reason="a test").values_list("verb", flat=True))


def test_the_whole_table_of_moves(importer: Actor, now: datetime) -> None:
    run = stored_run(importer, now=now)
    rows = ImportRun.objects.unscoped(reason="a test")
    for before in RunState:
        for after in RunState:
            rows.update(state=before)
            allowed = after in FOLLOWING[before]
            assert move(run, after) is allowed, (before, after)
            assert state_of(run) == (after if allowed else before)


def test_a_table_of_states_leaves_none_out() -> None:
    assert {before: set(after) for before, after in TRANSITIONS.items()} == FOLLOWING
    assert OPEN_TO_MAPPING | AT_WORK | STARTABLE | {RunState.DONE} == set(RunState)
    assert not AT_WORK & STARTABLE
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert len({str(state.label) for state in RunState}) == len(RunState)


def test_a_refused_move_writes_none_of_its_values(importer: Actor, now: datetime) -> None:
    run = stored_run(importer, now=now, state=RunState.DONE)
    assert not move(run, RunState.QUEUED, failure="oops", position=9)
    run.refresh_from_db()
    assert (run.state, run.failure, run.position) == ("done", "", 0)


def test_of_two_moves_at_one_moment_one_counts(importer: Actor, now: datetime) -> None:
    run = stored_run(importer, now=now, state=RunState.PREVIEWED)
    twin = ImportRun.objects.unscoped(reason="a test").get()
    assert move(run, RunState.QUEUED)
    assert not move(twin, RunState.CHECKING)
    assert (run.state, twin.state, state_of(run)) == ("queued", "previewed", "queued")


@pytest.mark.parametrize("state", list(RunState))
@pytest.mark.parametrize("checked", [{}, {"good": 1}])
def test_when_columns_may_be_chosen_and_a_run_may_start(
    state: RunState, checked: dict[str, int]
) -> None:
    run = ImportRun(state=state, checked=checked)
    open_states = {RunState.RECEIVED, RunState.PREVIEWED}
    assert may_map(run) is (state in open_states or (state == RunState.FAILED and not checked))
    startable = state in {RunState.PREVIEWED, RunState.STOPPED, RunState.FAILED}
    assert may_start(run) is (startable and bool(checked))


@pytest.mark.parametrize("state", list(RunState))
def test_a_run_starts_only_from_where_it_may(
    importer: Actor, now: datetime, state: RunState
) -> None:
    run = stored_run(importer, now=now, state=state, checked={"good": 1})
    allowed = state in STARTABLE
    for start in (start_import, start_here):
        ImportRun.objects.unscoped(reason="a test").update(state=state)
        if allowed:
            assert start(importer, run.public_id, now=now).state == "queued"
        else:
            with pytest.raises(Conflict):
                start(importer, run.public_id, now=now)
            assert state_of(run) == state
    assert trail() == (["imports.started"] * 2 if allowed else [])


@pytest.mark.parametrize("state", list(RunState))
def test_only_what_is_under_way_can_be_stopped(
    importer: Actor, now: datetime, state: RunState
) -> None:
    run = stored_run(importer, now=now, state=state)
    if state in {RunState.QUEUED, RunState.RUNNING}:
        assert stop_import(importer, run.public_id, now=now).stop_asked
        assert run_page(importer, run.public_id).may_stop is False
    else:
        with pytest.raises(Conflict) as refused:
            stop_import(importer, run.public_id, now=now)
        assert refused.value.code == "not_running"
    run.refresh_from_db()
    assert run.stop_asked is (state in {RunState.QUEUED, RunState.RUNNING})
    assert trail() == (["imports.stop_asked"] if run.stop_asked else [])
    assert run.state == state


@pytest.mark.parametrize("state", list(RunState))
def test_columns_are_chosen_only_before_anything_is_written(
    importer: Actor, now: datetime, state: RunState
) -> None:
    run = stored_run(importer, now=now, state=state, checked={"good": 1})
    choices = {"name": ColumnChoice("公司名称")}
    if state in OPEN_TO_MAPPING:
        chosen = choose_columns(importer, run.public_id, choices, now=now)
        assert (chosen.state, chosen.columns["rules"]) == (
            "checking",
            {"name": {"header": "公司名称"}},
        )
        run.refresh_from_db()
        assert (run.checked, run.rows_total) == ({}, 0)
    else:
        with pytest.raises(Conflict) as refused:
            choose_columns(importer, run.public_id, choices, now=now)
        assert refused.value.code == "columns_settled"
        assert state_of(run) == state


@pytest.mark.parametrize("state", [one for one in RunState if one != RunState.CHECKING])
def test_a_check_that_comes_late_changes_nothing(
    importer: Actor, now: datetime, state: RunState
) -> None:
    run = stored_run(importer, now=now, state=state)
    assert check_run(importer, run.public_id, clock=lambda: now).state == state
    assert (state_of(run), trail()) == (state, [])


@pytest.mark.parametrize(
    "state", [one for one in RunState if one not in {RunState.QUEUED, RunState.RUNNING}]
)
def test_a_job_that_comes_late_imports_nothing(
    importer: Actor, now: datetime, state: RunState
) -> None:
    run = stored_run(importer, now=now, state=state)
    assert carry_out_run(importer, run.public_id, clock=lambda: now).state == state
    assert (state_of(run), trail()) == (state, [])


def test_a_start_forgets_how_it_ended_before(importer: Actor, now: datetime) -> None:
    run = stored_run(
        importer, now=now, state=RunState.FAILED, checked={"good": 1}, failure="worker_lost",
        failure_params={"row": 1}, ended_at=now, stop_asked=True, position=7,
    )  # fmt: skip
    start_import(importer, run.public_id, now=now)
    run.refresh_from_db()
    assert (run.failure, run.failure_params, run.ended_at) == ("", {}, None)
    assert (run.stop_asked, run.position) == (False, 7)
    entry = AuditEntry.objects.unscoped(reason="a test").get()
    assert entry.before == {"state": "failed"}
    assert entry.after == {"state": "queued", "from_row": 7}


@pytest.mark.parametrize("state", [RunState.CHECKING, RunState.QUEUED, RunState.RUNNING])
def test_a_run_that_no_worker_survives_is_given_up(
    importer: Actor, now: datetime, state: RunState
) -> None:
    run = stored_run(importer, now=now, state=state)
    ended = give_up(importer, run.public_id, now=now)
    assert (ended.state, ended.failure, ended.ended_at) == ("failed", "worker_lost", now)
    assert trail() == ["imports.failed"]
    assert not Deadline.objects.unscoped(reason="a test").exists()


@pytest.mark.parametrize("state", [RunState.DONE, RunState.STOPPED, RunState.PREVIEWED])
def test_what_has_ended_is_not_given_up_again(
    importer: Actor, now: datetime, state: RunState
) -> None:
    run = stored_run(importer, now=now, state=state)
    assert give_up(importer, run.public_id, now=now).state == state
    assert trail() == []
