"""When dated prices hold: worked examples, and the same as asking for each day one by one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.market.prices.models import Price
from qudao.market.prices.spans import price_on, spans_of

Dated = tuple[str, str | None]


def price(starts: date, until: date | None = None, amount: int = 1) -> Price:
    return Price(valid_from=starts, valid_until=until, amount=Decimal(amount))


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(f"2026-{text}")


def priced(*dated: Dated) -> list[Price]:
    """Prices of 1, 2, 3, … in the order in which they are said."""
    made = []
    for number, (starts, until) in enumerate(dated, start=1):
        first = day(starts)
        assert first is not None
        made.append(price(first, day(until), number))
    return made


def held(prices: list[Price]) -> list[tuple[int, str, str | None, bool]]:
    return [
        (
            int(span.price.amount),
            f"{span.price.valid_from:%m-%d}",
            None if span.until is None else f"{span.until:%m-%d}",
            span.is_withdrawn,
        )
        for span in spans_of(prices)
    ]


@pytest.mark.parametrize(
    ("dated", "spans"),
    [
        ([], []),
        ([("01-01", None)], [(1, "01-01", None, False)]),
        ([("01-01", "03-01")], [(1, "01-01", "03-01", False)]),
        (
            [("01-01", None), ("03-01", None)],
            [(1, "01-01", "03-01", False), (2, "03-01", None, False)],
        ),
        # said the other way round, they stand in the order of their days
        (
            [("03-01", None), ("01-01", None)],
            [(2, "01-01", "03-01", False), (1, "03-01", None, False)],
        ),
        # an end of its own before the next leaves a gap
        (
            [("01-01", "02-01"), ("03-01", None)],
            [(1, "01-01", "02-01", False), (2, "03-01", None, False)],
        ),
        # an end after the next is cut by it
        (
            [("01-01", "05-01"), ("03-01", "04-01")],
            [(1, "01-01", "03-01", False), (2, "03-01", "04-01", False)],
        ),
        # one that was taken back cuts nothing
        (
            [("01-01", None), ("03-01", "03-01"), ("04-01", None)],
            [
                (1, "01-01", "04-01", False),
                (2, "03-01", "03-01", True),
                (3, "04-01", None, False),
            ],
        ),
        ([("03-01", "03-01")], [(1, "03-01", "03-01", True)]),
        (
            [("01-01", "03-01"), ("03-01", None)],
            [(1, "01-01", "03-01", False), (2, "03-01", None, False)],
        ),
    ],
)
def test_a_price_holds_until_its_end_or_the_next(
    dated: list[Dated], spans: list[tuple[int, str, str | None, bool]]
) -> None:
    assert held(priced(*dated)) == spans


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        ("2025-12-31", None),
        ("2026-01-01", 1),
        ("2026-01-31", 1),
        ("2026-02-01", None),
        ("2026-02-28", None),
        ("2026-03-01", 2),
        ("2026-03-31", 2),
        ("2026-04-01", 4),
        ("2099-12-31", 4),
    ],
)
def test_the_price_of_a_day_is_the_one_whose_span_holds_it(on: str, amount: int | None) -> None:
    prices = priced(("01-01", "02-01"), ("03-01", None), ("03-15", "03-15"), ("04-01", None))
    found = price_on(prices, date.fromisoformat(on))
    assert (None if found is None else int(found.amount)) == amount


def test_no_prices_hold_on_no_day() -> None:
    assert price_on([], date(2026, 1, 1)) is None


# ------------------------------------------------------------------ properties

DAY = date(2026, 1, 1)
CHECKED = settings(max_examples=30, deadline=None, derandomize=True)


@st.composite
def histories(draw: st.DrawFn) -> list[Price]:
    """Prices with different first days, some with an end, some taken back."""
    starts = draw(st.lists(st.integers(0, 40), max_size=7, unique=True))
    prices = []
    for number, start in enumerate(starts, start=1):
        lasts = draw(st.none() | st.integers(0, 20))
        until = None if lasts is None else DAY + timedelta(days=start + lasts)
        prices.append(price(DAY + timedelta(days=start), until, number))
    return prices


def by_hand(prices: list[Price], on: date) -> Price | None:
    """The latest that began and was not taken back, unless its own end has come."""
    standing = [one for one in prices if one.valid_until != one.valid_from]
    begun = [one for one in standing if one.valid_from <= on]
    last = max(begun, key=lambda one: one.valid_from, default=None)
    if last is None or (last.valid_until is not None and last.valid_until <= on):
        return None
    return last


@CHECKED
@given(histories())
def test_every_day_has_the_price_that_is_found_by_hand(prices: list[Price]) -> None:
    for at in range(-1, 62):
        on = DAY + timedelta(days=at)
        assert price_on(prices, on) is by_hand(prices, on)


@CHECKED
@given(histories())
def test_spans_keep_every_price_and_never_overlap(prices: list[Price]) -> None:
    spans = spans_of(prices)
    assert {id(span.price) for span in spans} == {id(one) for one in prices}
    assert [span.price.valid_from for span in spans] == sorted(one.valid_from for one in prices)
    standing = [span for span in spans if not span.is_withdrawn]
    for one, following in pairwise(standing):
        assert one.until is not None
        assert one.until <= following.price.valid_from


@CHECKED
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_prices_are_read_changes_nothing(
    prices: list[Price], dice: object
) -> None:
    mixed = list(prices)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert held(mixed) == held(prices)
