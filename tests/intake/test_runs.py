"""A run: previewed without writing, started once, stopped, resumed after a kill, never twice."""

from __future__ import annotations

from datetime import datetime
from unittest.mock import patch

import pytest
from django_tasks_db.models import DBTaskResult

from qudao.core.actor import Actor
from qudao.core.deadlines import attempts_of
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry, Deadline
from qudao.intake import running
from qudao.intake.actions import (
    ColumnChoice,
    ImportInput,
    carry_out_run,
    choose_columns,
    preview_import,
    save_mapping,
    settle_columns,
    start_here,
    start_import,
    stop_import,
)
from qudao.intake.jobs import check_import, run_import
from qudao.intake.models import ImportReject, ImportRun
from qudao.intake.selectors import (
    RunPage,
    noted_lines,
    notes_of,
    preview_of,
    reject_lines,
    rejects_of,
    run_page,
)
from qudao.market.customers.models import Customer
from qudao.market.partners.models import Partner
from tests.intake.build import bring_in, bring_text, counts, given, previewed
from tests.people import Cast

PARTNERS = "编号,公司名称,城市\nP-1,甲公司,上海\nP-2,乙公司,北京\nP-3,,广州\n"


def partners_file(content: str = PARTNERS) -> ImportInput:
    return ImportInput(kind="partners", file=given("partners.csv", content), source="crm")


def imported(actor: Actor) -> int:
    return Partner.objects.visible_to(actor).filter(source="crm").count()


def test_a_preview_counts_and_writes_nothing(cast: Cast, now: datetime) -> None:
    public_id = previewed(cast.channel_director, partners_file(), now=now)

    preview = preview_of(cast.channel_director, public_id)
    assert (preview.rows, preview.good, preview.bad) == (3, 2, 1)
    assert [(one.row, one.column, one.rule) for one in preview.rejects] == [
        (4, "公司名称", "required")
    ]
    assert imported(cast.channel_director) == 0


def test_a_bad_row_stops_no_other_and_is_kept_with_its_rule(cast: Cast, now: datetime) -> None:
    page = bring_in(cast.channel_director, partners_file(), now=now)

    assert counts(page) == {"created": 2, "rejected": 1}
    assert imported(cast.channel_director) == 2
    head, lines = reject_lines(cast.channel_director, page.public_id)
    assert head[-3:] == ["编号", "公司名称", "城市"]
    assert [line[-3:] for line in lines] == [["P-3", "", "广州"]]


def test_the_same_file_twice_changes_nothing(cast: Cast, now: datetime) -> None:
    bring_in(cast.channel_director, partners_file(), now=now)
    before = list(Partner.objects.visible_to(cast.channel_director).values())

    page = bring_in(cast.channel_director, partners_file(), now=now)

    assert counts(page) == {"unchanged": 2, "rejected": 1}
    assert list(Partner.objects.visible_to(cast.channel_director).values()) == before


def test_a_changed_row_updates_its_record_and_a_blank_wipes_nothing(
    cast: Cast, now: datetime
) -> None:
    bring_in(cast.channel_director, partners_file(), now=now)
    changed = "编号,公司名称,城市\nP-1,甲公司,苏州\nP-2,乙公司,\n"

    page = bring_in(cast.channel_director, partners_file(changed), now=now)

    assert counts(page) == {"updated": 1, "unchanged": 1}
    own = Partner.objects.visible_to(cast.channel_director).filter(source="crm")
    assert list(own.order_by("source_key").values_list("city", "version")) == [
        ("苏州", 2),
        ("北京", 1),
    ]


def test_a_run_leaves_one_audit_row_a_step_and_none_a_record(cast: Cast, now: datetime) -> None:
    page = bring_in(cast.channel_director, partners_file(), now=now)

    entries = AuditEntry.objects.visible_to(cast.channel_director)
    assert list(
        entries.filter(subject_id=page.public_id).order_by("pk").values_list("verb", flat=True)
    ) == ["imports.received", "imports.columns_chosen", "imports.started", "imports.ended"]
    last = entries.get(verb="imports.ended")
    assert (last.after["created"], last.after["rejected"]) == (2, 1)
    assert not entries.filter(verb="partners.created").exists()


