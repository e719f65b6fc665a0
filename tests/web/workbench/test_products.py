"""Products and prices in the workbench: the tree, a product, its prices set and ended, by whom."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from qudao.core.actor import Actor
from qudao.core.models import AuditEntry
from qudao.market.cells.models import Product
from qudao.market.prices.actions import PriceInput, set_price
from qudao.market.prices.models import Price
from tests.deals.programme import Programme
from tests.people import Cast
from tests.web.deals_pages import client_of
from tests.web.workbench.reading import csv_lines, links_of, rows_of, text_of

LIST = "/workbench/products/"
QUERIES = 10
JANUARY = date(2026, 1, 1)


@pytest.fixture
def gateway(programme: Programme, now: datetime) -> Product:
    """A product below the family of gateways, with three prices."""
    family = programme.gateways
    product = Product.objects.create(
        code="GW-1", name_en="Gateway One", name_zh="网关一号", parent=family, depth=1,
        path=f"{family.path}GW-1/",
    )  # fmt: skip
    for kind, amount in (("list", 12_000), ("partner", 9_800), ("registered", 9_000)):
        price_of(programme.cast.operations, kind, amount, now=now)
    return product


def price_of(actor: Actor, kind: str, amount: int, *, now: datetime) -> None:
    stated = PriceInput(
        product="GW-1", kind=kind, currency="CNY", amount=Decimal(amount), valid_from=JANUARY
    )
    set_price(actor, stated, now=now)


def page_of(actor: Actor, path: str = LIST, **asked: str) -> str:
    return text_of(client_of(actor).get(path, asked))


def do(product: Product, name: str) -> str:
    return f"{LIST}{product.public_id}/do/{name}/"


def ruling(kind: str = "list") -> list[tuple[Decimal, date, date | None]]:
    rows = Price.objects.unscoped(reason="test").filter(kind=kind).order_by("valid_from")
    return list(rows.values_list("amount", "valid_from", "valid_until"))


def test_the_tree_shows_families_products_and_prices(
    programme: Programme, gateway: Product
) -> None:
    rows = rows_of(page_of(programme.cast.channel_manager))

    assert rows[0] == ["Product", "Code", "List price", "Partner price", "Registered price"]
    assert rows[2:] == [
        ["Secure gateway 1 directly below", "GW", "", "", ""],
        ["Gateway One Secure gateway", "GW-1", "¥12,000", "¥9,800", "¥9,000"],
    ]


def test_an_account_manager_sees_the_list_price_alone(
    programme: Programme, gateway: Product
) -> None:
    listed = page_of(programme.cast.account_manager)
    shown = page_of(programme.cast.account_manager, f"{LIST}{gateway.public_id}/")

    assert "¥12,000" in listed
    for page in (listed, shown):
        assert "9,800" not in page
        assert "9,000" not in page
    assert "You see the list price." in shown
    assert "do/price/" not in shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "gw-1"}, ["GW-1"]),
        ({"family": "BK"}, ["BK"]),
        ({"state": "ended"}, []),
        ({"sort": "-code"}, ["GW-1", "GW", "BK"]),
        ({"sort": "name"}, ["BK", "GW-1", "GW"]),
    ],
)
def test_the_list_is_filtered_and_sorted_by_its_address(
    programme: Programme, gateway: Product, asked: dict[str, str], found: list[str]
) -> None:
    rows = rows_of(page_of(programme.cast.channel_manager, **asked))
    assert [row[1] for row in rows[1:] if len(row) > 1] == found


def test_the_export_names_family_and_prices(programme: Programme, gateway: Product) -> None:
    answer = client_of(programme.cast.channel_manager).get(LIST, {"export": "csv", "q": "GW-1"})

    assert csv_lines(answer) == [
        "Product,Code,Product family,State,List price,Partner price,Registered price",
        "Gateway One,GW-1,Secure gateway,On sale,12000,9800,9000",
    ]


def test_a_hundred_products_take_as_many_queries_as_one(
    programme: Programme, gateway: Product, django_assert_num_queries: Any
) -> None:
    manager = client_of(programme.cast.channel_manager)
    Product.objects.bulk_create(
        Product(code=f"X{n:03}", name_en=f"Product {n}", path=f"/X{n:03}/") for n in range(100)
    )
    manager.get(LIST)

    with django_assert_num_queries(QUERIES):
        page = text_of(manager.get(LIST))

    assert "1–80 of 103" in page


def test_an_empty_tree_teaches_how_it_is_filled(cast: Cast) -> None:
    page = page_of(cast.operations)

    assert "No product yet" in page
    assert 'href="/workbench/imports/new/?kind=products"' in page


def test_a_products_page_has_every_price_and_who_may_sell_it(
    programme: Programme, gateway: Product
) -> None:
    page = page_of(programme.cast.channel_manager, f"{LIST}{gateway.public_id}/")

    assert "<h1>Gateway One</h1>" in page
    assert f"{LIST}{programme.gateways.public_id}/" in links_of(page, LIST)
    bands = [row[0] for row in rows_of(page) if len(row) == 1]
    assert bands == ["List price · CNY", "Partner price · CNY", "Registered price · CNY"]
    assert "In force" in page
    assert "do/end-price/" not in page  # a channel manager sets none


def test_a_price_is_set_by_form_and_takes_the_place_of_the_former(
    programme: Programme, gateway: Product
) -> None:
    operations = client_of(programme.cast.operations)
    sent = {"kind": "list", "amount": "13500.50", "currency": "cny", "valid_from": "2026-04-01"}

    form = text_of(operations.get(do(gateway, "price")))
    answer = operations.post(do(gateway, "price"), sent, follow=True)

    assert 'value="2026-03-02"' in form
    page = text_of(answer)
    assert "The price is set." in page
    assert "¥13,500.50" in page
    assert ruling() == [
        (Decimal(12_000), JANUARY, None),
        (Decimal("13500.5"), date(2026, 4, 1), None),
    ]
    assert "1 Apr 2026" in page  # where the former ends


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "-1"}, "An amount between 0 and"),
        ({"amount": "many"}, "Enter a number."),
        ({"currency": "EURO"}, "at most 3 characters"),
        ({"valid_from": "1900-01-01"}, "A day between 1990-01-01 and 2099-12-31."),
        ({"valid_until": "2026-01-01"}, "The end must come after the start."),
    ],
)
def test_a_wrong_price_is_refused_and_nothing_typed_is_lost(
    programme: Programme, gateway: Product, wrong: dict[str, str], said: str
) -> None:
    sent = {"kind": "list", "amount": "13500", "currency": "CNY", "valid_from": "2026-04-01",
            "source": "Price list 7", **wrong}  # fmt: skip

    answer = client_of(programme.cast.operations).post(do(gateway, "price"), sent)

    page = text_of(answer)
    assert answer.status_code == 422
    assert said in page
    assert 'value="Price list 7"' in page
    assert len(ruling()) == 1


def test_a_price_is_ended_by_form(programme: Programme, gateway: Product) -> None:
    operations = client_of(programme.cast.operations)
    page = text_of(operations.get(f"{LIST}{gateway.public_id}/"))
    end = links_of(page, do(gateway, "end-price"))[0]
    assert end.endswith("?kind=list&currency=CNY&valid_from=2026-01-01")

    form = text_of(operations.get(end))
    sent = {"kind": "list", "currency": "CNY", "valid_from": "2026-01-01", "on": "2026-03-02"}
    after = text_of(operations.post(end, sent, follow=True))

    assert 'name="valid_from" value="2026-01-01"' in form
    assert "The price ends." in after
    assert ruling() == [(Decimal(12_000), JANUARY, date(2026, 3, 2))]
    trail = page_of(programme.cast.operations, f"{LIST}{gateway.public_id}/audit/")
    assert "ended a price of the product" in trail
    refused = operations.post(end, {**sent, "on": "2026-02-01"})
    assert refused.status_code == 422
    assert "Today at the earliest" in text_of(refused)


def test_a_product_is_made_and_changed(programme: Programme) -> None:
    operations = client_of(programme.cast.operations)
    made = operations.post(
        f"{LIST}new/", {"code": "GW-9", "name_en": "Gateway Nine", "parent": "GW"}, follow=True
    )
    product = Product.objects.unscoped(reason="test").get(code="GW-9")
    changed = operations.post(do(product, "edit"), {"name_en": "Gateway IX"}, follow=True)
    taken = operations.post(f"{LIST}new/", {"code": "GW-9", "name_en": "Twice"})

    assert "<h1>Gateway Nine</h1>" in text_of(made)
    assert product.path == "/GW/GW-9/"
    page = text_of(changed)
    assert "<h1>Gateway IX</h1>" in page
    assert "No longer sold" in page  # the box was not ticked
    assert "do/price/" not in page
    assert (taken.status_code, "This code is in use already." in text_of(taken)) == (422, True)
    verbs = AuditEntry.objects.unscoped(reason="test").filter(subject_id=product.public_id)
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "cells.product_changed",
        "cells.product_created",
    ]


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        ("channel_director", 200, 200),
        ("operations", 200, 200),
        ("channel_manager", 200, 403),
        ("account_manager", 200, 403),
        ("human_resources", 403, 403),
        ("principal_a", 404, 404),
        ("seller_b", 404, 404),
    ],
)
def test_who_gets_in(
    programme: Programme, gateway: Product, who: str, reads: int, writes: int
) -> None:
    client = client_of(getattr(programme.cast, who))

    assert client.get(LIST).status_code == reads
    assert client.get(f"{LIST}{gateway.public_id}/").status_code == reads
    assert client.get(do(gateway, "price")).status_code == writes
    assert client.get(f"{LIST}new/").status_code == writes


def test_what_is_not_there_is_absent(programme: Programme, gateway: Product) -> None:
    client = client_of(programme.cast.operations)
    for path in (f"{LIST}prd_none/", f"{LIST}prd_none/audit/", do(gateway, "burn")):
        assert client.get(path).status_code == 404
