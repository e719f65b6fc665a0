"""What an address may say about a list; whatever the list does not offer falls away."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.web.shared.lists import LAST_PAGE, LONGEST_SEARCH, Filter
from tests.web.shared.reading import DEALS, state_at

SORTS = {"name", "-name", "amount", "-amount"}


@pytest.mark.parametrize("sort", sorted(SORTS))
def test_a_sorting_column_sorts_both_ways(sort: str) -> None:
    assert state_at(f"/deals/?sort={sort}").sort == sort


@pytest.mark.parametrize(
    "sort",
    ["", "note", "-note", "password", "pk", "-pk", "--amount", "---name", "name-", "NAME", "+name"],
)
def test_any_other_sort_is_the_lists_own(sort: str) -> None:
    assert state_at(f"/deals/?sort={sort}").sort == "-amount"


@given(sort=st.text(alphabet="-amount.", max_size=12))
def test_no_text_makes_a_sort_that_the_list_does_not_offer(sort: str) -> None:
    state = state_at(f"/deals/?sort={quote(sort)}")
    assert state.sort in SORTS
    assert state.ordering()[-1] in {"pk", "-pk"}


@pytest.mark.parametrize(
    ("page", "read_as"),
    [
        ("1", 1),
        ("2", 2),
        ("007", 7),
        ("10000", 10_000),
        ("10001", LAST_PAGE),
        ("0", 1),
        ("-1", 1),
        ("1.5", 1),
        ("1e3", 1),
        ("", 1),
        ("two", 1),
        ("٣", 1),
        ("３", 1),
        (" 2", 1),
        ("2; DROP TABLE", 1),
    ],
)
def test_a_page_is_a_plain_number_within_bounds(page: str, read_as: int) -> None:
    assert state_at(f"/deals/?page={page}").page == read_as


@pytest.mark.parametrize("digits", [20, 4300, 4301, 9000])
def test_a_page_of_thousands_of_digits_is_the_last_that_there_can_be(digits: int) -> None:
    assert state_at(f"/deals/?page={'9' * digits}").page == LAST_PAGE


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("bank", "bank"),
        ("%20%20bank%20%20", "bank"),
        ("%20", ""),
        ("a%20b", "a b"),
        ("%00", ""),
        ("ba%00nk", "bank"),
        ("浦岚", "浦岚"),
        ("%25_", "%_"),
        ("<b>", "<b>"),
        ("x" * 101, "x" * 100),
    ],
)
def test_a_search_is_trimmed_bounded_and_otherwise_as_typed(asked: str, searched: str) -> None:
    assert state_at(f"/deals/?q={asked}").search == searched
    assert len(searched) <= LONGEST_SEARCH


def test_each_filter_takes_only_its_own_values() -> None:
    state = state_at("/deals/?state=won&partner=par_2&other=open")
    assert dict(state.chosen) == {"state": "won", "partner": "par_2"}
    wrong = state_at("/deals/?state=par_1&partner=won")
    assert dict(wrong.chosen) == {}
    assert not wrong.is_filtered


@pytest.mark.parametrize("value", ["", "OPEN", " open", "open ", "open%00", "%EF%BD%8Fpen", "*"])
def test_a_value_that_is_nearly_one_is_none(value: str) -> None:
    assert dict(state_at(f"/deals/?state={value}").chosen) == {}


def test_an_empty_choice_narrows_nothing() -> None:
    table = replace(DEALS, filters=(Filter("state", "State", (("", "Any"), ("won", "Won"))),))
    state = state_at("/deals/?state=", table)
    assert not state.is_filtered
    assert state.bar().chips[0].value == ""
    assert state.url(sort="name") == "/deals/?sort=name"


def test_of_a_parameter_given_twice_the_last_counts() -> None:
    state = state_at("/deals/?state=open&state=won&q=a&q=b&sort=name&sort=-name&page=2&page=3")
    assert (dict(state.chosen), state.search) == ({"state": "won"}, "b")
    assert (state.sort, state.page) == ("-name", 3)


def test_what_is_not_said_has_its_own_value() -> None:
    state = state_at("/deals/")
    assert (state.search, dict(state.chosen), state.sort, state.page) == ("", {}, "-amount", 1)
    assert state.path == "/deals/"
    assert not state.is_filtered


@pytest.mark.parametrize(
    ("address", "is_filtered"),
    [
        ("?q=a", True),
        ("?state=won", True),
        ("?sort=name", False),
        ("?page=2", False),
        ("?q=", False),
    ],
)
def test_a_list_is_filtered_by_search_and_choice_not_by_order(
    *, address: str, is_filtered: bool
) -> None:
    assert state_at(f"/deals/{address}").is_filtered is is_filtered


@pytest.mark.parametrize(
    ("sort", "fields"),
    [
        ("name", ["name", "-received_at", "pk"]),
        ("-name", ["-name", "received_at", "-pk"]),
        ("amount", ["amount", "pk"]),
        ("", ["-amount", "-pk"]),
    ],
)
def test_rows_of_equal_rank_are_kept_apart_by_their_key(sort: str, fields: list[str]) -> None:
    assert state_at(f"/deals/?sort={sort}").ordering() == fields


def test_a_list_without_an_order_of_its_own_sorts_by_key() -> None:
    assert state_at("/deals/", replace(DEALS, default_sort="")).ordering() == ["pk"]
