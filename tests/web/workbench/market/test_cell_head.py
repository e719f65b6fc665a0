"""Head of a market cell: its name, its figures with their lists, the ways up and back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils.translation import override

from qudao.choose.coverage.cells import AxisPlace, CellPage
from qudao.choose.coverage.measures import Measure, Value
from qudao.market.cells.selectors import EVERYWHERE, CellAxes
from qudao.web.workbench.market.cell import _others
from qudao.web.workbench.market.cell_head import head_of
from qudao.web.workbench.market.part import (
    KEPT,
    bar_of,
    clear_url,
    is_filtered,
    table_of,
)
from qudao.web.workbench.market.parts import PARTS
from tests.web.workbench.asking import asked

GRID, CELL = "/workbench/cells/", "/workbench/cells/one/"
AXES = CellAxes(product="GW", region="SHA", industry="BANK")
NOWHERE = AxisPlace(code="", name="")
VALUES: dict[Measure, Value] = {
    Measure.CUSTOMERS: 1_200, Measure.PARTNERS: 1, Measure.OPEN: Decimal(2_500_000),
    Measure.WON: Decimal(0), Measure.PROTECTED: 3,
}  # fmt: skip
FOUND = CellPage(
    axes=AXES,
    product=AxisPlace(code="GW", name="Secure gateway"),
    region=AxisPlace(code="SHA", name="Shanghai", above=(("EAST", "East China"),), shown_in="EAST"),
    industry=AxisPlace(code="BANK", name="Banking"),
    values=VALUES,
    currency="CNY",
    missing=(),
    partners=(),
    others=0,
)
WHOLE = replace(FOUND, axes=EVERYWHERE, product=NOWHERE, region=NOWHERE, industry=NOWHERE)


def with_values(**values: Value) -> CellPage:
    return replace(FOUND, values={**VALUES, **{Measure(k): v for k, v in values.items()}})


def test_a_cell_is_named_by_its_places_and_the_whole_by_all() -> None:
    assert (head_of(FOUND, "").title, head_of(FOUND, "").product) == (
        "Shanghai × Banking", "Secure gateway",
    )  # fmt: skip
    whole = head_of(WHOLE, "")
    assert (whole.title, whole.product) == ("All regions × All industries", "All products")
    with override("zh-hans"):
        assert head_of(WHOLE, "").title == "全部区域 × 全部行业"


def test_figures_lead_to_the_lists_that_they_count() -> None:
    figures = head_of(FOUND, "").figures
    start = f"{CELL}?product=GW&region=SHA&industry=BANK"
    assert [(one.label, one.value, one.url) for one in figures] == [
        ("Customers", "1,200", f"{start}&part=customers"),
        ("Partners at work", "1", f"{start}&part=partners"),
        ("Open pipeline", "¥2.5m", f"{start}&part=opportunities"),
        ("Won in 12 months", "¥0", f"{start}&part=opportunities&stage=won"),
        ("Registrations protected", "3", f"{start}&part=registrations&state=protected"),
    ]


@pytest.mark.parametrize(
    ("values", "details"),
    [
        ({"customers": 5, "partners": 0}, ["○ nobody serves them", ""]),
        ({"customers": 5, "partners": 2}, ["", "◆ several"]),
        ({"customers": 0, "partners": 2}, ["", "◆ several"]),
        ({"customers": 0, "partners": 0}, ["", ""]),
        ({"customers": 5, "partners": 1}, ["", ""]),
    ],
)
def test_gaps_and_contests_are_marked_at_their_figure(
    values: dict[str, Value], details: list[str]
) -> None:
    figures = head_of(with_values(**values), "").figures
    assert [one.detail for one in figures[:2]] == details
    assert [one.hue for one in figures[:2]] == ["warn" if one else "" for one in details]
    assert {one.detail for one in figures[2:]} == {""}


def test_one_tab_is_the_current_one() -> None:
    assert [one.label for one in head_of(FOUND, "").tabs] == [
        "Overview", "Partners", "Customers", "Opportunities", "Registrations",
    ]  # fmt: skip
    for current in ("", *PARTS):
        tabs = head_of(FOUND, current).tabs
        assert [one.current for one in tabs].index(True) == ["", *PARTS].index(current)
        assert sum(one.current for one in tabs) == 1


def test_the_way_back_leads_to_the_grid_in_which_the_cell_stands() -> None:
    back, here = head_of(FOUND, "").crumbs
    assert back.url == f"{GRID}?product=GW&region=EAST"
    assert (here.label, here.url) == ("Secure gateway", None)
    assert head_of(WHOLE, "").crumbs[0].url == GRID


def test_the_way_up_is_one_step_on_each_axis_that_is_narrowed() -> None:
    assert [(one.label, one.url) for one in head_of(FOUND, "").wider] == [
        ("East China", f"{CELL}?product=GW&region=EAST&industry=BANK"),
        ("All industries", f"{CELL}?product=GW&region=SHA"),
        ("All products", f"{CELL}?region=SHA&industry=BANK"),
    ]
    assert head_of(WHOLE, "").wider == []


def test_currencies_without_a_rate_are_told() -> None:
    assert head_of(FOUND, "").notes == []
    told = head_of(replace(FOUND, missing=("CHF", "USD")), "").notes
    assert told == ["without CHF, USD: no rate"]


@pytest.mark.parametrize(
    ("others", "words"),
    [
        (0, ""),
        (1, "1 more partner is at work here, in a colleague's charge."),
        (1_200, "1,200 more partners are at work here, in colleagues' charge."),
    ],
)
def test_partners_of_colleagues_are_counted_in_words(others: int, words: str) -> None:
    assert _others(replace(FOUND, others=others)) == words


# ------------------------------------------------------------------ the lists of a cell


def test_every_list_keeps_the_cell_in_its_address_and_shows_no_chip_for_it() -> None:
    for key, part in PARTS.items():
        said = {"product": "GW", "region": "SHA", "industry": "BANK", "part": key}
        state = asked(table_of(part, AXES), CELL, **said)
        assert dict(state.chosen) == said
        assert state.csv_url.startswith(f"{CELL}?product=GW&region=SHA&industry=BANK&part={key}")
        assert not is_filtered(state)
        labels = {chip.label for chip in bar_of(state).chips}
        assert labels.isdisjoint(KEPT)
        assert len(labels) == len(part.filters())


def test_clearing_a_list_keeps_its_cell() -> None:
    part = PARTS["registrations"]
    said = {"product": "GW", "region": "SHA", "industry": "BANK", "part": "registrations"}
    state = asked(table_of(part, AXES), CELL, **said, state="protected", q="Pulan", sort="-amount")
    assert is_filtered(state)
    assert clear_url(state) == (
        f"{CELL}?product=GW&region=SHA&industry=BANK&part=registrations&sort=-amount"
    )


def test_only_lists_that_can_be_searched_have_a_search() -> None:
    hints = {
        key: bool(bar_of(asked(table_of(part, AXES), CELL)).search) for key, part in PARTS.items()
    }
    assert hints == {
        "partners": False, "customers": True, "opportunities": True, "registrations": True,
    }  # fmt: skip


def test_a_list_of_another_cell_falls_away_from_the_address() -> None:
    state = asked(table_of(PARTS["customers"], AXES), CELL, region="NORTH", part="partners")
    assert dict(state.chosen) == {}
