"""What a finding is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum

from qudao.engines.kinds import ParamValue


class Severity(IntEnum):
    """How soon somebody should look; the larger the sooner."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to know about the channel.

    `registrations` and `shipments` are the numbers of the rows behind it, the weightiest first
    where rows have a weight; `weight` orders findings of one severity (an amount or a count).
    """

    code: str
    severity: Severity
    params: Mapping[str, ParamValue] = field(hash=False)
    registrations: tuple[int, ...] = ()
    shipments: tuple[int, ...] = ()
    weight: Decimal = Decimal(0)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest first, then the weightiest, then by code and rows."""
    return tuple(
        sorted(
            findings,
            key=lambda item: (
                -item.severity,
                -item.weight,
                item.code,
                item.registrations,
                item.shipments,
            ),
        )
    )
