"""What is done with a protected registration, each act on its own page; and the own notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qudao.core.models import AuditEntry
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from qudao.people.models import Notice
from tests.deals.programme import fresh
from tests.web.portal.conftest import LogIn
from tests.web.portal.deals import PDF, Deals, kept, main_of, page_of, text_of
from tests.web.shared.reading import content_of

NOTICES = "/portal/notices/"


def verbs_of(row: Registration) -> list[str]:
    rows = AuditEntry.objects.unscoped(reason="a test").filter(subject_id=row.public_id)
    return list(rows.order_by("pk").values_list("verb", flat=True))


def act(client: Client, row: Registration, move: str, **said: Any) -> Any:
    return client.post(page_of(row, f"{move}/"), {"version": row.version, **said})


ASKED: tuple[tuple[str, str, str], ...] = (
    ("update", "Record an update", "Record the update"),
    ("won", "Has the customer signed?", "Yes, it is won"),
    ("lost", "Mark as lost", "Mark as lost"),
    ("withdraw", "Withdraw this registration?", "Withdraw it"),
)


def test_each_act_is_asked_before_it_is_done(deals: Deals, seller: Client) -> None:
    row = deals.protected()
    before = kept(row)
    assert row.number is not None
    for move, title, button in ASKED:
        page = main_of(seller, page_of(row, f"{move}/"))
        assert f"<h1>{title}</h1>" in page
        assert f'type="submit">{button}</button>' in page
        assert f'href="{page_of(row)}">Cancel' in page
        assert f'name="version" value="{row.version}"' in page
        assert f"{row.customer_name} · {row.project} · {row.number}" in page
        assert ('class="btn stop"' in page) is (move in {"lost", "withdraw"})
        chinese = seller.get(page_of(row, f"{move}/"), headers={"accept-language": "zh-CN"})
        assert title not in chinese.content.decode()
    assert kept(row) == before


@pytest.mark.parametrize(
    ("move", "said", "state", "verb", "toast"),
    [
        ("update", {"text": "已演示"}, State.PROTECTED, "updated", "Update recorded."),
        ("won", {}, State.SAID_WON, "said_won", "Noted. We confirm it and tell you."),
        ("lost", {"reason": "价格"}, State.LOST, "lost", "Marked as lost."),
        (
            "withdraw",
            {"reason": "客户取消"},
            State.WITHDRAWN,
            "withdrawn",
            "Registration withdrawn.",
        ),
    ],
)
def test_an_act_is_done_once(
    deals: Deals, seller: Client, move: str, said: dict[str, str], state: str, verb: str, toast: str
) -> None:
    row = deals.protected()
    answer = act(seller, row, move, **said)
    assert answer["Location"] == page_of(row)
    done = fresh(row)
    assert (done.state, done.version) == (state, row.version + 1)
    assert any(one.endswith(f".{verb}") or verb in one for one in verbs_of(row)[-2:])
    assert toast in text_of(seller.get(page_of(row)))
    after = kept(row)
    assert act(seller, row, move, **said).status_code == 409
    assert kept(row) == after


@pytest.mark.parametrize(
    ("move", "field"), [("update", "text"), ("lost", "reason"), ("withdraw", "reason")]
)
def test_an_act_without_right_words_is_refused_and_keeps_them(
    deals: Deals, seller: Client, move: str, field: str
) -> None:
    row = deals.protected()
    before = kept(row)
    for words in ("", "  \n ", "x" * 2001, "a\x07b"):
        page = text_of(act(seller, row, move, **{field: words}), 422)
        assert 'role="alert"' in page
        assert not words.strip() or words in page
    assert kept(row) == before


def test_an_update_brings_its_file_and_keeps_it_when_refused(deals: Deals, seller: Client) -> None:
    row = deals.protected()
    hung = row.evidence.count()
    file = SimpleUploadedFile("纪要.pdf", PDF)
    refused = text_of(
        act(seller, row, "update", text="", evidence=file, evidence_kind="proof_of_concept"), 422
    )
    assert "纪要.pdf" in refused
    assert row.evidence.count() == hung
    token = refused.partition('name="kept" value="')[2].partition('"')[0]
    assert act(seller, row, "update", text="测试完成", kept=token).status_code == 302
    newest = row.evidence.order_by("-pk")[0]
    assert (newest.kind, newest.file.name) == ("proof_of_concept", "纪要.pdf")
    page = main_of(seller, page_of(row))
    assert "测试完成" in page
    assert "纪要.pdf" in page
    answer = seller.get(page_of(row, f"files/{newest.public_id}/"))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert content_of(answer) == PDF


def test_an_update_moves_the_next_one_away(deals: Deals, seller: Client) -> None:
    row = deals.protected()
    due = row.update_due_on
    assert due is not None
    act(seller, row, "update", text="已演示")
    later = fresh(row).update_due_on
    assert later is None or later >= due


# ------------------------------------------------------------------ notices


def notices_of(user_id: int) -> list[Notice]:
    rows = Notice.objects.unscoped(reason="a test").filter(user_id=user_id)
    return list(rows.order_by("pk"))


def test_notices_are_the_readers_own_and_open_their_object(
    deals: Deals, seller: Client, log_in: LogIn
) -> None:
    row = deals.asked()
    mine = notices_of(deals.cast.seller_a.user_key)
    assert mine
    page = main_of(seller, NOTICES)
    assert row.number is not None
    assert row.number in page or row.customer_name in page
    frame = seller.get(NOTICES).content.decode()
    assert f'aria-label="Notices, {len(mine)} unread"' in frame
    rival = log_in(deals.cast.seller_b)
    assert "No notices" in main_of(rival, NOTICES)
    address = f"{NOTICES}{mine[0].public_id}/"
    assert rival.post(address).status_code == 404
    assert seller.get(address).status_code == 405
    assert notices_of(deals.cast.seller_a.user_key)[0].read_at is None

    assert seller.post(address)["Location"] == page_of(row)
    assert notices_of(deals.cast.seller_a.user_key)[0].read_at is not None
    assert seller.post(f"{NOTICES}ntc_none/").status_code == 404


def test_all_own_notices_are_read_at_once_and_nobody_elses(
    deals: Deals, seller: Client, log_in: LogIn
) -> None:
    deals.asked()
    deals.protected()
    principal = log_in(deals.cast.principal_a)
    assert "Mark all as read" in main_of(seller, NOTICES)
    assert seller.post(f"{NOTICES}read/")["Location"] == NOTICES
    page = seller.get(NOTICES).content.decode()
    assert "Mark all as read" not in page
    assert 'aria-label="Notices, 0 unread"' in page
    theirs = notices_of(deals.cast.principal_a.user_key)
    assert all(one.read_at is None for one in theirs)
    assert ("Mark all as read" in main_of(principal, NOTICES)) is bool(theirs)
    assert seller.get(f"{NOTICES}read/").status_code == 405


def test_a_notice_is_worded_for_its_reader(deals: Deals, seller: Client, at: datetime) -> None:
    deals.protected()
    english = main_of(seller, NOTICES)
    assert "is protected until" in english
    answer = seller.get(NOTICES, headers={"accept-language": "zh-CN"})
    chinese = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert "is protected until" not in chinese
    assert "Open it" not in chinese


def test_a_notice_about_a_message_leads_to_the_talk(
    deals: Deals, seller: Client, log_in: LogIn
) -> None:
    row = deals.full()
    manager = log_in(deals.cast.channel_manager)
    talk = f"/workbench/registrations/{row.public_id}/talk/"
    assert manager.post(talk, {"kind": "message", "text": "Please call."}).status_code == 302
    newest = notices_of(deals.cast.seller_a.user_key)[-1]
    for opened in (
        seller.post(f"{NOTICES}{newest.public_id}/", follow=True),
        seller.get(f"/notices/{newest.public_id}/", follow=True),  # as its mail leads there
    ):
        assert "Please call." in text_of(opened)
        assert opened.redirect_chain[-1][0] == f"{page_of(row)}#talk"


def test_a_notice_about_a_message_to_the_company_leads_to_its_talk(
    deals: Deals, seller: Client, log_in: LogIn
) -> None:
    seller.post("/portal/company/talk/", {"text": "A question."})  # who wrote hears of the answer
    talk = f"/workbench/partners/{deals.cast.partner_a.public_id}/talk/"
    manager = log_in(deals.cast.channel_manager)
    assert manager.post(talk, {"kind": "message", "text": "An answer."}).status_code == 302
    newest = notices_of(deals.cast.seller_a.user_key)[-1]
    opened = seller.post(f"{NOTICES}{newest.public_id}/", follow=True)
    assert "An answer." in text_of(opened)
    assert opened.redirect_chain[-1][0] == "/portal/company/#talk"
