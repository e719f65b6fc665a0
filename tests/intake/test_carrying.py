"""What the worker does with a run: reads it through, carries it out, and ends it in every way."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from qudao.core.actor import Actor, Side
from qudao.core.errors import NotFound
from qudao.core.files import path_of
from qudao.core.models import AuditEntry, Deadline
from qudao.intake import running
from qudao.intake.actions import (
    ColumnChoice,
    carry_out_run,
    choose_columns,
    preview_import,
    start_here,
    start_import,
)
from qudao.intake.actions.carrying import check_run, run_of
from qudao.intake.actions.columns import settle_columns
from qudao.intake.jobs import MOST_ATTEMPTS, check_import, owner_of, run_import
from qudao.intake.models import ImportReject, ImportRun
from qudao.intake.selectors import preview_of, run_page
from qudao.intake.states import RunState
from qudao.market.partners.models import Partner
from tests.intake.build import asked_for, counts, previewed
from tests.intake.stored import stored_run
from tests.people import Cast

SEVEN = "编号,公司名称\n" + "".join(f"P-{n},公司{n}\n" for n in range(1, 8))


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 3)


def the_run() -> ImportRun:
    return ImportRun.objects.unscoped(reason="a test").select_related("file").get()


def partners() -> int:
    return Partner.objects.unscoped(reason="a test").count()


def verbs() -> list[str]:
    rows = AuditEntry.objects.unscoped(reason="a test").order_by("pk")
    return list(rows.values_list("verb", flat=True))


def received(actor: Actor, content: str, now: datetime, kind: str = "partners") -> str:
    run = preview_import(actor, asked_for(kind, content), now=now)
    settle_columns(actor, run.public_id, now=now)
    return run.public_id


def lose_file(run: ImportRun, content: bytes | None = None) -> None:
    """The file is gone from the disk, or something else lies there."""
    path = path_of(run.file.public_id)
    path.unlink()
    if content is not None:
        path.write_bytes(content)


def test_a_check_tries_the_first_rows_and_takes_them_back(importer: Actor, now: datetime) -> None:
    content = "编号,公司名称,伙伴类型\nP-1,甲公司,集成商\nP-1,甲公司,总代\nP-2,,总代\n"
    public_id = received(importer, content, now)
    heard: list[int] = []
    run = check_run(importer, public_id, clock=lambda: now, progress=heard.append)

    assert (run.state, run.rows_total, heard) == ("previewed", 3, [])
    assert run.checked["tried"] == {
        "rows": 2,
        "notes": {},
        "fates": {"created": 1, "merged": 1},
        "rejects": [],
    }
    assert partners() == 0
    assert not ImportReject.objects.unscoped(reason="a test").exists()
    assert not Deadline.objects.unscoped(reason="a test").exists()


def test_a_trial_shows_fifty_refusals_and_counts_all(importer: Actor, now: datetime) -> None:
    lines = "".join(f"S-1,{n},没有,A-9,2026-01-05,1,CNY\n" for n in range(80))
    content = f"订单号,订单行,代理商,产品编码,销售日期,金额,币种\n{lines}"
    public_id = received(importer, content, now, "sell_through")
    check_run(importer, public_id, clock=lambda: now)

    preview = preview_of(importer, public_id)
    assert (preview.good, preview.bad, preview.tried) == (80, 0, 80)
    assert (preview.tried_refused, len(preview.tried_rejects)) == (80, 50)
    first = preview.tried_rejects[0]
    assert (first.row, first.column, first.value, first.rule) == (
        2,
        "产品编码",
        "A-9",
        "product_unknown",
    )
    assert first.words == "No product has this code or name. Import products first."


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7", "not_a_table_file"),
        (b"", "file_empty"),
        (b"\n\n\n", "table_not_found"),
        ("别的,列\n1,2\n".encode(), "header_missing"),
    ],
)
def test_a_file_that_changed_on_disk_fails_its_check(
    importer: Actor, now: datetime, content: bytes, code: str
) -> None:
    public_id = received(importer, SEVEN, now)
    lose_file(the_run(), content)
    run = check_run(importer, public_id, clock=lambda: now)

    assert (run.state, run.failure, run.ended_at) == ("failed", code, now)
    page = run_page(importer, public_id)
    assert page.failure not in {"", "The file cannot be used."}
    assert (page.may_map, page.may_start) == (True, False)
    assert verbs()[-1] == "imports.failed"
    assert not Deadline.objects.unscoped(reason="a test").exists()


def test_a_file_that_breaks_in_the_middle_keeps_what_is_written(
    importer: Actor, now: datetime, small_batches: None
) -> None:
    public_id = previewed(importer, asked_for("partners", SEVEN), now=now)
    start_here(importer, public_id, now=now)
    broken = SEVEN.encode().split(b"P-5")[0] + b'P-5,"never closed\n' + b"x" * 1_100_000
    lose_file(the_run(), broken)
    run = carry_out_run(importer, public_id, clock=lambda: now)

    assert (run.state, run.rows_read, partners()) == ("failed", run.created, run.created)
    assert run.failure in {"line_too_long", "row_not_readable"}
    assert run.created <= 4
    lose_file(run, SEVEN.encode())
    start_here(importer, public_id, now=now)
    carry_out_run(importer, public_id, clock=lambda: now)
    assert counts(run_page(importer, public_id)) == {"created": 7}
    assert partners() == 7


def test_progress_and_heartbeat_follow_each_batch(
    importer: Actor, now: datetime, small_batches: None
) -> None:
    public_id = previewed(importer, asked_for("partners", SEVEN), now=now)
    start_here(importer, public_id, now=now)
    moments = iter(now + timedelta(minutes=n) for n in range(20))
    due: list[datetime] = []
    heard: list[int] = []

    def progress(done: int) -> None:
        heard.append(done)
        due.append(Deadline.objects.unscoped(reason="a test").get().due_at)

    run = carry_out_run(importer, public_id, clock=lambda: next(moments), progress=progress)

    assert heard == [3, 6, 7]
    assert due == sorted(due)
    assert len(set(due)) == 3
    assert run.ended_at is not None
    assert run.ended_at > now
    assert run_page(importer, public_id).took == run.ended_at - run.started_at
    assert run_page(importer, public_id).percent == 100


def test_a_stop_between_batches_keeps_the_first_and_goes_on_from_there(
    importer: Actor, now: datetime, small_batches: None
) -> None:
    public_id = previewed(importer, asked_for("partners", SEVEN), now=now)
    start_here(importer, public_id, now=now)

    def ask_to_stop(_done: int) -> None:
        ImportRun.objects.unscoped(reason="a test").update(stop_asked=True)

    run = carry_out_run(importer, public_id, clock=lambda: now, progress=ask_to_stop)
    assert (run.state, run.created, run.position, partners()) == ("stopped", 3, 4, 3)
    assert run_page(importer, public_id).percent == 42

    start_here(importer, public_id, now=now)
    run = carry_out_run(importer, public_id, clock=lambda: now)
    assert (run.state, run.created, run.position, partners()) == ("done", 7, 8, 7)
    assert verbs().count("imports.ended") == 2


def test_the_counts_of_a_run_are_those_of_its_rows(
    importer: Actor, now: datetime, small_batches: None
) -> None:
    content = (
        "编号,公司名称,城市\nP-1,甲公司,上海\nP-2,,北京\nP-1,甲公司,上海\nP-3,丙公司,广州\n"
        "编号,公司名称,城市\nP-4,#REF!,苏州\nP-5,戊公司,\n"
    )
    public_id = previewed(importer, asked_for("partners", content), now=now)
    start_here(importer, public_id, now=now)
    run = carry_out_run(importer, public_id, clock=lambda: now)

    assert (run.created, run.merged, run.rejected, run.set_aside) == (3, 1, 2, 1)
    assert run.rows_read == run.rows_total == 6
    assert run.rows_read == run.created + run.updated + run.unchanged + run.merged + run.rejected
    found = ImportReject.objects.unscoped(reason="a test").order_by("row_number")
    assert list(found.values_list("row_number", "column", "value", "rule")) == [
        (3, "公司名称", "", "required"),
        (7, "公司名称", "#REF!", "spreadsheet_error"),
    ]
    assert found[0].row == ["P-2", "", "北京"]
    last = AuditEntry.objects.unscoped(reason="a test").get(verb="imports.ended")
    assert last.after == {
        "state": "done",
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "merged": 1,
        "rejected": 2,
    }


def test_what_the_file_writes_is_cut_to_the_columns_of_a_reject(
    importer: Actor, now: datetime
) -> None:
    content = f"编号,公司名称,城市\nP-1,甲公司,{'长' * 400}\nP-2,{'名' * 250},北京\n"
    public_id = previewed(importer, asked_for("partners", content), now=now)
    start_here(importer, public_id, now=now)
    carry_out_run(importer, public_id, clock=lambda: now)
    rejects = ImportReject.objects.unscoped(reason="a test").order_by("row_number")
    assert [(one.column, one.rule, len(one.value)) for one in rejects] == [
        ("城市", "text_too_long", 300),
        ("公司名称", "text_too_long", 200),
    ]
    assert [len(cell) for cell in rejects[0].row] == [3, 3, 400]


def test_null_characters_of_a_file_are_refused_and_stored_nowhere(
    importer: Actor, now: datetime
) -> None:
    rows = "".join(f"P-{n},公司{n},上海,{'路' * 300}\n" for n in range(1, 10))
    hostile = "P-X,公\x00司,上\x00海,\nP-Y,好公司,苏州,\n"
    content = f"编号,公司名称,城市,地址\n{rows}{hostile}"
    public_id = previewed(importer, asked_for("partners", content), now=now)
    start_here(importer, public_id, now=now)
    run = carry_out_run(importer, public_id, clock=lambda: now)

    assert (run.created, run.rejected) == (10, 1)
    reject = ImportReject.objects.unscoped(reason="a test").get()
    assert (reject.row_number, reject.rule) == (11, "control_character")
    assert (reject.value, reject.row[:3]) == ("公\ufffd司", ["P-X", "公\ufffd司", "上\ufffd海"])
    stored = json.dumps([run.checked, run.header, run.columns, run.options], ensure_ascii=False)
    assert "\\u0000" not in stored
    assert "\x00" not in stored


def test_a_run_that_nobody_has_is_not_found(importer: Actor) -> None:
    for public_id in ("imp_nothing", "", "\x00"):
        with pytest.raises(NotFound):
            run_of(public_id)


def test_a_job_works_as_whoever_started_the_run(cast: Cast, now: datetime) -> None:
    run = stored_run(cast.channel_manager, now=now)
    actor = owner_of(run_of(run.public_id))
    assert (actor.user_id, actor.roles) == (
        cast.channel_manager.user_id,
        cast.channel_manager.roles,
    )
    ImportRun.objects.unscoped(reason="a test").update(started_by=None)
    assert owner_of(run_of(run.public_id)).side is Side.SYSTEM


@pytest.mark.parametrize(
    ("attempts", "state"), [(MOST_ATTEMPTS, "done"), (MOST_ATTEMPTS + 1, "failed")]
)
def test_a_run_has_five_attempts(importer: Actor, now: datetime, attempts: int, state: str) -> None:
    public_id = previewed(importer, asked_for("partners", SEVEN), now=now)
    start_import(importer, public_id, now=now)
    Deadline.objects.unscoped(reason="a test").update(attempts=attempts)
    run_import.call(subject_id=public_id)
    assert the_run().state == state
    assert partners() == (7 if state == "done" else 0)


@pytest.mark.parametrize(
    ("attempts", "state"), [(MOST_ATTEMPTS, "previewed"), (MOST_ATTEMPTS + 1, "failed")]
)
def test_a_check_has_five_attempts(
    importer: Actor, now: datetime, attempts: int, state: str
) -> None:
    public_id = preview_import(importer, asked_for("partners", SEVEN), now=now).public_id
    choose_columns(importer, public_id, {"name": ColumnChoice("公司名称")}, now=now)
    Deadline.objects.unscoped(reason="a test").update(attempts=attempts)
    check_import.call(subject_id=public_id)
    assert the_run().state == state


def test_a_run_whose_worker_was_lost_is_taken_up_again(importer: Actor, now: datetime) -> None:
    public_id = previewed(importer, asked_for("partners", SEVEN), now=now)
    start_import(importer, public_id, now=now)
    ImportRun.objects.unscoped(reason="a test").update(state=RunState.RUNNING)
    run_import.call(subject_id=public_id)
    assert counts(run_page(importer, public_id)) == {"created": 7}
