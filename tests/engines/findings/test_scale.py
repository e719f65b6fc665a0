"""Hostile files, where everything meets everything, still end soon."""

from __future__ import annotations

import time
from datetime import date

from tests.engines.findings.build import found, only, registration, shipment

ROWS = 20_000


def test_many_partners_on_one_customer_do_not_explode() -> None:
    registrations = [registration(row, partner=f"伙伴{row}", outcome=None) for row in range(ROWS)]
    shipments = [shipment(row, partner=f"商家{row}") for row in range(ROWS)]
    started = time.process_time()
    findings = found(registrations, shipments)
    assert time.process_time() - started < 20
    assert len(only(findings, "clash_same_name").registrations) == ROWS
    assert len(only(findings, "sold_past_holder").shipments) == ROWS


def test_many_rejections_do_not_explode() -> None:
    registrations = [
        registration(row, customer=f"客户{row}", decision="rejected" if row % 2 else "approved")
        for row in range(ROWS)
    ]
    registrations.append(registration(ROWS, partner="乙", submitted_on=date(2025, 3, 4)))
    started = time.process_time()
    finding = only(found(registrations), "like_cases_decided_differently")
    assert time.process_time() - started < 20
    assert finding.params["rejected"] == ROWS // 2
