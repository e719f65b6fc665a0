"""The arithmetic of the grid: values and partners, summed by region and industry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from qudao.choose.coverage.crossings import Crossing
from qudao.choose.coverage.lines import Line
from qudao.choose.coverage.measures import MONEY, Measure, Value
from qudao.choose.coverage.readings import Key, Served
from qudao.core.money import UNIT


@dataclass(slots=True)
class Sheet:
    """Sums and partners by number of region and industry; None stands for all."""

    regions: Line
    industries: Line
    sums: dict[tuple[int | None, int | None], dict[Measure, Value]] = field(default_factory=dict)
    masks: dict[tuple[int | None, int | None], int] = field(default_factory=dict)
    named_regions: set[int] = field(default_factory=set)
    named_industries: set[int] = field(default_factory=set)

    def add_reading(self, measure: Measure, values: Mapping[Key, Value]) -> None:
        columns, rows = self.regions.places(), self.industries.places()
        for (region, industry), value in values.items():
            if not (self.regions.holds(region) and self.industries.holds(industry)):
                continue
            column = columns.get(region) if region is not None else None
            row = rows.get(industry) if industry is not None else None
            for key in {(column, row), (column, None), (None, row), (None, None)}:
                cell = self.sums.setdefault(key, {})
                cell[measure] = cell.get(measure, 0) + value

    def add_served(self, served: Iterable[tuple[str | None, str | None, int]]) -> None:
        """Partners as bits of a number, so that a thousand of them join in one step."""
        for region, industry, mask in served:
            if not (self.regions.touches(region) and self.industries.touches(industry)):
                continue
            columns, rows = self.regions.reached(region), self.industries.reached(industry)
            self.named_regions.update(self.regions.named(region))
            self.named_industries.update(self.industries.named(industry))
            for column in (None, *columns):
                for row in (None, *rows):
                    self.masks[column, row] = self.masks.get((column, row), 0) | mask

    def crossing(self, column: int | None, row: int | None) -> Crossing:
        values = dict(self.sums.get((column, row), {}))
        values[Measure.PARTNERS] = self.masks.get((column, row), 0).bit_count()
        for measure in MONEY & values.keys():
            values[measure] = Decimal(values[measure]).quantize(UNIT)
        return Crossing(
            region=None if column is None else self.regions.spots[column],
            industry=None if row is None else self.industries.spots[row],
            values=values,
        )

    def used_columns(self) -> list[int]:
        numbers = range(len(self.regions.spots))
        return [one for one in numbers if (one, None) in self.sums or one in self.named_regions]

    def used_rows(self) -> list[int]:
        numbers = range(len(self.industries.spots))
        return [one for one in numbers if (None, one) in self.sums or one in self.named_industries]


def masks_of(served: list[Served]) -> Iterator[tuple[str | None, str | None, int]]:
    """The partners of each pair of region and industry as bits, each partner one bit."""
    bits: dict[int, int] = {}
    masks: dict[tuple[str | None, str | None], int] = {}
    for one in served:
        bit = bits.setdefault(one.partner_id, 1 << len(bits))
        place = (one.region, one.industry)
        masks[place] = masks.get(place, 0) | bit
    return ((region, industry, mask) for (region, industry), mask in masks.items())
