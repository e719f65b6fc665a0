"""My registrations: ordered, filtered, searched, paged and exported as the address says."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from tests.deals.programme import Programme
from tests.web.portal.conftest import LogIn
from tests.web.portal.deals import LIST, Deals, main_of, page_of
from tests.web.shared.reading import content_of, sheet_in


@pytest.fixture
def some(deals: Deals) -> list[Registration]:
    """A large one in review, a quick one, a small protected one, a draft, one that was lost."""
    return [
        deals.full(customer_name="甲证券", project="Alpha", amount=Decimal(2_500_000)),
        deals.quick(customer_name="乙制药", project="beta 100%"),
        deals.full(customer_name="丙热电", project="Gamma", amount=Decimal("60000.50")),
        deals.draft(customer_name="丁集团"),
        deals.in_state(State.LOST),
    ]


def order_of(page: str, rows: list[Registration]) -> list[int]:
    """Which of the rows stand on a page, in its order."""
    places = {page.find(f'href="{page_of(row)}"'): number for number, row in enumerate(rows)}
    return [places[place] for place in sorted(places) if place >= 0]


ASKED: tuple[tuple[str, list[int]], ...] = (
    ("", [3, 4, 2, 1, 0]),
    ("?sort=number", [0, 1, 2, 4]),
    ("?sort=-number", [4, 2, 1, 0]),
    ("?sort=received", [0, 1, 2, 4]),
    ("?state=draft", [3]),
    ("?state=in_review", [0]),
    ("?state=submitted", [1]),
    ("?state=protected", [2]),
    ("?state=lost", [4]),
    ("?state=won", []),
    ("?state=nonsense", [3, 4, 2, 1, 0]),
    ("?q=alpha", [0]),
    ("?q=乙", [1]),
    ("?q=100%25", [1]),
    ("?q=%25", [1]),
    ("?q=_", []),
    ("?q=QIHE-0001", [0]),
    ("?q=qihe-0003", [2]),
    ("?q=alpha&state=protected", []),
    ("?q=%00alpha", [0]),
)


def test_the_list_shows_what_the_address_asks_for(some: list[Registration], seller: Client) -> None:
    for query, found in ASKED:
        shown = order_of(main_of(seller, f"{LIST}{query}"), some)
        if "sort" in query:  # where a draft without number and receipt stands is the database's
            assert [number for number in shown if number != 3] == found, query
        elif not query:
            assert shown[0] == 3  # what is not submitted yet comes first
            assert sorted(shown) == sorted(found)
        else:
            assert sorted(shown) == sorted(found), query


def test_amounts_sort_as_amounts(some: list[Registration], seller: Client) -> None:
    shown = order_of(main_of(seller, f"{LIST}?sort=-amount&q=a"), some)
    assert shown.index(0) < shown.index(2) if 2 in shown else shown[0] == 0
    rising = order_of(main_of(seller, f"{LIST}?sort=amount"), some)
    assert rising.index(2) < rising.index(0)


def test_a_list_says_of_each_where_it_stands(some: list[Registration], seller: Client) -> None:
    page = main_of(seller, LIST)
    for words in (
        "With Xu Mingyuan, answer by",
        "Received. Complete it by",
        "Protected until",
        "A draft: nothing is submitted yet.",
        "Lost.",
        "¥2.5m",
        "¥60k",
        "Secure gateway · Alpha · QIHE-0001",
    ):
        assert words in page, words


def test_nothing_found_is_not_nothing_there(some: list[Registration], seller: Client) -> None:
    page = main_of(seller, f"{LIST}?state=won")
    assert "Nothing matches this filter." in page
    assert "No registrations yet" not in page
    assert "State: Won" in page


def test_an_empty_list_leads_to_the_form_for_who_may_write(
    programme: Programme, seller: Client, log_in: LogIn
) -> None:
    page = main_of(seller, LIST)
    assert "No registrations yet" in page
    assert page.count('href="/portal/register/"') == 2
    engineers = main_of(log_in(programme.cast.engineer_a), LIST)
    assert "No registrations yet" in engineers
    assert "/portal/register/" not in engineers


def test_an_export_holds_every_column_exactly(some: list[Registration], seller: Client) -> None:
    answer = seller.get(f"{LIST}?state=protected&export=csv")
    assert 'filename="registrations.csv"' in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    head, line = csv.reader(io.StringIO(content_of(answer).decode("utf-8-sig")))
    assert head == [
        "Customer", "Project", "Product family", "Number", "State", "Amount", "Currency",
        "Received", "Due", "Protected until",
    ]  # fmt: skip
    assert line[:7] == [
        "丙热电",
        "Gamma",
        "Secure gateway",
        "QIHE-0003",
        "Protected",
        "60000.5",
        "CNY",
    ]
    until = some[2].protected_until
    assert until is not None
    assert line[8:] == ["", until.isoformat()]
    assert some[2].received_at is not None
    local = some[2].received_at + timedelta(hours=8)
    assert line[7] == f"{local:%Y-%m-%d %H:%M}"


def test_an_export_follows_filter_order_and_language(
    some: list[Registration], seller: Client
) -> None:
    sheet = sheet_in(seller.get(f"{LIST}?sort=-number&export=xlsx"))
    numbers = [row[3] for row in sheet[1:]]
    assert [number for number in numbers if number] == [
        "QIHE-0004", "QIHE-0003", "QIHE-0002", "QIHE-0001",
    ]  # fmt: skip
    amounts = {row[3]: row[5] for row in sheet[1:]}
    assert (amounts["QIHE-0001"], amounts["QIHE-0003"]) == (2_500_000.0, 60_000.5)
    answer = seller.get(f"{LIST}?q=Alpha&export=csv", headers={"accept-language": "zh-CN"})
    lines = content_of(answer).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "安全网关" in lines[1]
    assert "Secure" not in lines[1]
    assert "In review" not in lines[1]


def test_an_engineer_may_export_and_a_rival_gets_its_own(
    some: list[Registration], log_in: LogIn, deals: Deals
) -> None:
    own = content_of(log_in(deals.cast.engineer_a).get(f"{LIST}?export=csv"))
    assert "甲证券".encode() in own
    theirs = content_of(log_in(deals.cast.seller_b).get(f"{LIST}?export=csv"))
    assert theirs.decode("utf-8-sig").count("\n") == 1


def test_a_fragment_of_the_list_has_no_frame(some: list[Registration], seller: Client) -> None:
    answer = seller.get(f"{LIST}?q=Alpha", headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "<html" not in text
    assert order_of(text, some) == [0]
    assert 'value="Alpha"' in text


def test_a_page_behind_the_last_leads_back_with_its_filter(
    some: list[Registration], seller: Client
) -> None:
    answer = seller.get(f"{LIST}?q=Alpha&page=4")
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?q=Alpha")
