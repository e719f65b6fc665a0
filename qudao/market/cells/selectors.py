"""Reading the three axes: choices level by level, search in both languages, names of cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.market.cells.models import Cell, Industry, Product, Region
from qudao.market.trees import TreeNode, TreeQuerySet

# One market must not stand in two places: these countries of ISO 3166 are divisions of GB/T 2260.
DIVISION_OF_COUNTRY = {"HK": "810000", "MO": "820000", "TW": "710000"}


class Axis(StrEnum):
    """One of the three axes of the market."""

    PRODUCT = "product"
    REGION = "region"
    INDUSTRY = "industry"


@dataclass(frozen=True, slots=True)
class Choice:
    """A node to choose, with its name in the reader's language."""

    code: str
    name: str
    path: str
    has_children: bool


@dataclass(frozen=True, slots=True)
class CellAxes:
    """A market cell by the codes of its axes; an empty code means "all"."""

    product: str = ""
    region: str = ""
    industry: str = ""


EVERYWHERE = CellAxes()


@dataclass(frozen=True, slots=True)
class CellName:
    """A market cell in words; an empty name means "all"."""

    public_id: str
    product: str
    region: str
    industry: str


def axis_nodes(actor: Actor, axis: Axis) -> TreeQuerySet[TreeNode]:
    """The nodes of an axis that may be chosen."""
    model = {Axis.PRODUCT: Product, Axis.REGION: Region, Axis.INDUSTRY: Industry}[axis]
    nodes: TreeQuerySet[TreeNode] = model.objects.visible_to(actor)  # type: ignore[attr-defined]
    return nodes.filter(is_active=True)


def choices_below(actor: Actor, axis: Axis, parent_code: str = "") -> list[Choice]:
    """The next level below a node, or the roots, ordered by code."""
    nodes = axis_nodes(actor, axis)
    above: dict[str, str | None] = (
        {"parent__code": parent_code} if parent_code else {"parent": None}
    )
    return _choices(actor, nodes.filter(**above))


def search_choices(actor: Actor, axis: Axis, text: str, *, limit: int = 20) -> list[Choice]:
    """Nodes whose code starts with the text or whose name in either language holds it."""
    wanted = text.strip()
    if not wanted:
        return []
    found = axis_nodes(actor, axis).filter(
        Q(code__istartswith=wanted) | Q(name_zh__icontains=wanted) | Q(name_en__icontains=wanted)
    )
    return _choices(actor, found.order_by("depth", "path"))[:limit]


def market_regions(actor: Actor) -> list[Choice]:
    """The regions that markets are told apart by: own territories, then provinces."""
    rows = axis_nodes(actor, Axis.REGION)
    own = Q(kind=Region.Kind.TERRITORY)
    provinces = Q(kind=Region.Kind.DIVISION, parent__kind=Region.Kind.COUNTRY)
    return _plainly(actor, rows.filter(own | provinces).order_by("-kind", "path"))


def all_regions(actor: Actor) -> list[Choice]:
    """Territories, provinces and countries, to choose where somebody is."""
    countries = axis_nodes(actor, Axis.REGION).filter(**{"kind": Region.Kind.COUNTRY})
    return [*market_regions(actor), *_plainly(actor, countries.order_by("path"))]


def market_industries(actor: Actor) -> list[Choice]:
    """The industries that markets are told apart by: own segments, then the sections of the
    national standard."""
    rows = axis_nodes(actor, Axis.INDUSTRY)
    own = Q(standard=Industry.Standard.OWN)
    sections = Q(standard=Industry.Standard.GBT4754, depth=0)
    return _plainly(actor, rows.filter(own | sections).order_by("-standard", "path"))


def product_families(actor: Actor) -> list[Choice]:
    """The families of products, in the order of the tree."""
    families = axis_nodes(actor, Axis.PRODUCT).filter(**{"is_family": True})
    return _plainly(actor, families.order_by("path"))


def _plainly(actor: Actor, nodes: TreeQuerySet[TreeNode]) -> list[Choice]:
    return [Choice(row.code, row.name(actor.language), row.path, False) for row in nodes]


def _choices(actor: Actor, nodes: TreeQuerySet[TreeNode]) -> list[Choice]:
    below = nodes.model._default_manager.filter(**{"parent_id": OuterRef("pk"), "is_active": True})
    rows = nodes.annotate(has_children=Exists(below))
    return [
        Choice(row.code, row.name(actor.language), row.path, row.has_children) for row in rows[:500]
    ]


def node_named(actor: Actor, axis: Axis, code: str) -> TreeNode | None:
    """The node of a code, or None; a country that is a division here is found under it."""
    wanted = DIVISION_OF_COUNTRY.get(code, code) if axis is Axis.REGION else code
    return axis_nodes(actor, axis).filter(code=wanted).first()


def product_page(actor: Actor, public_id: str) -> Product:
    """One product, or `NotFound`."""
    product: Product = Product.objects.visible_to(actor).one(public_id)
    return product


def products_of(actor: Actor, *, family_code: str = "") -> list[Product]:
    """Every active product, or those of one family, in the order of the tree."""
    rows = Product.objects.visible_to(actor).filter(is_active=True)
    if not family_code:
        return list(rows)
    family = rows.filter(code=family_code).first()
    if family is None:
        raise NotFound
    return list(rows.within(family.path))


def cell_names(actor: Actor, cell_ids: Iterable[int]) -> dict[int, CellName]:
    """Cells in words by their key, in one query."""
    cells = (
        Cell.objects.visible_to(actor)
        .filter(pk__in=list(cell_ids))
        .select_related("product", "region", "industry")
    )
    return {cell.pk: _in_words(cell, actor.language) for cell in cells}


def _in_words(cell: Cell, language: str) -> CellName:
    return CellName(
        public_id=cell.public_id,
        product=cell.product.name(language) if cell.product else "",
        region=cell.region.name(language) if cell.region else "",
        industry=cell.industry.name(language) if cell.industry else "",
    )