def test_a_killed_run_goes_on_where_it_was(cast: Cast, now: datetime) -> None:
    content = "编号,公司名称\n" + "".join(f"P-{n},公司{n}\n" for n in range(1, 8))
    actor = cast.channel_director
    public_id = previewed(actor, partners_file(content), now=now)
    start_here(actor, public_id, now=now)

    def die(_run: ImportRun) -> None:
        raise KeyboardInterrupt

    with patch.object(running, "BATCH", 3):
        run = ImportRun.objects.visible_to(actor).one(public_id)
        ImportRun.objects.visible_to(actor).filter(pk=run.pk).update(state="running")
        with pytest.raises(KeyboardInterrupt):
            running.carry_out(run, actor, clock=lambda: now, heartbeat=die)
        assert (imported(actor), run_page(actor, public_id).rows_read) == (3, 3)
        carry_out_run(actor, public_id, clock=lambda: now)

    assert counts(run_page(actor, public_id)) == {"created": 7}
    assert imported(actor) == 7


def test_two_workers_on_one_run_write_each_row_once(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    public_id = previewed(actor, partners_file(), now=now)
    start_here(actor, public_id, now=now)
    ImportRun.objects.visible_to(actor).update(state="running")
    slow = ImportRun.objects.visible_to(actor).one(public_id)
    carry_out_run(actor, public_id, clock=lambda: now)
    ImportRun.objects.visible_to(actor).update(state="running")

    with pytest.raises(running.TakenOver):
        running.carry_out(slow, actor, clock=lambda: now, heartbeat=lambda _run: None)

    assert counts(run_page(actor, public_id)) == {"created": 2, "rejected": 1}
    assert ImportReject.objects.visible_to(actor).count() == 1


def test_a_stop_keeps_what_is_written_and_a_start_goes_on(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    public_id = previewed(actor, partners_file(), now=now)
    start_import(actor, public_id, now=now)
    stop_import(actor, public_id, now=now)

    run_import.call(subject_id=public_id)

    page = run_page(actor, public_id)
    assert (page.state, page.rows_read, page.may_start) == ("stopped", 0, True)
    start_import(actor, public_id, now=now)
    run_import.call(subject_id=public_id)
    assert counts(run_page(actor, public_id)) == {"created": 2, "rejected": 1}
    assert run_page(actor, public_id).state == "done"


def test_a_start_queues_the_job_and_a_watch_over_it(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    public_id = previewed(actor, partners_file(), now=now)
    waiting = DBTaskResult.objects.filter(task_path="qudao.intake.jobs.run_import")

    start_import(actor, public_id, now=now)

    assert waiting.count() == 1
    due = Deadline.objects.unscoped(reason="a test").filter(job="intake.run_import")
    assert due.filter(subject_id=public_id).count() == 1
    run_import.call(subject_id=public_id)
    assert due.count() == 0
    assert attempts_of("intake.run_import", public_id) == 0


def test_a_run_that_kills_every_worker_is_given_up(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    public_id = previewed(actor, partners_file(), now=now)
    start_import(actor, public_id, now=now)
    Deadline.objects.unscoped(reason="a test").update(attempts=6)

    run_import.call(subject_id=public_id)

    page = run_page(actor, public_id)
    assert page.state == "failed"
    assert "broke off" in page.failure


def test_only_one_of_two_starts_counts(cast: Cast, now: datetime) -> None:
    public_id = previewed(cast.channel_director, partners_file(), now=now)
    start_import(cast.channel_director, public_id, now=now)

    with pytest.raises(Conflict):
        start_import(cast.channel_director, public_id, now=now)


def test_another_persons_run_is_not_there(cast: Cast, now: datetime) -> None:
    public_id = previewed(cast.channel_manager, partners_file(), now=now)

    for stranger in (cast.other_channel_manager,):
        with pytest.raises(NotFound):
            run_page(stranger, public_id)
        with pytest.raises(NotFound):
            start_import(stranger, public_id, now=now)
        with pytest.raises(NotFound):
            rejects_of(stranger, public_id, slice(0, 10))
    assert run_page(cast.channel_director, public_id).state == "previewed"


def test_nobody_imports_what_the_own_role_may_not_write(cast: Cast, now: datetime) -> None:
    asked = ImportInput(kind="products", file=given("p.csv", "产品编码,产品名称\nA,甲\n"))

    with pytest.raises(NotPermitted):
        preview_import(cast.channel_manager, asked, now=now)
    for other in (cast.account_manager, cast.human_resources, cast.principal_a):
        with pytest.raises(NotPermitted):
            preview_import(other, partners_file(), now=now)
    assert ImportRun.objects.unscoped(reason="a test").count() == 0


def test_a_person_who_lost_the_role_imports_nothing(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    public_id = previewed(actor, partners_file(), now=now)
    start_import(actor, public_id, now=now)
    run = ImportRun.objects.visible_to(actor).get()
    assert run.started_by is not None
    run.started_by.memberships.update(ended_at=now)

    run_import.call(subject_id=public_id)

    run.refresh_from_db()
    assert (run.state, run.failure) == ("failed", "not_permitted")
    assert Partner.objects.unscoped(reason="a test").filter(source="crm").count() == 0


def test_a_channel_manager_may_not_touch_a_partner_of_a_colleague(
    cast: Cast, now: datetime
) -> None:
    bring_in(cast.other_channel_manager, partners_file(), now=now)

    page = bring_in(cast.channel_manager, partners_file(), now=now)

    assert counts(page) == {"rejected": 3}
    rules = [one.rule for one in rejects_of(cast.channel_manager, page.public_id, slice(0, 10))]
    assert rules == ["key_taken", "key_taken", "required"]
    assert imported(cast.other_channel_manager) == 2


def test_chosen_columns_stand_and_are_kept_for_the_next_file(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    content = "甲列,乙列,丙列\nK1,甲公司,武汉\n"
    run = preview_import(actor, partners_file(content), now=now)
    choices = {
        "name": ColumnChoice("乙列"),
        "code": ColumnChoice("甲列"),
        "city": ColumnChoice("丙列"),
    }
    choose_columns(actor, run.public_id, choices, now=now)
    check_import.call(subject_id=run.public_id)
    save_mapping(actor, run.public_id, "甲乙丙", now=now)

    again = bring_in(actor, partners_file(content), now=now)

    assert counts(again) == {"created": 1}
    partner = Partner.objects.visible_to(actor).get(source="crm")
    assert (partner.name_zh, partner.source_key, partner.city) == ("甲公司", "K1", "武汉")


def test_a_required_field_without_a_column_is_named(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    run = preview_import(actor, partners_file("甲列,乙列\nK1,甲公司\n"), now=now)

    with pytest.raises(Invalid) as refused:
        settle_columns(actor, run.public_id, now=now)

    assert [(one.field, one.code) for one in refused.value.problems] == [("name", "required")]
    assert run_page(actor, run.public_id).state == "received"


def rows_behind(actor: Actor, page: RunPage, code: str) -> list[list[str | int]]:
    return list(noted_lines(actor, page.public_id, code)[1])


def test_rows_that_name_one_company_become_one_customer(cast: Cast, now: datetime) -> None:
    content = (
        "公司全称,简称,统一社会信用代码\n"
        "长沙市畅映文化传播有限公司,畅映文化,91430111355525404W\n"
        "长沙畅映文化传播有限公司,畅映,91430111355525404W\n"
        "畅映无号公司,,91430111355525404X\n"
    )
    first = bring_text(cast.channel_director, "customers", content, now=now)
    assert counts(first) == {"created": 2, "merged": 1}
    assert first.notes == [("official numbers are wrong; they were kept and marked as unproven", 1)]
    behind = notes_of(cast.channel_director, first.public_id)
    assert [(one.code, one.count, one.is_listed) for one in behind] == [
        ("merged", 1, True),
        ("number_unproven", 1, True),
    ]
    rows = {one.code: rows_behind(cast.channel_director, first, one.code) for one in behind}
    assert rows == {
        "merged": [[3, "", "", "长沙畅映文化传播有限公司", "畅映", "91430111355525404W"]],
        "number_unproven": [
            [4, "统一社会信用代码", "91430111355525404X", "畅映无号公司", "", "91430111355525404X"]
        ],
    }
    with pytest.raises(NotFound):
        noted_lines(cast.channel_director, first.public_id, "website_left_out")
    with pytest.raises(NotFound):
        noted_lines(cast.channel_manager, first.public_id, "merged")
    customer = Customer.objects.visible_to(cast.channel_director).get(name_zh__startswith="长沙市")
    names = customer.names.order_by("name").values_list("name", flat=True)
    assert set(names) == {
        "长沙市畅映文化传播有限公司",
        "长沙畅映文化传播有限公司",
        "畅映文化",
        "畅映",
    }

    again = bring_text(cast.channel_director, "customers", content, now=now)
    assert counts(again) == {"unchanged": 2, "merged": 1}


def test_a_sales_line_of_an_unknown_partner_or_product_is_refused(
    cast: Cast, now: datetime
) -> None:
    bring_text(cast.channel_director, "products", "产品编码,产品名称\nA-1,网关\n", now=now)
    content = (
        "订单号,订单行,代理商,产品编码,销售日期,金额,币种\n"
        "S1,1,QIHE,A-1,2026-01-05,100.25,CNY\n"
        "S1,2,QIHE,A-9,2026-01-05,100.25,CNY\n"
        "S1,3,无此伙伴,A-1,2026-01-05,100.25,CNY\n"
        "S1,4,启恒信息,网关,2026-01-05,0.12345,CNY\n"
    )
    page = bring_text(cast.channel_director, "sell_through", content, now=now)

    assert counts(page) == {"created": 1, "rejected": 3}
    found = rejects_of(cast.channel_director, page.public_id, slice(0, 10))
    assert [(one.row, one.column, one.value, one.rule) for one in found] == [
        (3, "产品编码", "A-9", "product_unknown"),
        (4, "代理商", "无此伙伴", "partner_unknown"),
        (5, "金额", "0.12345", "too_many_decimals"),
    ]


def test_two_prices_for_one_day_contradict(cast: Cast, now: datetime) -> None:
    content = "产品编码,产品名称,列表价,币种\nA-1,网关,100,CNY\nA-1,网关,90,CNY\nA-1,网关,100,CNY\n"

    page = bring_text(cast.channel_director, "products", content, now=now)

    assert counts(page) == {"created": 1, "merged": 1, "rejected": 1}
    found = rejects_of(cast.channel_director, page.public_id, slice(0, 10))
    assert [(one.row, one.rule) for one in found] == [(3, "price_contradicts")]


def test_a_check_that_kills_every_worker_is_given_up(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    run = preview_import(actor, partners_file(), now=now)
    columns = {"name": "公司名称", "code": "编号"}
    choices = {name: ColumnChoice(header) for name, header in columns.items()}
    choose_columns(actor, run.public_id, choices, now=now)
    due = Deadline.objects.unscoped(reason="a test").filter(job="intake.check_import")
    assert due.count() == 1
    due.update(attempts=6)

    check_import.call(subject_id=run.public_id)

    page = run_page(actor, run.public_id)
    assert (page.state, page.may_start, page.may_map) == ("failed", False, True)
    assert due.count() == 0


def test_a_check_that_ends_is_watched_no_more(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    run = preview_import(actor, partners_file(), now=now)
    choose_columns(actor, run.public_id, {"name": ColumnChoice("公司名称")}, now=now)

    check_import.call(subject_id=run.public_id)

    assert run_page(actor, run.public_id).state == "previewed"
    assert not Deadline.objects.unscoped(reason="a test").exists()
