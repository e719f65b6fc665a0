"""A check of the own channel: taken in, read, worded, opened row by row, and forgotten whole."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from qudao.core.actor import Actor
from qudao.core.errors import Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry, StoredFile
from qudao.intake.actions import check_channel, delete_check, start_check
from qudao.intake.channel import reading
from qudao.intake.models import ChannelCheck
from qudao.intake.selectors import (
    check_columns,
    check_page,
    checks_of,
    finding_lines,
    finding_page,
)
from qudao.market.customers.models import Customer
from tests.intake.build import given
from tests.intake.files import CHOSEN, REGISTRATIONS, SHIPMENTS
from tests.people import Cast


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path
    return tmp_path


def on_disk(folder: Path) -> int:
    return sum(len(names) for _folder, _folders, names in os.walk(folder))


def begun(actor: Actor, now: datetime, *, both: bool = True) -> ChannelCheck:
    second = given("出货.csv", SHIPMENTS) if both else None
    return start_check(actor, given("报备.csv", REGISTRATIONS), second, now=now)


@pytest.fixture
def done(importer: Actor, now: datetime) -> ChannelCheck:
    check = begun(importer, now)
    return check_channel(importer, check.public_id, CHOSEN, now=now, territories=("华北",))


def checks() -> int:
    return ChannelCheck.objects.unscoped(reason="a test").count()


def verbs() -> list[str]:
    rows = AuditEntry.objects.unscoped(reason="a test").order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_two_files_are_kept_with_their_columns_proposed(
    importer: Actor, now: datetime, folder: Path
) -> None:
    check = begun(importer, now)

    assert (check.started_at, check.checked_at, check.findings) == (now, None, [])
    proposed = {
        part: {name: rule["header"] for name, rule in found["columns"]["rules"].items()}
        for part, found in check.mappings.items()
    }
    for part, chosen in CHOSEN.items():
        assert chosen.items() <= proposed[part].items()
    assert on_disk(folder) == 2
    entry = AuditEntry.objects.unscoped(reason="a test").get()
    assert (entry.verb, entry.after) == (
        "imports.received",
        {"registrations": "报备.csv", "shipments": "出货.csv"},
    )


def test_one_file_is_enough(importer: Actor, now: datetime) -> None:
    check = begun(importer, now, both=False)
    assert (check.shipments_file, set(check.mappings)) == (None, {"registrations"})
    done = check_channel(importer, check.public_id, CHOSEN, now=now)
    assert set(done.counts) == {"registrations"}
    page = check_page(importer, check.public_id)
    assert [part.file for part in page.parts] == ["报备.csv"]
    assert page.findings
    assert page.assumed[-1].startswith("Not looked for: whatever needs shipments")


def test_plain_headings_are_found_and_the_rest_is_named(importer: Actor, now: datetime) -> None:
    head = "申请单位,客户全称,产品系列,填报日期,是否通过,保护截止,省份,预估金额,成交情况,颜色"
    row = "甲公司,乙公司,网关,2025-03-01,是,2025-06-01,江苏,100,赢单,蓝"
    check = start_check(importer, given("报备.csv", f"{head}\n{row}\n"), None, now=now)

    [part] = check_columns(importer, check.public_id)

    assert {one.name: one.header for one in part.shown} == {
        "partner": "申请单位", "customer": "客户全称", "product": "产品系列",
        "submitted_on": "填报日期", "decision": "是否通过", "protected_until": "保护截止",
        "territory": "省份", "amount": "预估金额", "outcome": "成交情况",
    }  # fmt: skip
    assert part.unused == ["颜色"]


def test_a_check_says_what_it_assumes_and_what_it_could_not_look_for(
    importer: Actor, now: datetime
) -> None:
    text = "代理商,客户,报备日期\n甲公司,乙公司,2025-03-01\n"
    chosen = {
        "registrations": {"partner": "代理商", "customer": "客户", "submitted_on": "报备日期"}
    }
    shipped = "代理商,发货日期\n甲公司,2025-04-01\n"
    second = given("出货.csv", shipped)
    check = start_check(importer, given("报备.csv", text), second, now=now)
    check_channel(importer, check.public_id, chosen, now=now)

    said = check_page(importer, check.public_id).assumed

    assert "90 days" in said[0]
    assert [one.split(".")[0] for one in said[1:]] == [
        "Assumed: no registration was decided; no column says what became of it",
        "Not looked for: amounts",
        "Not looked for: deals won and never shipped",
        "Not looked for: sales past a holder",
        "Not looked for: territories without anybody",
    ]


@pytest.mark.parametrize(
    ("first", "second", "problems"),
    [
        ("", SHIPMENTS, [("registrations", "empty_file")]),
        (REGISTRATIONS, "%PDF-1.7", [("shipments", "file_type")]),
        ("\n\n", SHIPMENTS, [("registrations", "table_not_found")]),
        ("", "%PDF-1.7", [("registrations", "empty_file"), ("shipments", "file_type")]),
    ],
)
def test_a_bad_file_is_named_and_none_is_kept(
    importer: Actor,
    now: datetime,
    folder: Path,
    first: str,
    second: str,
    problems: list[tuple[str, str]],
) -> None:
    with pytest.raises(Invalid) as refused:
        start_check(importer, given("a.csv", first), given("b.csv", second), now=now)
    assert [(one.field, one.code) for one in refused.value.problems] == problems
    assert (checks(), on_disk(folder), verbs()) == (0, 0, [])


def test_findings_name_their_rows_by_the_numbers_of_the_files(
    done: ChannelCheck, importer: Actor, now: datetime
) -> None:
    assert done.checked_at == now
    assert done.counts == {
        "registrations": {"good": 3, "bad": 1, "cut": False},
        "shipments": {"good": 2, "bad": 1, "cut": False},
    }
    found = {one["code"]: (one["registrations"], one["shipments"]) for one in done.findings}
    assert sorted(found["clash_two_names"][0]) == [2, 3]
    assert found["never_decided"] == ([5], [])
    assert found["shipped_without_registering"] == ([], [2])
    assert set(done.rows["registrations"]["rows"]) >= {"2", "3", "5"}
    assert "4" not in done.rows["registrations"]["rows"]
    assert done.rows["registrations"]["rows"]["5"][1:4] == [
        "启恒信息",
        "皖口能源集团有限公司",
        "备份",
    ]
    severities = [one["severity"] for one in done.findings]
    assert severities == sorted(severities, reverse=True)
    entry = AuditEntry.objects.unscoped(reason="a test").order_by("-pk")[0]
    assert (entry.verb, entry.after) == (
        "imports.channel_checked",
        {"findings": len(done.findings)},
    )


def test_nothing_of_a_check_enters_the_programme(done: ChannelCheck) -> None:
    assert Customer.objects.unscoped(reason="a test").count() == 0


def test_checking_again_replaces_what_was_found(
    done: ChannelCheck, importer: Actor, now: datetime
) -> None:
    before = done.findings
    again = check_channel(importer, done.public_id, {}, now=now, territories=("华北",))
    assert again.findings == before
    fewer = {"registrations": CHOSEN["registrations"], "shipments": dict(CHOSEN["shipments"])}
    fewer["shipments"].pop("amount")
    other = check_channel(importer, done.public_id, fewer, now=now)
    assert other.findings != before
    assert "amount" not in other.mappings["shipments"]["columns"]["rules"]


def test_a_territory_of_the_vendors_without_a_partner_is_found(
    done: ChannelCheck, importer: Actor, now: datetime
) -> None:
    silent = {one["params"]["territory"] for one in done.findings if "territory" in one["params"]}
    without = check_channel(importer, done.public_id, CHOSEN, now=now)
    named = {one["params"].get("territory") for one in without.findings}
    assert silent >= named - {None}
    assert "华北" not in named


@pytest.mark.parametrize(
    ("columns", "problems"),
    [
        ({"shipments": {"partner": "代理商"}}, [("shipments-shipped_on", "required")]),
        ({"registrations": {}}, None),
        (
            {"shipments": {"partner": "没有", "shipped_on": "发货日期"}},
            [("shipments-partner", "required")],
        ),
        ({"shipments": {"partner": "", "shipped_on": ""}}, None),
    ],
)
def test_a_required_field_without_a_column_is_named(
    importer: Actor,
    now: datetime,
    columns: dict[str, dict[str, str]],
    problems: list[tuple[str, str]] | None,
) -> None:
    check = begun(importer, now)
    with pytest.raises(Invalid) as refused:
        check_channel(importer, check.public_id, columns, now=now)
    found = [(one.field, one.code) for one in refused.value.problems]
    assert found == problems if problems else {code for _field, code in found} == {"required"}
    check.refresh_from_db()
    assert (check.checked_at, check.findings, verbs()) == (None, [], ["imports.received"])


def test_a_file_beyond_the_bound_is_cut_and_says_so(
    importer: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    check = begun(importer, now)
    done = check_channel(importer, check.public_id, CHOSEN, now=now)
    assert done.counts["registrations"] == {"good": 2, "bad": 0, "cut": True}
    assert [part.is_cut for part in check_page(importer, check.public_id).parts] == [True, False]


def test_the_columns_page_shows_samples_and_how_sure_it_is(importer: Actor, now: datetime) -> None:
    check = begun(importer, now)
    first, second = check_columns(importer, check.public_id)

    assert (first.part, first.label, first.file) == ("registrations", "Registrations", "报备.csv")
    assert second.label == "Shipments"
    customer = next(one for one in first.fields if one.name == "customer")
    assert (customer.header, customer.required) == ("客户名称", True)
    assert customer.samples == [
        "浦岚证券股份有限公司",
        "浦岚证券",
        "皖口能源集团有限公司",
    ]
    assert customer.percent is not None
    assert 50 <= customer.percent <= 100
    assert {one.name for one in first.shown} | {one.name for one in first.others} == {
        one.name for one in first.fields
    }
    assert all(one.required or one.header for one in first.shown)
    assert not any(one.header for one in first.others)


def test_the_page_of_findings_tells_counts_and_refused_rows(
    done: ChannelCheck, importer: Actor
) -> None:
    page = check_page(importer, done.public_id)

    assert (page.is_done, len(page.findings)) == (True, len(done.findings))
    assert [line.number for line in page.findings] == list(range(1, len(done.findings) + 1))
    assert [(part.label, part.good, part.bad) for part in page.parts] == [
        ("Registrations", 3, 1),
        ("Shipments", 2, 1),
    ]
    assert [(one.label, one.row, one.column, one.value, one.words) for one in page.rejects] == [
        ("Registrations", 4, "客户名称", "", "Must be filled in."),
        ("Shipments", 3, "发货日期", "某天", "Not a date. Write year-month-day."),
    ]


def test_a_finding_opens_its_rows_and_its_neighbours(done: ChannelCheck, importer: Actor) -> None:
    last = len(done.findings)
    for number in range(1, last + 1):
        page = finding_page(importer, done.public_id, number)
        assert page.previous == (number - 1 or None)
        assert page.following == (number + 1 if number < last else None)
        finding = done.findings[number - 1]
        shown = {table.file: [row for row, _cells in table.rows] for table in page.files}
        expected = {"报备.csv": finding["registrations"], "出货.csv": finding["shipments"]}
        assert shown == {name: rows for name, rows in expected.items() if rows}
        assert all(cells for table in page.files for _row, cells in table.rows)
        assert page.line.registrations == len(finding["registrations"])
    for number in (0, -1, last + 1):
        with pytest.raises(NotFound):
            finding_page(importer, done.public_id, number)


def test_findings_go_out_one_line_for_each_row(done: ChannelCheck, importer: Actor) -> None:
    head, lines = finding_lines(importer, done.public_id)
    rows = list(lines)
    assert head == ["No.", "Weight", "Finding", "Details", "File", "Row", "What it says"]
    behind = sum(len(one["registrations"]) + len(one["shipments"]) for one in done.findings)
    assert len(rows) == behind
    assert all(len(row) == len(head) for row in rows)
    said = [row[-1] for row in rows if row[4] == "Shipments"]
    assert "S1 | 海尚云服务 | 海昇物流有限公司 | 网关 | 2025-05-05 | 120000 | CNY | 华南" in said


def test_the_list_shows_the_newest_first(importer: Actor, now: datetime) -> None:
    first, second = begun(importer, now), begun(importer, now, both=False)
    check_channel(importer, second.public_id, CHOSEN, now=now)
    rows = checks_of(importer)
    assert [(row.public_id, list(row.files), row.is_done) for row in rows] == [
        (second.public_id, ["报备.csv"], True),
        (first.public_id, ["报备.csv", "出货.csv"], False),
    ]
    assert rows[0].findings > 0
    assert rows[1].findings == 0


def test_a_check_is_forgotten_with_its_files(
    done: ChannelCheck, importer: Actor, now: datetime, folder: Path,
    django_capture_on_commit_callbacks: object,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        delete_check(importer, done.public_id, now=now)
    assert (checks(), on_disk(folder)) == (0, 0)
    assert not StoredFile.objects.unscoped(reason="a test").exists()
    assert verbs()[-1] == "imports.channel_check_deleted"
    with pytest.raises(NotFound):
        delete_check(importer, done.public_id, now=now)


def test_another_persons_check_is_as_absent_as_none(cast: Cast, now: datetime) -> None:
    check = begun(cast.channel_manager, now)
    for actor, public_id in (
        (cast.other_channel_manager, check.public_id),
        (cast.channel_manager, "ana_nothing"),
    ):
        for look in (check_columns, check_page, finding_lines):
            with pytest.raises(NotFound):
                look(actor, public_id)
        with pytest.raises(NotFound):
            finding_page(actor, public_id, 1)
        with pytest.raises(NotFound):
            check_channel(actor, public_id, CHOSEN, now=now)
        with pytest.raises(NotFound):
            delete_check(actor, public_id, now=now)
    assert checks_of(cast.other_channel_manager) == []
    assert [row.public_id for row in checks_of(cast.channel_director)] == [check.public_id]
    assert checks() == 1


def test_only_who_may_import_may_check(cast: Cast, now: datetime, folder: Path) -> None:
    for actor in (cast.account_manager, cast.human_resources, cast.sales_director, cast.seller_a):
        with pytest.raises(NotPermitted):
            begun(actor, now)
        with pytest.raises(NotPermitted):
            checks_of(actor)
        with pytest.raises(NotPermitted):
            check_page(actor, "ana_x")
        with pytest.raises(NotPermitted):
            delete_check(actor, "ana_x", now=now)
    assert (checks(), on_disk(folder)) == (0, 0)
