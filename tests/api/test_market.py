"""Products, prices, cells and the market grid by API: read in steps, each as far as one may see."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from qudao.core.actor import Actor
from qudao.market.prices.actions import PriceInput, set_price
from tests.api.caller import Caller, caller_for
from tests.choose.coverage.build import Ground, make_ground
from tests.people import Cast

TODAY = date(2026, 3, 2)


@pytest.fixture
def ground(cast: Cast, now: datetime) -> Ground:
    ground = make_ground(cast, now)
    for kind, amount in (("list", 100), ("partner", 80)):
        for currency in ("CNY", "USD"):
            stated = PriceInput(
                product="GW", kind=kind, currency=currency, amount=Decimal(amount),
                valid_from=TODAY,
            )  # fmt: skip
            set_price(cast.operations, stated, now=now)
    return ground


def prices(caller: Caller, query: str = "") -> dict[str, list[str]]:
    items = caller.get(f"/prices{query}").json["items"]
    return {
        item["code"]: [f"{one['kind']} {one['amount']} {one['currency']}" for one in item["prices"]]
        for item in items
    }


def test_a_product_is_read_by_both_sides_without_prices(
    ground: Ground, manager: Caller, seller_b: Caller
) -> None:
    address = f"/products/{ground.programme.gateways.public_id}"

    for caller in (manager, seller_b):
        reply = caller.get(address)
        assert (reply.status, reply.json["code"], reply.json["is_family"]) == (200, "GW", True)
        assert "prices" not in reply.json
    assert manager.get("/products/prd_0123456789abcdef").status == 404


def test_prices_come_product_by_product(ground: Ground, manager: Caller) -> None:
    assert prices(manager) == {
        "BK": [],
        "GW": ["list 100.0000 CNY", "list 100.0000 USD", "partner 80.0000 CNY",
               "partner 80.0000 USD"],
    }  # fmt: skip
    assert prices(manager, "?currency=USD&below=GW") == {
        "GW": ["list 100.0000 USD", "partner 80.0000 USD"]
    }
    assert prices(manager, "?on=2026-03-01&text=GW") == {"GW": []}


def test_prices_are_walked_through_in_steps(ground: Ground, manager: Caller) -> None:
    first = manager.get("/prices?limit=1")
    second = manager.get(first.json["next"])

    assert [item["code"] for item in first.json["items"] + second.json["items"]] == ["BK", "GW"]
    assert second.json["next"] is None


def test_who_does_not_work_with_partners_gets_the_list(
    ground: Ground, cast: Cast, now: datetime
) -> None:
    caller = caller_for(cast.account_manager, now)

    assert prices(caller, "?below=GW&currency=CNY") == {"GW": ["list 100.0000 CNY"]}


@pytest.mark.parametrize("path", ["/prices", "/market-grid", "/cells"])
def test_a_partner_gets_no_prices_and_no_market(
    ground: Ground, cast: Cast, now: datetime, path: str
) -> None:
    for actor in (cast.principal_a, cast.seller_b, cast.engineer_a):
        reply = caller_for(actor, now).get(path)
        assert (reply.status, reply.code) == (403, "not_permitted")


def test_the_history_of_a_product_says_how_long_each_price_held(
    ground: Ground, cast: Cast, now: datetime, manager: Caller
) -> None:
    later = PriceInput(
        product="GW", kind="list", currency="CNY", amount=Decimal(120),
        valid_from=date(2026, 4, 1),
    )  # fmt: skip
    set_price(cast.operations, later, now=now)

    reply = manager.get(f"/products/{ground.programme.gateways.public_id}/prices")

    told = [
        (one["amount"], one["valid_from"], one["valid_until"], one["in_force"])
        for one in reply.json["prices"]
        if (one["kind"], one["currency"]) == ("list", "CNY")
    ]
    assert told == [
        ("120.0000", "2026-04-01", None, False),
        ("100.0000", "2026-03-02", "2026-04-01", True),
    ]


def test_cells_that_somebody_named_are_listed(ground: Ground, manager: Caller) -> None:
    ground.serves(ground.cast.partner_a, product="GW", region="EAST")

    items = manager.get("/cells").json["items"]

    assert len(items) == 1
    assert (items[0]["product"]["code"], items[0]["region"]["code"]) == ("GW", "EAST")
    assert items[0]["industry"] is None


def test_the_market_grid_is_read_whole(ground: Ground, manager: Caller) -> None:
    customer = ground.customer("SHA", "BANK")
    ground.customer("SOUTH", "MED")
    ground.serves(ground.cast.partner_b, region="EAST")
    ground.deal(customer, 250)
    ground.deal(customer, 99, partner=ground.cast.partner_b)

    reply = manager.get("/market-grid")

    assert (reply.json["currency"], reply.json["unplaced_customers"]) == ("CNY", 1)
    assert reply.json["cells"][0] == {
        "region": "EAST",
        "industry": "BANK",
        "customers": 1,
        "partners": 1,
        "open_value": "250.0000",
        "won_value": "0",
        "protected_registrations": 0,
    }
    below = manager.get("/market-grid?region=EAST&product=GW").json["cells"]
    assert [(one["region"], one["partners"]) for one in below] == [("SHA", 1)]


def test_an_unknown_code_of_the_market_is_named(ground: Ground, manager: Caller) -> None:
    reply = manager.get("/market-grid?region=ATLANTIS&colour=red")
    assert reply.problems() == {("colour", "unknown_parameter")}
    assert manager.get("/market-grid?region=ATLANTIS").problems() == {("region", "unknown")}


def test_a_key_needs_the_scope(ground: Ground, cast: Cast, now: datetime) -> None:
    def status(actor: Actor, scope: str, path: str) -> int:
        return caller_for(actor, now, scopes=[scope]).get(path).status

    director = cast.channel_director
    assert status(director, "market.read", "/market-grid") == 200
    assert status(director, "products.read", "/market-grid") == 403
    assert status(director, "prices.read", "/prices") == 200
    assert status(director, "products.read", "/prices") == 403
