"""The trees of regions and industries, light enough to be read whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from qudao.core.actor import Actor
from qudao.market.cells.models import Industry, Region
from qudao.market.cells.selectors import Axis, axis_nodes
from qudao.market.trees import TreeNode

# What markets are told apart by, as long as nothing narrower is asked for.
_MARKETS = {
    Axis.REGION: Q(kind=Region.Kind.TERRITORY)
    | Q(kind=Region.Kind.DIVISION, parent__kind=Region.Kind.COUNTRY),
    Axis.INDUSTRY: Q(standard=Industry.Standard.OWN)
    | Q(standard=Industry.Standard.GBT4754, depth=0),
}
_COLUMNS = ("pk", "code", "name_zh", "name_en", "path", "depth")


def is_market(node: TreeNode) -> bool:
    """Whether markets are told apart by this node, as `_MARKETS` says of rows."""
    if isinstance(node, Region):
        is_province = node.kind == Region.Kind.DIVISION and node.depth == 1
        return is_province or node.kind == Region.Kind.TERRITORY
    if isinstance(node, Industry):
        is_section = node.standard == Industry.Standard.GBT4754 and node.depth == 0
        return is_section or node.standard == Industry.Standard.OWN
    return False


@dataclass(frozen=True, slots=True)
class Spot:
    """A node on an axis, with its name in the reader's language."""

    code: str
    name: str
    path: str
    has_children: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """The active nodes of an axis, light enough to be read whole: one query."""

    spots: dict[str, Spot]  # by path, parents before their children
    paths: dict[int, str]
    markets: frozenset[str]  # paths of the nodes that markets are told apart by

    def coded(self, code: str) -> Spot | None:
        return next((one for one in self.spots.values() if one.code == code), None)

    def below(self, spot: Spot) -> list[Spot]:
        """The next level below a node; the node itself where there is none."""
        depth = spot.path.count("/") + 1
        children = [
            one
            for path, one in self.spots.items()
            if path.startswith(spot.path) and path.count("/") == depth
        ]
        return children or [spot]

    def tops(self, used: Iterable[str]) -> list[Spot]:
        """The markets, and the roots of what lies outside all of them; none below another."""
        wanted = set(self.markets)
        inside = {above for path in self.markets for above in upwards(path)}
        for path in used:
            if inside.isdisjoint(upwards(path)):
                wanted.add(f"/{path.split('/')[1]}/")
        kept = [path for path in wanted if wanted.isdisjoint(list(upwards(path))[1:])]
        return [one for path, one in self.spots.items() if path in set(kept)]


def read_tree(actor: Actor, axis: Axis) -> Tree:
    nodes = axis_nodes(actor, axis)
    rows = list(nodes.order_by("path").values_list(*_COLUMNS))
    is_chinese = actor.language.startswith("zh")
    parents = {path.rsplit("/", 2)[0] + "/" for _pk, _code, _zh, _en, path, _depth in rows}
    spots = {
        path: Spot(code, (zh or en) if is_chinese else (en or zh), path, path in parents)
        for _pk, code, zh, en, path, _depth in rows
    }
    markets = nodes.filter(_MARKETS[axis]).values_list("path", flat=True)
    return Tree(spots, {row[0]: row[4] for row in rows}, frozenset(markets))


def upwards(path: str) -> Iterator[str]:
    """The path itself, then those above it: `/CN/31/`, `/CN/`."""
    steps = path.split("/")[1:-1]
    for end in range(len(steps), 0, -1):
        yield f"/{'/'.join(steps[:end])}/"
