"""From two untidy files to findings, each with the rows of the files behind it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from qudao.engines.findings.find import find_findings
from qudao.engines.findings.finding import Finding
from qudao.engines.findings.rows import registration_row, shipment_row
from qudao.engines.tabular.checking import Good, read_rows
from qudao.engines.tabular.kinds.catalogue import KINDS, known_headers
from qudao.engines.tabular.mapping import bind
from qudao.engines.tabular.proposing import propose
from qudao.engines.tabular.reading import open_tabular
from qudao.engines.tabular.tables import find_table
from tests.engines.findings.build import only, same_company
from tests.engines.tabular.messy import registrations_xlsx, shipments_csv


def goods(data: bytes, kind: str) -> list[Good]:
    words = known_headers(KINDS[kind])
    table = find_table(open_tabular(data).sheets[0], known_headers=words)
    mapping = bind(propose(table, KINDS[kind]).mapping, table.columns)
    return [row for row in read_rows(table, mapping, KINDS[kind]) if isinstance(row, Good)]


def findings() -> tuple[Finding, ...]:
    registrations = goods(registrations_xlsx(), "past_registrations")
    shipments = goods(shipments_csv(), "shipments")
    return find_findings(
        [registration_row(row.row_number, row.values) for row in registrations],
        [shipment_row(row.row_number, row.values) for row in shipments],
        same_company=same_company,
        today=date(2026, 1, 15),
        territories=["华东", "华南", "西南"],
    )


def test_a_stranger_reads_seven_findings() -> None:
    seen = [(item.code, item.registrations, item.shipments) for item in findings()]
    assert seen == [
        ("clash_two_names", (6, 7), ()),
        ("protection_lapsed_with_value", (10,), ()),
        ("won_but_never_shipped", (7,), ()),
        ("slow_decisions", (8, 7), ()),
        ("never_decided", (9,), ()),
        ("territory_without_partner", (), ()),
        ("customers_under_many_names", (6, 7), (4, 5)),
    ]


def test_amounts_come_through_unharmed() -> None:
    assert only(findings(), "clash_two_names").params["amount"] == Decimal(800_000)
    assert only(findings(), "protection_lapsed_with_value").params["amount"] == Decimal(410_000)
