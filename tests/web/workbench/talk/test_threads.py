"""The threads of registrations, partners and customers: who reads, who writes, which files."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qudao.core.actor import Actor
from qudao.deals.accountroom.models import Message
from qudao.market.customers.models import PartnerCustomer
from qudao.market.partners.models import Partner
from tests.deals.programme import Programme, in_review
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import page_for, text_of, words_of

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
FILE = re.compile(r'href="([^"]*/files/[^"]+)"')


def of_partner(partner: Partner) -> str:
    return f"/workbench/partners/{partner.public_id}/talk/"


def of_customer(programme: Programme, partner: Partner | None = None) -> str:
    address = f"/workbench/customers/{programme.customer.public_id}/talk/"
    return f"{address}?partner={partner.public_id}" if partner else address


def know(programme: Programme, *partners: Partner) -> None:
    for partner in partners:
        PartnerCustomer.objects.create(
            partner=partner, customer=programme.customer, depth=2, since=date(2025, 1, 1)
        )


def said(kind: str, text: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "text": text, **more}


def stored() -> list[tuple[str, bool, str]]:
    rows = Message.objects.unscoped(reason="test").select_related("partner").order_by("pk")
    return [(row.text, row.is_internal, row.partner.code if row.partner else "") for row in rows]


def panels(page: str) -> tuple[str, str]:
    """What is shared, and what stands in the private panel."""
    shared, _, private = page.partition('class="sec private"')
    return shared, private


def files_on(page: str) -> list[str]:
    return [one.replace("&amp;", "&") for one in FILE.findall(page)]


def status_of(actor: Actor, link: str) -> int:
    return client_of(actor).get(link).status_code


# ------------------------------------------------------------------ one customer, several partners


def test_each_partner_of_a_customer_has_a_thread_of_its_own(programme: Programme) -> None:
    cast = programme.cast
    know(programme, cast.partner_a, cast.partner_b)
    director = client_of(cast.channel_director)

    for partner, text in ((cast.partner_a, "To Qiheng."), (cast.partner_b, "To Dingpei.")):
        answer = director.post(of_customer(programme, partner), said("message", text))
        assert answer["Location"] == of_customer(programme, partner)
    director.post(of_customer(programme), said("note", "Among us."))

    assert stored() == [
        ("To Qiheng.", False, "QIHE"),
        ("To Dingpei.", False, "DING"),
        ("Among us.", True, ""),
    ]
    with_a = page_for(cast.channel_director, of_customer(programme, cast.partner_a))
    assert "To Qiheng." in panels(with_a)[0]
    assert "To Dingpei." not in with_a
    assert "Among us." not in with_a  # it has a tab of its own
    alone = page_for(cast.channel_director, of_customer(programme))
    assert "Among us." in alone
    assert "To Qiheng." not in alone


def test_a_file_sent_in_a_partners_thread_about_a_customer_can_be_opened(
    programme: Programme,
) -> None:
    cast = programme.cast
    know(programme, cast.partner_a, cast.partner_b)
    director = client_of(cast.channel_director)
    file = SimpleUploadedFile("offer.pdf", PDF)
    director.post(
        of_customer(programme, cast.partner_a), said("message", "See this.", attachments=file)
    )

    [link] = files_on(page_for(cast.channel_director, of_customer(programme, cast.partner_a)))

    answer: Any = director.get(link)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF
    assert status_of(cast.channel_manager, link) == 200
    assert status_of(cast.other_channel_manager, link) == 404  # not its partner
    assert status_of(cast.seller_a, link) == 404
    elsewhere = link.replace(cast.partner_a.public_id, cast.partner_b.public_id)
    assert status_of(cast.channel_director, elsewhere) == 404
    assert status_of(cast.channel_director, link.partition("?")[0]) == 404


def test_a_file_of_a_note_about_a_customer_stays_with_us(programme: Programme) -> None:
    cast = programme.cast
    manager = client_of(cast.account_manager)
    file = SimpleUploadedFile("plan.pdf", PDF)
    manager.post(of_customer(programme), said("note", "Plan.", attachments=file))

    [link] = files_on(page_for(cast.account_manager, of_customer(programme)))

    assert status_of(cast.account_manager, link) == 200
    assert status_of(cast.human_resources, link) == 403
    assert status_of(cast.seller_a, link) == 404


def test_a_customer_is_talked_about_with_partners_in_scope_alone(programme: Programme) -> None:
    cast = programme.cast
    know(programme, cast.partner_a, cast.partner_b)
    manager = client_of(cast.channel_manager)
    theirs = of_customer(programme, cast.partner_b)
    assert manager.get(theirs).status_code == 404
    assert manager.post(theirs, said("message", "Psst")).status_code == 404
    assert manager.get(of_customer(programme) + "?partner=x").status_code == 404
    assert stored() == []


def test_what_was_typed_for_nobody_is_kept(programme: Programme) -> None:
    manager = client_of(programme.cast.account_manager)
    refused = manager.post(of_customer(programme), said("message", "For whom?"))
    assert refused.status_code == 422
    assert stored() == []


# ------------------------------------------------------------------ a partner's thread


def test_a_partners_file_is_opened_from_its_page_alone(programme: Programme) -> None:
    cast = programme.cast
    manager = client_of(cast.channel_manager)
    file = SimpleUploadedFile("price.pdf", PDF)
    manager.post(of_partner(cast.partner_a), said("message", "", attachments=file))

    [link] = files_on(page_for(cast.channel_manager, of_partner(cast.partner_a)))

    assert status_of(cast.channel_manager, link) == 200
    assert manager.post(link).status_code == 405
    swapped = link.replace(cast.partner_a.public_id, cast.distributor.public_id)
    assert manager.get(swapped).status_code == 404
    assert status_of(cast.other_channel_manager, link) == 404
    assert manager.get(f"{of_partner(cast.partner_a)}files/fil_none/").status_code == 404


READS = {
    "channel_manager": 200,
    "other_channel_manager": 404,
    "channel_director": 200,
    "sales_director": 200,
    "operations": 200,
    "human_resources": 403,
    "seller_a": 404,
    "engineer_a": 404,
}


def test_who_reads_a_partners_thread(programme: Programme) -> None:
    path = of_partner(programme.cast.partner_a)
    found = {who: client_of(getattr(programme.cast, who)).get(path).status_code for who in READS}
    assert found == READS
    assert Client().get(path)["Location"].startswith("/account/login/")


def test_who_may_not_talk_leaves_nothing(programme: Programme) -> None:
    cast = programme.cast
    for actor in (cast.other_channel_manager, cast.human_resources, cast.seller_a):
        for kind in ("note", "message"):
            answer = client_of(actor).post(of_partner(cast.partner_a), said(kind, "x"))
            assert answer.status_code in {403, 404}
    assert stored() == []


# ------------------------------------------------------------------ writing


def talk_of(programme: Programme, actor: Actor, now: datetime) -> str:
    row = in_review(programme, actor, now=now)
    return f"/workbench/registrations/{row.public_id}/talk/"


def test_message_and_note_say_what_became_of_them(programme: Programme, now: datetime) -> None:
    path = talk_of(programme, programme.cast.seller_a, now)
    manager = client_of(programme.cast.channel_manager)
    assert "Sent." in words_of(manager.post(path, said("message", "Hello."), follow=True))
    noted = manager.post(path, said("note", "Hm."), follow=True)
    assert "Noted for us alone." in words_of(noted)
    shared, private = panels(text_of(noted))
    assert "Hello." in shared
    assert "Hello." not in private
    assert "Hm." in private
    assert "Hm." not in shared


@pytest.mark.parametrize("kind", ["", "NOTE", "Note ", "internal"])
def test_only_the_word_note_makes_a_note(programme: Programme, now: datetime, kind: str) -> None:
    """Whoever sends another word writes to the partner, as the page's other form does."""
    path = talk_of(programme, programme.cast.seller_a, now)
    client_of(programme.cast.channel_manager).post(path, said(kind, "x"))
    assert stored() == [("x", False, "QIHE")]


