"""A null character is no text: no address and no form brings one to the database."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

import pytest
from django.urls import reverse

from qudao.api.openapi import document
from tests.api.caller import ROOT, caller_for
from tests.deals.programme import Programme
from tests.web.deals_pages import client_of

HOSTILE = quote("a\x00b")
LISTS = (
    "customers", "partners", "registrations", "expiring", "cells", "funnel", "goals",
    "lifecycle", "products", "promises", "search", "imports",
)  # fmt: skip


def text_filters() -> dict[str, list[str]]:
    """Each list of the API with its filters that take text."""
    found: dict[str, list[str]] = {}
    for path, operations in document()["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            if parameter["in"] == "query" and "{" not in path:
                found.setdefault(path.removeprefix(ROOT), []).append(parameter["name"])
    return found


@pytest.mark.parametrize("name", LISTS)
def test_a_list_looks_for_the_rest(programme: Programme, name: str) -> None:
    manager = client_of(programme.cast.channel_manager)
    answer = manager.get(f"{reverse(f'workbench:{name}')}?q={HOSTILE}&sort={HOSTILE}")
    assert answer.status_code == 200


def test_the_api_looks_for_the_rest(programme: Programme, now: datetime) -> None:
    manager = caller_for(programme.cast.channel_manager, now=now)
    filters = text_filters()
    assert "account_class" in filters["/customers"]
    wrong = {}
    for path, names in filters.items():
        for name in names:
            reply = manager.get(f"{path}?{name}={HOSTILE}")
            if reply.status not in (200, 422):
                wrong[path, name] = reply.status
    assert wrong == {}


def test_in_a_path_it_leads_nowhere(programme: Programme) -> None:
    manager = client_of(programme.cast.channel_manager)
    assert manager.get(f"/workbench/customers/cus_{HOSTILE}/").status_code == 404


def test_a_form_is_read_without_it(programme: Programme) -> None:
    manager = client_of(programme.cast.channel_manager)
    into = reverse("workbench:customer_merge", args=[programme.customer.public_id])
    answer = manager.post(into, {"canonical": "cus_a\x00b", "reason": "the same\x00 house"})
    assert answer.status_code in (200, 404)
