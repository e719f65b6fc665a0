"""Uploads, and what the person behind the key should hear of."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from qudao.core.models import StoredFile
from qudao.people.notices import PeopleNotice
from qudao.people.notifications import notify
from tests.api.caller import Caller
from tests.people import Cast

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def send(caller: Caller, name: str, content: bytes, key: str) -> tuple[int, dict[str, object]]:
    reply = caller.client.post(
        "/api/v1/files",
        {"file": SimpleUploadedFile(name, content)},
        headers={"Authorization": f"Bearer {caller.secret}", "Idempotency-Key": key},
    )
    return reply.status_code, reply.json()


def test_a_file_is_received_once(seller_a: Caller, cast: Cast) -> None:
    first = send(seller_a, "需求.pdf", PDF, "upload-01")
    second = send(seller_a, "需求.pdf", PDF, "upload-01")

    assert first[0] == 201
    assert first[1]["name"] == "需求.pdf"
    assert second == first
    row = StoredFile.objects.unscoped(reason="test").get()
    assert (row.stored_by_id, row.size) == (cast.seller_a.user_id, len(PDF))


def test_another_file_under_the_same_key_is_refused(seller_a: Caller) -> None:
    send(seller_a, "a.pdf", PDF, "upload-02")

    status, body = send(seller_a, "a.pdf", PDF + b"%", "upload-02")

    assert (status, body["code"]) == (422, "idempotency_key_reused")


def test_a_file_of_another_kind_is_refused(seller_a: Caller) -> None:
    status, body = send(seller_a, "tool.exe", b"MZ\x90\x00" + b"\x00" * 100, "upload-03")

    assert status == 422
    assert body["problems"][0]["field"] == "file"  # type: ignore[index]
    assert not StoredFile.objects.unscoped(reason="test").exists()


def test_an_upload_without_a_file_names_the_field(seller_a: Caller) -> None:
    reply = seller_a.client.post(
        "/api/v1/files",
        {},
        headers={"Authorization": f"Bearer {seller_a.secret}", "Idempotency-Key": "upload-04"},
    )

    assert reply.status_code == 422
    assert [(p["field"], p["code"]) for p in reply.json()["problems"]] == [("file", "required")]


def test_own_notices_are_listed_and_read(
    cast: Cast, seller_a: Caller, seller_b: Caller, now: datetime
) -> None:
    notify(
        [cast.seller_a.user_key],
        PeopleNotice.ROLES_CHANGED,
        subject=cast.partner_a.organisation,
        params={"organisation": "Qiheng Info"},
        now=now,
    )
    notice = seller_a.get("/notices").json["items"][0]

    rival = seller_b.send("POST", f"/notices/{notice['id']}/read")
    read = seller_a.send("POST", f"/notices/{notice['id']}/read")

    assert notice["text"] == "Your roles at Qiheng Info have changed."
    assert rival.status == 404
    assert (read.status, read.json["id"]) == (200, notice["id"])
    assert seller_a.get("/notices?unread_only=true").json["items"] == []
    assert seller_b.get("/notices").json["items"] == []
