"""What a reader of the workbench tripped over once."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from qudao.core.actor import Actor
from qudao.deals.registrations.actions import Rejection, reject
from qudao.deals.registrations.selectors import comparison
from qudao.deals.registrations.states import State
from qudao.market.customers.models import Customer
from qudao.people.names import spoken
from qudao.people.trail import in_words, plain_words
from qudao.web.shared.formats import deadline
from tests.deals.programme import Programme, in_review, quickly, submitted
from tests.people import Cast
from tests.web.deals_pages import client_of, contested
from tests.web.workbench.pages import page_for, words_of

QUEUE = "/workbench/registrations/"


def speaking(actor: Actor, language: str) -> Actor:
    return replace(actor, language=language)


def test_every_decision_can_be_reached_on_the_phone(programme: Programme, now: datetime) -> None:
    waiting = in_review(programme, programme.cast.seller_a, now=now)
    page = page_for(programme.cast.channel_manager, f"{QUEUE}{waiting.public_id}/")
    bar = page[page.index('<div class="actbar">') :]
    for name in ("approve", "ask", "reject", "arbitrate"):
        assert f'href="#do-{name}"' in bar


def test_the_advice_is_told_above_the_comparison(programme: Programme, now: datetime) -> None:
    waiting = in_review(programme, programme.cast.seller_a, now=now)
    page = page_for(programme.cast.channel_manager, f"{QUEUE}{waiting.public_id}/")
    assert 0 < page.index("lead-line") < page.index('id="compare"')


def test_roles_that_do_not_decide_are_told_who_does(programme: Programme, now: datetime) -> None:
    waiting = in_review(programme, programme.cast.seller_a, now=now)
    page = page_for(programme.cast.sales_director, f"{QUEUE}{waiting.public_id}/")
    assert "Your role reads this. The partner's channel manager decides." in _plain(page)


def test_a_settled_registration_is_neither_judged_nor_advised(
    programme: Programme, now: datetime
) -> None:
    later = contested(programme, now)
    manager = programme.cast.channel_manager
    why = Rejection(code="order_of_claims", note="The scope is held until 28 June.")
    reject(manager, later.public_id, why, version=later.version, now=now)
    page = page_for(manager, f"{QUEUE}{later.public_id}/")
    assert "Advice:" not in page
    assert 'name="verdict"' not in page
    assert "It is settled; nothing waits here." in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_verdict_on_two_names_does_not_depend_on_the_reader(
    programme: Programme, now: datetime, language: str
) -> None:
    later = contested(programme, now)
    reason = "test"
    Customer.objects.unscoped(reason=reason).update(name_en="Pulan Securities Co., Ltd.")
    actor = speaking(programme.cast.channel_manager, language)
    (found,) = comparison(actor, later.public_id)
    customer = next(one for one in found.fields if one.code == "customer")
    shown = "Pulan Securities Co., Ltd." if language == "en" else "浦岚证券股份有限公司"
    assert (customer.mine, customer.other, customer.match) == (shown, shown, "same")


def test_revoking_is_offered_only_to_whoever_may(programme: Programme, now: datetime) -> None:
    held = submitted(programme, programme.cast.seller_b, now=now)
    address = f"{QUEUE}{held.public_id}/"
    assert held.state == State.PROTECTED
    assert "do-revoke" not in page_for(programme.cast.other_channel_manager, address)
    assert "do-revoke" in page_for(programme.cast.channel_director, address)


def test_a_page_behind_the_last_leads_to_the_last(programme: Programme, now: datetime) -> None:
    in_review(programme, programme.cast.seller_a, now=now)
    answer = client_of(programme.cast.channel_manager).get(f"{QUEUE}all/?page=99&state=in_review")
    assert (answer.status_code, answer["Location"]) == (302, f"{QUEUE}all/?state=in_review")


def test_an_export_has_plain_amounts_and_the_hour_of_a_deadline(
    programme: Programme, now: datetime
) -> None:
    waiting = in_review(programme, programme.cast.seller_a, now=now)
    answer: Any = client_of(programme.cast.channel_manager).get(f"{QUEUE}?export=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Amount"] == "1860000"
    due = waiting.decide_by
    assert due is not None
    assert row["Due"] == f"{(due + timedelta(hours=8)).replace(tzinfo=None):%Y-%m-%d %H:%M}"


def _plain(page: str) -> str:
    return page.replace("&#39;", "'")


def test_a_settled_row_tells_who_decided_and_no_advice(programme: Programme, now: datetime) -> None:
    later = contested(programme, now)
    manager = programme.cast.channel_manager
    why = Rejection(code="order_of_claims", note="The scope is held until 28 June.")
    reject(manager, later.public_id, why, version=later.version, now=now)

    page = words_of(client_of(manager).get(f"{QUEUE}all/"))

    assert "Order between registrations Xu Mingyuan, 2 Mar 2026" in page
    assert "To arbitration" not in page


def test_today_counts_apart_what_is_with_the_partner(programme: Programme, now: datetime) -> None:
    quickly(programme, programme.cast.seller_a, now=now)
    in_review(programme, programme.cast.seller_a, now=now - timedelta(days=9))
    page = words_of(client_of(programme.cast.channel_manager).get("/workbench/"))

    assert "1 decision waits. 1 is overdue since " in page
    assert "1 is with the partner." in page
    assert page.index("Overdue Escalated") < page.index("With the partner With the partner")


def test_who_does_not_decide_is_not_told_to_start(programme: Programme, now: datetime) -> None:
    in_review(programme, programme.cast.seller_a, now=now)
    page = page_for(programme.cast.sales_director, "/workbench/")
    assert "Start with the first" not in page
    assert "decision waits" not in page


@pytest.mark.parametrize(
    ("written", "language", "read"),
    [
        ("徐明远 Xu Mingyuan", "en", "Xu Mingyuan"),
        ("徐明远 Xu Mingyuan", "zh-hans", "徐明远"),
        ("Xu Mingyuan (徐明远)", "zh-hans", "徐明远"),
        ("徐明远", "en", "徐明远"),
        ("Anna Schmidt", "zh-hans", "Anna Schmidt"),
    ],
)
def test_a_name_in_both_scripts_is_read_in_one(written: str, language: str, read: str) -> None:
    with translation.override(language):
        assert spoken(written) == read


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-12-06T16:00:00+00:00", "6 Dec 2026 24:00"),
        ("2026-12-06T17:00:00+00:00", "7 Dec 2026 01:00"),
    ],
)
def test_the_midnight_that_ends_a_day_belongs_to_it(cast: Cast, at: str, said: str) -> None:
    with translation.override("en"):
        assert deadline(datetime.fromisoformat(at)) == said


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("2026-11-27T03:01:54.446248+08:00", "27 Nov 2026 03:01"),
        ("2027-01-08", "8 Jan 2027"),
        ("self registration:reg_0pa18abcdefghjkm", "self registration"),
        ("plain words", "plain words"),
    ],
)
def test_the_trail_reads_as_the_page_does(cast: Cast, stored: str, said: str) -> None:
    with translation.override("en"):
        assert plain_words(stored) == said


def test_an_amount_in_the_trail_reads_as_an_amount(cast: Cast) -> None:
    with translation.override("en"):
        assert in_words(Customer, "amount", "1440000.0000") == "1,440,000"
        assert in_words(Customer, "employees", 1440000) == "1440000"


def test_search_leads_to_all_that_was_found(programme: Programme, now: datetime) -> None:
    for number in range(8):
        name = f"启明电力{number}有限公司"
        submitted(programme, programme.cast.seller_a, now=now, customer_name=name)
    page = page_for(programme.cast.channel_manager, "/workbench/search/", q="启明")
    assert f'href="{QUEUE}all/?q=%E5%90%AF%E6%98%8E"' in page
