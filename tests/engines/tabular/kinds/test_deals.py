"""Opportunities, past registrations and shipments: what a first import brings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qudao.engines.tabular.kinds.opportunities import STAGES
from qudao.engines.tabular.kinds.past_registrations import DECISIONS, OUTCOMES
from tests.engines.tabular.aid import (
    asides,
    faults_of,
    goods,
    lines,
    mapped,
    outcomes,
    rejects,
    values_of,
)

PIPELINE = lines(
    "商机编号,商机名称,客户名称,产品,代理商,销售,阶段,预计金额（万元）,创建日期,预计签约日期,赢单概率,丢单原因",
    "O-1,核心系统,华东证券,S100,上海甲信息,张三,商务谈判,80.5,2026-01-05,2026-06-30,60%,",
    "O-2,灾备,南海医院,S200,,李四,已签约,12,2026/1/8,2026/3/31,1,",
    "O-3,扩容,岭南学校,S100,,李四,丢单,,2026年1月9日,,0,价格",
    "O-4,升级,浦江银行,S100,,李四,线索,8,2026.1.10,,30,",
)


def test_a_chinese_pipeline_is_read() -> None:
    first, second, third, fourth = values_of(PIPELINE, "opportunities")

    assert first == {
        "code": "O-1",
        "name": "核心系统",
        "customer": "华东证券",
        "product": "S100",
        "partner": "上海甲信息",
        "sales_person": "张三",
        "stage": "negotiating",
        "amount": Decimal("805000"),
        "currency": "CNY",
        "opened_on": date(2026, 1, 5),
        "expected_on": date(2026, 6, 30),
        "chance": Decimal("0.60"),
    }
    assert (second["stage"], second["chance"]) == ("won", Decimal(1))
    assert (third["stage"], third["loss_reason"], third["chance"]) == ("lost", "价格", Decimal(0))
    assert (fourth["stage"], fourth["chance"]) == ("prospecting", Decimal("0.30"))


def test_a_chance_without_per_cent_is_assumed_and_said() -> None:
    remarks = [
        [(one.field, one.code) for one in row.remarks]
        for row in goods(outcomes(PIPELINE, "opportunities"))
    ]

    assert remarks == [[], [], [], [("chance", "percent_assumed")]]


@pytest.mark.parametrize(
    ("stage", "word"), [(code, word) for code, words in STAGES.items() for word in (code, *words)]
)
def test_each_word_for_a_stage_is_known(stage: str, word: str) -> None:
    data = lines("客户,产品,阶段", f"甲,S1,{word}")

    assert [row["stage"] for row in values_of(data, "opportunities")] == [stage]


@pytest.mark.parametrize("word", ["?", "睡眠", "50%", "阶段三", "wonn"])
def test_a_stage_that_nobody_knows_is_refused(word: str) -> None:
    data = lines("客户,产品,阶段", "甲,S1,赢单", "乙,S1,丢单", f"丙,S1,{word}", "丁,S1,线索")

    assert [
        (row.row_number, row.rule_code) for row in rejects(outcomes(data, "opportunities"))
    ] == [(4, "choice_unknown")]


@pytest.mark.parametrize(
    ("chance", "value", "remark"),
    [
        ("0.5", "0.5", None),
        ("50%", "0.5", None),
        ("50", "0.5", "percent_assumed"),
        ("1", "1", None),
        ("100", "1", "percent_assumed"),
        ("0", "0", None),
        ("５０％", "0.5", None),
    ],
)
def test_a_chance_is_a_share_of_one(chance: str, value: str, remark: str | None) -> None:
    data = lines("客户,产品,阶段,概率", f"甲,S1,线索,{chance}")

    (row,) = goods(outcomes(data, "opportunities"))

    assert row.values["chance"] == Decimal(value)
    assert [one.code for one in row.remarks] == [remark] * (remark is not None)


@pytest.mark.parametrize("chance", ["150%", "101", "-5%", "-0.1", "很大"])
def test_a_chance_beyond_certainty_is_lost_and_the_row_is_kept(chance: str) -> None:
    data = lines("客户,产品,阶段,概率", f"甲,S1,线索,{chance}", "乙,S1,线索,50%", "丙,S1,线索,5%")

    first = goods(outcomes(data, "opportunities"))[0]

    assert (first.values["customer"], first.values["chance"]) == ("甲", None)
    assert [one.field for one in first.remarks] == ["chance"]


# ---------------------------------------------------------------------- past registrations

REGISTRATIONS = lines(
    "2025年项目报备台账,,,,,,,,,",
    "报备编号,报备单位,最终用户名称,报备产品,预算,报备时间,审核时间,审核结果,有效期至,跟进结果",
    "BB-1,上海甲信息,华东证券,S100,80万,2025-03-01 09:12,2025-03-04,审核通过,2025-05-30,中标",
    "BB-2,杭州乙科技,南海医院,S200,￥1.2亿,2025/4/1,,待审核,,跟进中",
    "BB-3,杭州乙科技,岭南学校,S100,30000元,2025年5月6日,2025年5月7日,不同意,,流标",
    "BB-4,深圳丙软件,浦江银行,S100,,45800,45801,已撤回,,",
    "合计,,,,,,,,,",
)


def test_a_registration_book_is_read() -> None:
    first, second, third, fourth = values_of(REGISTRATIONS, "past_registrations")

    assert first == {
        "code": "BB-1",
        "partner": "上海甲信息",
        "customer": "华东证券",
        "product": "S100",
        "amount": Decimal(800_000),
        "submitted_on": date(2025, 3, 1),
        "decided_on": date(2025, 3, 4),
        "decision": "approved",
        "protected_until": date(2025, 5, 30),
        "outcome": "won",
    }
    assert (second["decision"], second["outcome"]) == ("pending", "open")
    assert second["amount"] == Decimal(120_000_000)
    assert (third["decision"], third["outcome"], third["amount"]) == (
        "rejected",
        "lost",
        Decimal(30_000),
    )
    assert (fourth["decision"], fourth["submitted_on"]) == ("withdrawn", date(2025, 5, 23))


@pytest.mark.parametrize(
    ("code", "word"),
    [(code, word) for code, words in DECISIONS.items() for word in (code, *words)],
)
def test_each_word_for_a_decision_is_known(code: str, word: str) -> None:
    data = lines("代理商,客户,报备日期,审批结果", f"甲,乙,2025-03-01,{word}")

    assert [row["decision"] for row in values_of(data, "past_registrations")] == [code]


@pytest.mark.parametrize(
    ("code", "word"), [(code, word) for code, words in OUTCOMES.items() for word in (code, *words)]
)
def test_each_word_for_an_outcome_is_known(code: str, word: str) -> None:
    data = lines("代理商,客户,报备日期,项目结果", f"甲,乙,2025-03-01,{word}")

    assert [row["outcome"] for row in values_of(data, "past_registrations")] == [code]


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (",乙,2025-03-01,x", [("代理商", "required")]),
        ("甲,,2025-03-01,x", [("客户", "required")]),
        ("甲,乙,,x", [("报备日期", "required")]),
        (
            ",,,x",
            [("代理商", "required"), ("客户", "required"), ("报备日期", "required")],
        ),
        ("甲,乙,2025-02-30,x", [("报备日期", "date_not_understood")]),
        ("甲,乙,2025年3月,x", [("报备日期", "date_without_day")]),
        ("甲,乙,1989-12-31,x", [("报备日期", "date_out_of_range")]),
        ("甲,乙,2101-01-01,x", [("报备日期", "date_out_of_range")]),
        ("甲,乙,03/04/2025,x", [("报备日期", "date_ambiguous")]),
        ("甲,乙,25/03/01,x", [("报备日期", "date_ambiguous")]),
        ("甲,乙,明天,x", [("报备日期", "date_not_understood")]),
    ],
)
def test_a_registration_needs_partner_customer_and_day(
    row: str, faults: list[tuple[str, str]]
) -> None:
    data = lines(
        "代理商,客户,报备日期,备注一,备注二",
        "甲,乙,2025-03-01,x,y",
        "甲,乙,2025-03-02,x,y",
        f"{row},y",
    )

    assert faults_of(data, "past_registrations") == [(4, *one) for one in faults]


@pytest.mark.parametrize(
    ("days", "read"),
    [
        (["25/03/01", "25/03/15", "25/04/20"], [(2025, 3, 1), (2025, 3, 15), (2025, 4, 20)]),
        (["25.03.01", "25.3.15"], [(2025, 3, 1), (2025, 3, 15)]),
        (["01/03/24", "15/03/24", "28/02/24"], [(2024, 3, 1), (2024, 3, 15), (2024, 2, 28)]),
        (["13/03/99", "14/03/99"], [(1999, 3, 13), (1999, 3, 14)]),
        (["25/03/2025", "03/04/2025"], [(2025, 3, 25), (2025, 4, 3)]),
        (["03/25/2025", "03/04/2025"], [(2025, 3, 25), (2025, 3, 4)]),
        (["25/03/2025", "26/03/25"], [(2025, 3, 25), (2025, 3, 26)]),
    ],
)
def test_a_column_says_how_its_days_are_written(
    days: list[str], read: list[tuple[int, int, int]]
) -> None:
    data = lines("代理商,客户,报备日期", *(f"甲,乙{n},{day}" for n, day in enumerate(days)))

    found = [row["submitted_on"] for row in values_of(data, "past_registrations")]

    assert found == [date(*one) for one in read]


def test_a_column_that_contradicts_itself_is_never_guessed() -> None:
    days = ["25/03/2025", "03/25/2025", "03/04/2025"]
    data = lines("代理商,客户,报备日期", *(f"甲,乙{n},{day}" for n, day in enumerate(days)))

    assert faults_of(data, "past_registrations") == [(4, "报备日期", "date_ambiguous")]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("报备代理商", "partner"),
        ("渠道名称", "partner"),
        ("registered by", "partner"),
        ("项目客户", "customer"),
        ("End User", "customer"),
        ("项目名称", "project"),
        ("报备金额", "amount"),
        ("Estimated Value", "amount"),
        ("提交时间", "submitted_on"),
        ("Submission Date", "submitted_on"),
        ("批复日期", "decided_on"),
        ("approval status", "decision"),
        ("保护截止日期", "protected_until"),
        ("Expiry Date", "protected_until"),
        ("项目状态", "outcome"),
        ("驳回原因", "reason"),
        ("所属区域", "territory"),
        ("客户经理", "sales_person"),
    ],
)
def test_each_heading_of_a_registration_is_known(heading: str, field: str) -> None:
    assert mapped(lines(f"{heading},备注栏", ","), "past_registrations").get(field) == heading


# ---------------------------------------------------------------------- shipments

SHIPMENTS = lines(
    "发货单号;代理商;最终客户;型号;发货日期;台数;出货金额;区域",
    "SH-1;上海甲信息;华东证券;S100;01.03.2025;2;1.234,50;华东",
    "SH-2;上海甲信息;华东证券;S100;15.03.2025;-1;-617,25;华东",
    "SH-3;杭州乙科技;;S200;31.03.2025;;2.000.000,00;",
)


def test_shipments_with_decimal_commas_are_read() -> None:
    assert values_of(SHIPMENTS, "shipments") == [
        {
            "order_number": "SH-1",
            "partner": "上海甲信息",
            "customer": "华东证券",
            "product": "S100",
            "shipped_on": date(2025, 3, 1),
            "quantity": Decimal(2),
            "amount": Decimal("1234.50"),
            "territory": "华东",
        },
        {
            "order_number": "SH-2",
            "partner": "上海甲信息",
            "customer": "华东证券",
            "product": "S100",
            "shipped_on": date(2025, 3, 15),
            "quantity": Decimal(-1),
            "amount": Decimal("-617.25"),
            "territory": "华东",
        },
        {
            "order_number": "SH-3",
            "partner": "杭州乙科技",
            "product": "S200",
            "shipped_on": date(2025, 3, 31),
            "amount": Decimal("2000000.00"),
        },
    ]


@pytest.mark.parametrize(
    ("written", "day", "assumed"),
    [
        ("2025年3月", date(2025, 3, 1), True),
        ("2025-03", date(2025, 3, 1), True),
        ("202503", date(2025, 3, 1), True),
        ("Mar 2025", date(2025, 3, 1), True),
        ("2025年3月份", date(2025, 3, 1), True),
        ("20250315", date(2025, 3, 15), False),
        ("2025-03-15", date(2025, 3, 15), False),
    ],
)
def test_a_month_stands_for_its_first_day_and_says_so(
    written: str, day: date, *, assumed: bool
) -> None:
    data = lines("代理商,客户,月份", f"甲,乙,{written}")

    (row,) = goods(outcomes(data, "shipments"))

    assert row.values["shipped_on"] == day
    assert [one.code for one in row.remarks] == ["day_assumed"] * assumed


def test_a_shipment_needs_a_partner_and_a_day() -> None:
    data = lines("代理商,客户,发货日期,金额", ",乙,2025-03-01,5", "甲,,,5", "甲,,2025-03-01,")

    assert faults_of(data, "shipments") == [
        (2, "代理商", "required"),
        (3, "发货日期", "required"),
    ]


def test_a_total_of_shipments_can_be_compared() -> None:
    data = lines(
        "代理商,客户,发货日期,金额",
        "甲,乙,2025-03-01,100.50",
        "甲,丙,2025-03-02,(20.25)",
        "合计,,,80.25",
    )

    found = outcomes(data, "shipments")

    (total,) = asides(found)
    summed = sum(Decimal(str(row.values["amount"])) for row in goods(found))
    assert total.amounts == {"amount": summed} == {"amount": Decimal("80.25")}
