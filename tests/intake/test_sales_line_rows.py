"""Sales lines, through partners and direct: references, returns, equal lines, sums to the cent."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from qudao.core.actor import Actor, system_actor
from qudao.core.money import LARGEST
from qudao.deals.sellthrough.models import SalesLine
from qudao.engines.tabular.fields import FieldValue
from tests.intake.places import lay_places
from tests.intake.rows import bring, faults, keys_of, money, put, read, values_of, writer_for
from tests.people import Cast

SYSTEM = system_actor("test")
DAY = date(2026, 2, 11)


@pytest.fixture
def stocked(importer: Actor, now: datetime) -> Actor:
    bring("products", "产品编码,产品名称\nA-1,网关\nA-2,备份\n", importer, now=now)
    bring("partners", "编号,公司名称\nP-0001,拓岭信息\n", importer, now=now)
    return importer


def lines() -> list[SalesLine]:
    rows = SalesLine.objects.visible_to(SYSTEM).order_by("pk")
    return list(rows.select_related("partner", "product", "customer", "region", "sales_person"))


def sold(
    order: FieldValue = "S-1", line: FieldValue = "1", **said: FieldValue
) -> dict[str, FieldValue]:
    plain: dict[str, FieldValue] = {
        "order_number": order,
        "line_number": line,
        "partner": "P-0001",
        "product": "A-1",
        "sold_on": DAY,
        "amount": money("100"),
    }
    return values_of("sell_through", **{**plain, **said})


def test_every_column_has_its_place(stocked: Actor, now: datetime) -> None:
    lay_places()
    bring("customers", "公司全称,省份\n浦澜证券有限公司,江苏\n", stocked, now=now)
    content = (
        "订单号,订单行,代理商,最终用户,产品编码,销售日期,数量,金额,币种,销售区域,销售\n"
        "S-1,1,P-0001,浦澜证券有限公司,A-1,2026-02-11,4,134400.00,CNY,江苏,沈一宁\n"
        "S-1,2,拓岭信息,没有这家,备份,2026-02-11,0.5,-88200.25,USD,火星,\n"
    )
    told = bring("sell_through", content, stocked, now=now)

    assert (told.fates, told.notes) == (["created", "created"], {"region_unknown": 1})
    first, second = lines()
    assert first.partner is not None
    assert first.customer is not None
    assert first.region is not None
    assert first.sales_person is not None
    assert (first.source_key, first.order_number, first.route) == ("S-1 1", "S-1", "indirect")
    assert (first.partner.source_key, first.product.code) == ("P-0001", "A-1")
    assert (first.customer.name_zh, first.customer_key) == ("浦澜证券有限公司", "浦澜证券有限公司")
    assert (first.region.code, first.sales_person.name) == ("320000", "沈一宁")
    assert (first.sold_on, first.quantity, first.amount) == (DAY, Decimal(4), Decimal(134400))
    assert (second.customer, second.customer_key, second.region) == (None, "没有这家", None)
    assert (second.quantity, second.amount, second.currency) == (
        Decimal("0.5"),
        Decimal("-88200.25"),
        "USD",
    )


def test_the_vendors_own_lines_are_direct(stocked: Actor, now: datetime) -> None:
    content = "订单号,订单行,客户,产品编码,销售日期,金额,币种\nD-1,1,甲公司,A-1,2026-02-17,5,CNY\n"
    assert bring("direct_sales", content, stocked, now=now).fates == ["created"]
    assert [(one.route, one.partner, one.customer_key) for one in lines()] == [
        ("direct", None, "甲公司")
    ]


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"product": "A-9"}, ("product", "A-9", "product_unknown")),
        ({"partner": "P-9"}, ("partner", "P-9", "partner_unknown")),
        ({"amount": money("0.00001")}, ("amount", "0.00001", "too_many_decimals")),
        ({"amount": -LARGEST - 1}, ("amount", f"{-LARGEST - 1:f}", "amount_too_large")),
        ({"quantity": money("0.0001")}, ("quantity", "0.0001", "too_many_decimals")),
        ({"quantity": LARGEST + 1}, ("quantity", f"{LARGEST + 1:f}", "amount_too_large")),
    ],
)
def test_a_refused_line_writes_nothing_and_stops_no_other(
    stocked: Actor, now: datetime, said: dict[str, FieldValue], refused: tuple[str, str, str]
) -> None:
    told = put("sell_through", [sold("S-1", **said), sold("S-2")], stocked, now=now)
    assert told.fates == ["refused", "created"]
    assert told.refused == [(1, *refused)]
    assert [one.order_number for one in lines()] == ["S-2"]


def test_two_equal_lines_are_two_sales_and_the_same_file_is_not_four(
    stocked: Actor, now: datetime
) -> None:
    rows = [sold(None, None, amount=money(amount)) for amount in ("100", "100.00", "100", "7")]
    first = put("sell_through", rows, stocked, now=now)
    again = put("sell_through", list(reversed(rows)), stocked, now=now)

    assert (first.counts, again.counts) == ({"created": 4}, {"unchanged": 4})
    assert SalesLine.objects.visible_to(SYSTEM).aggregate(total=Sum("amount"))["total"] == 307


@pytest.mark.parametrize(
    ("order", "line", "key"),
    [
        ("S-1", "2", "S-1 2"),
        ("S-1", None, ""),
        (None, "2", ""),
        ("S" * 60, "9" * 20, f"{'S' * 60} {'9' * 20}"),
    ],
)
def test_a_line_is_known_by_order_and_line_together(
    now: datetime, importer: Actor, order: str | None, line: str | None, key: str
) -> None:
    writer = writer_for("sell_through", SYSTEM, now=now)
    given = keys_of(writer, [sold(order, line)])[0]
    assert given == key if key else len(given) == 64


def test_one_order_line_twice_is_merged_and_the_first_stays(stocked: Actor, now: datetime) -> None:
    rows = [sold(amount=money("1")), sold(amount=money("2"))]
    assert put("sell_through", rows, stocked, now=now).fates == ["created", "merged"]
    assert [one.amount for one in lines()] == [Decimal(1)]


def test_a_corrected_line_replaces_its_figures(stocked: Actor, now: datetime) -> None:
    put("sell_through", [sold()], stocked, now=now)
    told = put("sell_through", [sold(amount=money("99.99"), product="A-2")], stocked, now=now)
    assert told.fates == ["updated"]
    assert [(one.amount, one.product.code) for one in lines()] == [(Decimal("99.99"), "A-2")]


def test_lines_of_two_systems_do_not_meet(stocked: Actor, now: datetime) -> None:
    for source in ("crm", "erp"):
        named = sold(partner="拓岭信息")
        told = put("sell_through", [named], stocked, now=now, source=source)
        assert told.fates == ["created"]
    assert len(lines()) == 2


@pytest.mark.parametrize(("given", "kept"), [(None, "1"), ("0", "0"), ("-3", "-3"), ("2.5", "2.5")])
def test_a_line_without_a_quantity_is_one_piece(
    stocked: Actor, now: datetime, given: str | None, kept: str
) -> None:
    quantity = None if given is None else money(given)
    put("sell_through", [sold(quantity=quantity)], stocked, now=now)
    assert [one.quantity for one in lines()] == [Decimal(kept)]


def test_a_partner_is_found_by_number_code_or_either_name(cast: Cast, now: datetime) -> None:
    bring("products", "产品编码,产品名称\nA-1,网关\n", SYSTEM, now=now)
    names = ("QIHE", "启恒信息", "Qiheng Info")
    rows = [sold("S", str(n), partner=name) for n, name in enumerate(names)]
    assert put("sell_through", rows, cast.operations, now=now).counts == {"created": 3}
    assert {one.partner_id for one in lines()} == {cast.partner_a.pk}


def test_an_own_number_goes_before_the_code_of_another(stocked: Actor, now: datetime) -> None:
    bring("partners", "编号,公司名称\nLONG-NUMBER-OF-A-PARTNER,P-0001\n", stocked, now=now)
    put("sell_through", [sold()], stocked, now=now)
    assert [one.partner.name_zh for one in lines() if one.partner] == ["拓岭信息"]


def test_a_long_customer_is_kept_as_far_as_its_column(stocked: Actor, now: datetime) -> None:
    put("sell_through", [sold(customer="甲" * 200)], stocked, now=now)
    assert [one.customer_key for one in lines()] == ["甲" * 120]


def test_sums_are_exact_to_the_last_digit(stocked: Actor, now: datetime) -> None:
    amounts = [f"{n}.{n:04d}" for n in range(1, 60)]
    rows = [sold("S", str(n), amount=money(one)) for n, one in enumerate(amounts)]
    put("sell_through", rows, stocked, now=now)
    total = SalesLine.objects.visible_to(SYSTEM).aggregate(total=Sum("amount"))["total"]
    assert total == sum(map(Decimal, amounts))


def test_reading_takes_months_and_returns_and_refuses_the_rest() -> None:
    content = (
        "订单号,订单行,代理商,产品编码,销售日期,数量,金额,币种\n"
        "S-1,1,甲,A-1,2026-02,1,(100.50),CNY\nS-1,2,,A-1,2026-02-01,1,1,CNY\n"
        "S-1,3,甲,,2026-02-01,1,1,CNY\nS-1,4,甲,A-1,,1,1,CNY\nS-1,5,甲,A-1,2026-02-01,1,,CNY\n"
        "S-1,6,甲,A-1,2026-02-01,几台,1,CNY\n合计,,,,,1,101.5,\n"
    )
    assert read("sell_through", content) == [
        {
            "order_number": "S-1",
            "line_number": "1",
            "partner": "甲",
            "product": "A-1",
            "sold_on": date(2026, 2, 1),
            "quantity": Decimal(1),
            "amount": Decimal("-100.50"),
            "currency": "CNY",
        }
    ]
    found = faults("sell_through", content)
    assert [(row, column, rule) for row, column, _value, rule in found] == [
        (3, "代理商", "required"),
        (4, "产品编码", "required"),
        (5, "销售日期", "required"),
        (6, "金额", "required"),
        (7, "数量", "number_not_understood"),
    ]
