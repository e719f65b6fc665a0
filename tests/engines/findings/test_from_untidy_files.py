"""Findings through the whole way: untidy bytes in, rows of the files out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qudao.engines.findings.find import find_findings
from qudao.engines.findings.finding import Finding
from qudao.engines.findings.rows import registration_row, shipment_row
from tests.engines.findings.build import of_code, only, same_company
from tests.engines.tabular.aid import goods, lines, outcomes

REGISTERED = lines(
    "2025年报备台账,,,,,,,",
    "报备单位,最终用户,产品,预算（万元）,报备日期,审核日期,审核结果,有效期至",
    "上海甲信息,华东证券股份有限公司,S100,80,25.03.01,25.03.04,通过,2025-05-30",
    "杭州乙科技,华东证券,S-100,75.5,25.04.10,25.04.28,通过,2025-07-09",
    "深圳丙软件,南海医院,S200,12,25.06.03,,,",
    "合计,,,167.5,,,,",
)
SHIPPED = lines(
    "代理商;型号;发货日期;金额",
    "宁波丁商贸;S100;2025-04-20;1.234,50",
    "宁波丁商贸;S100;2025-04-21;-34,50",
)


def findings(encoding: str = "utf-8") -> tuple[Finding, ...]:
    registered = REGISTERED.decode().encode(encoding)
    return find_findings(
        [
            registration_row(row.row_number, row.values)
            for row in goods(outcomes(registered, "past_registrations"))
        ],
        [shipment_row(row.row_number, row.values) for row in goods(outcomes(SHIPPED, "shipments"))],
        same_company=same_company,
        today=date(2026, 1, 15),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_short_years_in_a_book_still_find_the_clash(encoding: str) -> None:
    clash = only(findings(encoding), "clash_two_names")

    assert clash.registrations == (3, 4)
    assert (clash.params["since"], clash.params["until"]) == (
        date(2025, 4, 10),
        date(2025, 5, 30),
    )
    assert (clash.params["amount"], clash.params["currency"]) == (Decimal(800_000), "CNY")


def test_a_shipment_file_without_customers_still_shows_who_never_registers() -> None:
    seen = only(findings(), "shipped_without_registering")

    assert seen.shipments == (2, 3)
    assert (seen.params["partner"], seen.params["amount"]) == ("宁波丁商贸", Decimal("1200.00"))


def test_slow_and_missing_answers_are_counted_by_weekdays() -> None:
    found = findings()

    assert only(found, "slow_decisions").params["worst"] == 12
    assert only(found, "never_decided").registrations == (5,)
    assert of_code(found, "like_cases_decided_differently") == []
