"""One import in each of its states: what it shows, what may be done, what a refusal changes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from qudao.core.models import AuditEntry
from qudao.intake.models import ImportRun
from tests.people import Cast
from tests.refusals import nothing_changes
from tests.web.deals_pages import client_of
from tests.web.import_pages import figures
from tests.web.workbench.imports.runs import IMPORTS, rejects, run_of, state_of
from tests.web.workbench.pages import text_of, words_of
from tests.web.workbench.reading import csv_lines, rows_of

CHECKED = {"good": 2, "bad": 1, "rejects": [
    {"row": 4, "column": "公司名称", "value": "", "rule": "required", "params": {}}],
    "asides": {}, "remarks": {}, "tried": {}}  # fmt: skip
AFTER_WORK = {"rows_total": 10, "rows_read": 10, "created": 7, "updated": 2, "rejected": 1}


@pytest.fixture
def manager(cast: Cast) -> Client:
    return client_of(cast.channel_manager)


def page_of(client: Client, run: ImportRun, **asked: str) -> str:
    answer = client.get(f"{IMPORTS}{run.public_id}/", asked)
    assert answer.status_code == 200
    return text_of(answer)


def offered(page: str, run: ImportRun) -> set[str]:
    """What may be done with the run now."""
    return {one for one in ("start", "stop", "columns", "rejects.csv")
            if f"{IMPORTS}{run.public_id}/{one}" in page}  # fmt: skip


def test_what_may_be_done_follows_from_the_state(
    cast: Cast, manager: Client, now: datetime
) -> None:
    own = cast.channel_manager
    for state, values, doings in (
        ("checking", {}, set()),
        ("previewed", {"checked": CHECKED, "rows_total": 3}, {"start", "columns"}),
        ("previewed", {"checked": {**CHECKED, "good": 0}}, {"columns"}),  # nothing to import
        ("queued", {"checked": CHECKED, "rows_total": 3}, {"stop"}),
        ("running", {"checked": CHECKED, "rows_total": 3}, {"stop"}),
        ("running", {"checked": CHECKED, "stop_asked": True}, set()),
        ("done", {"checked": CHECKED, **AFTER_WORK}, set()),
        ("stopped", {"checked": CHECKED, **AFTER_WORK}, {"start"}),
        ("failed", {"checked": CHECKED, "failure": "worker_lost"}, {"start"}),
        ("failed", {"failure": "header_missing", "failure_params": {"header": "市"}}, {"columns"}),
    ):
        run = run_of(own, state, now, **values)
        assert offered(page_of(manager, run), run) == doings, (state, values)


def test_a_run_without_columns_leads_to_choosing_them(
    cast: Cast, manager: Client, now: datetime
) -> None:
    run = run_of(cast.channel_manager, "received", now)
    answer = manager.get(f"{IMPORTS}{run.public_id}/")
    assert answer["Location"] == f"{IMPORTS}{run.public_id}/columns/"


def test_the_preview_counts_what_holds_and_shows_what_does_not(
    cast: Cast, manager: Client, now: datetime
) -> None:
    tried = {"rows": 2, "fates": {"created": 1, "unchanged": 1}, "rejects": []}
    checked = {**CHECKED, "asides": {"total": 1}, "remarks": {"city:unknown": 2}, "tried": tried}
    run = run_of(cast.channel_manager, "previewed", now, rows_total=1_203, checked=checked)
    page = page_of(manager, run)
    counts = figures(page)
    assert (counts["Rows"], counts["Good rows"], counts["Refused"]) == ("1,203", "2", "1")
    (refused,) = [row for row in rows_of(page) if len(row) == 4 and row[0] == "4"]
    assert refused[1] == "公司名称"
    assert "Must be filled in." in refused[3]
    words = words_of(manager.get(f"{IMPORTS}{run.public_id}/"))
    assert "A trial on the first 2 rows, taken back at once" in words
    assert "Import 2 rows" in words
    assert "城市" in words[words.index("Not used") :]


def test_progress_asks_again_by_itself_until_the_work_ends(
    cast: Cast, manager: Client, now: datetime
) -> None:
    started = now - timedelta(minutes=10)
    run = run_of(cast.channel_manager, "running", started, rows_total=400, rows_read=200)
    page = page_of(manager, run)
    assert 'hx-trigger="every 2s"' in page
    assert "about 10 min left" in page
    assert "200" in page
    assert figures(page)["New"] == "0"
    stopping = run_of(cast.channel_manager, "running", now, rows_total=4, stop_asked=True)
    assert "It stops after the rows that it is at." in page_of(manager, stopping)


def test_the_result_adds_up_and_says_what_was_left_out(
    cast: Cast, manager: Client, now: datetime
) -> None:
    run = run_of(cast.channel_manager, "done", now, **AFTER_WORK, set_aside=2)
    page = page_of(manager, run)
    assert figures(page) == {
        "New": "7", "Updated": "2", "Seen before, unchanged": "0", "Merged": "0", "Refused": "1",
    }  # fmt: skip
    words = words_of(manager.get(f"{IMPORTS}{run.public_id}/"))
    assert "10 rows read = new + updated + unchanged + merged + rejected" in words
    assert "2 totals, notes and other rows set aside" in words


def test_a_failure_is_told_in_both_languages(cast: Cast, manager: Client, now: datetime) -> None:
    run = run_of(
        cast.channel_manager, "failed", now, failure="header_missing",
        failure_params={"header": "<b>市</b>"},
    )  # fmt: skip
    english = page_of(manager, run)
    chinese = page_of(client_of(cast.channel_manager, "zh-CN"), run)
    assert "The import could not go on." in english
    assert "The import could not go on." not in chinese
    for page in (english, chinese):
        assert "<b>市</b>" not in page
        assert "&lt;b&gt;市" in page


def test_refused_rows_come_by_fifties_and_whole_in_the_file(
    cast: Cast, manager: Client, now: datetime
) -> None:
    run = run_of(cast.channel_manager, "done", now, **{**AFTER_WORK, "rejected": 53})
    rejects(run, 53)
    first, second = page_of(manager, run), page_of(manager, run, page="2")
    assert len([row for row in rows_of(first) if len(row) == 4]) == 51
    assert "51–53 of 53" in second
    lines = csv_lines(manager.get(f"{IMPORTS}{run.public_id}/rejects.csv"))
    assert len(lines) == 54
    assert lines[0] == "Row,Column,Value,Rule,What to do,公司名称,城市"
    assert lines[1] == "2,公司名称,值2,required,Must be filled in.,,城2"


def test_going_happens_once(cast: Cast, manager: Client, now: datetime) -> None:
    run = run_of(cast.channel_manager, "previewed", now, checked=CHECKED, rows_total=3)
    at = f"{IMPORTS}{run.public_id}/"
    assert manager.post(f"{at}start/")["Location"] == at
    assert state_of(run) == "queued"
    assert manager.post(f"{at}start/").status_code == 409
    verbs = AuditEntry.objects.unscoped(reason="a test").filter(verb="imports.started")
    assert verbs.count() == 1
    assert manager.post(f"{at}stop/").status_code == 302
    assert "It stops after the rows that it is at." in page_of(manager, run)


@pytest.mark.parametrize(
    ("state", "start", "stop"),
    [
        ("received", 409, 409),
        ("checking", 409, 409),
        ("previewed", 302, 409),
        ("queued", 409, 302),
        ("running", 409, 302),
        ("done", 409, 409),
        ("stopped", 302, 409),
        ("failed", 302, 409),
    ],
)
def test_the_whole_table_of_states_and_doings(
    cast: Cast, manager: Client, now: datetime, state: str, start: int, stop: int
) -> None:
    for what, status in (("start", start), ("stop", stop)):
        run = run_of(cast.channel_manager, state, now, checked=CHECKED, rows_total=3)
        at = f"{IMPORTS}{run.public_id}/{what}/"
        assert manager.post(at).status_code == status, what
        assert manager.get(at).status_code == 405
        moved = "queued" if (what, status) == ("start", 302) else state
        assert state_of(run) == moved


def test_a_colleagues_run_is_not_there_and_stays_as_it_is(
    cast: Cast, manager: Client, now: datetime
) -> None:
    run = run_of(cast.other_channel_manager, "previewed", now, checked=CHECKED, rows_total=3)
    with nothing_changes(ImportRun):
        for what in ("", "columns/", "rejects.csv"):
            assert manager.get(f"{IMPORTS}{run.public_id}/{what}").status_code == 404
        for what in ("start/", "stop/", "columns/", "keys/"):
            assert manager.post(f"{IMPORTS}{run.public_id}/{what}").status_code == 404 or (
                what == "keys/"
            )
    director = client_of(cast.channel_director)
    assert "Import 2 rows" in page_of(director, run)
