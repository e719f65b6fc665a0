"""What pages read about imports: the list, one run, its preview, its result, its refused rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import translation

from qudao.core.actor import Actor
from qudao.core.errors import NotFound, NotPermitted
from qudao.intake.models import ImportReject, ImportRun
from qudao.intake.selectors import (
    count_of_runs,
    import_list,
    mapping_page,
    preview_of,
    reject_lines,
    rejects_of,
    result_of,
    run_page,
    sources_used,
)
from qudao.intake.states import RunState
from tests.intake.stored import HEADINGS, stored_file, stored_run
from tests.people import Cast


def reject(run: ImportRun, row: int, **given: object) -> ImportReject:
    plain = {"column": "公司名称", "value": "", "rule": "required", "row": ["P-1", "", "上海"]}
    return ImportReject.objects.create(run=run, row_number=row, **{**plain, **given})


def listed(actor: Actor, **asked: str) -> list[str]:
    return [row.public_id for row in import_list(actor, **asked)]  # type: ignore[arg-type]


def test_everybody_sees_own_runs_and_a_director_all(cast: Cast, now: datetime) -> None:
    mine = stored_run(cast.channel_manager, now=now)
    theirs = stored_run(cast.other_channel_manager, now=now, source="erp")
    command = ImportRun.objects.create(
        kind="products", source="pim", file=mine.file, started_at=now
    )
    ids = [one.public_id for one in (mine, theirs, command)]

    assert listed(cast.channel_manager) == ids[:1]
    assert listed(cast.other_channel_manager) == ids[1:2]
    assert listed(cast.channel_director) == ids[::-1]
    assert listed(cast.operations) == ids[::-1]
    assert [count_of_runs(actor) for actor in (cast.channel_manager, cast.channel_director)] == [
        1,
        3,
    ]
    assert sources_used(cast.channel_manager) == ["crm"]
    assert sources_used(cast.channel_director) == ["crm", "erp", "pim"]
    for outsider in (cast.account_manager, cast.human_resources, cast.principal_a):
        with pytest.raises(NotPermitted):
            import_list(outsider)
        with pytest.raises(NotPermitted):
            count_of_runs(outsider)


def test_the_list_is_narrowed_by_file_kind_and_state(importer: Actor, now: datetime) -> None:
    price_list = stored_file(importer, now=now, name="价格表 2026.xlsx")
    first = stored_run(importer, now=now, kind="products", file=price_list)
    second = stored_run(importer, now=now, state=RunState.DONE)

    def found(**asked: str) -> list[ImportRun]:
        ids = listed(importer, **asked)
        return [one for one in (first, second) if one.public_id in ids]

    assert found(text="价格") == found(text="XLSX") == found(kind="products") == [first]
    assert found(state="done") == found(kind="partners", state="done") == [second]
    assert found(text="50%") == found(kind="nothing") == found(text="_______________") == []
    assert (found(), found(text="2026.x", kind="")) == ([first, second], [first])
    assert [row.public_id for row in import_list(importer, window=slice(1, 2))] == [first.public_id]


def test_a_row_of_the_list_tells_what_was_written(cast: Cast, now: datetime) -> None:
    run = stored_run(
        cast.channel_manager, now=now, state=RunState.DONE, rows_total=10, created=3, updated=2,
        unchanged=1, merged=1, rejected=3,
    )  # fmt: skip
    row = import_list(cast.channel_director)[0]
    assert (row.public_id, row.file, row.kind) == (run.public_id, "partners.csv", "Partners")
    assert (row.state, row.state_words, row.source) == ("done", "Done", "crm")
    assert (row.rows, row.written, row.rejected) == (10, 5, 3)
    assert (row.started_at, row.started_by) == (now, "Xu Mingyuan")
    ImportRun.objects.unscoped(reason="a test").update(started_by=None)
    assert import_list(cast.channel_director)[0].started_by == "command line"


def test_the_list_costs_one_query_however_long(
    importer: Actor, now: datetime, django_assert_num_queries: Callable[[int], object]
) -> None:
    file = stored_file(importer, now=now)
    for _number in range(12):
        stored_run(importer, now=now, file=file)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert len(import_list(importer)) == 12


@pytest.mark.parametrize("state", list(RunState))
def test_one_run_tells_what_may_be_done_now(
    importer: Actor, now: datetime, state: RunState
) -> None:
    run = stored_run(importer, now=now, state=state, checked={"good": 1})
    page = run_page(importer, run.public_id)
    assert (page.state, page.state_words) == (state.value, str(state.label))
    assert page.is_at_work is (state in {"checking", "queued", "running"})
    assert page.may_map is (state in {"received", "previewed"})
    assert page.may_start is (state in {"previewed", "stopped", "failed"})
    assert page.may_stop is (state in {"queued", "running"})


@pytest.mark.parametrize(
    ("total", "read", "percent"), [(0, 0, 0), (3, 1, 33), (3, 3, 100), (3, 5, 100), (1000, 999, 99)]
)
def test_a_share_of_the_rows_is_settled(
    importer: Actor, now: datetime, total: int, read: int, percent: int
) -> None:
    run = stored_run(importer, now=now, rows_total=total, rows_read=read)
    assert run_page(importer, run.public_id).percent == percent


def test_a_run_that_ended_tells_how_long_it_took_and_why(importer: Actor, now: datetime) -> None:
    run = stored_run(
        importer, now=now, state=RunState.FAILED, failure="table_missing",
        failure_params={"table": "DimProduct"}, ended_at=now + timedelta(minutes=3),
        notes={"region_unknown": 4, "customer_added": 2},
    )  # fmt: skip
    page = run_page(importer, run.public_id)
    assert page.took == timedelta(minutes=3)
    assert page.failure == "Values are looked up in “DimProduct”. Add that file, too."
    assert page.notes == [
        ("customers were added because opportunities name them", 2),
        ("rows name a place that is not in the tree; it was left out", 4),
    ]
    assert run_page(importer, stored_run(importer, now=now).public_id).took is None


def test_a_preview_tells_all_that_reading_has_shown(importer: Actor, now: datetime) -> None:
    rejected = {"row": 4, "column": "公司名称", "value": "", "rule": "required", "params": {}}
    tried = {
        "rows": 5,
        "fates": {"merged": 1, "created": 3},
        "notes": {"partner_alike": 1},
        "rejects": [{**rejected, "row": 6, "column": "name_en", "rule": "too_deep"}],
    }
    run = stored_run(
        importer, now=now, state=RunState.PREVIEWED, rows_total=7,
        columns={
            "kind": "partners",
            "rules": {"name": {"header": "公司名称"}, "country": {"constant": "CN"}},
        },
        checked={
            "good": 6, "bad": 1, "asides": {"total": 1, "note": 2},
            "remarks": {"name:formula_text": 2, "uscc:digits_lost": 1},
            "rejects": [rejected], "tried": tried,
        },
    )  # fmt: skip
    preview = preview_of(importer, run.public_id)

    assert (preview.rows, preview.good, preview.bad) == (7, 6, 1)
    assert preview.origins == [("Name", "公司名称"), ("Country", "always CN")]
    assert preview.unused == ["编号", "城市"]
    assert preview.asides == [("notes", 2), ("totals", 1)]
    assert preview.remarks == [
        ("Name: text that looks like a formula was kept as text", 2),
        (
            "Unified social credit code: left out: Excel has rounded this number. "
            "Format the column as text.",
            1,
        ),
    ]
    assert [(one.row, one.column, one.words) for one in preview.rejects] == [
        (4, "公司名称", "Must be filled in.")
    ]
    assert (preview.tried, preview.tried_refused) == (5, 1)
    assert preview.tried_fates == [("new", 3), ("part of another", 1)]
    assert len(preview.tried_notes) == 1
    assert [one.words for one in preview.tried_rejects] == [
        "This would stand too deep in the tree."
    ]
    assert preview.tried_rejects[0].column != "name_en"


def test_a_run_that_was_never_read_has_an_empty_preview(importer: Actor, now: datetime) -> None:
    preview = preview_of(importer, stored_run(importer, now=now).public_id)
    assert (preview.good, preview.bad, preview.tried, preview.tried_refused) == (0, 0, 0, 0)
    assert (preview.rejects, preview.tried_fates, preview.failure) == ([], [], "")


def test_a_preview_of_an_older_version_is_still_read(importer: Actor, now: datetime) -> None:
    run = stored_run(
        importer, now=now, checked={
            "good": 1, "bad": 0, "asides": {}, "remarks": {}, "rejects": [],
            "tried": {"rows": 1, "fates": {"created": 1}, "rejects": []},
        },
    )  # fmt: skip
    assert preview_of(importer, run.public_id).tried_notes == []


def test_a_result_adds_up(importer: Actor, now: datetime) -> None:
    run = stored_run(
        importer, now=now, state=RunState.DONE, rows_read=15, created=1, updated=2, unchanged=3,
        merged=4, rejected=5,
    )  # fmt: skip
    result = result_of(importer, run.public_id)
    assert result.counts == [
        ("created", 1),
        ("updated", 2),
        ("seen before, unchanged", 3),
        ("merged into others", 4),
        ("rejected", 5),
        ("read", 15),
    ]
    with translation.override("zh-hans"):
        labels = [label for label, _count in result_of(importer, run.public_id).counts]
    assert len(set(labels)) == 6
    assert not any(label.isascii() for label in labels)


def test_refused_rows_stand_in_the_order_of_the_file(importer: Actor, now: datetime) -> None:
    run, other = stored_run(importer, now=now), stored_run(importer, now=now)
    for row in (9, 2, 30):
        reject(run, row)
    reject(run, 5, rule="above_maximum", params={"maximum": "7"}, column="name")
    reject(other, 1)
    found = rejects_of(importer, run.public_id, slice(0, 50))
    assert [one.row for one in found] == [2, 5, 9, 30]
    assert (found[1].column, found[1].words) == ("Name", "At most 7.")
    assert [one.row for one in rejects_of(importer, run.public_id, slice(1, 3))] == [5, 9]


def test_the_reject_file_can_be_mended_and_sent_again(importer: Actor, now: datetime) -> None:
    run = stored_run(importer, now=now)
    reject(run, 4)
    reject(run, 2, value="=1+1", rule="no_rule_of_today")
    head, lines = reject_lines(importer, run.public_id)
    assert head == ["Row", "Column", "Value", "Rule", "What to do", *HEADINGS]
    assert list(lines) == [
        [2, "公司名称", "=1+1", "no_rule_of_today", "The value breaks a rule.", "P-1", "", "上海"],
        [4, "公司名称", "", "required", "Must be filled in.", "P-1", "", "上海"],
    ]


def test_another_persons_run_is_as_absent_as_none(cast: Cast, now: datetime) -> None:
    run = stored_run(cast.channel_manager, now=now)
    reject(run, 2)
    looks: list[Callable[[Actor, str], object]] = [
        run_page,
        preview_of,
        result_of,
        reject_lines,
        mapping_page,
        lambda actor, public_id: rejects_of(actor, public_id, slice(0, 9)),
    ]
    for look in looks:
        for actor, public_id in (
            (cast.other_channel_manager, run.public_id),
            (cast.channel_manager, "imp_nothing"),
            (cast.channel_manager, "\x00"),
        ):
            with pytest.raises(NotFound):
                look(actor, public_id)
        for outsider in (cast.account_manager, cast.seller_a, cast.human_resources):
            with pytest.raises(NotPermitted):
                look(outsider, run.public_id)
        assert look(cast.channel_director, run.public_id)
