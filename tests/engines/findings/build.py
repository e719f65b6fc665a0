"""Short builders for rows of the findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from qudao.engines.findings.find import find_findings
from qudao.engines.findings.finding import Finding
from qudao.engines.findings.policy import FindingsPolicy
from qudao.engines.findings.rows import RegistrationRow, ShipmentRow

TODAY = date(2026, 1, 15)

SHORT = {
    "华东证券": "huadong",
    "华东证券股份有限公司": "huadong",
    "上海甲信息": "jia",
    "上海甲信息技术有限公司": "jia",
}


def same_company(name: str) -> str:
    """A stand-in for the identity engine: a few names that are one company, else the name."""
    return SHORT.get(name, name)


def registration(row: int, **changes: object) -> RegistrationRow:
    """An approved registration of 甲 on 华东证券 for S100 in March 2025, changed as asked."""
    values: dict[str, object] = {
        "partner": "上海甲信息",
        "customer": "华东证券",
        "product": "S100",
        "amount": Decimal(100_000),
        "currency": "CNY",
        "submitted_on": date(2025, 3, 3),
        "decided_on": date(2025, 3, 5),
        "decision": "approved",
        "protected_until": date(2025, 5, 31),
        "outcome": "lost",
        "territory": "华东",
    }
    return RegistrationRow(row=row, **(values | changes))  # type: ignore[arg-type]


def shipment(row: int, **changes: object) -> ShipmentRow:
    """A shipment of S100 by 甲 to 华东证券 in April 2025, changed as asked."""
    values: dict[str, object] = {
        "partner": "上海甲信息",
        "customer": "华东证券",
        "product": "S100",
        "amount": Decimal(50_000),
        "currency": "CNY",
        "shipped_on": date(2025, 4, 10),
        "territory": "华东",
    }
    return ShipmentRow(row=row, **(values | changes))  # type: ignore[arg-type]


def found(
    registrations: Sequence[RegistrationRow] = (),
    shipments: Sequence[ShipmentRow] = (),
    *,
    policy: FindingsPolicy | None = None,
    territories: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """All findings of these rows on a fixed day."""
    return find_findings(
        registrations,
        shipments,
        same_company=same_company,
        today=TODAY,
        policy=policy,
        territories=territories,
    )


def of_code(findings: Sequence[Finding], code: str) -> list[Finding]:
    """The findings of one code."""
    return [finding for finding in findings if finding.code == code]


def only(findings: Sequence[Finding], code: str) -> Finding:
    """The one finding of that code."""
    (finding,) = of_code(findings, code)
    return finding
