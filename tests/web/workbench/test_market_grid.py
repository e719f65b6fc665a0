"""The page of the market grid: what is drawn, switched, narrowed, listed and exported, for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from qudao.core.programme import current_programme, forget_programme
from qudao.market.cells.models import Region
from qudao.market.customers.models import Customer
from tests.choose.coverage.build import Ground
from tests.people import Cast
from tests.web.deals_pages import client_of
from tests.web.workbench.reading import csv_lines, links_of, rows_of, sheet_of, text_of

PAGE = "/workbench/cells/"
QUERIES = 13  # session, user, memberships, programme, choices of three filters, trees, measures


@pytest.fixture
def busy(ground: Ground) -> Ground:
    """EAST × BANK has two partners, SOUTH × BANK and SOUTH × MED nobody."""
    cast = ground.cast
    customer = ground.customer("SHA", "RURAL")
    ground.customer("SOUTH", "BANK")
    ground.customer("SOUTH", "MED")
    ground.customer("SOUTH", "MED", "Second hospital")
    ground.serves(cast.partner_a, product="GW", region="EAST")
    ground.serves(cast.partner_b, region="SHA", industry="BANK")
    ground.deal(customer, 2_500_000)
    ground.deal(customer, 1_250_000, stage="won")
    ground.protected(customer)
    return ground


def page_of(ground: Ground, **asked: str) -> str:
    return text_of(client_of(ground.cast.channel_director).get(PAGE, asked))


def grid_of(page: str) -> list[list[str]]:
    """The rows of the grid: its heading, all industries, then each industry."""
    return rows_of(page[page.index('<table class="heat"') : page.index("</table>")])


def test_the_grid_shows_customers_and_marks_gaps_and_contests(busy: Ground) -> None:
    page = page_of(busy)

    assert grid_of(page) == [
        ["", "All", "East China", "South China"],
        ["All industries", "5 ◆ 2", "1 ◆ 2", "3 ○ 0"],
        ["Banking", "2 ◆ 2", "1 ◆ 2", "1 ○ 0"],
        ["Hospitals", "2 1", "0 1", "2 ○ 0"],
    ]
    assert page.count('class="cell h') == 4
    assert 'aria-label="South China × Hospitals: 2 customers, 0 partners at work, ' in page


def test_the_finding_is_said_in_words_for_those_who_do_not_see_colours(busy: Ground) -> None:
    page = page_of(busy)

    said = (
        "Nobody serves 2 of 3 cells with customers; the largest is South China × Hospitals with "
        "2 customers."
    )
    assert f'<caption class="vh">{said}' in page
    assert "1 customer is in none of these cells" in page


@pytest.mark.parametrize(
    ("measure", "row"),
    [
        ("partners", ["Banking", "2 ◆ 2", "2 ◆ 1", "0 ○ 1"]),
        ("open", ["Banking", "2.50 ◆ 2", "2.50 ◆ 2", "0 ○ 0"]),
        ("won", ["Banking", "1.25 ◆ 2", "1.25 ◆ 2", "0 ○ 0"]),
        ("protected", ["Banking", "1 ◆ 2", "1 ◆ 2", "0 ○ 0"]),
    ],
)
def test_one_measure_is_shown_at_a_time(busy: Ground, measure: str, row: list[str]) -> None:
    page = page_of(busy, measure=measure)

    assert grid_of(page)[2] == row
    current = page.split('aria-current="true">')
    assert len([one for one in current if one.startswith(("Partners", "Open", "Won", "Reg"))]) == 1


def test_chinese_readers_count_in_ten_thousands(busy: Ground) -> None:
    client = client_of(busy.cast.channel_director, "zh-CN")

    page = text_of(client.get(PAGE, {"measure": "open"}))

    assert grid_of(page)[2] == ["银行", "250 ◆ 2", "250 ◆ 2", "0 ○ 0"]
    assert "有客户的 3 个单元里，2 个没有伙伴在做" in page


def test_a_product_changes_who_is_at_work(busy: Ground) -> None:
    assert grid_of(page_of(busy, product="BK"))[2] == ["Banking", "2 1", "1 1", "1 ○ 0"]


def test_a_heading_opens_what_lies_below_and_a_crumb_leads_back(busy: Ground) -> None:
    page = page_of(busy)
    assert f"{PAGE}?region=EAST" in links_of(page, PAGE)

    below = page_of(busy, region="EAST")

    assert grid_of(below)[0] == ["", "All", "Shanghai"]
    assert '<a href="/workbench/cells/" data-back>Whole market</a>' in below
    leaf = links_of(below, f"{PAGE}one/?region=SHA")
    assert f"{PAGE}one/?region=SHA&industry=BANK" in leaf


def test_every_cell_leads_to_its_page_with_all_that_was_chosen(busy: Ground) -> None:
    page = page_of(busy, product="GW")

    assert f"{PAGE}one/?product=GW&region=SOUTH&industry=MED" in links_of(page, f"{PAGE}one/")
    assert f"{PAGE}one/?product=GW&region=EAST" in links_of(page, f"{PAGE}one/")


def test_what_to_look_at_first_stands_beside(busy: Ground) -> None:
    page = page_of(busy)
    beside = page[page.index("<aside") :]

    assert beside.index("Regions without anybody") < beside.index("Nobody serves it")
    assert "South China × Hospitals" in beside
    assert "2 partners at work · 1 customer" in beside


def test_only_gaps_or_contests_are_drawn_when_asked_for(busy: Ground) -> None:
    bare = page_of(busy, show="uncovered")
    assert grid_of(bare)[2:] == [
        ["Banking", "2 ◆ 2", "", "1 ○ 0"],
        ["Hospitals", "2 1", "", "2 ○ 0"],
    ]
    contested = rows_of(page_of(busy, show="contested", view="table"))
    assert [row[0] for row in contested[1:]] == ["East China × Banking"]


def test_the_table_sorts_filters_and_keeps_its_state_in_the_address(busy: Ground) -> None:
    page = page_of(busy, view="table", sort="-customers")

    places = [row[0] for row in rows_of(page)[1:]]
    assert places[0] == "South China × Hospitals"
    assert len(places) == 4
    assert f"{PAGE}?view=table&sort=customers" in links_of(page, PAGE)
    assert "1–4 of 4" in page


def test_the_export_holds_every_measure_of_every_filled_cell(busy: Ground) -> None:
    director = client_of(busy.cast.channel_director)

    lines = csv_lines(director.get(PAGE, {"export": "csv", "sort": "-open"}))
    sheet = sheet_of(director.get(PAGE, {"export": "xlsx", "show": "uncovered"}))

    assert lines[0].startswith("Region,Industry,Coverage,Customers,Partners at work,Open pipeline")
    assert lines[1] == "East China,Banking,Several at work,1,2,2500000,1250000,1"
    assert lines[3] == "East China,Hospitals,One at work,0,1,0,0,0"
    assert len(lines) == 5
    assert [row[1] for row in sheet[1:]] == ["Banking", "Hospitals"]


def test_unknown_values_in_the_address_fall_away(busy: Ground) -> None:
    director = client_of(busy.cast.channel_director)
    asked = {"region": "NOWHERE", "measure": "beauty", "show": "x", "page": "-3", "sort": "x"}

    answer = director.get(PAGE, asked)

    assert answer.status_code == 200
    assert grid_of(text_of(answer)) == grid_of(page_of(busy))


def test_many_regions_are_paged_by_columns(ground: Ground, now: datetime) -> None:
    for number in range(25):
        row = Region.objects.create(
            code=f"T{number:02}", name_en=f"Territory {number}", path=f"/T{number:02}/",
            kind="territory",
        )  # fmt: skip
        ground.customer(row.code, "BANK")

    first, second = page_of(ground), page_of(ground, page="2")

    assert (len(grid_of(first)[0]), len(grid_of(second)[0])) == (22, 7)
    assert "1–20 of 25" in first
    assert "Territory 24" in grid_of(second)[0]


def test_an_empty_market_teaches_how_it_is_filled(cast: Cast) -> None:
    page = text_of(client_of(cast.channel_manager).get(PAGE))

    assert "No market to see yet" in page
    assert "Say who serves what" in page
    assert '<table class="heat"' not in page


def test_empty_regions_come_with_a_switch(busy: Ground) -> None:
    assert "North China" not in grid_of(page_of(busy))[0]
    page = page_of(busy, every="yes")
    assert grid_of(page)[0] == ["", "All", "East China", "North China", "South China"]
    assert "Hide empty ones" in page


def test_more_rows_need_no_more_queries(
    busy: Ground, now: datetime, django_assert_num_queries: Any
) -> None:
    director = client_of(busy.cast.channel_director)
    director.get(PAGE)
    for number in range(9):
        busy.customer("SUZ", "BANK", f"Bank {number}")
    Customer.objects.unscoped(reason="test").filter(name_en="Bank 3").update(name_en="Bank 33")
    forget_programme()
    current_programme()

    with django_assert_num_queries(QUERIES):
        assert director.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("seller_a", 404), ("principal_a", 404), ("human_resources", 403), ("account_manager", 200)],
)
def test_who_gets_in(busy: Ground, who: str, status: int) -> None:
    assert client_of(getattr(busy.cast, who)).get(PAGE).status_code == status


def test_the_navigation_has_its_first_job(busy: Ground) -> None:
    page = page_of(busy)
    assert '<p class="grp">Choose</p>' in page
    assert 'href="/workbench/cells/" aria-current="page" data-go="m"' in page
