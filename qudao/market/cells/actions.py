"""Writing the axes: reference codes, the vendor's own products, territories and segments, cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, difference, record
from qudao.core.checks import Checks
from qudao.core.errors import Invalid
from qudao.market.cells.models import Cell, Industry, Product, Region
from qudao.market.cells.seeding import Seeded, load_seeds
from qudao.market.cells.selectors import Axis, CellAxes, node_named
from qudao.market.cells.verbs import CellVerb
from qudao.market.permissions import MarketPermission
from qudao.market.trees import LONGEST_NAME, TreeNode

_CODE = re.compile(r"\w[\w .&+()-]{0,39}")
LONGEST_PATH = 250


@dataclass(frozen=True, slots=True)
class NodeInput:
    """A node of the vendor's own in one of the trees; `parent` is a code, "" for a root."""

    code: str
    name_zh: str = ""
    name_en: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class ProductInput:
    """A product, or a family of products, of the vendor."""

    node: NodeInput
    is_family: bool = False
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Reference:
    """The reference codes as a whole, as a subject of the audit trail."""

    public_id: str = "reference"


@transaction.atomic
def seed_reference(actor: Actor, *, now: datetime) -> Seeded:
    """Load countries, divisions and industries; a second time changes nothing."""
    actor.require(MarketPermission.WRITE_PRODUCTS)
    seeded = load_seeds()
    if seeded.added or seeded.renamed:
        after = {"added": seeded.added, "renamed": seeded.renamed}
        record(actor, CellVerb.REFERENCE_SEEDED, Reference(), now=now, change=Change({}, after))
    return seeded


@transaction.atomic
def create_product(actor: Actor, product: ProductInput, *, now: datetime) -> Product:
    """Add a product below its family; refuses a code that is taken or a parent that is unknown."""
    actor.require(MarketPermission.WRITE_PRODUCTS)
    parent = _checked_parent(actor, Axis.PRODUCT, product.node)
    row = Product(
        **placed(product.node, parent), is_family=product.is_family, is_active=product.is_active
    )
    _insert(row)
    change = Change({}, {"code": row.code, "name_zh": row.name_zh, "name_en": row.name_en})
    record(actor, CellVerb.PRODUCT_CREATED, row, now=now, change=change)
    return row


@transaction.atomic
def edit_product(actor: Actor, public_id: str, product: ProductInput, *, now: datetime) -> Product:
    """Change names, family mark and activity; code and place in the tree stay."""
    actor.require(MarketPermission.WRITE_PRODUCTS)
    row: Product = Product.objects.visible_to(actor).one(public_id)
    checks = Checks()
    checks.a_name(product.node.name_zh, product.node.name_en, longest=LONGEST_NAME)
    checks.finish()
    before = Product.objects.visible_to(actor).one(public_id)
    row.name_zh, row.name_en = product.node.name_zh.strip(), product.node.name_en.strip()
    row.is_family, row.is_active = product.is_family, product.is_active
    change = difference(before, row, ("name_zh", "name_en", "is_family", "is_active"))
    if change.after:
        row.save(update_fields=list(change.after))
        record(actor, CellVerb.PRODUCT_CHANGED, row, now=now, change=change)
    return row


@transaction.atomic
def create_territory(actor: Actor, node: NodeInput, *, now: datetime) -> Region:
    """Add a sales territory of the vendor's own, below a region or at the root."""
    actor.require(MarketPermission.WRITE_PRODUCTS)
    parent = _checked_parent(actor, Axis.REGION, node)
    row = Region(**placed(node, parent), kind=Region.Kind.TERRITORY)
    _insert(row)
    change = Change({}, {"code": row.code, "name_zh": row.name_zh, "name_en": row.name_en})
    record(actor, CellVerb.TERRITORY_CREATED, row, now=now, change=change)
    return row


