"""Sales lines, quotas, sales people and regions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qudao.engines.tabular.fingerprints import Fingerprints
from qudao.engines.tabular.kinds.catalogue import KINDS
from tests.engines.tabular.aid import (
    asides,
    faults_of,
    goods,
    lines,
    mapped,
    outcomes,
    proposed_for,
    values_of,
)

SELL_THROUGH = lines(
    "销售单号,行号,下单总代,经销商名称,最终客户,产品型号,销售日期,数量,单价,含税金额,币种,大区",
    "SO-1,1,华东总代,上海甲信息,华东证券,S100,2025-03-01,2,100.25,200.50,CNY,华东",
    "SO-1,2,华东总代,上海甲信息,华东证券,S200,2025-03-01,1,50,50,CNY,华东",
    "SO-2,1,,杭州乙科技,,S100,2025-03-02,-1,100.25,-100.25,CNY,",
    "小计,,,,,,,2,,150.25,,",
)


def test_lines_of_a_distributor_are_read() -> None:
    first, second, third = values_of(SELL_THROUGH, "sell_through")

    assert first == {
        "order_number": "SO-1",
        "line_number": "1",
        "distributor": "华东总代",
        "partner": "上海甲信息",
        "customer": "华东证券",
        "product": "S100",
        "sold_on": date(2025, 3, 1),
        "quantity": Decimal(2),
        "unit_price": Decimal("100.25"),
        "amount": Decimal("200.50"),
        "currency": "CNY",
        "territory": "华东",
    }
    assert second["line_number"] == "2"
    assert (third["quantity"], third["amount"]) == (Decimal(-1), Decimal("-100.25"))
    assert asides(outcomes(SELL_THROUGH, "sell_through"))[0].amounts["amount"] == Decimal("150.25")


def test_a_line_is_known_by_order_and_line() -> None:
    prints = Fingerprints(KINDS["sell_through"])
    rows = goods(outcomes(SELL_THROUGH, "sell_through"))

    assert len({prints.of(row.values) for row in rows}) == 3
    assert all(prints.keyed(row.values) for row in rows)


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (",S1,2025-03-01,5,x", [("经销商", "required")]),
        ("甲,,2025-03-01,5,x", [("产品", "required")]),
        ("甲,S1,,5,x", [("销售日期", "required")]),
        ("甲,S1,2025-03-01,,x", [("金额", "required")]),
        (
            "甲,S1,2025-13-01,五,x",
            [("销售日期", "date_not_understood"), ("金额", "number_not_understood")],
        ),
    ],
)
def test_a_line_needs_partner_product_day_and_amount(
    row: str, faults: list[tuple[str, str]]
) -> None:
    good = "甲,S1,2025-03-01,5,x"
    data = lines("经销商,产品,销售日期,金额,备注", good, good, good, row)

    assert faults_of(data, "sell_through") == [(5, *one) for one in faults]


def test_lines_of_direct_sales_need_no_partner() -> None:
    data = lines(
        "Order No,Customer,Product,Order Date,Qty,Net Amount",
        '1001,Zorbix,S100,2025-03-01,3,"3,000.00"',
    )

    assert values_of(data, "direct_sales") == [
        {
            "order_number": "1001",
            "customer": "Zorbix",
            "product": "S100",
            "sold_on": date(2025, 3, 1),
            "quantity": Decimal(3),
            "amount": Decimal("3000.00"),
        }
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("订单编号", "order_number"),
        ("SalesOrderNumber", "order_number"),
        ("Invoice Number", "order_number"),
        ("订单行", "line_number"),
        ("SalesOrderLineNumber", "line_number"),
        ("出货日期", "sold_on"),
        ("Order Date", "sold_on"),
        ("月份", "sold_on"),
        ("销售单价", "unit_price"),
        ("销售额", "amount"),
        ("Extended Amount", "amount"),
        ("供货总代", "distributor"),
        ("物料编码", "product"),
        ("台数", "quantity"),
        ("OrderQuantity", "quantity"),
        ("SalesTerritoryKey", "territory"),
        ("业务员", "sales_person"),
    ],
)
def test_each_heading_of_a_line_is_known(heading: str, field: str) -> None:
    assert mapped(lines(f"{heading},备注栏", ","), "sell_through").get(field) == heading


# ---------------------------------------------------------------------- quotas

QUOTAS = lines(
    "姓名,年度,季度,销售指标（万元）",
    "张三,2026,1,300",
    "张三,2026,2,350.5",
    '李四,2026,1,"1,200"',
)


def test_quotas_of_people_are_read() -> None:
    assert values_of(QUOTAS, "quotas")[1] == {
        "sales_person": "张三",
        "year": 2026,
        "quarter": 2,
        "amount": Decimal("3505000.0"),
        "currency": "CNY",
    }


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("代理商,年份,指标", "甲,2026,5", {"partner": "甲", "year": 2026}),
        (
            "大区,月份,任务额",
            "华东,2026-03,5",
            {"territory": "华东", "starts_on": date(2026, 3, 1)},
        ),
        ("Sales Rep,Start Date,Quota", "Ann,2026-04-01,5", {"sales_person": "Ann"}),
    ],
)
def test_a_quota_is_of_a_person_a_partner_or_a_territory(
    header: str, row: str, expected: dict[str, object]
) -> None:
    (values,) = values_of(lines(header, row), "quotas")

    assert expected.items() <= values.items()
    assert values["amount"] == Decimal(5)


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("姓名,年度,指标", ()),
        ("年度,指标", ("sales_person",)),
        ("姓名,指标", ("starts_on",)),
        ("姓名,年度", ("amount",)),
        ("备注甲,备注乙", ("amount", "sales_person", "starts_on")),
    ],
)
def test_what_a_quota_file_lacks_is_named(header: str, missing: tuple[str, ...]) -> None:
    width = header.count(",")

    assert proposed_for(lines(header, "," * width), "quotas").missing_fields == missing


@pytest.mark.parametrize(
    ("amount", "code"),
    [("", "required"), ("-1", "below_minimum"), ("三百万", "number_not_understood")],
)
def test_a_quota_needs_an_amount(amount: str, code: str) -> None:
    data = lines(
        "姓名,年度,指标", "张三,2026,5", "李四,2026,6", "王五,2026,7", f"赵六,2026,{amount}"
    )

    assert faults_of(data, "quotas") == [(5, "指标", code)]


@pytest.mark.parametrize("year", ["2026.5", "二〇二六", "50%"])
def test_a_year_is_a_whole_number(year: str) -> None:
    data = lines("姓名,年度,指标", "张三,2026,5", "李四,2026,6", "王五,2026,7", f"赵六,{year},8")

    assert [(row, heading) for row, heading, _ in faults_of(data, "quotas")] == [(5, "年度")]


# ---------------------------------------------------------------------- sales people, regions


def test_sales_people_are_read() -> None:
    data = lines(
        "工号,姓名,邮箱,职务,直属上级,办事处,入职日期,离职日期",
        "007,张三,z@foo.cn,客户经理,王五,上海办,2020-01-02,",
        "008,李四,,,,,不详,2025-12-31",
    )

    first, second = values_of(data, "sales_people")

    assert first == {
        "code": "007",
        "name": "张三",
        "email": "z@foo.cn",
        "title": "客户经理",
        "manager": "王五",
        "territory": "上海办",
        "active_from": date(2020, 1, 2),
    }
    assert second == {"code": "008", "name": "李四", "active_until": date(2025, 12, 31)}


def test_first_and_last_names_will_do() -> None:
    data = lines("Employee ID,First Name,Last Name", "1,Ann,Lee", "2,,Lee", "3,Bob,")

    assert [row.row_number for row in goods(outcomes(data, "sales_people"))] == [2, 3]
    assert [(row, code) for row, _, code in faults_of(data, "sales_people")] == [
        (4, "one_of_required")
    ]


def test_regions_are_read_with_their_leading_zeros() -> None:
    data = lines(
        "区域代码,区域名称,英文名称,上级代码,国家,省代码",
        "010,华东,East China,,中国,",
        "011,上海,Shanghai,010,中国,310000",
    )

    assert values_of(data, "regions") == [
        {"code": "010", "name": "华东", "name_en": "East China", "country": "中国"},
        {
            "code": "011",
            "name": "上海",
            "name_en": "Shanghai",
            "parent": "010",
            "country": "中国",
            "province": "310000",
        },
    ]


@pytest.mark.parametrize(("row", "column"), [(",华东,x", "区域代码"), ("010,,x", "区域名称")])
def test_a_region_needs_code_and_name(row: str, column: str) -> None:
    data = lines("区域代码,区域名称,说明", "010,华东,x", row)

    assert faults_of(data, "regions") == [(3, column, "required")]


def test_the_same_file_twice_gives_the_same_fingerprints() -> None:
    for kind, data in (("quotas", QUOTAS), ("sell_through", SELL_THROUGH)):
        first, again = (
            [prints.of(row.values) for row in goods(outcomes(data, kind))]
            for prints in (Fingerprints(KINDS[kind]), Fingerprints(KINDS[kind]))
        )
        assert first == again
        assert len(set(first)) == len(first)
