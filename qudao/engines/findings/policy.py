"""From when on something is worth telling; every figure can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPolicy:
    """Bounds of the findings.

    `protection_days` stand in where a file names no end of protection (rule G2);
    `decision_weekdays` are Monday to Friday, holidays not taken out. Concentration is
    (n·HHI + 3·.40)/(n + 3) over the partner's customers (model M3), so one customer gives .55.
    """

    protection_days: int = 90
    decision_weekdays: int = 3
    lapse_grace_days: int = 30
    concentration: Decimal = Decimal("0.50")
    top_share: Decimal = Decimal("0.60")
    concentration_lines: int = 3
    squatting_registrations: int = 3
    won_grace_days: int = 180
    repeat_days: int = 30
    like_ratio: Decimal = Decimal("1.5")
    explaining_words: tuple[str, ...] = (
        "重复",
        "撞单",
        "已报备",
        "已有",
        "招标",
        "直销",
        "duplicate",
        "already",
        "tender",
        "direct",
    )
