"""The addresses that need no key: what is open there, to which methods, and for how long kept."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

OPEN = ("/api/v1/docs/", "/api/v1/openapi.json")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_is_only_read_knows_no_other_method(client: Client, path: str, method: str) -> None:
    reply = client.generic(method, path)
    assert (reply.status_code, reply["Allow"]) == (405, "GET")
    assert reply["Content-Type"] == "application/problem+json"
    assert reply.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/docs"])
def test_the_root_leads_to_the_page(client: Client, path: str) -> None:
    reply = client.get(path)
    assert (reply.status_code, reply["Location"]) == (302, "/api/v1/docs/")


@pytest.mark.parametrize("path", OPEN)
def test_head_tells_how_much_there_is(client: Client, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(whole.content))
    assert head["Content-Type"] == whole["Content-Type"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v1/partners/",
        "/api/v1/me/more",
        "/api/v1/OPENAPI.json",
        "/api/v1/..%2f..%2fetc%2fpasswd",
        "/api/v1/岚",
        "/api/v1/" + "x" * 3000,
    ],
)
def test_any_other_address_is_absent_in_the_same_words(client: Client, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        reply = client.generic(method, path)
        assert (reply.status_code, reply["Content-Type"]) == (404, "application/problem+json")
        body = reply.json()
        assert (body["code"], body["instance"]) == ("not_found", reply["X-Request-Id"])


def test_the_document_may_be_kept_for_a_while_and_the_page_may_not(client: Client) -> None:
    kept = {path: client.get(path)["Cache-Control"] for path in OPEN}
    assert kept == {
        "/api/v1/docs/": "private, no-store",
        "/api/v1/openapi.json": "public, max-age=300",
    }


def test_what_is_kept_is_kept_by_language(client: Client) -> None:
    """A cache between must not hand the one to readers of the other."""
    for path in OPEN:
        vary = {one.strip().lower() for one in client.get(path)["Vary"].split(",")}
        assert "accept-language" in vary, path


def test_the_document_costs_no_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(OPEN[1])
    with django_assert_num_queries(0):
        client.get(OPEN[1])


def test_no_answer_to_a_program_sets_a_cookie(client: Client) -> None:
    for path in ("/api/v1/openapi.json", "/api/v1/nothing", "/api/v1/me"):
        assert dict(client.get(path).cookies) == {}, path
