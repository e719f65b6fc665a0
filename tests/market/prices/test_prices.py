"""The price in force is the latest that began; only those who keep products set it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from qudao.core.actor import system_actor
from qudao.core.errors import Invalid, NotPermitted
from qudao.core.models import AuditEntry
from qudao.market.cells.actions import NodeInput, ProductInput, create_product
from qudao.market.cells.models import Product
from qudao.market.prices.actions import PriceInput, set_price
from qudao.market.prices.models import Price
from qudao.market.prices.selectors import price_history, price_of, prices_of
from tests.people import Cast

SYSTEM = system_actor("test")
LIST = Price.Kind.LIST
JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)
OLD = PriceInput(
    product="ERP", kind=LIST, currency="CNY", amount=Decimal("1000"), valid_from=JANUARY
)
NEW = replace(OLD, amount=Decimal("1200.5000"), valid_from=MARCH)


@pytest.fixture
def erp(cast: Cast, now: datetime) -> Product:
    node = NodeInput("ERP", name_zh="企业资源计划", name_en="ERP")
    return create_product(cast.operations, ProductInput(node), now=now)


def amounts() -> list[Decimal]:
    rows = Price.objects.visible_to(SYSTEM).order_by("valid_from")
    return list(rows.values_list("amount", flat=True))


def test_the_price_in_force_is_the_latest_that_began(
    cast: Cast, now: datetime, erp: Product
) -> None:
    set_price(cast.operations, OLD, now=now)
    set_price(cast.operations, NEW, now=now)
    actor = cast.channel_manager
    assert price_of(actor, erp, LIST, currency="CNY", on=date(2025, 12, 31)) is None
    assert price_of(actor, erp, LIST, currency="CNY", on=date(2026, 2, 28)) == Decimal("1000")
    assert price_of(actor, erp, LIST, currency="CNY", on=MARCH) == Decimal("1200.5")
    assert price_of(actor, erp, LIST, currency="USD", on=MARCH) is None
    assert price_of(actor, erp, Price.Kind.PARTNER, currency="CNY", on=MARCH) is None
    history = price_history(actor, erp, on=date(2026, 2, 1))
    assert [(view.valid_from, view.in_force) for view in history] == [
        (MARCH, False),
        (JANUARY, True),
    ]


def test_prices_of_many_products_take_one_query(
    cast: Cast, now: datetime, erp: Product, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    set_price(cast.operations, OLD, now=now)
    set_price(cast.operations, NEW, now=now)
    with django_assert_num_queries(1):
        found = prices_of(cast.channel_manager, [erp.pk, 0], on=MARCH)
    assert [(view.kind, view.amount) for view in found[erp.pk]] == [("list", Decimal("1200.5"))]


def test_a_partner_sees_no_price(cast: Cast, now: datetime, erp: Product) -> None:
    set_price(cast.operations, OLD, now=now)
    assert price_of(cast.principal_a, erp, LIST, currency="CNY", on=MARCH) is None
    assert price_history(cast.principal_a, erp, on=MARCH) == []


def test_a_price_of_the_same_day_takes_the_place_of_the_former(
    cast: Cast, now: datetime, erp: Product
) -> None:
    set_price(cast.operations, OLD, now=now)
    set_price(cast.operations, replace(OLD, amount=Decimal("900")), now=now)
    set_price(cast.operations, replace(OLD, amount=Decimal("900")), now=now)
    assert amounts() == [Decimal("900")]
    entries = AuditEntry.objects.visible_to(SYSTEM).filter(verb="prices.set").order_by("pk")
    assert [entry.after["price"] for entry in entries] == ["1000 CNY", "900 CNY"]


@pytest.mark.parametrize("who", ["channel_manager", "principal_a", "human_resources"])
def test_others_set_no_prices(cast: Cast, now: datetime, erp: Product, who: str) -> None:
    with pytest.raises(NotPermitted):
        set_price(getattr(cast, who), OLD, now=now)
    assert amounts() == []


def test_every_problem_of_a_price_is_named(cast: Cast, now: datetime, erp: Product) -> None:
    wrong = PriceInput(
        product="CRM",
        kind="street",
        currency="yuan",
        amount=Decimal("-1"),
        valid_from=date(9999, 1, 1),
    )
    with pytest.raises(Invalid) as refused:
        set_price(cast.operations, wrong, now=now)
    assert {one.field: one.code for one in refused.value.problems} == {
        "product": "unknown",
        "kind": "unknown_choice",
        "currency": "not_a_currency",
        "amount": "out_of_bounds",
        "valid_from": "out_of_bounds",
    }
    for amount, code in (
        ("0.00001", "too_many_decimals"),
        ("1e30", "out_of_bounds"),
        ("NaN", "out_of_bounds"),
    ):
        with pytest.raises(Invalid) as refused:
            set_price(cast.operations, replace(OLD, amount=Decimal(amount)), now=now)
        assert [one.code for one in refused.value.problems] == [code]
    assert amounts() == []
