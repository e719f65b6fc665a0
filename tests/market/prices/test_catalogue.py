"""The tree of products with their prices: order, filters, scope, few queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from qudao.core.errors import NotFound, NotPermitted
from qudao.market.cells.actions import NodeInput, ProductInput, create_product
from qudao.market.cells.models import Product
from qudao.market.partners.actions import authorise_product, end_authorisation
from qudao.market.partners.authorised import authorised_partners
from qudao.market.prices.actions import PriceInput, set_price
from qudao.market.prices.catalogue import (
    ProductQuery,
    count_products,
    product_in_full,
    product_list,
)
from tests.people import Cast

TODAY = date(2026, 3, 2)
IN_YUAN = ProductQuery(currency="CNY")


@pytest.fixture
def tree(cast: Cast, now: datetime) -> dict[str, Product]:
    """GATE with G1 and G2 below it, CLOUD with nothing."""
    made = {}
    for code, en, parent, is_family in (
        ("GATE", "Gateways", "", True),
        ("G2", "Alpha gate", "GATE", False),
        ("G1", "Zulu gate", "GATE", False),
        ("CLOUD", "Cloud", "", True),
    ):
        node = NodeInput(code, name_en=en, parent=parent)
        made[code] = create_product(
            cast.operations, ProductInput(node, is_family=is_family), now=now
        )
    for kind, amount in (("list", 100), ("partner", 80)):
        stated = PriceInput(
            product="G1", kind=kind, currency="CNY", amount=Decimal(amount), valid_from=TODAY
        )
        set_price(cast.operations, stated, now=now)
        set_price(cast.operations, replace(stated, currency="USD", amount=Decimal(9)), now=now)
    return made


def codes(cast: Cast, query: ProductQuery, who: str = "channel_manager") -> list[str]:
    actor = getattr(cast, who)
    rows = product_list(actor, query, on=TODAY)
    assert count_products(actor, query) == len(rows)
    return [row.code for row in rows]


def test_families_stand_above_their_products(cast: Cast, tree: dict[str, Product]) -> None:
    rows = product_list(cast.channel_manager, IN_YUAN, on=TODAY)

    assert [(row.code, row.depth, row.below) for row in rows] == [
        ("CLOUD", 0, 0),
        ("GATE", 0, 2),
        ("G1", 1, 0),
        ("G2", 1, 0),
    ]
    assert rows[2].family == "Gateways"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"family": "GATE"}, ["GATE", "G1", "G2"]),
        ({"text": "zulu"}, ["G1"]),
        ({"text": "g"}, ["GATE", "G1", "G2"]),
        ({"state": "ended"}, []),
        ({"order": ("name",)}, ["G2", "CLOUD", "GATE", "G1"]),
        ({"order": ("-code",)}, ["GATE", "G2", "G1", "CLOUD"]),
    ],
)
def test_the_list_is_narrowed_and_ordered(
    cast: Cast, tree: dict[str, Product], asked: dict[str, Any], found: list[str]
) -> None:
    assert codes(cast, replace(IN_YUAN, **asked)) == found


def test_what_is_no_longer_sold_can_be_left_out(cast: Cast, tree: dict[str, Product]) -> None:
    Product.objects.unscoped(reason="test").filter(code="G2").update(is_active=False)

    assert codes(cast, replace(IN_YUAN, state="active")) == ["CLOUD", "GATE", "G1"]
    assert codes(cast, replace(IN_YUAN, state="ended")) == ["G2"]


def test_prices_are_those_in_force_in_the_chosen_currency(
    cast: Cast, tree: dict[str, Product]
) -> None:
    def amounts(query: ProductQuery, on: date = TODAY, who: str = "channel_manager") -> Any:
        rows = product_list(getattr(cast, who), replace(query, text="G1"), on=on)
        return {kind: int(amount) for kind, amount in rows[0].amounts.items()}

    assert amounts(IN_YUAN) == {"list": 100, "partner": 80}
    assert amounts(replace(IN_YUAN, currency="USD")) == {"list": 9, "partner": 9}
    assert amounts(IN_YUAN, on=TODAY - timedelta(days=1)) == {}
    assert amounts(IN_YUAN, who="account_manager") == {"list": 100}


def test_more_products_take_no_more_queries(
    cast: Cast, tree: dict[str, Product], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        product_list(cast.channel_manager, IN_YUAN, on=TODAY)


def test_a_product_shows_what_lies_above_and_below(cast: Cast, tree: dict[str, Product]) -> None:
    manager = cast.channel_manager
    gates = product_in_full(manager, tree["GATE"].public_id, currency="CNY", on=TODAY)
    one = product_in_full(manager, tree["G1"].public_id, currency="CNY", on=TODAY)

    assert [row.code for row in gates.below] == ["G1", "G2"]
    assert one.above == ((tree["GATE"].public_id, "Gateways"),)
    assert [(view.kind, view.currency) for view in one.prices] == [
        ("list", "CNY"),
        ("list", "USD"),
        ("partner", "CNY"),
        ("partner", "USD"),
    ]


@pytest.mark.parametrize("who", ["principal_a", "seller_b", "human_resources"])
def test_no_partner_reads_prices(cast: Cast, tree: dict[str, Product], who: str) -> None:
    actor = getattr(cast, who)
    with pytest.raises(NotPermitted):
        product_list(actor, IN_YUAN, on=TODAY)
    with pytest.raises(NotPermitted):
        product_in_full(actor, tree["G1"].public_id, currency="CNY", on=TODAY)


def test_an_unknown_product_is_absent(cast: Cast) -> None:
    with pytest.raises(NotFound):
        product_in_full(cast.channel_manager, "prd_none", currency="CNY", on=TODAY)


def test_partners_authorised_for_a_family_may_sell_its_products(
    cast: Cast, now: datetime, tree: dict[str, Product]
) -> None:
    for partner in (cast.partner_a, cast.partner_b):
        authorise_product(
            cast.channel_director, partner.public_id, "GATE", valid_from=TODAY, now=now
        )

    def names(who: str, code: str = "G1", on: date = TODAY) -> list[str]:
        return [one.name for one in authorised_partners(getattr(cast, who), tree[code], on=on)]

    assert names("channel_director") == ["Dingpei Integration", "Qiheng Info"]
    assert names("channel_manager") == ["Qiheng Info"]
    assert names("channel_director", "CLOUD") == []
    assert names("channel_director", on=TODAY - timedelta(days=1)) == []
    end_authorisation(
        cast.channel_director, cast.partner_b.public_id, "GATE", on=date(2026, 4, 1), now=now
    )
    assert names("channel_director", on=date(2026, 4, 1)) == ["Qiheng Info"]
