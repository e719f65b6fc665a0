"""The parts of a list as they are drawn: links, marks for readers by ear, nothing that runs."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from django.utils.translation import override

from qudao.web.shared.lists import Page
from tests.web.shared.reading import state_at

TABLES = "components/tables.html"


def drawn(macro: str, call: str, language: str = "en", **context: Any) -> str:
    source = f'{{% from "{TABLES}" import {macro} %}}{{{{ {call} }}}}'
    with override(language):
        return str(engines["jinja2"].from_string(source).render(context))


def heading(address: str, key: str) -> str:
    return drawn("heading", 'heading("Name", sort)', sort=state_at(address).heading(key))


def test_a_sorted_heading_says_so_to_readers_by_ear() -> None:
    assert 'aria-sort="ascending"' in heading("/deals/?sort=name", "name")
    assert 'aria-sort="descending"' in heading("/deals/?sort=-name", "name")
    assert "aria-sort" not in heading("/deals/?sort=amount", "name")


def test_a_heading_links_only_where_it_sorts() -> None:
    assert 'href="/deals/?q=a&amp;sort=name"' in heading("/deals/?q=a", "name")
    fixed = heading("/deals/", "note")
    assert "<a" not in fixed
    assert 'scope="col"' in fixed


def filters(address: str, language: str = "en") -> str:
    return drawn("filters", "filters(bar)", language, bar=state_at(address).bar())


def test_the_filters_keep_what_was_typed_and_chosen() -> None:
    page = filters("/deals/?q=bank&state=won&sort=name")
    assert 'name="q" value="bank"' in page
    assert 'placeholder="Customer or number"' in page
    assert '<input type="hidden" name="state" value="won">' in page
    assert '<input type="hidden" name="sort" value="name">' in page
    assert "State: Won" in page
    assert page.count('aria-current="true"') == 1


def test_a_chip_that_is_set_can_be_taken_away() -> None:
    assert 'href="/deals/?q=a"' in filters("/deals/?q=a&state=won")
    assert "Any" not in filters("/deals/?q=a")
    assert "不限" in filters("/deals/?state=won", "zh-hans") or "任" in filters(
        "/deals/?state=won", "zh-hans"
    )


@pytest.mark.parametrize("hostile", ['"><script>alert(1)</script>', "' onfocus=x", "<b>&</b>"])
def test_nothing_that_is_searched_for_runs(hostile: str) -> None:
    from urllib.parse import quote

    page = filters(f"/deals/?q={quote(hostile)}")
    assert "<script" not in page
    assert "<b>" not in page
    assert f'value="{hostile}"' not in page or "<" not in hostile


def pager(**changes: Any) -> str:
    page: Page[int] = Page(
        **{
            "rows": [1],
            "first": 4,
            "last": 6,
            "total": "6+",
            "previous_url": "/deals/?page=1",
            "next_url": "/deals/?page=3",
            **changes,
        }
    )
    return drawn("pager", "pager(page)", page=page)


def test_a_pager_says_where_one_is_and_leads_both_ways() -> None:
    page = pager()
    assert "4–6 of 6+" in page
    assert 'rel="prev" href="/deals/?page=1"' in page
    assert 'rel="next" href="/deals/?page=3"' in page


def test_a_pager_offers_no_way_that_there_is_not() -> None:
    assert 'rel="prev"' not in pager(previous_url=None)
    assert 'rel="next"' not in pager(next_url=None)
    assert pager(first=0, last=0, total="0", rows=[]) == ""


def test_an_empty_table_says_why_and_leads_out() -> None:
    page = drawn("none_found", 'none_found(5, clear_url="/deals/")')
    assert 'colspan="5"' in page
    assert "Nothing matches this filter." in page
    assert 'href="/deals/"' in page
    own = drawn("none_found", 'none_found(2, "No holiday yet.")')
    assert "No holiday yet." in own
    assert "<a" not in own


def test_exports_name_their_kind() -> None:
    page = drawn("exports", 'exports("/deals/?export=csv", "/deals/?export=xlsx")')
    assert 'href="/deals/?export=csv" download aria-label="Export as CSV"' in page
    assert 'aria-label="Export as XLSX"' in page


def test_a_table_is_a_list_for_the_keyboard_unless_it_is_not() -> None:
    assert "data-list" in drawn("table_open", 'table_open("Deals")')
    assert "data-list" not in drawn("table_open", 'table_open("Deals", list=false)')
    assert 'aria-label="A &lt;b&gt;"' in drawn("table_open", "table_open(name)", name="A <b>")


def test_a_waiting_table_is_no_words_to_readers_by_ear() -> None:
    page = drawn("waiting_rows", "waiting_rows(2, 3)")
    assert page.count('<tr role="row" aria-hidden="true">') == 2
    assert page.count("<td") == 6
