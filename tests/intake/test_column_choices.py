"""Choosing the columns of a run: what is refused, what stays hidden, what is kept for next time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from qudao.core.actor import Actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry, Deadline, StoredFile
from qudao.intake.actions import (
    ColumnChoice,
    add_key_file,
    choose_columns,
    preview_import,
    save_mapping,
    settle_columns,
)
from qudao.intake.actions.columns import SEPARATOR
from qudao.intake.models import ImportRun
from qudao.intake.models import SavedMapping as StoredMapping
from qudao.intake.opening import digest_of
from qudao.intake.selectors import saved_mappings
from qudao.intake.states import RunState
from tests.intake.build import asked_for, given
from tests.intake.stored import HEADINGS, stored_run
from tests.people import Cast

NAME = {"name": ColumnChoice("公司名称")}


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


def rules_of(run: ImportRun) -> dict[str, dict[str, object]]:
    run.refresh_from_db()
    rules: dict[str, dict[str, object]] = run.columns["rules"]
    return rules


def problems(
    actor: Actor, run: ImportRun, choices: Mapping[str, ColumnChoice], now: datetime
) -> list[tuple[str, str]]:
    before = rules_of(run)
    with pytest.raises(Invalid) as refused:
        choose_columns(actor, run.public_id, choices, now=now)
    assert rules_of(run) == before
    assert run.state == "received"
    return [(one.field, one.code) for one in refused.value.problems]


def test_chosen_columns_have_the_file_read_through_and_watched(
    importer: Actor, now: datetime
) -> None:
    run = stored_run(importer, now=now)
    choices = {**NAME, "code": ColumnChoice("编号"), "city": ColumnChoice()}
    choose_columns(importer, run.public_id, choices, now=now)

    assert rules_of(run) == {"name": {"header": "公司名称"}, "code": {"header": "编号"}}
    assert run.state == "checking"
    entry = AuditEntry.objects.unscoped(reason="a test").get()
    assert (entry.verb, entry.after) == ("imports.columns_chosen", {"fields": ["code", "name"]})
    assert DBTaskResult.objects.filter(task_path="qudao.intake.jobs.check_import").count() == 1
    watch = Deadline.objects.unscoped(reason="a test").get()
    assert (watch.job, watch.subject_id) == ("intake.check_import", run.public_id)
    assert (watch.due_at - now).total_seconds() == 120


def test_columns_taken_as_they_are_need_no_choice(importer: Actor, now: datetime) -> None:
    run = stored_run(importer, now=now)
    settle_columns(importer, run.public_id, now=now)
    assert rules_of(run) == {"name": {"header": "公司名称"}}
    assert run.state == "checking"


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        ({}, [("name", "required")]),
        ({"name": ColumnChoice()}, [("name", "required")]),
        ({"name": ColumnChoice("没有这一列")}, [("name", "header_missing")]),
        ({"name": ColumnChoice("公司名称\x00")}, [("name", "header_missing")]),
        ({"name": ColumnChoice(constant="   ")}, [("name", "required")]),
        (
            {**NAME, "city": ColumnChoice("城市", lookup=f"Cities{SEPARATOR}城市")},
            [("city", "table_missing")],
        ),
        (
            {"name": ColumnChoice("没有"), "code": ColumnChoice("也没有")},
            [("name", "header_missing"), ("code", "header_missing")],
        ),
        ({"code": ColumnChoice("没有")}, [("code", "header_missing"), ("name", "required")]),
    ],
)
def test_every_choice_that_does_not_fit_is_named_at_once(
    importer: Actor,
    now: datetime,
    choices: Mapping[str, ColumnChoice],
    found: list[tuple[str, str]],
) -> None:
    assert problems(importer, stored_run(importer, now=now), choices, now) == found


def test_a_fixed_value_stands_in_for_a_column(importer: Actor, now: datetime) -> None:
    run = stored_run(importer, now=now)
    choices = {"name": ColumnChoice(constant=" 甲公司 "), "city": ColumnChoice("城市", "上海")}
    choose_columns(importer, run.public_id, choices, now=now)
    assert rules_of(run) == {"name": {"constant": "甲公司"}, "city": {"header": "城市"}}


def test_fields_that_the_kind_does_not_have_are_ignored(importer: Actor, now: datetime) -> None:
    run = stored_run(importer, now=now)
    choices = {**NAME, "tier": ColumnChoice("城市"), "__class__": ColumnChoice("城市")}
    choose_columns(importer, run.public_id, choices, now=now)
    assert set(rules_of(run)) == {"name"}


def test_a_rule_that_is_kept_keeps_what_a_form_cannot_show(importer: Actor, now: datetime) -> None:
    hidden = {"header": "城市", "aliases": {"沪": "上海"}}
    columns = {
        "kind": "partners",
        "rules": {"name": {"header": "公司名称"}, "city": hidden},
        "filters": [{"header": "编号", "values": ["1"]}],
    }
    run = stored_run(importer, now=now, columns=columns)
    kept = {"name": ColumnChoice(keep=True), "city": ColumnChoice(keep=True)}
    choose_columns(importer, run.public_id, {**kept, "code": ColumnChoice(keep=True)}, now=now)
    assert rules_of(run) == {"name": {"header": "公司名称"}, "city": hidden}
    assert run.columns["filters"] == columns["filters"]

    ImportRun.objects.unscoped(reason="a test").update(state="received")
    again = {**NAME, "city": ColumnChoice("城市")}
    choose_columns(importer, run.public_id, again, now=now)
    assert rules_of(run)["city"] == {"header": "城市"}


def test_a_key_file_is_kept_and_may_be_looked_up_in(importer: Actor, now: datetime) -> None:
    run = stored_run(importer, now=now)
    file = given("DimCity.csv.gz", "号,城市\n1,上海\n")
    add_key_file(importer, run.public_id, file, now=now)

    run.refresh_from_db()
    assert list(run.key_files) == ["DimCity"]
    stored = StoredFile.objects.unscoped(reason="a test").get(public_id=run.key_files["DimCity"])
    entry = AuditEntry.objects.unscoped(reason="a test").get()
    assert (entry.verb, entry.after) == ("imports.received", {"key_file": stored.name})
    looked_up = ColumnChoice("城市", lookup=f"DimCity{SEPARATOR}城市")
    choose_columns(importer, run.public_id, {**NAME, "city": looked_up}, now=now)
    assert rules_of(run)["city"] == {
        "header": "城市",
        "lookups": [{"table": "DimCity", "column": "城市"}],
    }


@pytest.mark.parametrize("content", ["", "%PDF-1.7", "\n\n"])
def test_a_bad_key_file_is_refused_and_changes_nothing(
    importer: Actor, now: datetime, content: str
) -> None:
    run = stored_run(importer, now=now)
    with pytest.raises(Invalid) as refused:
        add_key_file(importer, run.public_id, given("k.csv", content), now=now)
    assert [one.field for one in refused.value.problems] == ["keys"]
    run.refresh_from_db()
    assert run.key_files == {}
    assert StoredFile.objects.unscoped(reason="a test").count() == 1


def test_a_run_has_at_most_eight_key_files_and_one_of_a_name(
    importer: Actor, now: datetime
) -> None:
    held = {f"k{number}": f"fil_{number}" for number in range(8)}
    run = stored_run(importer, now=now, key_files=held)
    with pytest.raises(Invalid) as refused:
        add_key_file(importer, run.public_id, given("ninth.csv", "a,b\n1,2\n"), now=now)
    assert [(one.field, one.code) for one in refused.value.problems] == [("keys", "too_many")]
    run.refresh_from_db()
    assert run.key_files == held
    add_key_file(importer, run.public_id, given("k3.csv", "a,b\n1,2\n"), now=now)
    run.refresh_from_db()
    assert run.key_files.keys() == held.keys()
    assert run.key_files["k3"] != "fil_3"


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING, RunState.DONE])
def test_a_key_file_comes_too_late_for_a_run_under_way(
    importer: Actor, now: datetime, state: RunState
) -> None:
    run = stored_run(importer, now=now, state=state)
    with pytest.raises(Conflict):
        add_key_file(importer, run.public_id, given("k.csv", "a,b\n1,2\n"), now=now)
    assert StoredFile.objects.unscoped(reason="a test").count() == 1


def test_a_saved_mapping_serves_the_next_file_with_the_same_headings(
    importer: Actor, now: datetime
) -> None:
    run = stored_run(importer, now=now)
    save_mapping(importer, run.public_id, "  我们的  ", now=now)

    kept = StoredMapping.objects.unscoped(reason="a test").get()
    assert (kept.kind, kept.name, kept.header_digest) == ("partners", "我们的", digest_of(HEADINGS))
    assert kept.columns == run.columns
    entry = AuditEntry.objects.unscoped(reason="a test").get()
    assert (entry.verb, entry.after) == ("imports.mapping_saved", {"name": "我们的"})
    assert saved_mappings(importer, "partners") == ["我们的"]
    assert saved_mappings(importer, "customers") == []

    next_file = "城市,编号,公司名称\n上海,1,甲公司\n"
    again = preview_import(importer, asked_for("partners", next_file), now=now)
    assert again.columns["rules"]["name"] == {"header": "公司名称"}
    other = preview_import(importer, asked_for("partners", "公司名称,编号\n甲公司,1\n"), now=now)
    assert set(other.columns["rules"]) == {"name", "code"}


def test_a_name_that_is_there_is_replaced_for_its_kind_alone(
    importer: Actor, now: datetime
) -> None:
    StoredMapping.objects.create(kind="customers", name="一", columns={"rules": {}})
    run = stored_run(importer, now=now)
    for _time in range(2):
        save_mapping(importer, run.public_id, "一", now=now)
    found = StoredMapping.objects.unscoped(reason="a test").order_by("kind")
    assert list(found.values_list("kind", "name")) == [("customers", "一"), ("partners", "一")]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "required"),
        ("   ", "required"),
        ("x" * 121, "too_long"),
        ("a\x00b", "control_sign"),
        ("a\u202eb", "control_sign"),
    ],
)
def test_a_mapping_needs_a_plain_name(importer: Actor, now: datetime, name: str, code: str) -> None:
    run = stored_run(importer, now=now)
    with pytest.raises(Invalid) as refused:
        save_mapping(importer, run.public_id, name, now=now)
    assert [(one.field, one.code) for one in refused.value.problems] == [("mapping", code)]
    assert not StoredMapping.objects.unscoped(reason="a test").exists()


def test_another_persons_run_is_as_absent_as_none(cast: Cast, now: datetime) -> None:
    run = stored_run(cast.channel_manager, now=now)
    key = given("k.csv", "a,b\n1,2\n")
    for actor, public_id in (
        (cast.other_channel_manager, run.public_id),
        (cast.channel_manager, "imp_nothing"),
        (cast.channel_manager, "\x00"),
    ):
        for deed in (
            lambda a, p: choose_columns(a, p, NAME, now=now),
            lambda a, p: settle_columns(a, p, now=now),
            lambda a, p: add_key_file(a, p, key, now=now),
            lambda a, p: save_mapping(a, p, "x", now=now),
        ):
            with pytest.raises(NotFound):
                deed(actor, public_id)
    assert choose_columns(cast.channel_director, run.public_id, NAME, now=now).state == "checking"


def test_only_who_may_import_may_choose_columns(cast: Cast, now: datetime) -> None:
    run = stored_run(cast.channel_manager, now=now)
    outsiders = (cast.account_manager, cast.human_resources, cast.principal_a, cast.seller_b)
    for actor in outsiders:
        with pytest.raises(NotPermitted):
            choose_columns(actor, run.public_id, NAME, now=now)
        with pytest.raises(NotPermitted):
            save_mapping(actor, run.public_id, "x", now=now)
        with pytest.raises(NotPermitted):
            add_key_file(actor, run.public_id, given("k.csv", "a,b\n"), now=now)
    run.refresh_from_db()
    assert run.state == "received"


def test_who_lost_the_right_to_the_kind_cannot_go_on(cast: Cast, now: datetime) -> None:
    run = stored_run(cast.channel_manager, now=now, kind="products")
    with pytest.raises(NotPermitted):
        choose_columns(cast.channel_manager, run.public_id, NAME, now=now)
