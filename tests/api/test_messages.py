"""Talk about a registration by API: shared by both sides, notes apart."""

from __future__ import annotations

import pytest

from qudao.deals.accountroom.models import Message
from qudao.deals.registrations.models import Registration
from tests.api.caller import Caller
from tests.api.scene import Scene


@pytest.fixture
def address(scene: Scene) -> str:
    return f"/registrations/{scene.ids['registration_id']}/messages"


def texts(caller: Caller, address: str) -> list[str]:
    return [item["text"] for item in caller.get(address).json["items"]]


def test_both_sides_read_what_either_writes(
    address: str, principal_a: Caller, manager: Caller
) -> None:
    manager.create(address, {"text": "请确认测试时间。"})
    principal_a.create(address, {"text": "周四。"})

    assert texts(principal_a, address) == ["See the plan.", "请确认测试时间。", "周四。"]
    assert texts(manager, address) == texts(principal_a, address)
    last = principal_a.get(address).json["items"][-1]
    assert (last["is_mine"], last["is_ours"]) == (True, True)


def test_an_internal_note_never_reaches_the_partner(
    address: str, principal_a: Caller, manager: Caller
) -> None:
    notes = address.replace("messages", "notes")
    written = manager.create(notes, {"text": "价格底线 80 折"})
    refused = principal_a.create(notes, {"text": "x"})

    assert written.status == 201
    assert (refused.status, refused.json["scope"]) == (403, "notes.write")
    assert "价格底线 80 折" in texts(manager, address)
    assert "价格底线" not in principal_a.get(address).text
    assert "is_internal" not in principal_a.get(address).text


def test_a_draft_has_no_talk_by_the_api_either(
    scene: Scene, address: str, principal_a: Caller
) -> None:
    rows = Registration.objects.unscoped(reason="test")
    rows.filter(public_id=scene.ids["registration_id"]).update(number=None, state="draft")
    before = Message.objects.unscoped(reason="test").count()
    assert principal_a.create(address, {"text": "x"}).status == 409
    assert Message.objects.unscoped(reason="test").count() == before


def test_a_rival_reads_and_writes_nothing(scene: Scene, address: str, seller_b: Caller) -> None:
    before = Message.objects.unscoped(reason="test").count()

    assert seller_b.get(address).status == 404
    assert seller_b.create(address, {"text": "hello"}).status == 404
    assert seller_b.get(f"{address}/files/{scene.ids['file_id']}").status == 404
    assert Message.objects.unscoped(reason="test").count() == before


def test_an_empty_message_and_a_strangers_file_are_refused(
    scene: Scene, address: str, manager: Caller
) -> None:
    empty = manager.create(address, {"text": "  "})
    strange = manager.create(address, {"text": "x", "files": [scene.ids["file_id"]]})

    assert empty.problems() == {("text", "required")}
    assert strange.problems() == {("files", "unknown_file")}


def test_a_file_of_a_message_comes_as_a_download(
    scene: Scene, address: str, manager: Caller
) -> None:
    reply = manager.get(f"{address}/files/{scene.ids['file_id']}")

    assert (reply.status, reply.text) == (200, "the plan")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="plan.txt"'
    assert "sandbox" in reply.headers["Content-Security-Policy"]


def test_a_message_sent_twice_stands_once(address: str, manager: Caller) -> None:
    first = manager.create(address, {"text": "once"}, key="message-01")
    second = manager.create(address, {"text": "once"}, key="message-01")

    assert second.json == first.json
    assert texts(manager, address).count("once") == 1
