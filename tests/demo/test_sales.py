"""Two years of shipments: by a partner's pull and the season, told apart and the same each time."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from qudao.demo.names import PARTNERS, PRODUCTS
from qudao.demo.sales import MONTHS, SEASON, _lines
from tests.demo.imagined import DAYS, imagined

PRICES = {code: Decimal(price) for code, _family, _zh, _en, price in PRODUCTS}


@pytest.mark.parametrize("now", DAYS)
def test_lines_are_past_positive_and_told_apart(now: datetime) -> None:
    lines = list(_lines(imagined(now)))
    keys = [key for key, _line in lines]
    assert len(set(keys)) == len(keys)
    for _key, line in lines:
        assert line.sold_on < now.date()
        assert line.sold_on > now.date() - timedelta(days=MONTHS * 30)
        assert line.quantity >= 1
        assert line.amount > 0
        assert line.amount == round(line.amount, 4)
        assert line.currency == "CNY"


def test_the_same_lines_come_every_time() -> None:
    assert list(_lines(imagined())) == list(_lines(imagined()))


def test_every_partner_that_sells_has_its_months() -> None:
    world = imagined()
    months = Counter(key.split("-")[0] for key, _line in _lines(world))
    assert months.keys() == world.sellers.keys()
    for seed in PARTNERS:
        if seed.code in world.sellers:
            assert months[seed.code] == MONTHS * (1 + seed.pull // 4)


def test_a_partner_that_does_not_sell_yet_ships_nothing() -> None:
    world = imagined()
    world.sellers = {"TUOC": "seller"}
    assert {key.split("-")[0] for key, _line in _lines(world)} == {"TUOC"}


def test_a_line_costs_its_price_less_a_fifth() -> None:
    world = imagined()
    prices = {product.pk: PRICES[code] for code, product in world.products.items()}
    for _key, line in _lines(world):
        assert line.amount == prices[line.product_id] * line.quantity * Decimal("0.8")


def test_a_line_stands_in_its_partners_region() -> None:
    world = imagined()
    regions = {partner.pk: partner.region_id for partner in world.partners.values()}
    for _key, line in _lines(world):
        assert line.partner_id is not None
        assert line.region_id == regions[line.partner_id]
        assert line.order_number.startswith(f"O-{line.sold_on:%y%m}-")


def test_a_strong_partner_ships_more_and_the_years_end_is_strong() -> None:
    amounts: Counter[str] = Counter()
    months: Counter[int] = Counter()
    for key, line in _lines(imagined()):
        amounts[key.split("-")[0]] += int(line.amount)
        months[line.sold_on.month] += int(line.quantity)
    assert amounts["JING"] > amounts["TUOC"] > amounts["JUNJ"]
    assert months[12] > months[2] * 2
    assert len(SEASON) == 12
    assert max(SEASON) == SEASON[11]