@transaction.atomic
def create_segment(actor: Actor, node: NodeInput, *, now: datetime) -> Industry:
    """Add an industry segment of the vendor's own, below an industry or at the root."""
    actor.require(MarketPermission.WRITE_PRODUCTS)
    parent = _checked_parent(actor, Axis.INDUSTRY, node)
    row = Industry(**placed(node, parent), standard=Industry.Standard.OWN)
    _insert(row)
    change = Change({}, {"code": row.code, "name_zh": row.name_zh, "name_en": row.name_en})
    record(actor, CellVerb.SEGMENT_CREATED, row, now=now, change=change)
    return row


def _checked_parent(actor: Actor, axis: Axis, node: NodeInput) -> TreeNode | None:
    checks = Checks()
    if not _CODE.fullmatch(node.code):
        message = _("A code has 1 to 40 letters, digits, spaces or the signs . & + ( ) - _.")
        checks.refuse("code", "not_a_code", message)
    checks.a_name(node.name_zh, node.name_en, longest=LONGEST_NAME)
    parent = node_named(actor, axis, node.parent) if node.parent else None
    if node.parent and parent is None:
        checks.refuse("parent", "unknown", unknown_code(node.parent))
    if parent is not None and len(parent.path) + len(node.code) + 1 > LONGEST_PATH:
        checks.refuse("parent", "too_deep", _("This would stand too deep in the tree."))
    checks.finish()
    return parent


def unknown_code(code: str) -> str:
    return _("There is no “%(code)s” in the tree.") % {"code": code[:40]}


def product_coded(actor: Actor, code: str, checks: Checks) -> Product:
    """The product of a code; else raises its problem together with those found before."""
    product = node_named(actor, Axis.PRODUCT, code)
    if not isinstance(product, Product):
        checks.refuse("product", "unknown", unknown_code(code))
    checks.finish()
    return cast(Product, product)


def region_coded(actor: Actor, code: str, checks: Checks) -> Region | None:
    """The region of a code, None for no code; an unknown one joins the problems."""
    region = node_named(actor, Axis.REGION, code) if code else None
    if code and region is None:
        checks.refuse("region", "unknown", unknown_code(code))
    return cast(Region | None, region)


def industry_coded(actor: Actor, code: str, checks: Checks) -> Industry | None:
    """The industry of a code, None for no code; an unknown one joins the problems."""
    industry = node_named(actor, Axis.INDUSTRY, code) if code else None
    if code and industry is None:
        checks.refuse("industry", "unknown", unknown_code(code))
    return cast(Industry | None, industry)


def placed(node: NodeInput, parent: TreeNode | None) -> dict[str, object]:
    return {
        "code": node.code,
        "name_zh": node.name_zh.strip(),
        "name_en": node.name_en.strip(),
        "parent": parent,
        "path": f"{parent.path if parent else '/'}{node.code}/",
        "depth": parent.depth + 1 if parent else 0,
    }


def _insert(row: TreeNode) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid.field("code", "taken", _("This code is in use already.")) from error


def cell_for(actor: Actor, axes: CellAxes) -> Cell:
    """The market cell of a crossing, made when it is first used; a step of other actions.

    Refuses unknown codes, and the crossing of "all" with "all" and "all".
    """
    found = _checked_axes(actor, axes)
    cells = Cell.objects.unscoped(reason="a crossing of public axes belongs to nobody")
    cell = cells.filter(**found).first()
    if cell is not None:
        return cell
    try:
        with transaction.atomic():
            return cells.create(**found)
    except IntegrityError:  # somebody else used it first meanwhile
        return cells.get(**found)


def _checked_axes(actor: Actor, axes: CellAxes) -> dict[str, TreeNode | None]:
    checks = Checks()
    found: dict[str, TreeNode | None] = {}
    for axis in Axis:
        code: str = getattr(axes, axis.value)
        found[axis.value] = node_named(actor, axis, code) if code else None
        if code and found[axis.value] is None:
            checks.refuse(axis.value, "unknown", unknown_code(code))
    if axes == CellAxes():
        message = _("Name a product, a region or an industry: a cell of everything is no cell.")
        checks.refuse("", "everything", message)
    checks.finish()
    return found
