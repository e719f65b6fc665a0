"""Which value gets which depth of colour."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from qudao.choose.coverage.measures import Value

DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Depths:
    """Which value gets which depth: the values that there are, cut into five parts."""

    cuts: tuple[Value, ...]
    least: Value
    most: Value

    def of(self, value: Value) -> int:
        return 0 if not value else 1 + bisect_right(self.cuts, value)


def depths_of(values: Iterable[Value]) -> Depths:
    filled = sorted(value for value in values if value)
    if not filled:
        return Depths((), 0, 0)
    cuts = {filled[len(filled) * part // DEEPEST] for part in range(1, DEEPEST)}
    return Depths(tuple(sorted(cuts - {filled[0]})), filled[0], filled[-1])
