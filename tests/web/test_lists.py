"""A table's state lives in the address, and only what the table offers gets through."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from qudao.web.shared.lists import Column, Filter, ListState, Table, read

Row = tuple[str, int]
TABLE: Table[Row] = Table(
    name="deals",
    columns=(
        Column("name", "Name", lambda row: row[0], sorts_by=("name",)),
        Column("amount", "Amount", lambda row: row[1], sorts_by=("-amount", "name")),
        Column("note", "Note", lambda _row: None),
    ),
    filters=(Filter("state", "State", (("open", "Open"), ("won", "Won"))),),
    search_hint="Find",
    default_sort="name",
    page_size=2,
)


def state_of(address: str) -> ListState[Row]:
    return read(RequestFactory().get(address), TABLE)


def test_unknown_values_fall_away() -> None:
    state = state_of("/deals/?state=secret&sort=password&page=x&q=%00abc")
    assert (dict(state.chosen), state.sort, state.page, state.search) == ({}, "name", 1, "abc")


@pytest.mark.parametrize(("page", "read_as"), [("0", 1), ("-3", 1), ("²", 1), ("99999999", 10_000)])
def test_an_absurd_page_is_bounded(page: str, read_as: int) -> None:
    assert state_of(f"/deals/?page={page}").page == read_as


def test_descending_turns_every_field_and_ends_with_the_key() -> None:
    assert state_of("/deals/?sort=-amount").ordering() == ["amount", "-name", "-pk"]
    assert state_of("/deals/?sort=amount").ordering() == ["-amount", "name", "pk"]


def test_links_keep_the_rest_of_the_state_and_start_at_the_first_page() -> None:
    state = state_of("/deals/?state=won&q=bank&page=3")
    heading = state.heading("amount")
    assert heading is not None
    assert heading.url == "/deals/?q=bank&state=won&sort=amount"
    assert state.bar().chips[0].clear_url == "/deals/?q=bank"
    assert state.heading("note") is None


def test_a_page_knows_whether_another_follows() -> None:
    state = state_of("/deals/?page=2")
    page = state.page_of([("a", 1), ("b", 2), ("c", 3)])
    assert (page.first, page.last, page.total) == (3, 4, "4+")
    assert (page.previous_url, page.next_url) == ("/deals/?page=1", "/deals/?page=3")
    last = state.page_of([("a", 1)])
    assert (last.total, last.next_url) == ("3", None)
