"""Each column of a list of opportunities; references found, added or refused; totals follow."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from qudao.core.actor import Actor, system_actor
from qudao.core.money import LARGEST
from qudao.deals.funnel.models import Opportunity
from qudao.deals.funnel.totals import maintained
from qudao.engines.tabular.fields import FieldValue
from qudao.market.customers.models import Customer
from qudao.market.goals.models import SalesPerson
from tests.intake.rows import bring, faults, keys_of, money, put, read, values_of, writer_for
from tests.people import Cast

SYSTEM = system_actor("test")
STAGES = ("prospecting", "engaging", "proposing", "negotiating", "won", "lost")
HEAD = (
    "商机编号,商机名称,客户,产品编码,伙伴名称,销售,阶段,金额,币种,"
    "开始日期,预计成交日期,成交日期,丢单原因\n"
)


@pytest.fixture
def stocked(importer: Actor, now: datetime) -> Actor:
    bring("products", "产品编码,产品名称\nA-1,网关\n", importer, now=now)
    return importer


def rows_there() -> list[Opportunity]:
    found = Opportunity.objects.visible_to(SYSTEM).order_by("pk")
    return list(found.select_related("customer", "product", "partner", "sales_person"))


def one(code: str = "O-1", stage: str = "engaging", **said: FieldValue) -> dict[str, FieldValue]:
    return values_of("opportunities", code=code, product="A-1", stage=stage, **said)


def test_every_column_has_its_place(cast: Cast, now: datetime) -> None:
    bring("products", "产品编码,产品名称\nA-1,网关\n", SYSTEM, now=now)
    content = (
        HEAD + "O-1,网关扩容,浦澜证券有限公司,A-1,QIHE,沈一宁,报价,\"860,000.50\",CNY,"
        "2026-02-03,2026-06-30,,\nO-2,备份,,网关,,,丢单,1,USD,2026-01-01,,2026-02-01,价格高\n"
    )  # fmt: skip
    told = bring("opportunities", content, cast.operations, now=now)

    assert (told.fates, told.notes) == (["created", "created"], {"customer_added": 1})
    first, second = rows_there()
    assert first.customer is not None
    assert first.partner is not None
    assert first.sales_person is not None
    assert (first.source_key, first.name, first.route) == ("O-1", "网关扩容", "indirect")
    assert (first.customer.name_zh, first.partner.code) == ("浦澜证券有限公司", "QIHE")
    assert (first.product.code, first.sales_person.name) == ("A-1", "沈一宁")
    assert (first.stage, first.amount, first.currency) == ("proposing", Decimal("860000.5"), "CNY")
    assert (first.opened_on, first.expected_on, first.closed_on) == (
        date(2026, 2, 3),
        date(2026, 6, 30),
        None,
    )
    assert (second.stage, second.route, second.loss_reason) == ("lost", "direct", "价格高")
    assert (second.currency, second.closed_on, second.customer) == ("USD", date(2026, 2, 1), None)


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("线索", "prospecting"),
        ("跟进中", "engaging"),
        ("Quoted", "proposing"),
        ("投标", "negotiating"),
        ("Closed Won", "won"),
        ("未中标", "lost"),
        ("closed-lost", "lost"),
        ("negotiating", "negotiating"),
    ],
)
def test_each_word_for_a_stage_is_known(word: str, stage: str) -> None:
    content = f"商机编号,产品编码,阶段\nO-1,A-1,{word}\nO-2,A-1,赢单\n"
    assert read("opportunities", content)[0]["stage"] == stage


def test_reading_refuses_row_by_row_with_the_first_rule() -> None:
    content = (
        "商机编号,产品编码,阶段,金额,币种,开始日期\nO-1,,赢单,1,CNY,2026-01-01\n"
        "O-2,A-1,,1,CNY,2026-01-01\nO-3,A-1,睡着了,1,CNY,2026-01-01\nO-4,A-1,赢单,-1,CNY,2026-01-01\n"
        "O-5,A-1,赢单,1,人民币元,2026-01-01\nO-6,A-1,赢单,$1,CNY,2026-01-01\n"
        "O-7,A-1,赢单,1,CNY,2026-13-01\nO-8,A-1,赢单,1万,CNY,2026-01-01\n"
    )
    assert faults("opportunities", content) == [
        (2, "产品编码", "", "required"),
        (3, "阶段", "", "required"),
        (4, "阶段", "睡着了", "choice_unknown"),
        (5, "金额", "-1", "below_minimum"),
        (7, "金额", "USD", "currency_conflict"),
        (8, "开始日期", "2026-13-01", "date_not_understood"),
    ]
    goods = read("opportunities", content)
    assert [(row["code"], row["amount"], row["currency"]) for row in goods] == [
        ("O-5", Decimal(1), "CNY"),
        ("O-8", Decimal(10_000), "CNY"),
    ]


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"product": "A-9"}, ("product", "A-9", "product_unknown")),
        ({"partner": "没有"}, ("partner", "没有", "partner_unknown")),
        ({"product": "A-9", "partner": "没有"}, ("product", "A-9", "product_unknown")),
        ({"code": "7" * 81}, ("code", "7" * 81, "text_too_long")),
        ({"customer": "甲" * 201}, ("customer", "甲" * 201, "text_too_long")),
        ({"amount": money("-0.01")}, ("amount", "-0.01", "out_of_bounds")),
        ({"amount": LARGEST + 1}, ("amount", f"{LARGEST + 1:f}", "amount_too_large")),
        ({"amount": money("0.00001")}, ("amount", "0.00001", "too_many_decimals")),
    ],
)
def test_a_refused_row_writes_nothing_and_stops_no_other(
    stocked: Actor, now: datetime, said: dict[str, FieldValue], refused: tuple[str, str, str]
) -> None:
    bad = {**one("O-1", customer="甲公司"), **said}
    told = put("opportunities", [bad, one("O-2")], stocked, now=now)

    assert told.fates == ["refused", "created"]
    assert told.refused == [(1, *refused)]
    assert [row.source_key for row in rows_there()] == ["O-2"]


def test_a_customer_whom_nobody_knows_comes_along_once(stocked: Actor, now: datetime) -> None:
    rows = [
        one("O-1", customer="浦澜证券有限公司"),
        one("O-2", customer="浦澜证券有限公司"),
        one("O-3", customer="Alpha Ltd"),
        one("O-4"),
    ]
    told = put("opportunities", rows, stocked, now=now)
    again = put("opportunities", rows, stocked, now=now)

    assert (told.counts, told.notes) == ({"created": 4}, {"customer_added": 2})
    assert (again.counts, again.notes) == ({"unchanged": 4}, {})
    known = Customer.objects.visible_to(SYSTEM).order_by("name_en")
    assert list(known.values_list("name_zh", "name_en", "source")) == [
        ("浦澜证券有限公司", "", "crm"),
        ("", "Alpha Ltd", "crm"),
    ]
    assert [row.customer.pk if row.customer else None for row in rows_there()] == [
        known[0].pk,
        known[0].pk,
        known[1].pk,
        None,
    ]


def test_a_customer_of_a_refused_row_is_not_added(stocked: Actor, now: datetime) -> None:
    bad = {**one("O-1", customer="甲公司"), "product": "A-9"}
    told = put("opportunities", [bad], stocked, now=now)
    assert (told.fates, told.notes) == (["refused"], {})
    assert Customer.objects.visible_to(SYSTEM).count() == 0


def test_a_sales_person_whom_nobody_knows_is_noted(stocked: Actor, now: datetime) -> None:
    rows = [one("O-1", sales_person="甲"), one("O-2", sales_person="甲"), one("O-3")]
    put("opportunities", rows, stocked, now=now)
    noted = SalesPerson.objects.visible_to(SYSTEM)
    assert list(noted.values_list("source", "source_key", "name")) == [("crm", "甲", "甲")]


@pytest.mark.parametrize("stage", STAGES)
def test_the_totals_of_a_stage_are_those_of_its_rows(
    stocked: Actor, now: datetime, stage: str
) -> None:
    def counted() -> dict[str, tuple[int, Decimal]]:
        return {
            figure.bucket: (figure.count, figure.amount) for figure in maintained() if figure.count
        }

    rows = [one(f"O-{n}", stage, amount=money("10.25")) for n in (1, 2, 3)]
    put("opportunities", rows, stocked, now=now)
    before = counted()
    assert sum(count for count, _amount in before.values()) == 3
    assert sum(amount for _count, amount in before.values()) == Decimal("30.75")
    moved = [one("O-1", "won" if stage != "won" else "lost", amount=money("10.25"))]
    put("opportunities", moved, stocked, now=now)
    put("opportunities", rows[1:], stocked, now=now)
    after = counted()
    assert sum(count for count, _amount in after.values()) == 3
    assert sum(amount for _count, amount in after.values()) == Decimal("30.75")
    assert after != before


def test_a_changed_row_updates_and_a_blank_wipes_nothing(stocked: Actor, now: datetime) -> None:
    first = one("O-1", name="网关", amount=money("100"), expected_on=date(2026, 6, 1))
    put("opportunities", [first], stocked, now=now)
    moved = one("O-1", "won", closed_on=date(2026, 5, 1))
    assert put("opportunities", [moved], stocked, now=now).fates == ["updated"]
    row = rows_there()[0]
    assert (row.stage, row.amount, row.name) == ("won", Decimal(100), "网关")
    assert (row.expected_on, row.closed_on) == (date(2026, 6, 1), date(2026, 5, 1))


def test_rows_without_a_number_are_told_apart_by_all_they_say(
    stocked: Actor, now: datetime
) -> None:
    rows = [
        values_of("opportunities", product="A-1", stage="won", name=name, amount=money(amount))
        for name, amount in (("甲", "1"), ("甲", "1.00"), ("乙", "1"))
    ]
    keys = keys_of(writer_for("opportunities", stocked, now=now), rows)
    assert len(set(keys)) == 3
    assert keys == keys_of(writer_for("opportunities", stocked, now=now), rows)
    assert put("opportunities", rows, stocked, now=now).counts == {"created": 3}
    assert put("opportunities", rows, stocked, now=now).counts == {"unchanged": 3}


def test_one_number_twice_is_merged_and_the_first_stays(stocked: Actor, now: datetime) -> None:
    rows = [one("O-1", name="甲"), one("O-1", name="乙")]
    assert put("opportunities", rows, stocked, now=now).fates == ["created", "merged"]
    assert put("opportunities", rows, stocked, now=now).fates == ["unchanged", "merged"]
    assert [row.name for row in rows_there()] == ["甲"]
