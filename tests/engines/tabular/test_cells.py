"""What is blank, what is text, and what is safe to store."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qudao.engines.tabular.cells import (
    BLANKS,
    Cell,
    Row,
    cell_text,
    filled,
    has_broken_bytes,
    is_blank,
)


@pytest.mark.parametrize("sign", list(BLANKS))
def test_each_sign_that_shows_nothing_is_blank(sign: str) -> None:
    assert is_blank(sign)
    assert is_blank(sign * 3)
    assert not is_blank(f"{sign}x{sign}")


@pytest.mark.parametrize("cell", [None, ""])
def test_nothing_is_blank(cell: Cell) -> None:
    assert is_blank(cell)


@pytest.mark.parametrize(
    "cell", [Decimal(0), False, date(2025, 3, 1), "0", "-", "无", ".", "\x00", "\ud800"]
)
def test_something_is_not_blank(cell: Cell) -> None:
    assert not is_blank(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("华东", "华东"),
        (" x ", " x "),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-0"), "-0"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1, 9, 30), "2025-03-01 09:30:00"),  # noqa: DTZ001
        ("bad\udce9byte", "bad?byte"),
        ("😀", "😀"),
    ],
)
def test_a_cell_as_text(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("abc", False),
        ("华东", False),
        ("😀", False),
        ("a\ud800", True),
        ("\udcff", True),
        ("", False),
    ],
)
def test_bytes_that_could_not_be_read_are_noticed(text: str, *, broken: bool) -> None:
    assert has_broken_bytes(text) is broken


def test_the_filled_cells_of_a_row() -> None:
    row = Row(3, ("a", None, " ", Decimal(0), "", False, "\u3000b"))

    assert filled(row) == ["a", Decimal(0), False, "\u3000b"]


@given(st.text(max_size=20))
def test_every_text_can_be_stored(text: str) -> None:
    assert cell_text(text).encode("utf-8").decode("utf-8") == cell_text(text)
