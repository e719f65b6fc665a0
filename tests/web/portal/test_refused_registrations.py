"""A refused registration: every wrong field named at once, all that was typed still there."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qudao.core.models import AuditEntry
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from qudao.market.customers.models import Customer
from qudao.people.models import Person
from qudao.web.portal.deals.forms import RegistrationForm
from tests.deals.programme import Programme
from tests.web.portal.conftest import LogIn
from tests.web.portal.deals import FORM, PDF, Deals, all_rows, main_of, text_of
from tests.web.portal.test_register import full, quick

COUNTED: tuple[Any, ...] = (Registration, Customer, Person, AuditEntry)


def counted() -> list[int]:
    return [kind._base_manager.count() for kind in COUNTED]


def wrong_fields(page: str) -> list[str]:
    """The fields that a page marks as wrong."""
    return sorted(re.findall(r'id="id_(\w+)_error"', page))


def refused(client: Client, said: dict[str, Any]) -> str:
    before = counted()
    page = text_of(client.post(FORM, said), 422)
    assert counted() == before
    return page


QUICK_WRONG: tuple[tuple[str, str, str], ...] = (
    ("customer_name", "", "customer_name"),
    ("customer_name", "  ", "customer_name"),
    ("customer_name", "x" * 201, "customer_name"),
    ("customer_name", "a\u202eb", "customer_name"),
    ("product", "", "product"),
    ("project", "", "project"),
    ("project", "x" * 201, "project"),
    ("contact_name", "x" * 121, "contact_name"),
    ("contact_phone", "1" * 41, "contact_phone"),
    ("contact_email", "nobody", "contact_email"),
    ("contact_email", "x" * 250 + "@e.cn", "contact_email"),
    ("contact_title", "x" * 121, "contact_title"),
    ("customer_city", "x" * 121, "customer_city"),
    ("customer_uscc", "91310000MA1FL0W630", "customer_uscc"),
    ("customer_uscc", "1" * 41, "customer_uscc"),
    ("customer_website", "no site", "customer_website"),
    ("site", "x" * 121, "site"),
    ("tender_number", "x" * 81, "tender_number"),
    ("value_added", "x" * 2001, "value_added"),
)


def test_a_wrong_field_of_a_quick_registration_is_named_and_kept(
    programme: Programme, seller: Client
) -> None:
    before = counted()
    for field, value, at in QUICK_WRONG:
        page = text_of(seller.post(FORM, quick(programme, **{field: value})), 422)
        assert at in wrong_fields(page), (field, value)
        assert not value.strip() or value in page
        second = page.partition('class="card fold"')[2]
        assert second.startswith(" open") is (at not in RegistrationForm.QUICK), field
        assert 'value="13800001234"' in page or field == "contact_phone"
    assert counted() == before


FULL_WRONG: tuple[tuple[str, str], ...] = (
    ("amount", "0"),
    ("amount", "-5"),
    ("amount", "1.00001"),
    ("amount", "9" * 13),
    ("amount", "NaN"),
    ("amount", ""),
    ("need", ""),
    ("need", "x" * 4001),
    ("rival_brand", ""),
    ("rival_brand", "x" * 121),
    ("purchase_stage", ""),
    ("tender_kind", ""),
    ("expected_award_on", ""),
    ("expected_award_on", "1900-01-01"),
    ("expected_award_on", "9999-12-31"),
    ("expected_tender_on", "9999-12-31"),
    ("tender_published_on", "9999-12-31"),
    ("earlier_work_on", "1900-01-01"),
)


def test_a_wrong_field_of_a_full_registration_is_named_and_kept(
    programme: Programme, seller: Client, at: datetime
) -> None:
    before = counted()
    for field, value in FULL_WRONG:
        page = text_of(seller.post(FORM, full(programme, at, **{field: value})), 422)
        assert field in wrong_fields(page), (field, value)
        assert not value or value in page
        assert "需求.pdf" in page
    assert counted() == before


def test_an_empty_form_is_told_all_that_it_needs(programme: Programme, seller: Client) -> None:
    page = refused(seller, {"step": "full", "kind": "found"})
    assert {
        "customer_name", "product", "project", "contact_name", "amount", "need", "tender_kind",
        "purchase_stage", "expected_award_on", "rival_brand",
    } <= set(wrong_fields(page))  # fmt: skip
    summary = page.partition('role="alert"')[2].partition("</div></div>")[0]
    assert summary.count("<li>") == len(wrong_fields(page))


def test_problems_that_the_form_and_the_action_find_are_told_together(
    programme: Programme, seller: Client, at: datetime
) -> None:
    wrong = {
        "amount": "a lot", "tender_kind": "bribe",  # what the form cannot read
        "customer_uscc": "1", "contact_email": "x", "need": "x" * 4001,  # what the action refuses
    }  # fmt: skip
    page = refused(seller, full(programme, at, **wrong))
    assert wrong_fields(page) == [
        "amount", "contact_email", "customer_uscc", "need", "tender_kind",
    ]  # fmt: skip


def test_hostile_words_are_words_when_they_are_refused_and_when_they_are_taken(
    programme: Programme, seller: Client
) -> None:
    hostile = '"><script>alert(1)</script>'
    page = refused(seller, quick(programme, customer_name=hostile, project="", need=hostile))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    taken = seller.post(FORM, quick(programme, customer_name=hostile, project=hostile))
    assert taken.status_code == 302
    for url in (taken["Location"], "/portal/", "/portal/registrations/", "/portal/customers/"):
        assert "<script>alert" not in main_of(seller, url)
    (row,) = all_rows()
    assert row.customer_name == hostile


@pytest.mark.parametrize("name", ["某某公司😀", "ＡＢＣ（上海）有限公司", "a\u0301b", "x" * 200])
def test_a_name_is_taken_as_it_is_written(programme: Programme, seller: Client, name: str) -> None:
    assert seller.post(FORM, quick(programme, customer_name=f" {name} ")).status_code == 302
    (row,) = all_rows()
    assert row.customer_name == name
    assert name in main_of(seller, "/portal/registrations/")


def test_the_same_registration_sent_twice_is_refused_with_its_number(
    programme: Programme, seller: Client
) -> None:
    assert seller.post(FORM, quick(programme)).status_code == 302
    answer = seller.post(FORM, quick(programme))
    rows = all_rows()
    check = seller.post(f"{FORM}check/", quick(programme)).content.decode()
    assert "QIHE-0001" in check
    assert len(rows) == (1 if answer.status_code == 422 else 2)
    assert [row.number for row in rows][:1] == ["QIHE-0001"]


def test_a_draft_sent_twice_is_submitted_once(programme: Programme, seller: Client) -> None:
    seller.post(FORM, quick(programme, step="draft"))
    (draft,) = all_rows()
    said = quick(programme, draft_id=draft.public_id)
    assert seller.post(FORM, said).status_code == 302
    again = seller.post(FORM, said)
    assert again.status_code == 409
    (row,) = all_rows()
    assert (row.state, row.number) == (State.SUBMITTED, "QIHE-0001")


@pytest.mark.parametrize("step", ["", "everything", "QUICK", "full\x00"])
def test_an_unknown_button_submits_no_more_than_a_quick_one(
    programme: Programme, seller: Client, step: str
) -> None:
    answer = seller.post(FORM, quick(programme, step=step))
    if answer.status_code == 302:
        assert [row.state for row in all_rows()] == [State.SUBMITTED]
    else:  # a null character taken out leaves a button that there is
        assert step == "full\x00"
        assert all_rows() == []


# ------------------------------------------------------------------ files


def with_files(programme: Programme, *names: str, content: bytes = PDF) -> dict[str, Any]:
    files = [SimpleUploadedFile(name, content and content + name.encode()) for name in names]
    return {**quick(programme), "evidence_kind": "other", "evidence": files}


def test_several_files_are_kept_and_hang_once(programme: Programme, seller: Client) -> None:
    page = refused(seller, {**with_files(programme, "a.pdf", "b.pdf"), "customer_name": ""})
    tokens = re.findall(r'name="kept" value="([^"]+)"', page)
    assert len(tokens) == 2
    again = {**quick(programme), "kept": tokens}
    assert seller.post(FORM, again).status_code == 302
    (row,) = all_rows()
    assert sorted(row.evidence.values_list("file__name", flat=True)) == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("run.exe", b"MZ" + b"\x00" * 100, "This kind of file is not accepted."),
        ("page.html", b"<script>alert(1)</script>", "This kind of file is not accepted."),
        ("empty.pdf", b"", "empty"),
    ],
)
def test_a_file_that_is_refused_is_named_beside_its_field(
    programme: Programme, seller: Client, name: str, content: bytes, words: str
) -> None:
    page = refused(seller, with_files(programme, name, content=content))
    assert words in page
    assert wrong_fields(page) == ["evidence"]
    assert 'value="冷链追溯"' in page


def test_a_photo_stands_instead_of_the_contact(programme: Programme, seller: Client) -> None:
    bare = quick(programme, contact_name="", contact_phone="")
    assert "contact_name" in wrong_fields(refused(seller, bare))
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06"
    photo = SimpleUploadedFile("chat.png", png + b"\x00" * 60, "image/png")
    assert seller.post(FORM, {**bare, "photo": photo}).status_code == 302
    (row,) = all_rows()
    assert [one.kind for one in row.evidence.all()] == ["chat_photo"]


# ------------------------------------------------------------------ drafts


def test_a_draft_may_be_nearly_empty_and_wrong_only_where_it_states(
    programme: Programme, seller: Client
) -> None:
    assert seller.post(FORM, {"step": "draft", "kind": "found"}).status_code == 302
    (draft,) = all_rows()
    assert (draft.state, draft.number, draft.customer_name) == (State.DRAFT, None, "")
    page = main_of(seller, f"{FORM}{draft.public_id}/")
    assert f'value="{draft.public_id}"' in page
    assert f'data-draft="register-{draft.public_id}"' in page
    assert wrong_fields(page) == []
    assert "customer_uscc" in wrong_fields(
        refused(seller, {"step": "draft", "customer_uscc": "1", "kind": "found"})
    )


def test_a_draft_opens_with_all_that_was_stated(
    programme: Programme, seller: Client, at: datetime
) -> None:
    stated = full(programme, at, step="draft", site="上海", contact_email="w@example.com")
    seller.post(FORM, stated)
    (draft,) = all_rows()
    page = main_of(seller, f"{FORM}{draft.public_id}/")
    for value in (
        "寒舟制药有限公司",
        "冷链追溯",
        "王建国",
        "w@example.com",
        "60000.5",
        "无",
        "上海",
    ):
        assert f'value="{value}"' in page, value
    assert "全市营业部的网关更换" in page
    assert '<option value="project_approved" selected>' in page
    assert (at + timedelta(days=90)).date().isoformat() in page
    assert "需求.pdf" in page


def test_a_draft_is_continued_by_a_colleague_and_read_by_nobody_else(
    deals: Deals, log_in: LogIn
) -> None:
    draft = deals.draft(project="甲")
    url = f"{FORM}{draft.public_id}/"
    assert 'value="甲"' in main_of(log_in(deals.cast.principal_a), url)
    assert log_in(deals.cast.engineer_a).get(url).status_code == 403
    for who in (deals.cast.seller_b, deals.cast.seller_distributor):
        assert log_in(who).get(url).status_code == 404
        for path in (FORM, f"{FORM}draft/"):
            said = quick(deals.programme, draft_id=draft.public_id, project="乙")
            assert log_in(who).post(path, said).status_code == 404
    assert log_in(deals.cast.channel_manager).get(url).status_code == 404
    assert all_rows()[0].project == "甲"


def test_keeping_while_typing_never_touches_what_was_submitted(
    deals: Deals, seller: Client
) -> None:
    row = deals.quick(project="甲")
    said = quick(deals.programme, draft_id=row.public_id, project="乙")
    assert seller.post(f"{FORM}draft/", said).status_code == 409
    assert all_rows()[0].project == "甲"


def test_the_check_writes_nothing_and_speaks_of_what_stands_in_the_form(
    programme: Programme, seller: Client, at: datetime
) -> None:
    before = counted()
    empty = text_of(seller.post(f"{FORM}check/", {"kind": "found"}))
    assert "Still open" in empty
    assert "Name the customer as it signs contracts." in empty
    assert "For a quick registration" in empty
    stated = full(programme, at)
    del stated["evidence"]
    page = text_of(seller.post(f"{FORM}check/", stated))
    assert "For a full registration" in page
    assert "Not among your customers yet." in page
    small = text_of(seller.post(f"{FORM}check/", {**stated, "amount": "1"}))
    assert "Still open" in small
    assert counted() == before
