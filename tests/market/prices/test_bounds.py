"""What a price may say, at both sides of each bound; two prices never hold on one day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from qudao.core.errors import Invalid, NotFound
from qudao.market.cells.models import Product
from qudao.market.prices.actions import PriceEnd, PriceInput, end_price, set_price
from qudao.market.prices.models import Price
from tests.market.trail import codes, every, told
from tests.people import Cast
from tests.refusals import nothing_changes

JANUARY, APRIL = date(2026, 1, 1), date(2026, 4, 1)
USUAL = PriceInput(
    product="ERP", kind="list", currency="CNY", amount=Decimal(1000), valid_from=JANUARY
)


@pytest.fixture(autouse=True)
def erp(cast: Cast) -> Product:
    row: Product = Product.objects.create(code="ERP", name_en="ERP", path="/ERP/")
    Product.objects.create(code="OLD", name_en="Old", path="/OLD/", is_active=False)
    return row


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"amount": Decimal("-0.0001")}, {"amount": "out_of_bounds"}),
        ({"amount": Decimal("100000000000000")}, {"amount": "out_of_bounds"}),
        ({"amount": Decimal("1.00001")}, {"amount": "too_many_decimals"}),
        ({"amount": Decimal("-Infinity")}, {"amount": "out_of_bounds"}),
        ({"valid_from": date(1989, 12, 31)}, {"valid_from": "out_of_bounds"}),
        ({"valid_from": date(2100, 1, 1)}, {"valid_from": "out_of_bounds"}),
        ({"valid_until": JANUARY}, {"valid_until": "ends_too_early"}),
        ({"valid_until": date(2100, 1, 1)}, {"valid_until": "out_of_bounds"}),
        ({"kind": ""}, {"kind": "unknown_choice"}),
        ({"kind": "List"}, {"kind": "unknown_choice"}),
        ({"currency": "￥"}, {"currency": "not_a_currency"}),
        ({"product": ""}, {"product": "unknown"}),
        ({"product": "erp"}, {"product": "unknown"}),
        ({"product": "OLD"}, {"product": "unknown"}),
        ({"product": "<script>"}, {"product": "unknown"}),
        ({"source": "x" * 61}, {"source": "too_long"}),
        ({"source": "a\u2028b"}, {"source": "control_sign"}),
        (
            {"product": "X", "kind": "x", "currency": "", "amount": Decimal(-1)},
            {
                "product": "unknown",
                "kind": "unknown_choice",
                "currency": "not_a_currency",
                "amount": "out_of_bounds",
            },
        ),
    ],
)
def test_a_price_out_of_its_bounds_is_refused_whole(
    cast: Cast, now: datetime, change: dict[str, Any], problems: dict[str, str]
) -> None:
    with nothing_changes(Price), pytest.raises(Invalid) as refused:
        set_price(cast.operations, replace(USUAL, **change), now=now)
    assert codes(refused.value) == problems


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal(0)},
        {"amount": Decimal("99999999999999")},
        {"amount": Decimal("0.0001")},
        {"valid_from": date(1990, 1, 1), "valid_until": date(1990, 1, 2)},
        {"valid_from": date(2099, 12, 31)},
        {"source": "价" * 60, "kind": "registered", "currency": "JPY"},
    ],
)
def test_a_price_at_its_bounds_is_kept_as_it_was_said(
    cast: Cast, now: datetime, change: dict[str, Any]
) -> None:
    set_price(cast.operations, replace(USUAL, **change), now=now)
    row = every(Price).get()
    assert {name: getattr(row, name) for name in change} == change


def test_the_trail_of_a_price_hangs_on_its_product(cast: Cast, now: datetime, erp: Product) -> None:
    set_price(cast.operations, USUAL, now=now)
    changed = replace(USUAL, amount=Decimal("999.90"), valid_until=APRIL)
    set_price(cast.channel_director, changed, now=now)
    first = {"price": "1000 CNY", "valid_from": "2026-01-01"}
    second = {"price": "999.9 CNY", "valid_from": "2026-01-01", "valid_until": "2026-04-01"}
    assert told() == [
        ("prices.set", erp.public_id, {}, {"kind": "list", **first}),
        ("prices.set", erp.public_id, first, {"kind": "list", **second}),
    ]


# ------------------------------------------------------------------ neighbours


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "problem"),
    [
        (date(2026, 2, 1), None, {"valid_from": "overlaps"}),
        (date(2026, 3, 31), None, {"valid_from": "overlaps"}),
        (APRIL, None, {}),
        (APRIL, date(2026, 6, 1), {}),
        (APRIL, date(2026, 6, 2), {"valid_until": "overlaps"}),
        (date(2026, 5, 31), date(2026, 6, 1), {}),
        (date(2025, 12, 1), JANUARY, {}),
        (date(2025, 12, 1), None, {}),
        (date(2025, 12, 1), date(2026, 1, 2), {"valid_until": "overlaps"}),
        (date(2026, 3, 1), date(2026, 7, 1), {"valid_from": "overlaps", "valid_until": "overlaps"}),
    ],
)
def test_a_price_fits_between_its_neighbours_or_is_refused(
    cast: Cast,
    now: datetime,
    valid_from: date,
    valid_until: date | None,
    problem: dict[str, str],
) -> None:
    """January to April is taken, and from June on."""
    set_price(cast.operations, replace(USUAL, valid_until=APRIL), now=now)
    set_price(cast.operations, replace(USUAL, valid_from=date(2026, 6, 1)), now=now)
    between = replace(USUAL, valid_from=valid_from, valid_until=valid_until, amount=Decimal(5))
    if not problem:
        set_price(cast.operations, between, now=now)
        assert every(Price).count() == 3
        return
    with nothing_changes(Price), pytest.raises(Invalid) as refused:
        set_price(cast.operations, between, now=now)
    assert codes(refused.value) == problem


def test_ending_names_every_problem_at_once_and_an_absent_price_is_absent(
    cast: Cast, now: datetime
) -> None:
    set_price(cast.operations, replace(USUAL, valid_until=date(2026, 5, 1)), now=now)
    end = PriceEnd(
        product="ERP", kind="list", currency="CNY", valid_from=JANUARY, on=date(2100, 1, 1)
    )
    with nothing_changes(Price):
        with pytest.raises(Invalid) as refused:
            end_price(cast.operations, end, now=now)
        assert [one.code for one in refused.value.problems] == ["out_of_bounds", "ended_already"]
        for wrong in ({"kind": "none"}, {"currency": "cny"}, {"product": "x\x01"}):
            with pytest.raises(NotFound):
                end_price(cast.operations, replace(end, **wrong), now=now)  # type: ignore[arg-type]


def test_today_is_the_programmes_day(cast: Cast, now: datetime) -> None:
    """2026-03-02 in Shanghai, although it is the first of March elsewhere."""
    set_price(cast.operations, USUAL, now=now)
    early = now.replace(day=1, hour=16)  # midnight of the second in Shanghai
    end = PriceEnd(
        product="ERP", kind="list", currency="CNY", valid_from=JANUARY, on=date(2026, 3, 1)
    )
    with pytest.raises(Invalid) as refused:
        end_price(cast.operations, end, now=early)
    assert codes(refused.value) == {"on": "in_the_past"}
    end_price(cast.operations, end, now=early.replace(hour=15, minute=59))
    assert every(Price).get().valid_until == date(2026, 3, 1)
