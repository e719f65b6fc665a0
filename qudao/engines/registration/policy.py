"""What a programme may change about deal registration, with its bounds (rules G2 to G6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from qudao.engines.kinds import PolicyProblem, require_between

# field: (lowest, highest), both allowed; days unless the name says otherwise
BOUNDS: Mapping[str, tuple[int, int]] = {
    "complete_working_days": (1, 60),
    "decision_working_days": (1, 20),
    "information_working_days": (1, 60),
    "protection_min_days": (1, 365),
    "protection_max_days": (1, 730),
    "days_after_award": (0, 180),
    "renewal_max_days": (1, 1_095),
    "run_rate_days": (1, 180),
    "direct_lookback_days": (0, 365),
    "named_account_lookback_days": (0, 730),
    "activity_entry_working_days": (0, 30),
    "incumbent_lookback_days": (0, 3_650),
    "refile_lookback_days": (0, 730),
    "exit_notice_days": (0, 180),
    "update_every_days_short": (1, 180),
    "short_protection_below_days": (1, 365),
    "update_every_days_long": (1, 365),
    "update_cure_working_days": (0, 30),
    "long_break_from_days": (2, 30),
    "open_cap_default": (0, 10_000),
    "sample_share": (0, 1),
    "remind_decision_at_share": (0, 1),
    "second_partner_benefit_share": (0, 1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationPolicy:
    """The numbers of the registration rules, as one rulebook version holds them.

    Working days are days of the programme's calendar, all other days calendar days. Amounts are
    in `currency`. `quick_fields` and `full_fields` list what must be filled; where a line names
    several fields, one of them is enough. A value out of bounds raises PolicyProblem.
    """

    complete_working_days: int = 10
    decision_working_days: int = 3
    information_working_days: int = 10
    protection_min_days: int = 60
    protection_max_days: int = 180
    days_after_award: int = 30
    renewal_max_days: int = 365
    run_rate_days: int = 30
    direct_lookback_days: int = 60
    named_account_lookback_days: int = 90
    activity_entry_working_days: int = 5
    incumbent_lookback_days: int = 730
    refile_lookback_days: int = 90
    exit_notice_days: int = 30
    update_every_days_short: int = 30
    short_protection_below_days: int = 90
    update_every_days_long: int = 45
    update_cure_working_days: int = 5
    long_break_from_days: int = 5
    remind_before_days: tuple[int, ...] = (30, 14, 7)
    remind_decision_at_share: Decimal = Decimal("0.5")
    currency: str = "CNY"
    minimum_amount: Decimal = Decimal(0)
    auto_approve_below: Decimal = Decimal(100_000)
    sample_share: Decimal = Decimal("0.1")
    second_partner_benefit_share: Decimal = Decimal("0.5")
    open_cap_default: int = 20
    open_cap_by_tier: Mapping[str, int] = field(
        default_factory=lambda: {"silver": 50, "gold": 100, "top": 200}, hash=False
    )
    quick_fields: tuple[tuple[str, ...], ...] = (
        ("customer",),
        ("product",),
        ("project",),
        ("contact", "photo"),
    )
    full_fields: tuple[tuple[str, ...], ...] = (
        ("amount",),
        ("stage",),
        ("expected_award_on",),
        ("need",),
        ("decision_contact",),
        ("rival_brand",),
        ("evidence",),
    )
    teaming_fields: tuple[tuple[str, ...], ...] = (("value_added",),)

    def __post_init__(self) -> None:
        for name, (low, high) in BOUNDS.items():
            require_between(name, getattr(self, name), low, high)
        _require_amount("minimum_amount", self.minimum_amount)
        _require_amount("auto_approve_below", self.auto_approve_below)
        if not re.fullmatch("[A-Z]{3}", self.currency):
            raise PolicyProblem("currency", "must be an ISO code of three capital letters")
        for tier, cap in self.open_cap_by_tier.items():
            require_between(f"open_cap_by_tier.{tier}", cap, *BOUNDS["open_cap_default"])
        self._require_order()

    def _require_order(self) -> None:
        if self.protection_max_days < self.protection_min_days:
            raise PolicyProblem("protection_max_days", "must not be below protection_min_days")
        if self.renewal_max_days < self.protection_max_days:
            raise PolicyProblem("renewal_max_days", "must not be below protection_max_days")
        if self.named_account_lookback_days < self.direct_lookback_days:
            raise PolicyProblem(
                "named_account_lookback_days", "must not be below direct_lookback_days"
            )
        days = self.remind_before_days
        if any(day < 1 for day in days) or list(days) != sorted(set(days), reverse=True):
            raise PolicyProblem("remind_before_days", "must be days above 0, falling, none twice")

    def open_cap(self, tier: str) -> int:
        """How many registrations a partner of this tier may have open at once."""
        return self.open_cap_by_tier.get(tier, self.open_cap_default)


def _require_amount(name: str, value: Decimal) -> None:
    if not value.is_finite() or value < 0:
        raise PolicyProblem(name, "must be an amount of 0 or more")
