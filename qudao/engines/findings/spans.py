"""Days covered by any of many periods, asked quickly however many there are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date


class Spans:
    """The union of periods, each from its first day up to but without its end."""

    def __init__(self, periods: Iterable[tuple[date, date]]) -> None:
        self._starts: list[date] = []
        self._ends: list[date] = []
        for start, end in sorted(periods):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def cover(self, day: date) -> bool:
        """Whether one of the periods holds this day."""
        at = bisect_right(self._starts, day) - 1
        return at >= 0 and day < self._ends[at]


class Highest:
    """The highest figure seen so far by anybody else, in constant time and room."""

    def __init__(self) -> None:
        self._first: tuple[str, int] | None = None
        self._second: tuple[str, int] | None = None

    def push(self, owner: str, figure: int) -> None:
        """Note a figure of an owner."""
        if self._first is None or self._first[0] == owner:
            self._first = (owner, max(figure, self._first[1] if self._first else figure))
        elif figure > self._first[1]:
            self._first, self._second = (owner, figure), self._first
        elif self._second is None or figure > self._second[1]:
            self._second = (owner, figure)

    def of_others(self, owner: str) -> int | None:
        """The highest figure of anybody but this owner."""
        if self._first is not None and self._first[0] != owner:
            return self._first[1]
        return self._second[1] if self._second is not None else None
