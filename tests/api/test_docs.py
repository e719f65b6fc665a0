"""The schema and the page that shows it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from qudao.api.openapi import document
from qudao.api.routing import Kind, declared_operations
from qudao.api.site import api

DECLARED = list(declared_operations(api))
pytestmark = pytest.mark.django_db


def page(client: Client, language: str) -> str:
    reply = client.get("/api/v1/docs/", headers={"Accept-Language": language})
    assert reply.status_code == 200
    return reply.content.decode()


def test_the_schema_is_open_and_speaks_both_languages(client: Client) -> None:
    replies = [
        client.get("/api/v1/openapi.json", headers={"Accept-Language": language}).json()
        for language in ("en", "zh-CN")
    ]

    summaries = [reply["paths"]["/api/v1/me"]["get"]["summary"] for reply in replies]
    assert summaries == ["Who am I", "当前身份"]
    assert replies[0]["openapi"].startswith("3.1")


def test_every_operation_tells_of_itself_in_words() -> None:
    operations = [operation for path in document()["paths"].values() for operation in path.values()]

    assert [o["operationId"] for o in operations if not o["summary"]] == []
    assert len({o["operationId"] for o in operations}) == len(operations) == len(DECLARED)


def test_creations_and_changes_name_their_headers() -> None:
    wanted = {Kind.CREATE.value: ["Idempotency-Key"], Kind.CHANGE.value: ["If-Match"]}
    wrong = []
    for path in document()["paths"].values():
        for operation in path.values():
            headers = [p["name"] for p in operation["parameters"] if p["in"] == "header"]
            if headers != wanted.get(operation["x-kind"], []):
                wrong.append(operation["operationId"])

    assert wrong == []


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_page_shows_a_command_for_each_operation(client: Client, language: str) -> None:
    text = page(client, language)

    for declared in DECLARED:
        assert f'id="{declared.operation.operation_id}"' in text
    assert text.count("curl -X") == len(DECLARED)
    assert "http://testserver/api/v1/me" in text


def test_the_page_holds_no_script_of_its_own(client: Client) -> None:
    text = page(client, "en")

    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert re.findall(r"""(?:src|href)="(?:https?:)?//""", text) == []
    assert " style=" not in text


def test_every_problem_of_a_document_can_be_looked_up(client: Client) -> None:
    text = page(client, "en")

    for status in (400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 500):
        assert f'id="status-{status}"' in text
