"""Today and the search: what each role finds, and nothing beyond its scope."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache

from qudao.core import clock
from qudao.deals.funnel.actions import OpportunityInput, create_opportunity
from qudao.deals.funnel.outlook import outlook
from qudao.deals.registrations.models import Registration
from qudao.market.goals.models import Quota
from tests.deals.programme import Programme, in_review, submitted
from tests.web.deals_pages import client_of

TODAY = "/workbench/"
MILLION = Decimal(1_000_000)


@pytest.fixture(autouse=True)
def clock_stands(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


@pytest.fixture
def waiting(programme: Programme, now: datetime) -> Registration:
    return in_review(programme, programme.cast.seller_a, now=now)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def deal(programme: Programme, stage: str, amount: Decimal, on: date, now: datetime) -> None:
    stated = OpportunityInput(
        product_id=programme.gateways.public_id,
        partner_id=programme.cast.partner_a.public_id,
        stage=stage,
        amount=amount,
        currency="CNY",
        expected_on=on,
    )
    create_opportunity(programme.cast.channel_manager, stated, now=now)


def quota(programme: Programme) -> None:
    Quota.objects.create(
        user_id=programme.cast.channel_manager.user_key,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 4, 1),
        amount=4 * MILLION,
        currency="CNY",
    )


def test_the_quarter_adds_up_over_own_deals(programme: Programme, now: datetime) -> None:
    quota(programme)
    deal(programme, "won", MILLION, date(2026, 2, 1), now)
    deal(programme, "negotiating", MILLION, date(2026, 3, 4), now)
    deal(programme, "proposing", MILLION, date(2026, 3, 30), now)
    deal(programme, "engaging", MILLION, date(2026, 4, 1), now)  # the next quarter

    shown = outlook(programme.cast.channel_manager, now=now)

    where = shown.standing
    assert (where.target, where.done, where.gap) == (4 * MILLION, MILLION, 3 * MILLION)
    assert where.pipeline.expected == Decimal(1_150_000)  # 70% and 45% of a million
    assert (shown.week.amount, shown.week_deals) == (Decimal(700_000), 1)
    assert (shown.open_deals, shown.missing) == (2, ())


def test_deals_of_other_managers_are_in_nobody_elses_quarter(
    programme: Programme, now: datetime
) -> None:
    deal(programme, "won", MILLION, date(2026, 2, 1), now)

    other = outlook(programme.cast.other_channel_manager, now=now)
    director = outlook(programme.cast.channel_director, now=now)

    assert (other.standing.done, director.standing.done) == (Decimal(0), MILLION)


def test_today_opens_with_the_quarter_and_then_what_waits(
    programme: Programme, waiting: Registration, now: datetime
) -> None:
    quota(programme)
    page = text_of(client_of(programme.cast.channel_manager).get(TODAY))

    assert page.index("Q1 target") < page.index("Qiheng Info")
    assert "¥4m" in page
    assert "1 decision waits." in page


def test_everybody_of_the_vendor_has_a_home(programme: Programme, waiting: Registration) -> None:
    for actor in programme.cast.vendor_people():
        assert client_of(actor).get(TODAY).status_code == 200


def test_the_home_of_human_resources_shows_no_deal(
    programme: Programme, waiting: Registration
) -> None:
    page = text_of(client_of(programme.cast.human_resources).get(TODAY))

    assert waiting.public_id not in page
    assert "Q1 target" not in page


def test_today_asks_no_more_for_many_rows_than_for_one(
    programme: Programme, now: datetime, django_assert_num_queries: Any
) -> None:
    manager = client_of(programme.cast.channel_manager)
    for number in range(4):
        name = f"启明电力{number}有限公司"
        submitted(programme, programme.cast.seller_a, now=now, customer_name=name)
    Registration.objects.unscoped(reason="test").update(is_sampled=True)  # it is drawn by lot
    manager.get(TODAY)
    with django_assert_num_queries(TODAY_QUERIES):
        manager.get(TODAY)


TODAY_QUERIES = 27


@pytest.mark.parametrize("text", ["浦岚", "QIHE-0001", "网关"])
def test_a_registration_is_found_by_customer_number_and_project(
    programme: Programme, waiting: Registration, text: str
) -> None:
    manager = client_of(programme.cast.channel_manager)

    assert waiting.public_id in text_of(manager.get("/workbench/search/", {"q": text}))


def test_nobody_finds_what_lies_outside_the_own_scope(
    programme: Programme, waiting: Registration
) -> None:
    other = client_of(programme.cast.other_channel_manager)

    assert waiting.public_id not in text_of(other.get("/workbench/search/", {"q": "浦岚"}))
    assert client_of(programme.cast.seller_a).get("/workbench/search/").status_code == 404


def test_the_palette_gets_options_alone(programme: Programme, waiting: Registration) -> None:
    manager = client_of(programme.cast.channel_manager)
    asked = {"HX-Request": "true"}
    answer = text_of(manager.get("/workbench/search/", {"q": "qihe"}, headers=asked))

    assert answer.lstrip().startswith('<div role="group"')
    assert 'role="option"' in answer


def test_searching_without_end_is_refused(programme: Programme) -> None:
    manager = client_of(programme.cast.channel_manager)
    answers = [manager.get("/workbench/search/").status_code for _ in range(121)]

    assert set(answers[:120]) == {200}
    assert answers[120] == 429
