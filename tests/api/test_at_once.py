"""The same creation arriving many times in the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from qudao.market.partners.models import Partner
from tests.api.caller import Caller, Reply

AT_ONCE = 6


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_one_creates(manager: Caller) -> None:
    before = Partner.objects.unscoped(reason="test").count()
    start = Barrier(AT_ONCE)

    def create(_number: int) -> Reply:
        start.wait()
        try:
            return Caller(manager.secret).create("/partners", {"name_en": "Once"}, key="at-once-01")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        replies = list(pool.map(create, range(AT_ONCE)))

    assert Partner.objects.unscoped(reason="test").count() == before + 1
    first = [r for r in replies if r.status == 201 and "Idempotency-Replayed" not in r.headers]
    assert len(first) == 1
    statuses = Counter(reply.status for reply in replies)
    assert statuses.keys() <= {201, 409}
    assert {r.code for r in replies if r.status == 409} <= {"idempotency_key_in_use"}
    assert {r.json["id"] for r in replies if r.status == 201} == {first[0].json["id"]}


@pytest.mark.django_db(transaction=True)
def test_of_many_changes_to_one_version_exactly_one_counts(manager: Caller) -> None:
    address = "/partners/" + manager.get("/partners?text=QIHE").json["items"][0]["id"]
    etag = manager.get(address).etag
    start = Barrier(AT_ONCE)

    def change(number: int) -> int:
        start.wait()
        try:
            return Caller(manager.secret).change(address, {"city": f"City {number}"}, etag).status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = Counter(pool.map(change, range(AT_ONCE)))

    assert statuses == {200: 1, 412: AT_ONCE - 1}
    assert manager.get(address).json["version"] == 2
