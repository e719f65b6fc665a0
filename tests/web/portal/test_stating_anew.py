"""Completing, amending and answering at the portal: the scope stays, nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qudao.core.models import AuditEntry
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from tests.deals.programme import fresh
from tests.web.portal.conftest import LogIn
from tests.web.portal.deals import PDF, Deals, kept, page_of, text_of


def stated(deals: Deals, row: Registration, **changes: Any) -> dict[str, Any]:
    """What the form of a registration sends when all of it is filled in."""
    product = row.product
    assert product is not None
    return {
        "version": row.version,
        "customer_name": row.customer_name,
        "product": product.public_id,
        "project": row.project,
        "contact_name": "王建国",
        "kind": "found",
        "business": "project",
        "currency": "CNY",
        "amount": "1,200,000",
        "purchase_stage": "project_approved",
        "tender_kind": "direct_purchase",
        "expected_award_on": (deals.at + timedelta(days=90)).date().isoformat(),
        "need": "网关更换",
        "rival_brand": "无",
        **changes,
    }


def evidence(row: Registration) -> list[tuple[str, str]]:
    return list(row.evidence.order_by("pk").values_list("kind", "file__name"))


def paper(name: str = "预算.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def token_in(page: str) -> str:
    return page.partition('name="kept" value="')[2].partition('"')[0]


# ------------------------------------------------------------------ amend


def test_a_quick_registration_is_amended_and_stays_quick(deals: Deals, seller: Client) -> None:
    row = deals.quick()
    quick = {
        "version": row.version,
        "customer_name": row.customer_name,
        "product": deals.programme.gateways.public_id,
        "project": "三期",
        "contact_name": "王建国",
        "kind": "found",
        "business": "project",
    }
    assert "Amend the registration" in text_of(seller.get(page_of(row, "amend/")))

    answer = seller.post(page_of(row, "amend/"), quick)

    assert answer["Location"] == page_of(row)
    now = fresh(row)
    assert (now.state, now.is_full, now.project) == (State.SUBMITTED, False, "三期")
    assert now.version == row.version + 1
    assert now.snapshots.count() == 2
    assert "Received." in text_of(seller.get(page_of(row)))


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (State.IN_REVIEW, State.IN_REVIEW),
        (State.INFO_REQUESTED, State.INFO_REQUESTED),
        (State.PROTECTED, State.IN_REVIEW),  # it outgrows what was approved by rule
    ],
)
def test_an_amendment_changes_what_is_stated(
    deals: Deals, seller: Client, state: str, after: str
) -> None:
    row = deals.in_state(state)

    form = text_of(seller.get(page_of(row, "amend/")))
    assert f'name="version" value="{row.version}"' in form
    assert f'value="{row.customer_name}"' in form
    answer = seller.post(page_of(row, "amend/"), stated(deals, row, need="加一百台"))

    assert answer.status_code == 302
    now = fresh(row)
    assert (now.state, now.need, now.amount) == (after, "加一百台", Decimal(1_200_000))
    entry = AuditEntry.objects.unscoped(reason="a test").filter(subject_id=row.public_id)
    assert "registrations.amended" in entry.values_list("verb", flat=True)


def test_an_amendment_keeps_the_files_and_takes_new_ones_once(deals: Deals, seller: Client) -> None:
    row = deals.full()
    before = evidence(row)
    form = text_of(seller.get(page_of(row, "amend/")))
    said = stated(deals, row, kept=token_in(form), evidence_kind="budget_document")

    assert seller.post(page_of(row, "amend/"), {**said, "evidence": paper()}).status_code == 302

    assert evidence(row) == [*before, ("budget_document", "预算.pdf")]


@pytest.mark.parametrize(
    ("field", "value"), [("customer_name", "另一家公司"), ("product", "backup")]
)
def test_an_amendment_never_moves_the_scope(
    deals: Deals, seller: Client, field: str, value: str
) -> None:
    row = deals.full()
    before = kept(row)
    other = deals.programme.backup.public_id if value == "backup" else value

    answer = seller.post(page_of(row, "amend/"), stated(deals, row, **{field: other}))

    page = text_of(answer, 422)
    assert "This stays as it was received." in page
    assert page.count('aria-invalid="true"') == 1
    assert kept(row) == before
    assert row.snapshots.count() == 1


def test_a_refused_statement_names_all_that_is_wrong_and_keeps_it(
    deals: Deals, seller: Client
) -> None:
    row = deals.full()
    before = kept(row)
    wrong = {
        "amount": "a lot",
        "customer_uscc": "123",
        "expected_award_on": "2020-01-01",
        "contact_email": "nobody",
        "need": "两百台网关",
    }

    page = text_of(
        seller.post(
            page_of(row, "amend/"), {**stated(deals, row, **wrong), "evidence": paper("图.pdf")}
        ),
        422,
    )

    assert page.count('aria-invalid="true"') == 4
    assert "4 fields to correct" in page
    for typed in ("a lot", "123", "2020-01-01", "nobody"):
        assert f'value="{typed}"' in page
    assert "两百台网关" in page
    assert "图.pdf" in page
    assert kept(row) == before


def test_of_two_who_amend_at_once_the_later_is_told(
    deals: Deals, seller: Client, log_in: LogIn
) -> None:
    row = deals.full()
    first, second = stated(deals, row, need="first"), stated(deals, row, need="second")
    principal = log_in(deals.cast.principal_a)

    assert seller.post(page_of(row, "amend/"), first).status_code == 302
    refused = principal.post(page_of(row, "amend/"), second)

    assert refused.status_code == 409
    assert "This has changed since you opened it." in refused.content.decode()
    assert fresh(row).need == "first"


def test_a_version_that_never_was_changes_nothing(deals: Deals, seller: Client) -> None:
    row = deals.full()
    assert row.version not in {0, 1, 99}
    before = kept(row)
    for version in ("0", "1", "99", "9" * 30, "9" * 5000):
        for move in ("amend/", "withdraw/"):
            answer = seller.post(page_of(row, move), stated(deals, row, version=version))
            assert answer.status_code == 409, (move, version[:20])
    assert kept(row) == before


# ------------------------------------------------------------------ complete


def test_completing_keeps_the_time_of_receipt(deals: Deals, seller: Client) -> None:
    row = deals.quick()
    said = stated(deals, row, evidence_kind="need_document")

    answer = seller.post(page_of(row, "complete/"), {**said, "evidence": paper("需求.pdf")})

    assert answer["Location"] == page_of(row)
    now = fresh(row)
    assert (now.state, now.is_full, now.received_at) == (State.IN_REVIEW, True, row.received_at)
    assert now.number == row.number
    assert evidence(row) == [("need_document", "需求.pdf")]


def test_what_is_missing_for_completion_is_said_field_by_field(
    deals: Deals, seller: Client
) -> None:
    row = deals.quick()
    before = kept(row)
    said = stated(deals, row, amount="", need="", rival_brand="", tender_kind="", purchase_stage="")

    page = text_of(seller.post(page_of(row, "complete/"), said), 422)

    for field in ("amount", "need", "rival_brand", "tender_kind", "purchase_stage"):
        assert f'id="id_{field}_error"' in page, field
    assert kept(row) == before


# ------------------------------------------------------------------ answer


def test_a_question_about_a_quick_registration_asks_for_all_of_it(
    deals: Deals, seller: Client
) -> None:
    row = deals.asked("规模多大？", quick=True)
    url = page_of(row, "answer/")
    form = text_of(seller.get(url))
    assert "规模多大？" in form
    assert 'name="text"' in form
    assert 'name="amount"' in form
    assert 'name="acknowledges_rulebook"' not in form
    said = stated(deals, row, text="两百台。", evidence_kind="need_document")

    assert seller.post(url, {**said, "evidence": paper()}).status_code == 302

    now = fresh(row)
    assert (now.state, now.is_full) == (State.IN_REVIEW, True)
    assert evidence(row) == [("need_document", "预算.pdf")]


def test_an_answer_that_is_refused_keeps_words_and_file(deals: Deals, seller: Client) -> None:
    row = deals.asked()
    before, hung = kept(row), evidence(row)
    url = page_of(row, "answer/")

    refused = seller.post(
        url, {"version": row.version, "text": "x" * 2001, "evidence": paper("会议.pdf")}
    )

    page = text_of(refused, 422)
    assert "x" * 2001 in page
    assert "会议.pdf" in page
    assert kept(row) == before
    assert evidence(row) == hung
    again = {"version": row.version, "text": "已批。", "kept": token_in(page)}
    assert seller.post(url, again).status_code == 302
    assert evidence(row)[-1][1] == "会议.pdf"
    assert len(evidence(row)) == len(hung) + 1


def test_an_answer_sent_twice_is_taken_once(deals: Deals, seller: Client) -> None:
    row = deals.asked()
    said = {"version": row.version, "text": "已批。"}
    assert seller.post(page_of(row, "answer/"), said).status_code == 302
    after = kept(row)
    assert seller.post(page_of(row, "answer/"), said).status_code == 409
    assert kept(row) == after
