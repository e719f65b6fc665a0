"""The account manager's home: partners at work, one tap, promises, credit as if direct."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from qudao.core import clock
from qudao.deals.commitments.actions import PromiseInput, record_promise
from qudao.deals.registrations.models import Overlap, Registration
from tests.deals.programme import Programme, in_review
from tests.web.deals_pages import client_of

HOME = "/workbench/"


@pytest.fixture(autouse=True)
def clock_stands(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def waiting(programme: Programme, now: datetime) -> Registration:
    return in_review(programme, programme.cast.seller_a, now=now)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def answers() -> list[tuple[str, str]]:
    return list(Overlap.objects.unscoped(reason="test").values_list("answer", "note"))


def address(row: Registration) -> str:
    return f"/workbench/overlaps/{row.public_id}/"


def test_the_home_shows_overlap_account_and_full_credit(
    waiting: Registration, programme: Programme
) -> None:
    page = text_of(client_of(programme.cast.account_manager).get(HOME))

    assert "<h1>My accounts</h1>" in page
    assert "A partner is at work at 1 of your accounts; your credit stays." in page
    assert "1 overlap is unread." in page
    assert "Qiheng Info registered" in page
    assert "100%, as if direct" in page


def test_one_tap_notes_an_overlap(waiting: Registration, programme: Programme) -> None:
    client = client_of(programme.cast.account_manager)

    done = client.post(address(waiting), {"answer": "noted"})

    assert (done.status_code, done["Location"]) == (302, HOME)
    assert answers() == [("noted", "")]
    assert "You have read them all." in text_of(client.get(HOME))


def test_an_objection_asks_for_its_sentence_and_keeps_it(
    waiting: Registration, programme: Programme
) -> None:
    client = client_of(programme.cast.account_manager)

    refused = client.post(address(waiting), {"answer": "objected", "note": " "})
    assert refused.status_code == 422
    assert "Say in one sentence what you object to." in text_of(refused)
    assert answers() == [("", "")]

    taken = client.post(address(waiting), {"answer": "objected", "note": "Our visit was first."})
    assert taken.status_code == 302
    assert answers() == [("objected", "Our visit was first.")]
    assert "Our visit was first." in text_of(client.get("/workbench/overlaps/"))


def test_nobody_answers_for_another(waiting: Registration, programme: Programme) -> None:
    cast = programme.cast

    assert client_of(cast.channel_manager).post(address(waiting)).status_code == 403
    assert client_of(cast.seller_a).post(address(waiting)).status_code == 404
    assert answers() == [("", "")]


def test_only_account_managers_get_this_home(waiting: Registration, programme: Programme) -> None:
    for actor in (programme.cast.channel_manager, programme.cast.sales_director):
        assert "<h1>Today</h1>" in text_of(client_of(actor).get(HOME))


def test_promises_on_own_accounts_are_read_here(
    waiting: Registration, programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    stated = PromiseInput(
        partner_id=cast.partner_a.public_id,
        direction="given",
        topic="price",
        text="15% off up to 40 units",
        customer_id=programme.customer.public_id,
    )
    record_promise(cast.channel_manager, stated, now=now)

    page = text_of(client_of(cast.account_manager).get(HOME))

    assert "15% off up to 40 units" in page
    assert "Xu Mingyuan → Qiheng Info" in page


def test_a_protected_deal_will_count_in_full(
    waiting: Registration, programme: Programme, now: datetime
) -> None:
    rows = Registration.objects.unscoped(reason="test")
    rows.update(
        state="protected", amount=Decimal(1_860_000), protected_until=now + timedelta(days=60)
    )

    page = text_of(client_of(programme.cast.account_manager).get(HOME))

    coming = page.split("Protected for partners, will count")[1][:200]
    assert "¥1.86m" in coming
    assert "1 deal" in coming


def test_the_home_needs_few_queries(
    waiting: Registration, programme: Programme, django_assert_max_num_queries: Any
) -> None:
    client = client_of(programme.cast.account_manager)
    client.get(HOME)

    with django_assert_max_num_queries(32):
        assert client.get(HOME).status_code == 200
