"""Kinds that every engine may share: a reason, its stance, a span of days, an amount.

Engines never write sentences. A reason is a code with the facts behind it; the pages word it in
the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

ParamValue = str | int | Decimal | date


class Stance(StrEnum):
    """Which way a reason pulls."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class Match(StrEnum):
    """How sure it is that two records name one company."""

    EXACT = "exact"
    LIKELY = "likely"
    RELATED = "related"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One fact that moved a decision.

    `code` is a word that the pages can translate, `params` the facts that fill its sentence,
    `rule` the rule of the rulebook that asks for it (G2, G4, ...), `weight` how much it counts
    where the engine adds up weights.
    """

    code: str
    stance: Stance = Stance.NEUTRAL
    rule: str = ""
    weight: Decimal | None = None
    params: Mapping[str, ParamValue] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in one ISO currency; never infinite, never "not a number"."""

    value: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not self.value.is_finite():
            raise ValueError(f"{self.value} is no amount of money")


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `start` up to but without `end`; a missing side is open."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"a window cannot end ({self.end}) before it starts ({self.start})")

    def overlaps(self, other: Window) -> bool:
        return _starts_before_end(self, other) and _starts_before_end(other, self)


def _starts_before_end(first: Window, second: Window) -> bool:
    return first.start is None or second.end is None or first.start < second.end


class PolicyProblem(ValueError):
    """A policy value outside its bounds; `field` and `bound` say which and why."""

    code = "policy_out_of_bounds"

    def __init__(self, field_name: str, bound: str) -> None:
        super().__init__(f"{field_name}: {bound}")
        self.field = field_name
        self.bound = bound


def require_between(name: str, value: Decimal | int, low: int, high: int) -> None:
    """Refuse a policy value that is not low <= value <= high."""
    if not low <= value <= high:
        raise PolicyProblem(name, f"must be between {low} and {high}")