def test_a_refused_note_stands_in_its_own_form_and_the_thread_stays(
    programme: Programme, now: datetime
) -> None:
    path = talk_of(programme, programme.cast.seller_a, now)
    manager = client_of(programme.cast.channel_manager)
    manager.post(path, said("message", "Earlier."))
    refused = manager.post(path, said("note", "y" * 5001))
    shared, private = panels(text_of(refused))
    assert refused.status_code == 422
    assert "Earlier." in shared
    assert "y" * 5001 in private
    assert "y" * 5001 not in shared
    assert len(stored()) == 1


def test_hostile_words_are_shown_as_they_were_written(programme: Programme, now: datetime) -> None:
    path = talk_of(programme, programme.cast.seller_a, now)
    manager = client_of(programme.cast.channel_manager)
    manager.post(path, said("message", "<script>alert(1)</script> 😀 ＡＢ"))
    page = text_of(manager.get(path))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 😀 ＡＢ" in page


def test_the_page_tells_in_both_languages_who_reads_what(
    programme: Programme, now: datetime
) -> None:
    path = talk_of(programme, programme.cast.seller_a, now)
    english = page_for(programme.cast.channel_manager, path)
    chinese = page_for(programme.cast.channel_manager, path, "zh-CN")
    assert "Shared with the partner" in english
    assert "Internal notes, never shown to partners" in english
    assert "Nothing has been said yet." in english
    assert "与伙伴共享" in chinese
    assert "内部备注" in chinese
    assert "Shared with" not in chinese
