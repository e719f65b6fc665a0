"""Products and prices by form: what is refused changes nothing, twice is once, and who may not
write is told nothing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from qudao.market.cells.models import Product
from qudao.market.prices.actions import PriceInput, set_price
from qudao.market.prices.models import Price
from tests.deals.programme import Programme
from tests.refusals import nothing_changes
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import csv_rows, text_of, words_of
from tests.web.workbench.reading import rows_of
from tests.web.workbench.settings.pages import wrong_fields

LIST = "/workbench/products/"
NEW = f"{LIST}new/"
PRICE = {"kind": "list", "amount": "100", "currency": "CNY", "valid_from": "2026-04-01"}


@pytest.fixture
def operations(programme: Programme) -> Client:
    return client_of(programme.cast.operations)


@pytest.fixture
def product(programme: Programme) -> Product:
    family = programme.gateways
    return Product.objects.create(
        code="GW-1", name_en="Gateway One", name_zh="网关一号", parent=family, depth=1,
        path=f"{family.path}GW-1/",
    )  # fmt: skip


def do(product: Product, name: str) -> str:
    return f"{LIST}{product.public_id}/do/{name}/"


def prices() -> list[tuple[str, Decimal, date, date | None]]:
    rows = Price.objects.unscoped(reason="a test").order_by("pk")
    return list(rows.values_list("currency", "amount", "valid_from", "valid_until"))


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"code": ""}, {"code"}),
        ({"code": "GW*1"}, {"code"}),
        ({"code": "a/b"}, {"code"}),
        ({"code": "C" * 41}, {"code"}),
        ({"code": "GW"}, {"code"}),  # in use
        ({"name_en": "", "name_zh": ""}, {"name_en"}),
        ({"name_en": "N" * 161}, {"name_en"}),
        ({"parent": "NOWHERE"}, {"parent"}),
        ({"code": "", "parent": "NOWHERE"}, {"code", "parent"}),
    ],
)
def test_a_wrong_product_is_refused_and_what_was_typed_stays(
    programme: Programme, operations: Client, changed: dict[str, str], wrong: set[str]
) -> None:
    sent = {"code": "GW-9", "name_en": "Gateway Nine", "name_zh": "", "parent": "GW", **changed}
    with nothing_changes(Product):
        answer = operations.post(NEW, sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert wrong_fields(answer) in (wrong, {"name_zh"} if wrong == {"name_en"} else wrong)
    for name in ("code", "name_en"):
        assert not sent[name] or f'value="{sent[name]}"' in page
    assert sent["parent"] != "GW" or '<option value="GW" selected>' in page


def test_the_same_product_twice_is_one(programme: Programme, operations: Client) -> None:
    sent = {"code": "GW-9", "name_en": "Gateway Nine", "parent": ""}
    made = operations.post(NEW, sent)
    assert made.status_code == 302
    assert operations.post(NEW, sent).status_code == 422
    assert Product.objects.unscoped(reason="a test").filter(code="GW-9").count() == 1


def test_a_product_taken_off_sale_keeps_its_prices_and_can_come_back(
    programme: Programme, operations: Client, product: Product
) -> None:
    operations.post(do(product, "price"), PRICE)
    off = operations.post(do(product, "edit"), {"name_en": "Gateway One", "name_zh": "网关一号"})
    assert off.status_code == 302
    page = text_of(operations.get(f"{LIST}{product.public_id}/"))
    assert "No longer sold" in page
    assert "¥100" in page
    listed = {row[1]: row[3] for row in csv_rows(programme.cast.operations, LIST)[1:]}
    assert listed == {"GW": "On sale", "GW-1": "No longer sold", "BK": "On sale"}
    back = operations.post(
        do(product, "edit"), {"name_en": "Gateway I", "is_active": "on", "name_zh": "网关一号"}
    )
    assert back.status_code == 302
    shown = Product.objects.unscoped(reason="a test").get(pk=product.pk)
    assert (shown.is_active, shown.name_en, shown.code) == (True, "Gateway I", "GW-1")


def test_a_form_of_a_product_starts_with_what_it_is(
    programme: Programme, operations: Client, product: Product
) -> None:
    page = text_of(operations.get(do(product, "edit")))
    assert 'value="网关一号"' in page
    assert 'name="is_active"' in page
    assert "checked" in page[page.index('name="is_active"') :][:120]
    assert 'name="code"' not in page  # code and place stay


def test_prices_of_two_currencies_stand_beside_each_other(
    programme: Programme, operations: Client, product: Product
) -> None:
    yuan = {**PRICE, "valid_from": "2026-01-01"}
    operations.post(do(product, "price"), yuan)
    operations.post(do(product, "price"), {**yuan, "currency": "usd", "amount": "9"})
    page = text_of(operations.get(f"{LIST}{product.public_id}/"))
    bands = [row[0] for row in rows_of(page) if len(row) == 1]
    assert bands == ["List price · CNY", "List price · USD"]
    for asked, amount in (({}, "100"), ({"currency": "USD"}, "9"), ({"currency": "EUR"}, "100")):
        lines = csv_rows(programme.cast.operations, LIST, **asked)
        assert {row[1]: row[4] for row in lines}["GW-1"] == amount, asked


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"amount": "-0.01"}, {"amount"}),
        ({"amount": "1.00001"}, {"amount"}),
        ({"currency": "ZZZ9"}, {"currency"}),
        ({"valid_from": "1989-12-31"}, {"valid_from"}),
        ({"valid_from": "9999-12-31"}, {"valid_from"}),
        ({"valid_until": "2026-04-01"}, {"valid_until"}),
        ({"source": "s" * 61, "kind": "gift"}, {"source", "kind"}),
    ],
)
def test_a_wrong_price_sets_nothing(
    programme: Programme,
    operations: Client,
    product: Product,
    changed: dict[str, str],
    wrong: set[str],
) -> None:
    sent = {**PRICE, "source": "Price list 7", **changed}
    with nothing_changes(Price):
        answer = operations.post(do(product, "price"), sent)
    assert answer.status_code == 422
    assert wrong_fields(answer) == wrong
    assert f'value="{sent["source"]}"' in text_of(answer)


def test_a_price_that_is_not_there_cannot_be_ended(
    programme: Programme, operations: Client, product: Product, now: datetime
) -> None:
    stated = PriceInput(product="GW-1", kind="list", currency="CNY", amount=Decimal(5),
                        valid_from=date(2026, 1, 1))  # fmt: skip
    set_price(programme.cast.operations, stated, now=now)
    end = {"kind": "list", "currency": "CNY", "valid_from": "2026-01-01", "on": "2026-03-02"}
    for changed, statuses in (
        ({"currency": "USD"}, {404, 422}),
        ({"valid_from": "2026-01-02"}, {404, 422}),
        ({"on": "2026-03-01"}, {422}),  # yesterday
        ({"on": "2025-12-31"}, {422}),
        ({"on": ""}, {422}),
        ({"kind": "<b>"}, {404, 422}),
    ):
        with nothing_changes(Price):
            answer = operations.post(do(product, "end-price"), {**end, **changed})
        assert answer.status_code in statuses, changed
    assert operations.post(do(product, "end-price"), end).status_code == 302
    with nothing_changes(Price):
        twice = operations.post(do(product, "end-price"), end)
    assert twice.status_code in (302, 409, 422)


def test_who_may_not_write_changes_nothing(
    programme: Programme, operations: Client, product: Product
) -> None:
    before: list[Any] = prices()
    for who, status in (("channel_manager", 403), ("account_manager", 403), ("seller_a", 404)):
        client = client_of(getattr(programme.cast, who))
        with nothing_changes(Product, Price):
            assert client.post(do(product, "price"), PRICE).status_code == status
            assert client.post(do(product, "edit"), {"name_en": "x"}).status_code == status
            assert client.post(NEW, {"code": "X", "name_en": "x"}).status_code == status
            audit = client.get(f"{LIST}{product.public_id}/audit/").status_code
            assert audit in {200, status}
    assert prices() == before


def test_the_pages_speak_chinese(programme: Programme, product: Product) -> None:
    chinese = client_of(programme.cast.operations, "zh-CN")
    listed = words_of(chinese.get(LIST))
    assert "网关一号" in listed
    assert "No longer sold" not in listed
    refused = chinese.post(do(product, "price"), {**PRICE, "amount": "-1"})
    assert "An amount between" not in words_of(refused)
    assert "金额须在 0 至" in words_of(refused)


def test_hostile_names_stay_words(programme: Programme, operations: Client) -> None:
    hostile = "<script>alert(1)</script>"
    assert operations.post(NEW, {"code": "EVIL", "name_en": hostile}).status_code == 302
    for page in (text_of(operations.get(LIST)), text_of(operations.get(LIST, {"q": hostile}))):
        assert hostile not in page
        assert "&lt;script&gt;" in page
