"""What a reader of the workbench tripped over once."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from qudao.core.actor import Actor
from qudao.deals.registrations.actions import Rejection, reject
from qudao.deals.registrations.selectors import comparison
from qudao.deals.registrations.states import State
from qudao.market.customers.models import Customer
from tests.deals.programme import Programme, in_review, submitted
from tests.web.deals_pages import client_of, contested
from tests.web.workbench.pages import page_for

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
