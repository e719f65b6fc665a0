"""The page of one market cell: each partner, customer and deal of it, linked, listed, exported."""

from __future__ import annotations

from typing import Any

import pytest

from qudao.core.programme import current_programme, forget_programme
from qudao.market.customers.models import Customer
from tests.choose.coverage.build import Ground
from tests.web.deals_pages import client_of
from tests.web.workbench.reading import csv_lines, links_of, rows_of, text_of

PAGE = "/workbench/cells/one/"
CELL = {"product": "GW", "region": "EAST", "industry": "BANK"}
QUERIES = 25


@pytest.fixture
def customer(ground: Ground) -> Customer:
    """Of a cell in which both rivals are at work."""
    cast = ground.cast
    customer = ground.customer("SHA", "RURAL", "Pulan Rural Bank")
    ground.serves(cast.partner_a, product="GW", region="SHA")
    ground.serves(cast.partner_b, industry="RURAL")
    ground.deal(customer, 2_500_000)
    ground.deal(customer, 40_000, stage="won")
    ground.protected(customer)
    return customer


def page_of(ground: Ground, **asked: str) -> str:
    return text_of(client_of(ground.cast.channel_director).get(PAGE, {**CELL, **asked}))


def test_a_cell_shows_who_and_what_is_there_each_linked(ground: Ground, customer: Customer) -> None:
    page = page_of(ground)

    assert "<h1>East China × Banking</h1>" in page
    assert f"/workbench/partners/{ground.cast.partner_a.public_id}/" in page
    assert f"/workbench/customers/{customer.public_id}/" in page
    assert len(links_of(page, "/workbench/registrations/reg_")) == 1
    shown = [row for row in rows_of(page) if len(row) == 5]
    assert ["Qiheng Info Business partner", "Secure gateway × Shanghai × All industries",
            "Xu Mingyuan", "0", "¥2.5m"] in shown  # fmt: skip
    assert "◆ several" in page


def test_figures_open_their_lists(ground: Ground, customer: Customer) -> None:
    page = page_of(ground)
    start = f"{PAGE}?product=GW&region=EAST&industry=BANK"

    assert f"{start}&part=opportunities&stage=won" in links_of(page, start)
    assert f"{start}&part=registrations&state=protected" in links_of(page, start)
    won = page_of(ground, part="opportunities", stage="won")
    assert "Deal 40000" in won
    assert "Deal 2500000" not in won


def test_the_way_up_leads_one_step_on_each_axis(ground: Ground, customer: Customer) -> None:
    page = page_of(ground, region="SHA", industry="RURAL")
    wider = page[page.index("Up one step") : page.index("How this is counted")]

    assert links_of(wider, PAGE) == [
        f"{PAGE}?product=GW&region=EAST&industry=RURAL",
        f"{PAGE}?product=GW&region=SHA&industry=BANK",
        f"{PAGE}?region=SHA&industry=RURAL",
    ]
    assert 'href="/workbench/cells/?product=GW&region=EAST&industry=BANK" data-back' in page


def test_an_uncovered_cell_says_so_and_what_to_do(ground: Ground) -> None:
    ground.customer("SOUTH", "MED", "Xiling Hospital")

    page = page_of(ground, region="SOUTH", industry="MED")

    assert "Nobody serves this cell." in page
    assert "Xiling Hospital" in page
    assert "None of the partners that you see serves this cell." in page


def test_a_channel_manager_is_told_of_more_partners_not_who_they_are(
    ground: Ground, customer: Customer
) -> None:
    page = text_of(client_of(ground.cast.channel_manager).get(PAGE, CELL))

    assert "1 more partner is at work here, in a colleague's charge." in page
    assert "Dingpei" not in page


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("partners", "Qiheng Info"),
        ("customers", "Pulan Rural Bank"),
        ("opportunities", "Deal 2500000"),
        ("registrations", "Pulan Rural Bank"),
    ],
)
def test_each_part_is_a_list_that_exports(
    ground: Ground, customer: Customer, part: str, found: str
) -> None:
    director = client_of(ground.cast.channel_director)

    page = page_of(ground, part=part)
    lines = csv_lines(director.get(PAGE, {**CELL, "part": part, "export": "csv"}))

    assert found in page
    assert any(found in line for line in lines[1:])
    assert f"{PAGE}?product=GW&region=EAST&industry=BANK&part={part}&export=csv" in page


@pytest.mark.parametrize(
    ("part", "sort"),
    [
        ("partners", "-open"),
        ("partners", "name"),
        ("customers", "-region"),
        ("opportunities", "-amount"),
        ("registrations", "due"),
    ],
)
def test_parts_sort_by_their_address(
    ground: Ground, customer: Customer, part: str, sort: str
) -> None:
    page = page_of(ground, part=part, sort=sort)
    word = "descending" if sort.startswith("-") else "ascending"
    assert f'aria-sort="{word}"' in page


def test_partners_are_ordered_by_what_is_open(ground: Ground, customer: Customer) -> None:
    names = [
        row[0].split(" Business")[0]
        for row in rows_of(page_of(ground, part="partners", sort="-open"))
    ]
    assert names[1:] == ["Qiheng Info", "Dingpei Integration"]


def test_a_filter_that_finds_nothing_offers_to_be_cleared(
    ground: Ground, customer: Customer
) -> None:
    page = page_of(ground, part="customers", q="nobody of this name")

    assert "Nothing matches this filter." in page
    clear = f"{PAGE}?product=GW&region=EAST&industry=BANK&part=customers"
    assert f'href="{clear}">Clear the filter' in page


def test_a_code_that_is_not_there_is_absent_for_everybody(ground: Ground) -> None:
    client = client_of(ground.cast.channel_director)
    for axis in CELL:
        assert client.get(PAGE, {axis: "NOWHERE"}).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("seller_a", 404), ("human_resources", 403)])
def test_who_stays_outside(ground: Ground, who: str, status: int) -> None:
    assert client_of(getattr(ground.cast, who)).get(PAGE, CELL).status_code == status


def test_a_busy_cell_takes_as_many_queries_as_a_quiet_one(
    ground: Ground, customer: Customer, django_assert_num_queries: Any
) -> None:
    director = client_of(ground.cast.channel_director)
    director.get(PAGE, CELL)
    for number in range(4):
        ground.deal(ground.customer("SUZ", "BANK", f"Bank {number}"), 10 + number)
    forget_programme()
    current_programme()

    with django_assert_num_queries(QUERIES):
        assert director.get(PAGE, CELL).status_code == 200
