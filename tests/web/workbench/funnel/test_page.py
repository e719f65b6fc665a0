"""The funnel's page: who sees which rows, how they are ordered, what the file holds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from qudao.core.actor import Actor
from qudao.core.models import ExchangeRate
from qudao.deals.funnel.actions import OpportunityInput, create_opportunity
from tests.deals.programme import Programme
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import csv_rows, page_for, words_of
from tests.web.workbench.reading import rows_of, sheet_of

PAGE = "/workbench/funnel/"


def deal(programme: Programme, name: str, now: datetime, **changed: Any) -> None:
    stated: dict[str, Any] = {
        "product_id": programme.gateways.public_id,
        "partner_id": programme.cast.partner_a.public_id,
        "stage": "proposing", "amount": Decimal(1_000), "currency": "CNY",
        "expected_on": date(2026, 3, 20), **changed,
    }  # fmt: skip
    create_opportunity(
        programme.cast.channel_director, OpportunityInput(name=name, **stated), now=now
    )


@pytest.fixture
def three(programme: Programme, now: datetime) -> Programme:
    deal(programme, "Branch gateways", now)
    deal(programme, "Backup", now, amount=Decimal(9_000), stage="negotiating",
         partner_id=programme.cast.partner_b.public_id, expected_on=date(2026, 3, 9))  # fmt: skip
    deal(programme, "Archive", now, amount=None, stage="prospecting", expected_on=None)
    return programme


def names(actor: Actor, **asked: str) -> list[str]:
    return [row[0] for row in csv_rows(actor, PAGE, **asked)[1:]]


def test_rows_stand_newest_first_or_as_the_address_asks(three: Programme) -> None:
    director = three.cast.channel_director
    for asked, found in (
        ({}, ["Archive", "Backup", "Branch gateways"]),
        ({"sort": "name"}, ["Archive", "Backup", "Branch gateways"]),
        ({"sort": "-name"}, ["Branch gateways", "Backup", "Archive"]),
        ({"stage": "negotiating"}, ["Backup"]),
        ({"q": "gateways"}, ["Branch gateways"]),
        ({"q": "BACKUP"}, ["Backup"]),
        ({"q": "%"}, []),
        ({"q": "100%_"}, []),
        ({"stage": "won"}, []),
    ):
        assert names(director, **asked) == found, asked
    by_amount = names(director, sort="-amount")
    assert [one for one in by_amount if one != "Archive"] == ["Backup", "Branch gateways"]


def test_the_page_shows_what_the_file_holds(three: Programme) -> None:
    director = client_of(three.cast.channel_director)
    page: Any = director.get(PAGE)
    rows = rows_of(page.content.decode())
    listed = {row[0].split(" ")[0]: row[3] for row in rows if len(row) == 5 and row[0]}
    assert {"Branch": "¥1k", "Backup": "¥9k", "Archive": ""}.items() <= listed.items()
    head, *lines = sheet_of(director.get(PAGE, {"export": "xlsx", "sort": "name"}))
    assert head[:3] == ["Opportunity", "Customer", "Partner"]
    assert [(line[0], line[2], line[6], line[7]) for line in lines] == [
        ("Archive", "Qiheng Info", "", "CNY"),
        ("Backup", "Dingpei Integration", 9_000.0, "CNY"),
        ("Branch gateways", "Qiheng Info", 1_000.0, "CNY"),
    ]
    assert [str(line[8])[:10] for line in lines] == ["", "2026-03-09", "2026-03-20"]


def test_each_reader_sees_rows_and_totals_of_the_own_scope(three: Programme) -> None:
    cast = three.cast
    for who, found, sentence in (
        ("channel_manager", ["Archive", "Branch gateways"], "Most stands at Proposing: ¥1k"),
        ("other_channel_manager", ["Backup"], "Most stands at Negotiating: ¥9k"),
        ("operations", ["Archive", "Backup", "Branch gateways"], "at Negotiating: ¥9k"),
    ):
        actor = getattr(cast, who)
        assert names(actor, sort="name") == found, who
        page = words_of(client_of(actor).get(PAGE))
        assert sentence in page
        assert f"{len(found)}" in page[page.index("Opportunities") :]
    for who, status in (("human_resources", 403), ("principal_a", 404), ("engineer_a", 404)):
        assert client_of(getattr(cast, who)).get(PAGE).status_code == status


def test_amounts_are_summed_in_the_programmes_currency_and_listed_in_their_own(
    programme: Programme, now: datetime
) -> None:
    ExchangeRate.objects.create(currency="USD", rate=Decimal("7.2"), valid_from=date(2026, 1, 1))
    deal(programme, "Dollars", now, amount=Decimal(1_000), currency="USD")
    deal(programme, "Francs", now, amount=Decimal(500), currency="CHF")
    page = words_of(client_of(programme.cast.channel_director).get(PAGE))
    assert "Most stands at Proposing: ¥7.2k" in page
    assert "without CHF: no rate" in page
    assert "$1k" in page
    assert "CHF500" in page


def test_a_filter_that_finds_nothing_offers_to_be_cleared(three: Programme) -> None:
    director = three.cast.channel_director
    page = page_for(director, PAGE, q="nobody of this name")
    assert "Nothing matches this filter." in page
    assert f'href="{PAGE}">Clear the filter' in page
    assert "No opportunity has been recorded yet." not in page
    empty = page_for(three.cast.account_manager, PAGE, stage="won", q="\x00")
    assert f'href="{PAGE}">Clear the filter' in empty


def test_the_funnel_speaks_chinese(three: Programme) -> None:
    page = words_of(client_of(three.cast.channel_director, "zh-CN").get(PAGE))
    assert "商机" in page
    assert "¥9,000" in page
    assert "Most stands" not in page


def test_a_page_of_addresses_that_nobody_wrote_is_the_plain_page(three: Programme) -> None:
    director = client_of(three.cast.channel_director)
    odd = {"stage": "x' OR 1=1", "sort": "pk", "page": "-1", "export": "exe"}
    answer = director.get(PAGE, odd)
    assert answer.status_code == 200
    assert "Branch gateways" in words_of(answer)
    beyond = director.get(PAGE, {"page": "7"})
    assert (beyond.status_code, beyond["Location"]) == (302, PAGE)
    assert director.post(PAGE).status_code == 405
