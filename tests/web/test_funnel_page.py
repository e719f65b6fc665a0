"""The funnel's page: totals with their chart and table, the rows, few queries at any size."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from qudao.core import clock
from qudao.core.programme import current_programme, forget_programme
from qudao.deals.funnel.actions import OpportunityInput, create_opportunity
from tests.deals.programme import Programme
from tests.web.deals_pages import client_of

PAGE = "/workbench/funnel/"
MILLION = Decimal(1_000_000)
QUERIES = 6


@pytest.fixture(autouse=True)
def clock_stands(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


def deal(programme: Programme, stage: str, now: datetime, name: str = "") -> None:
    stated = OpportunityInput(
        product_id=programme.gateways.public_id,
        partner_id=programme.cast.partner_a.public_id,
        name=name,
        stage=stage,
        amount=MILLION,
        currency="CNY",
        expected_on=date(2026, 3, 20),
    )
    create_opportunity(programme.cast.channel_manager, stated, now=now)


def text_of(response: Any) -> str:
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return str(response.content.decode())


def test_stages_stand_with_count_and_sum(programme: Programme, now: datetime) -> None:
    for stage in ("engaging", "negotiating", "negotiating"):
        deal(programme, stage, now)

    page = text_of(client_of(programme.cast.channel_director).get(PAGE))

    assert "Most stands at" in page
    assert '<td class="num">2</td><td class="num">¥2,000,000</td>' in page


def test_the_list_filters_and_exports(programme: Programme, now: datetime) -> None:
    deal(programme, "won", now, name="Gateways for Haisheng")
    deal(programme, "negotiating", now, name="Backup for Lanshan")
    director = client_of(programme.cast.channel_director)

    won = text_of(director.get(f"{PAGE}?stage=won"))
    found = text_of(director.get(f"{PAGE}?q=Lanshan&export=csv"))

    assert "Gateways for Haisheng" in won
    assert "Backup for Lanshan" not in won
    assert "Backup for Lanshan" in found
    assert "Gateways" not in found.replace("Secure gateway", "")


def test_others_see_their_own_alone(programme: Programme, now: datetime) -> None:
    deal(programme, "negotiating", now, name="Backup for Lanshan")

    page = text_of(client_of(programme.cast.other_channel_manager).get(PAGE))

    assert "Backup for Lanshan" not in page
    assert "No opportunity has been recorded yet." in page
    assert client_of(programme.cast.seller_a).get(PAGE).status_code == 404


def test_more_rows_need_no_more_queries(
    programme: Programme, now: datetime, django_assert_num_queries: Any
) -> None:
    director = client_of(programme.cast.channel_director)
    deal(programme, "negotiating", now)
    director.get(PAGE)
    for _number in range(5):
        deal(programme, "negotiating", now)
    forget_programme()
    current_programme()

    with django_assert_num_queries(QUERIES):
        assert director.get(PAGE).status_code == 200
