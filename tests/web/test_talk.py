"""Talk at the pages: each side writes, notes stay inside, files go along, nothing typed is lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qudao.core import clock
from qudao.deals.accountroom.models import Message
from qudao.deals.registrations.models import Registration
from tests.deals.programme import Programme, in_review
from tests.web.deals_pages import client_of

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def clock_stands(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def waiting(programme: Programme, now: datetime) -> Registration:
    return in_review(programme, programme.cast.seller_a, now=now)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def at(row: Registration) -> str:
    return f"/workbench/registrations/{row.public_id}/talk/"


def in_portal(row: Registration) -> str:
    return f"/portal/registrations/{row.public_id}/"


def stored() -> list[tuple[str, bool]]:
    rows = Message.objects.unscoped(reason="test").order_by("pk")
    return list(rows.values_list("text", "is_internal"))


def test_both_sides_write_into_one_thread(waiting: Registration, programme: Programme) -> None:
    cast = programme.cast
    manager, seller = client_of(cast.channel_manager), client_of(cast.seller_a)

    asked = manager.post(at(waiting), {"kind": "message", "text": "Please send the approval."})
    answered = seller.post(f"{in_portal(waiting)}talk/", {"text": "Tomorrow."})

    assert (asked.status_code, asked["Location"]) == (302, at(waiting))
    assert (answered.status_code, answered["Location"]) == (302, f"{in_portal(waiting)}#talk")
    for page in (manager.get(at(waiting)), seller.get(in_portal(waiting))):
        assert "Please send the approval." in text_of(page)
        assert "Tomorrow." in text_of(page)


def test_a_note_stands_in_the_private_panel_and_never_in_the_portal(
    waiting: Registration, programme: Programme
) -> None:
    cast = programme.cast
    manager = client_of(cast.channel_manager)

    manager.post(at(waiting), {"kind": "note", "text": "Weak evidence."})

    page = text_of(manager.get(at(waiting)))
    assert "Weak evidence." in page.split('class="sec private"')[1]
    assert "Weak evidence." not in text_of(client_of(cast.seller_a).get(in_portal(waiting)))


def test_a_partner_posting_a_note_writes_a_shared_message(
    waiting: Registration, programme: Programme
) -> None:
    seller = client_of(programme.cast.seller_a)

    seller.post(f"{in_portal(waiting)}talk/", {"kind": "note", "text": "Hello."})

    assert stored() == [("Hello.", False)]


def test_files_go_along_and_are_handed_to_readers_of_the_thread_alone(
    waiting: Registration, programme: Programme
) -> None:
    cast = programme.cast
    file = SimpleUploadedFile("offer.pdf", PDF)
    client_of(cast.seller_a).post(f"{in_portal(waiting)}talk/", {"text": "", "attachments": file})

    page = text_of(client_of(cast.channel_manager).get(at(waiting)))
    address = page.split("/talk/files/")[1].split('"')[0]
    link = f"{at(waiting)}files/{address}"

    assert "offer.pdf" in page
    assert client_of(cast.channel_manager).get(link).status_code == 200
    assert client_of(cast.other_channel_manager).get(link).status_code == 404
    own = f"{in_portal(waiting)}talk/files/{address}"
    assert client_of(cast.seller_a).get(own).status_code == 200
    assert client_of(cast.seller_b).get(own).status_code == 404


def test_a_refused_message_keeps_words_and_files(
    waiting: Registration, programme: Programme
) -> None:
    seller = client_of(programme.cast.seller_a)
    file = SimpleUploadedFile("offer.pdf", PDF)

    refused = seller.post(f"{in_portal(waiting)}talk/", {"text": "x" * 5001, "attachments": file})

    assert refused.status_code == 422
    assert "offer.pdf" in text_of(refused)
    assert "x" * 5001 in text_of(refused)
    assert stored() == []
    token = text_of(refused).split('name="kept_file" value="')[1].split('"')[0]

    taken = seller.post(f"{in_portal(waiting)}talk/", {"text": "short", "kept_file": token})

    assert taken.status_code == 302
    assert "offer.pdf" in text_of(seller.get(in_portal(waiting)))


def test_an_empty_message_is_refused(waiting: Registration, programme: Programme) -> None:
    manager = client_of(programme.cast.channel_manager)

    refused = manager.post(at(waiting), {"kind": "message", "text": "  "})

    assert refused.status_code == 422
    assert "Write something, or add a file." in text_of(refused)
    assert stored() == []


def test_a_company_and_its_channel_manager_talk(programme: Programme) -> None:
    cast = programme.cast
    seller, manager = client_of(cast.seller_a), client_of(cast.channel_manager)
    address = f"/workbench/partners/{cast.partner_a.public_id}/talk/"

    seller.post("/portal/company/talk/", {"text": "Our name changes."})
    manager.post(address, {"kind": "note", "text": "Check the register."})

    page = text_of(manager.get(address))
    assert "Our name changes." in page
    assert "Check the register." in page.split('class="sec private"')[1]
    assert "Check the register." not in text_of(seller.get("/portal/company/"))
    assert client_of(cast.other_channel_manager).get(address).status_code == 404


def test_a_customer_has_notes_and_a_thread_with_each_partner(
    waiting: Registration, programme: Programme
) -> None:
    cast = programme.cast
    manager = client_of(cast.account_manager)
    address = f"/workbench/customers/{programme.customer.public_id}/talk/"

    noted = manager.post(address, {"kind": "note", "text": "Budget is set in May."})
    alone = manager.post(address, {"kind": "message", "text": "To nobody."})

    assert noted.status_code == 302
    assert alone.status_code == 422
    assert "Choose the partner that this message is for." in text_of(alone)
    assert stored() == [("Budget is set in May.", True)]


def test_the_tab_needs_few_queries(
    waiting: Registration, programme: Programme, django_assert_max_num_queries: Any
) -> None:
    manager = client_of(programme.cast.channel_manager)
    for number in range(5):
        manager.post(at(waiting), {"kind": "message", "text": f"Message {number}"})
    manager.get(at(waiting))

    with django_assert_max_num_queries(32):
        assert manager.get(at(waiting)).status_code == 200
