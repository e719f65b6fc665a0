"""The registrations' pages: who may open them, what they show, and what a refused post keeps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from qudao.core import clock
from qudao.deals.registrations.models import Candidate, LiveClaim, Registration
from qudao.deals.registrations.states import State
from tests.deals.programme import (
    LARGE,
    SMALL,
    Programme,
    fresh,
    in_review,
    quickly,
    submitted,
)
from tests.web.deals_pages import client_of, contested

QUEUE = "/workbench/registrations/"


@pytest.fixture(autouse=True)
def clock_stands(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def waiting(programme: Programme, now: datetime) -> Registration:
    return in_review(programme, programme.cast.seller_a, now=now)


@pytest.fixture
def manager(programme: Programme) -> Client:
    return client_of(programme.cast.channel_manager)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def address(registration: Registration, rest: str = "") -> str:
    return f"{QUEUE}{registration.public_id}/{rest}"


def test_the_queue_shows_what_waits_with_its_clock_and_advice(
    manager: Client, waiting: Registration
) -> None:
    page = text_of(manager.get(QUEUE))

    assert address(waiting) in page
    assert "Qiheng Info" in page
    assert "3 workdays" in page
    assert "¥1.86m" in page
    assert "Approve" in page


def test_a_manager_of_other_partners_finds_nothing(
    programme: Programme, waiting: Registration
) -> None:
    other = client_of(programme.cast.other_channel_manager)

    assert address(waiting) not in text_of(other.get(QUEUE))
    assert other.get(address(waiting)).status_code == 404
    assert other.post(address(waiting, "do/approve/"), {"version": 1}).status_code == 404
    assert fresh(waiting).state == State.IN_REVIEW


def test_no_partner_opens_a_page_of_the_workbench(
    programme: Programme, waiting: Registration
) -> None:
    partner = client_of(programme.cast.seller_a)

    for path in (QUEUE, address(waiting), address(waiting, "audit/")):
        assert partner.get(path).status_code == 404


def test_approving_protects_and_says_so(manager: Client, waiting: Registration) -> None:
    sent = {"version": waiting.version, "note": ""}
    response = manager.post(address(waiting, "do/approve/"), sent, follow=True)

    assert response.redirect_chain == [(address(waiting), 302)]
    assert "Approved. The partner has been told." in text_of(response)
    assert fresh(waiting).state == State.PROTECTED


def test_rejecting_without_a_note_keeps_what_was_chosen(
    manager: Client, waiting: Registration
) -> None:
    sent = {"version": waiting.version, "code": "no_project", "note": ""}
    response = manager.post(address(waiting, "do/reject/"), sent)

    assert response.status_code == 422
    assert '<option value="no_project" selected>' in text_of(response)
    assert fresh(waiting).state == State.IN_REVIEW


def test_a_note_that_names_the_other_partner_is_refused(
    programme: Programme, manager: Client, now: datetime
) -> None:
    later = contested(programme, now)
    note = "Dingpei Integration was first."
    sent = {"version": later.version, "code": "order_of_claims", "note": note}
    response = manager.post(address(later, "do/reject/"), sent)

    assert response.status_code == 422
    assert "names another partner" in text_of(response)
    assert note in text_of(response)
    assert fresh(later).state == State.IN_REVIEW


def test_an_older_version_is_not_decided(manager: Client, waiting: Registration) -> None:
    response = manager.post(address(waiting, "do/approve/"), {"version": waiting.version - 1})

    assert response.status_code == 422
    assert "has changed since you opened it" in text_of(response)
    assert fresh(waiting).state == State.IN_REVIEW


def test_a_move_that_the_state_does_not_allow_is_not_offered(
    manager: Client, programme: Programme, now: datetime
) -> None:
    quick = quickly(programme, programme.cast.seller_a, now=now)

    assert "do/approve/" not in text_of(manager.get(address(quick)))
    assert manager.get(address(quick, "do/approve/")).status_code == 403
    assert manager.get(address(quick, "do/unknown/")).status_code == 404


def test_candidates_are_compared_side_by_side_and_judged(
    programme: Programme, manager: Client, now: datetime
) -> None:
    later = contested(programme, now)
    page = text_of(manager.get(address(later)))
    candidate = Candidate.objects.unscoped(reason="test").get(registration=later)

    assert "DING-0001 · Dingpei Integration" in page
    assert "20 days earlier" in page
    sent = {"verdict": "other_project", "at": "1"}
    response = manager.post(address(later, f"judge/{candidate.public_id}/"), sent)
    assert response.headers["Location"] == f"{address(later)}?candidate=1"
    candidate.refresh_from_db()
    assert candidate.verdict == "other_project"


def test_a_sample_is_checked_once(programme: Programme, manager: Client, now: datetime) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)
    rows = Registration.objects.unscoped(reason="test").filter(pk=row.pk)
    rows.update(is_sampled=True)

    assert address(row) in text_of(manager.get(f"{QUEUE}samples/"))
    manager.post(address(row, "sample/"), {"version": row.version})
    assert fresh(row).sample_checked_at == clock.now()
    assert address(row) not in text_of(manager.get(f"{QUEUE}samples/"))


def test_the_trail_is_readable(manager: Client, waiting: Registration) -> None:
    page = text_of(manager.get(address(waiting, "audit/")))

    assert "Chen Xiaoyu" in page
    assert "submitted a full registration" in page


def test_the_page_speaks_chinese(programme: Programme, now: datetime) -> None:
    later = contested(programme, now)
    page = text_of(client_of(programme.cast.channel_manager, "zh-CN").get(address(later)))

    assert "是同一家、同一个项目吗" in page
    assert "鼎沛集成" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_queue_is_exported(manager: Client, waiting: Registration, kind: str) -> None:
    response: Any = manager.get(QUEUE, {"export": kind})
    body = b"".join(response.streaming_content)

    assert f'filename="registrations-queue.{kind}"' in response["Content-Disposition"]
    assert body.startswith(b"PK") or b"QIHE-0001" in body


@pytest.mark.parametrize("path", [QUEUE, f"{QUEUE}all/", f"{QUEUE}expiring/"])
def test_a_list_asks_no_more_for_many_rows_than_for_one(
    programme: Programme,
    manager: Client,
    now: datetime,
    path: str,
    django_assert_num_queries: Any,
) -> None:
    for number in range(6):
        stated = {"customer_name": f"启明电力{number}有限公司", "amount": AMOUNTS[number % 2]}
        submitted(programme, programme.cast.seller_a, now=now, **stated)
    rows = Registration.objects.unscoped(reason="test").filter(state=State.PROTECTED)
    rows.update(protected_until=now.date() + timedelta(days=9))
    manager.get(path)
    with django_assert_num_queries(QUERIES[path]):
        manager.get(path)


AMOUNTS = (SMALL, LARGE)
QUERIES = {QUEUE: 11, f"{QUEUE}all/": 12, f"{QUEUE}expiring/": 10}


def test_approval_is_not_offered_while_another_holds_the_scope(
    programme: Programme, now: datetime
) -> None:
    row = contested(programme, now)
    address = f"/workbench/registrations/{row.public_id}/"
    client = client_of(programme.cast.channel_manager)

    assert f"{address}do/approve/" not in text_of(client.get(address))
    assert f"{address}do/ask/" in text_of(client.get(address))

    LiveClaim.objects.unscoped(reason="test").exclude(registration=row).delete()

    assert f"{address}do/approve/" in text_of(client.get(address))
