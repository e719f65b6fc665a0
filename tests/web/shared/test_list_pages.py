"""Pages of a list: together they are the rows, none twice, and each knows its neighbours."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.web.shared.lists import PageBeyond, values_of
from tests.web.shared.reading import DEALS, Deal, state_at


def rows(count: int) -> list[Deal]:
    return [Deal(f"deal {number}", number) for number in range(count)]


@given(count=st.integers(0, 40), size=st.integers(1, 9))
def test_pages_are_the_rows_in_order_none_twice(count: int, size: int) -> None:
    table, every = replace(DEALS, page_size=size), rows(count)
    seen: list[Deal] = []
    address: str | None = "/deals/"
    while address:
        state = state_at(address, table)
        page = state.page_of(every[state.window])
        assert (page.first, page.last) == (
            (len(seen) + 1, len(seen) + len(page.rows)) if every else (0, 0)
        )
        seen += page.rows
        address = page.next_url
    assert seen == every


@given(count=st.integers(1, 40), size=st.integers(1, 9))
def test_going_back_from_the_last_page_ends_at_the_first(count: int, size: int) -> None:
    table, every = replace(DEALS, page_size=size), rows(count)
    state = state_at(f"/deals/?page={-(-count // size)}", table)
    steps = 0
    while (back := state.page_of(every[state.window]).previous_url) is not None:
        state, steps = state_at(back, table), steps + 1
    assert (state.page, steps) == (1, -(-count // size) - 1)


@pytest.mark.parametrize(
    ("address", "fetched", "first", "last", "total"),
    [
        ("/deals/", 0, 0, 0, "0"),
        ("/deals/", 1, 1, 1, "1"),
        ("/deals/", 3, 1, 3, "3"),
        ("/deals/", 4, 1, 3, "3+"),
        ("/deals/?page=2", 1, 4, 4, "4"),
        ("/deals/?page=2", 4, 4, 6, "6+"),
    ],
)
def test_a_page_counts_its_rows_and_says_at_least_where_more_follow(
    address: str, fetched: int, first: int, last: int, total: str
) -> None:
    page = state_at(address).page_of(rows(fetched))
    assert (page.first, page.last, page.total) == (first, last, total)
    assert (page.next_url is not None) is (fetched > 3)


def test_a_known_total_is_said_as_it_is() -> None:
    page = state_at("/deals/?page=2").page_of(rows(4), total=11)
    assert (page.first, page.last, page.total) == (4, 6, "11")


def test_the_first_page_has_nothing_before_it_and_the_second_has() -> None:
    assert state_at("/deals/").page_of(rows(1)).previous_url is None
    assert state_at("/deals/?q=a&page=2").page_of(rows(1)).previous_url == "/deals/?q=a&page=1"


def test_the_window_is_one_row_wider_than_the_page() -> None:
    assert state_at("/deals/").window == slice(0, 4)
    assert state_at("/deals/?page=3").window == slice(6, 10)
    assert state_at("/deals/?page=1", replace(DEALS, page_size=80)).window == slice(0, 81)


@pytest.mark.parametrize(
    ("address", "total", "leads_to"),
    [
        ("/deals/?page=9", None, "/deals/"),
        ("/deals/?page=9&state=won&sort=name", None, "/deals/?state=won&sort=name"),
        ("/deals/?page=9", 0, "/deals/"),
        ("/deals/?page=9", 3, "/deals/"),
        ("/deals/?page=9", 4, "/deals/?page=2"),
        ("/deals/?page=9&q=a", 7, "/deals/?q=a&page=3"),
        ("/deals/?page=2", 100, "/deals/"),  # the total speaks of rows that are gone meanwhile
    ],
)
def test_behind_the_last_page_leads_to_the_last_that_is_known(
    address: str, total: int | None, leads_to: str
) -> None:
    with pytest.raises(PageBeyond) as beyond:
        state_at(address).page_of([], total=total)
    assert beyond.value.url == leads_to


def test_an_empty_list_is_an_empty_first_page_and_no_error() -> None:
    page = state_at("/deals/?state=won").page_of([], total=0)
    assert (list(page.rows), page.total) == ([], "0")
    assert page.previous_url is page.next_url is None


def test_rows_are_exported_in_the_order_of_the_columns() -> None:
    assert list(values_of(DEALS, rows(2))) == [["deal 0", 0, None], ["deal 1", 1, None]]


def test_rows_are_read_one_by_one_for_an_export() -> None:
    read: list[str] = []

    def each() -> list[Deal]:
        read.append("asked")
        return rows(1)

    lines = values_of(DEALS, (row for row in each()))
    assert next(iter(lines)) == ["deal 0", 0, None]
    assert read == ["asked"]
