"""Products as rows, prices as groups, and what their forms start with and read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.utils.translation import override

from qudao.market.cells.models import Product
from qudao.market.prices.catalogue import ProductPage, ProductRow
from qudao.market.prices.selectors import PriceView
from qudao.web.shared.lists import Column, Filter, ListState, Table, values_of
from qudao.web.workbench.products.forms import EndPriceForm, NewProductForm, PriceForm
from qudao.web.workbench.products.lists import (
    ProductLine,
    _lines,
    _price_column,
    _query,
    import_url,
)
from qudao.web.workbench.products.pages import _facts, _groups, head_of
from qudao.web.workbench.records.doing import Ask
from tests.people import Cast
from tests.web.workbench.asking import asked

LIST = "/workbench/products/"
KINDS = [("list", "List price"), ("partner", "Partner price")]
ROW_FIELDS = dict.fromkeys(ProductRow.__dataclass_fields__, "")


def row(**more: Any) -> ProductRow:
    stated: dict[str, Any] = {**ROW_FIELDS, "depth": 0, "amounts": {}, "is_active": True,
                              "is_family": False, "public_id": "prd_1", **more}  # fmt: skip
    return ProductRow(**stated)


def state(**said: str) -> ListState[ProductLine]:
    table: Table[ProductLine] = Table(
        name="products",
        columns=[
            Column("name", "Product", lambda line: line.row.name, ("name",)),
            *(_price_column(number, *kind) for number, kind in enumerate(KINDS)),
        ],
        filters=[Filter("family", "Family", [("GW", "Gateways")]),
                 Filter("state", "State", [("ended", "Ended")])],
        search_hint="Name",
    )  # fmt: skip
    return asked(table, LIST, **said)


def test_rows_are_set_in_by_their_depth_while_they_stand_as_a_tree() -> None:
    rows = [row(depth=depth) for depth in range(6)]
    for said, steps in (
        ({}, [0, 1, 2, 3, 3, 3]),
        ({"sort": "name"}, [0] * 6),
        ({"q": "gate"}, [0] * 6),
        ({"family": "GW"}, [0, 1, 2, 3, 3, 3]),
    ):
        assert [one.step for one in _lines(rows, state(**said), KINDS)] == steps, said


def test_prices_stand_in_the_order_of_the_columns_and_a_missing_one_is_empty() -> None:
    rows = [row(amounts={"partner": Decimal("9.50"), "secret": Decimal(1)}), row(amounts={})]
    lines = _lines(rows, state(), KINDS)
    assert [one.prices for one in lines] == [[None, Decimal("9.50")], [None, None]]
    assert list(values_of(state().table, lines)) == [["", None, Decimal("9.50")], ["", None, None]]


def test_the_address_becomes_the_question() -> None:
    query = _query(state(family="GW", state="ended", q="one", sort="-name"), "USD", slice(0, 9))
    assert (query.family, query.state, query.text, query.currency) == ("GW", "ended", "one", "USD")
    assert query.order == ("-name",)
    plain = _query(state(family="XX", sort="list"), "CNY", slice(0, 9))
    assert (plain.family, plain.order) == ("", ("tree",))


def test_who_may_import_is_led_to_it(cast: Cast) -> None:
    assert import_url(cast.operations) == "/workbench/imports/new/?kind=products"
    assert import_url(cast.account_manager) == ""


# ------------------------------------------------------------------ a product's page


def view(kind: str, currency: str, first: date, **more: Any) -> PriceView:
    stated: dict[str, Any] = dict.fromkeys(PriceView.__dataclass_fields__, "")
    stated |= {"kind": kind, "kind_label": kind.capitalize(), "currency": currency,
               "valid_from": first, "valid_until": None, "in_force": False,
               "is_to_come": False, "is_withdrawn": False, "amount": Decimal(1),
               **more}  # fmt: skip
    return PriceView(**stated)


def product(**more: Any) -> Product:
    return Product(public_id="prd_1", code="GW-1", name_zh="网关", name_en="Gateway", **more)


def page(*prices: PriceView, **more: Any) -> ProductPage:
    stated: dict[str, Any] = dict.fromkeys(ProductPage.__dataclass_fields__, ())
    return ProductPage(**{**stated, "product": product(), "prices": prices, **more})


def test_prices_are_grouped_by_kind_and_currency_and_only_an_open_one_can_be_ended(
    cast: Cast,
) -> None:
    found = page(
        view("list", "CNY", date(2026, 4, 1), in_force=True),
        view("list", "CNY", date(2026, 1, 1)),
        view("list", "USD", date(2026, 1, 1), in_force=True),
    )
    groups = _groups(cast.operations, found)
    assert [(one.label, one.currency, len(one.lines)) for one in groups] == [
        ("List", "CNY", 2),
        ("List", "USD", 1),
    ]
    assert [line.end_url for line in groups[0].lines] == [
        f"{LIST}prd_1/do/end-price/?kind=list&currency=CNY&valid_from=2026-04-01",
        "",
    ]
    readers = _groups(cast.channel_manager, found)
    assert {line.end_url for one in readers for line in one.lines} == {""}


def test_the_way_up_leads_through_the_families() -> None:
    head = head_of(page(above=(("prd_0", "Gateways"),)), "audit")
    assert [(one.label, one.url) for one in head.crumbs] == [
        ("Products and prices", LIST),
        ("Gateways", f"{LIST}prd_0/"),
        ("GW-1", None),
    ]
    assert [(one.label, one.url, one.current) for one in head.tabs] == [
        ("Overview", f"{LIST}prd_1/", False),
        ("Audit", f"{LIST}prd_1/audit/", True),
    ]


def test_facts_tell_families_and_products_no_longer_sold_apart() -> None:
    ended = dict(_facts(page(product=product(is_active=False))))
    family = dict(_facts(page(product=product(is_family=True))))
    assert (ended["Kind"], ended["State"]) == ("Product", "No longer sold")
    assert (family["Kind"], family["State"]) == ("Product family", "On sale")
    with override("zh-hans"):
        assert all(not name.isascii() for name, _value in _facts(page()))


# ------------------------------------------------------------------ forms


def form(kind: Any, cast: Cast, now: datetime, said: dict[str, str], data: Any = None) -> Any:
    posted = None
    if data is not None:
        posted = QueryDict(mutable=True)
        posted.update(data)
    return kind(Ask(cast.operations, "prd_1", now, said), posted)


def test_a_price_starts_with_today_and_the_programmes_currency(cast: Cast, now: datetime) -> None:
    plain = form(PriceForm, cast, now, {})
    assert (plain.initial["currency"], plain.initial["valid_from"]) == ("CNY", date(2026, 3, 2))
    named = form(PriceForm, cast, now, {"currency": "USD", "kind": "partner", "evil": "x"})
    assert (named.initial["currency"], named.initial["kind"]) == ("USD", "partner")
    assert "evil" not in named.initial


def test_a_price_ends_today_at_the_earliest_and_not_before_it_begins(
    cast: Cast, now: datetime
) -> None:
    for begins, on in (
        ("2026-01-01", "2026-03-02"),
        ("2026-04-01", "2026-04-01"),
        ("", "2026-03-02"),
    ):
        started = form(EndPriceForm, cast, now, {"valid_from": begins})
        assert started.initial["on"] == on, begins


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, set()),
        ({"kind": "gift"}, {"kind"}),
        ({"amount": "NaN"}, {"amount"}),
        ({"amount": "", "currency": "", "valid_from": ""}, {"amount", "currency", "valid_from"}),
        ({"currency": "¥"}, {"currency"}),
        ({"currency": "EURO"}, {"currency"}),
        ({"valid_from": "2026-02-30", "valid_until": "later"}, {"valid_from", "valid_until"}),
        ({"source": "s" * 61}, {"source"}),
    ],
)
def test_a_price_is_read_field_by_field(
    cast: Cast, now: datetime, changed: dict[str, str], wrong: set[str]
) -> None:
    good = {"kind": "list", "amount": "12.5", "currency": "CNY", "valid_from": "2026-04-01"}
    found = form(PriceForm, cast, now, {}, {**good, **changed})
    assert found.errors.keys() == wrong


def test_a_new_product_may_stand_at_the_top_or_below_a_family(cast: Cast, now: datetime) -> None:
    found = form(NewProductForm, cast, now, {}, {"code": "c" * 41, "parent": "XX"})
    assert found.errors.keys() == {"code", "parent"}
    assert found.fields["parent"].choices[0] == ("", "None: it stands at the top")
    assert replace(Ask(cast.operations, "", now), public_id="x").said == {}
