"""Progress and result of an import in words: shares, time left, figures that add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from qudao.intake.selectors import RunPage
from qudao.web.workbench.imports.runs import _figures, _job, _left

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # where the clock of these tests stands
RUN = RunPage(
    public_id="run_1", file="partners.csv", kind="partners", kind_words="Partners", source="crm",
    state="running", state_words="Running", started_at=NOW, started_by="Xu Mingyuan",
    ended_at=None, rows_total=4_000, rows_read=1_000, created=700, updated=200, unchanged=50,
    merged=20, rejected=30, set_aside=0, notes=(), failure="", stop_asked=False, is_at_work=True,
    may_map=False, may_start=False, may_stop=True, took=None,
)  # fmt: skip


def at(percent: int, passed: timedelta, **more: object) -> RunPage:
    page = replace(RUN, rows_total=100, rows_read=percent, started_at=NOW - passed)
    return replace(page, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("read", "total", "percent"),
    [(0, 0, 0), (0, 10, 0), (1, 3, 33), (2, 3, 66), (999, 1_000, 99), (10, 10, 100), (12, 10, 100)],
)
def test_a_share_is_whole_and_never_rounded_up_to_done(read: int, total: int, percent: int) -> None:
    assert replace(RUN, rows_read=read, rows_total=total).percent == percent


def test_progress_says_how_many_of_how_many_rows() -> None:
    job = _job(RUN)
    assert (job.done, job.total, job.unit, job.percent) == ("1,000", "4,000", "rows", 25)
    assert _job(replace(RUN, rows_total=0, rows_read=0)).total == "…"


@pytest.mark.parametrize(
    ("state", "label"),
    [
        ("checking", "Reading the file"),
        ("queued", "Waiting for the worker"),
        ("running", "Importing"),
    ],
)
def test_progress_says_what_is_at_work(state: str, label: str) -> None:
    assert _job(replace(RUN, state=state)).label == label
    with override("zh-hans"):
        assert _job(replace(RUN, state=state)).label != label


@pytest.mark.parametrize(
    ("percent", "passed", "words"),
    [
        (4, timedelta(minutes=5), ""),  # too early to say
        (5, timedelta(minutes=1), "about 19 min left"),
        (50, timedelta(minutes=10), "about 10 min left"),
        (90, timedelta(minutes=9), "about 1 min left"),
        (50, timedelta(seconds=59), "less than a minute left"),
        (100, timedelta(hours=3), "less than a minute left"),
        (99, timedelta(hours=3), "about 2 min left"),
    ],
)
def test_the_time_left_is_said_once_enough_is_known(
    percent: int, passed: timedelta, words: str
) -> None:
    assert _left(at(percent, passed)) == words


@pytest.mark.parametrize("state", ["checking", "queued", "previewed", "done"])
def test_only_a_running_import_has_time_left(state: str) -> None:
    assert _left(at(50, timedelta(minutes=10), state=state)) == ""


def test_figures_account_for_every_row_that_was_read() -> None:
    figures = _figures(RUN)
    assert [(one.label, one.value) for one in figures] == [
        ("New", "700"),
        ("Updated", "200"),
        ("Seen before, unchanged", "50"),
        ("Merged", "20"),
        ("Refused", "30"),
    ]
    assert sum(int(one.value) for one in figures) == RUN.rows_read


def test_refused_rows_alone_are_alarming() -> None:
    assert [one.hue for one in _figures(RUN)] == ["good", "", "", "", "bad"]
    assert _figures(replace(RUN, rejected=0))[-1].hue == ""
    with override("zh-hans"):
        chinese = [one.label for one in _figures(RUN)]
    assert chinese[0] == "新增"
    assert len(set(chinese)) == 5
