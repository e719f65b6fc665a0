"""The reference codes as rows: read from the seed files and, for countries, from Babel."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from babel import Locale

from qudao.market.cells.models import Industry, Region
from qudao.market.cells.selectors import DIVISION_OF_COUNTRY
from qudao.market.trees import TreeNode, TreeQuerySet

SEEDS = Path(__file__).parent / "seeds"
# Babel names these too, but ISO 3166 has not assigned them.
_NOT_A_COUNTRY = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
)
BATCH = 500


@dataclass(frozen=True, slots=True)
class SeedNode:
    """One node of a tree as the seeds give it; `group` is the region's kind or the standard."""

    code: str
    parent: str
    name_zh: str
    name_en: str
    group: str
    path: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many nodes were added and how many got another name."""

    added: int
    renamed: int


def load_seeds() -> Seeded:
    """Bring both trees to the seeds' state; what is already so is left alone."""
    regions = _load(Region, "kind", [*_countries(), *seed_divisions()])
    industries = _load(Industry, "standard", list(_industries()))
    return Seeded(regions.added + industries.added, regions.renamed + industries.renamed)


def _countries() -> Iterator[SeedNode]:
    english, chinese = Locale("en").territories, Locale.parse("zh_Hans").territories
    for code in sorted(english):
        is_country = len(code) == 2 and code.isalpha() and code not in _NOT_A_COUNTRY
        if is_country and code not in DIVISION_OF_COUNTRY:
            yield SeedNode(code, "", chinese.get(code, ""), english[code], Region.Kind.COUNTRY)


def seed_divisions() -> Iterator[SeedNode]:
    """Provinces, cities and counties of China, a parent before its children."""
    for row in _rows("regions.csv"):
        group = Region.Kind.DIVISION
        yield SeedNode(row["code"], row["parent"], row["name_zh"], row["name_en"], group)


def _industries() -> Iterator[SeedNode]:
    for row in _rows("industries.csv"):
        yield SeedNode(row["code"], row["parent"], row["name_zh"], row["name_en"], row["standard"])


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _placed(nodes: Sequence[SeedNode]) -> list[SeedNode]:
    """Nodes with path and depth; a parent stands before its children in the seeds."""
    placed: dict[str, SeedNode] = {}
    for node in nodes:
        above = placed.get(node.parent)
        path = f"{above.path if above else '/'}{node.code}/"
        placed[node.code] = replace(node, path=path, depth=above.depth + 1 if above else 0)
    return list(placed.values())


def _load(model: type[TreeNode], group: str, seeds: Sequence[SeedNode]) -> Seeded:
    reason = "reference codes belong to everybody"
    rows: TreeQuerySet[TreeNode] = model._default_manager.get_queryset()  # type: ignore[assignment]
    there = {row.code: row for row in rows.unscoped(reason=reason)}
    nodes = _placed(seeds)
    renamed = [_rename(there[node.code], node) for node in nodes if _is_renamed(there, node)]
    model._default_manager.bulk_update(renamed, ["name_zh", "name_en"], batch_size=BATCH)
    keys = {code: row.pk for code, row in there.items()}
    missing = [node for node in nodes if node.code not in there]
    for depth in sorted({node.depth for node in missing}):
        level = [_row(model, group, node, keys) for node in missing if node.depth == depth]
        for row in model._default_manager.bulk_create(level, batch_size=BATCH):
            keys[row.code] = row.pk
    return Seeded(len(missing), len(renamed))


def _is_renamed(there: dict[str, TreeNode], node: SeedNode) -> bool:
    row = there.get(node.code)
    return row is not None and (row.name_zh, row.name_en) != (node.name_zh, node.name_en)


def _rename(row: TreeNode, node: SeedNode) -> TreeNode:
    row.name_zh, row.name_en = node.name_zh, node.name_en
    return row


def _row(model: type[TreeNode], group: str, node: SeedNode, keys: dict[str, int]) -> TreeNode:
    return model(
        code=node.code,
        name_zh=node.name_zh,
        name_en=node.name_en,
        path=node.path,
        depth=node.depth,
        **{group: node.group, "parent_id": keys.get(node.parent)},
    )
