"""How a cell of the grid looks: depth, marks, two numbers, a label that says all of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qudao.choose.coverage.measures import Measure, Value
from qudao.market.cells.selectors import EVERYWHERE, CellAxes
from qudao.web.workbench.market.depths import depths_of
from qudao.web.workbench.market.faces import axes_of, cell_url, face_of, sum_face
from tests.choose.coverage.forest import crossing

CELL = "/workbench/cells/one/"
DEPTHS = depths_of([1, 2, 3, 4, 5])


@pytest.mark.parametrize(
    ("axes", "more", "url"),
    [
        (EVERYWHERE, {}, CELL),
        (CellAxes(product="GW"), {}, f"{CELL}?product=GW"),
        (CellAxes("GW", "EAST", "BANK"), {}, f"{CELL}?product=GW&region=EAST&industry=BANK"),
        (CellAxes(industry="BANK"), {"part": "customers"}, f"{CELL}?industry=BANK&part=customers"),
        (CellAxes(region="A&B=C"), {"part": ""}, f"{CELL}?region=A%26B%3DC"),
        (CellAxes(region="华东"), {}, f"{CELL}?region=%E5%8D%8E%E4%B8%9C"),
    ],
)
def test_an_address_holds_what_is_narrowed_alone(
    axes: CellAxes, more: dict[str, str], url: str
) -> None:
    assert cell_url(axes, **more) == url


def test_a_cell_of_a_narrowed_grid_keeps_what_was_chosen() -> None:
    within = CellAxes(product="GW", region="EAST", industry="BANK")
    assert axes_of(crossing("SHA", "RURAL"), within) == CellAxes("GW", "SHA", "RURAL")
    assert axes_of(crossing("SHA", ""), within) == CellAxes("GW", "SHA", "BANK")
    assert axes_of(crossing("", "RURAL"), within) == CellAxes("GW", "EAST", "RURAL")
    assert axes_of(crossing(), EVERYWHERE) == EVERYWHERE


@pytest.mark.parametrize(
    ("values", "css", "small"),
    [
        ({}, "h0", "0"),
        ({"customers": 3, "partners": 1}, "h3", "1"),
        ({"customers": 5}, "h5 white", "○ 0"),
        ({"customers": 1, "partners": 2}, "h1 over", "◆ 2"),
        ({"partners": 2}, "h0 over", "◆ 2"),
        ({"partners": 1}, "h0", "1"),
    ],
)
def test_marks_tell_gaps_and_contests_apart_without_colour(
    values: dict[str, Value], css: str, small: str
) -> None:
    face = face_of(crossing("EAST", "BANK", **values), Measure.CUSTOMERS, DEPTHS, EVERYWHERE)
    assert (face.css, face.small) == (css, small)
    assert face.number == str(values.get("customers", 0))


def test_where_partners_are_the_measure_customers_are_the_small_number() -> None:
    one = crossing("EAST", "BANK", customers=1_500, partners=2)
    face = face_of(one, Measure.PARTNERS, DEPTHS, EVERYWHERE)
    assert (face.number, face.small, face.css) == ("2", "◆ 1,500", "h2 over")


def test_a_label_says_what_the_face_shows() -> None:
    one = crossing("EAST", "BANK", customers=5, open=Decimal(2_500_000))
    face = face_of(one, Measure.OPEN, depths_of([Decimal(2_500_000)]), EVERYWHERE)
    assert face.label == (
        "East × Bank: 5 customers, 0 partners at work, Open pipeline 2.50 million, "
        "nobody serves this"
    )
    assert (face.number, face.css) == ("2.50", "h1 white")


def test_a_sum_has_numbers_and_marks_but_no_colour() -> None:
    row = crossing("", "BANK", customers=9, partners=2)
    face = sum_face(row, Measure.CUSTOMERS, CellAxes(product="GW"))
    assert (face.css, face.number, face.small) == ("sum over", "9", "◆ 2")
    assert face.url == f"{CELL}?product=GW&industry=BANK"
    assert face.label == "All regions × Bank: 9 customers, 2 partners at work"
