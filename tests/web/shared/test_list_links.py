"""Every link of a list keeps the rest of its state and starts at the first page."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.web.shared.lists import ListState, Sort
from tests.web.shared.reading import DEALS, Deal, state_at

EVERYTHING = "/deals/?q=a+%26+b&state=won&partner=par_2&sort=name&page=4"


def parameters_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def test_a_state_says_itself_without_what_is_usual() -> None:
    assert state_at("/deals/").url() == "/deals/"
    assert state_at("/deals/?sort=-amount&page=9").url() == "/deals/"
    assert state_at(EVERYTHING).url() == "/deals/?q=a+%26+b&state=won&partner=par_2&sort=name"


def test_a_change_replaces_one_parameter_and_an_empty_one_takes_it_away() -> None:
    state = state_at(EVERYTHING)
    assert parameters_of(state.url(state="open"))["state"] == "open"
    assert state.url(state="", partner="", q="") == "/deals/?sort=name"
    assert state.url(sort="-amount") == "/deals/?q=a+%26+b&state=won&partner=par_2"
    assert parameters_of(state.url(page="2"))["page"] == "2"


def test_exports_are_of_what_is_shown_and_never_of_one_page() -> None:
    state = state_at(EVERYTHING)
    for url, kind in ((state.csv_url, "csv"), (state.xlsx_url, "xlsx")):
        said = parameters_of(url)
        assert said == {
            "q": "a & b",
            "state": "won",
            "partner": "par_2",
            "sort": "name",
            "export": kind,
        }
    assert state_at("/deals/").csv_url == "/deals/?export=csv"


def test_an_export_is_no_part_of_the_state() -> None:
    assert state_at("/deals/?export=csv&q=a").url() == "/deals/?q=a"


def test_clearing_a_filter_leaves_the_bare_list() -> None:
    assert state_at(EVERYTHING).clear_url == "/deals/"


@given(search=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_a_link_read_again_is_the_same_state(search: str) -> None:
    state = replace(state_at("/deals/?state=won&sort=name"), search=search.strip())
    again = state_at(state.url())
    assert (again.search, again.chosen, again.sort) == (state.search, state.chosen, state.sort)


def heading_at(address: str, key: str) -> Sort | None:
    return state_at(address).heading(key)


@pytest.mark.parametrize(
    ("address", "direction", "leads_to"),
    [
        ("/deals/?sort=name", "ascending", "-name"),
        ("/deals/?sort=-name", "descending", "name"),
        ("/deals/?sort=amount", None, "name"),
        ("/deals/", None, "name"),
    ],
)
def test_a_heading_turns_the_order_around(
    address: str, direction: str | None, leads_to: str
) -> None:
    heading = heading_at(address, "name")
    assert heading is not None
    assert heading.direction == direction
    assert parameters_of(heading.url)["sort"] == leads_to


def test_the_heading_of_the_usual_order_is_marked_and_turns_too() -> None:
    heading = heading_at("/deals/", "amount")
    assert heading == Sort("/deals/?sort=amount", "descending")
    assert heading_at("/deals/?sort=amount", "amount") == Sort("/deals/", "ascending")


def test_a_column_that_does_not_sort_has_no_link() -> None:
    assert heading_at("/deals/", "note") is None


def test_a_heading_that_the_table_lacks_is_a_fault_of_the_template() -> None:
    with pytest.raises(StopIteration):
        heading_at("/deals/", "nothing")


# ------------------------------------------------------------------ the bar above the rows


def bar_at(address: str) -> ListState[Deal]:
    return state_at(address)


def test_the_search_box_keeps_the_other_choices() -> None:
    bar = state_at(EVERYTHING).bar()
    assert bar.action == "/deals/"
    assert bar.search is not None
    assert (bar.search.name, bar.search.value) == ("q", "a & b")
    assert bar.search.placeholder == "Customer or number"
    assert list(bar.hidden) == [("state", "won"), ("partner", "par_2"), ("sort", "name")]


def test_the_page_is_not_kept_by_a_new_search() -> None:
    hidden = state_at("/deals/?page=7&state=won").bar().hidden
    assert "page" not in dict(hidden)


def test_a_table_that_cannot_be_searched_has_no_box() -> None:
    assert state_at("/deals/", replace(DEALS, search_hint="")).bar().search is None


def test_a_chip_says_what_is_chosen_and_leads_to_the_others() -> None:
    state, partner = state_at("/deals/?state=won&q=a").bar().chips
    assert (state.label, state.value, state.clear_url) == ("State", "Won", "/deals/?q=a")
    assert [(one.label, one.current) for one in state.options] == [("Open", False), ("Won", True)]
    assert [one.url for one in state.options] == [
        "/deals/?q=a&state=open",
        "/deals/?q=a&state=won",
    ]
    assert (partner.label, partner.value) == ("Partner", "")
    assert [one.current for one in partner.options] == [False, False]
    assert partner.options[0].url == "/deals/?q=a&state=won&partner=par_1"


def test_every_option_of_every_chip_is_a_state_that_is_read_as_such() -> None:
    for chip in state_at("/deals/?sort=name").bar().chips:
        for option in chip.options:
            read = state_at(option.url)
            assert len(read.chosen) == 1
            assert read.sort == "name"
            assert option.label in {one.value for one in read.bar().chips}
