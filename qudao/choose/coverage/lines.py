"""One axis of the market grid: which nodes of a tree stand on it, and what falls where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from qudao.choose.coverage.trees import Spot, Tree, upwards
from qudao.core.errors import NotFound


@dataclass(slots=True)
class Line:
    """One axis of a grid: its nodes, and where everything else of the tree falls on it."""

    tree: Tree
    spots: list[Spot]
    root: str  # path of the node that the axis is narrowed to, "" for the whole axis
    _reached: dict[str | None, list[int]] = field(default_factory=dict)

    def holds(self, key: int | None) -> bool:
        """Whether a node lies inside what the axis is narrowed to; no node is inside the whole."""
        if not self.root:
            return True
        return key is not None and self.tree.paths.get(key, "").startswith(self.root)

    def places(self) -> dict[int, int]:
        """Where each node of the tree falls: the number of the spot at or above it."""
        numbers = {spot.path: number for number, spot in enumerate(self.spots)}
        found: dict[int, int] = {}
        for key, path in self.tree.paths.items():
            for above in upwards(path):
                if above in numbers:
                    found[key] = numbers[above]
                    break
        return found

    def reached(self, path: str | None) -> list[int]:
        """The spots that a partner's node covers, wholly or in a part; None covers all of them."""
        if path not in self._reached:
            self._reached[path] = [
                number for number, spot in enumerate(self.spots) if overlap(spot.path, path)
            ]
        return self._reached[path]

    def named(self, path: str | None) -> list[int]:
        """The spots at or above a partner's node: those that it stands for by name."""
        return [one for one in self.reached(path) if path and path.startswith(self.spots[one].path)]

    def touches(self, path: str | None) -> bool:
        return not self.root or overlap(self.root, path)


def overlap(one: str, other: str | None) -> bool:
    """Whether two branches share something; None is the whole tree."""
    return other is None or one.startswith(other) or other.startswith(one)


def line_of(tree: Tree, code: str, used: Iterable[str]) -> Line:
    """The axis below a code, or the whole one; `NotFound` for a code that is not there."""
    if not code:
        return Line(tree, tree.tops(used), "")
    spot = tree.coded(code)
    if spot is None:
        raise NotFound
    return Line(tree, tree.below(spot), spot.path)
