"""The market grid as it is read: crossings of regions and industries, with their figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qudao.choose.coverage.measures import Measure, Value
from qudao.choose.coverage.trees import Spot

SEVERAL = 2  # partners at work in one cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """One cell of the grid. No region or no industry means all of those that the grid shows."""

    region: Spot | None
    industry: Spot | None
    values: Mapping[Measure, Value]

    def value(self, measure: Measure) -> Value:
        return self.values.get(measure, 0)

    @property
    def customers(self) -> int:
        return int(self.value(Measure.CUSTOMERS))

    @property
    def partners(self) -> int:
        """Active partners that serve the cell or a part of it, over the whole programme."""
        return int(self.value(Measure.PARTNERS))

    @property
    def is_uncovered(self) -> bool:
        """Customers, and nobody who serves them."""
        return self.customers > 0 and not self.partners

    @property
    def is_contested(self) -> bool:
        return self.partners >= SEVERAL

    @property
    def is_empty(self) -> bool:
        return not any(self.values.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """A grid. `unplaced` customers stand in none of its cells, since their region or industry is
    not known so closely; `missing` are currencies without a rate."""

    regions: tuple[Spot, ...]
    industries: tuple[Spot, ...]
    crossings: Mapping[tuple[str, str], Crossing]  # by codes of region and industry
    by_region: Mapping[str, Crossing]
    by_industry: Mapping[str, Crossing]
    whole: Crossing
    currency: str
    unplaced: int
    missing: tuple[str, ...]

    def at(self, region: Spot, industry: Spot) -> Crossing:
        return self.crossings[region.code, industry.code]

    def filled(self) -> list[Crossing]:
        """The cells in which there is anything, in the order of the axes."""
        return [one for one in self.crossings.values() if not one.is_empty]
