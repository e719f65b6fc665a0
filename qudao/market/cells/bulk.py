"""Products and territories from files, and references to them resolved by the hundred."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q, QuerySet

from qudao.core.actor import Actor
from qudao.core.upserting import BATCH, Fate, Keyed, Outcome, Refused, Upsert
from qudao.market.cells.actions import LONGEST_PATH, NodeInput, placed
from qudao.market.cells.models import Industry, Product, Region
from qudao.market.cells.places import code_of_place
from qudao.market.permissions import MarketPermission
from qudao.market.trees import LONGEST_NAME, TreeNode

_CODE = re.compile(r"[^/\x00-\x1f]{1,40}")
LONGEST_CODE = 40
MOST_LEVELS = 20
Node = TypeVar("Node", bound=TreeNode)
_NAMES = ("name_zh", "name_en")


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product of a price list, with the families above it, the outermost first."""

    name_zh: str = ""
    name_en: str = ""
    families: tuple[str, ...] = ()
    is_active: bool | None = None  # None where the list says nothing


@dataclass(frozen=True, slots=True)
class TerritoryLine:
    """A sales territory, below a country or a group of territories if that is known."""

    name_zh: str = ""
    name_en: str = ""
    country: str = ""
    group: str = ""


def put_products(actor: Actor, rows: Sequence[Keyed[ProductLine]]) -> list[Outcome]:
    """Bring products to what a list says; a key is the product's code.

    A product that is there keeps its place in the tree.
    """
    actor.require(MarketPermission.WRITE_PRODUCTS)
    families = _families(actor, rows)
    products = Upsert(_coded(actor, [row.key for row in rows]), [*_NAMES, "is_active"])
    outcomes: list[Outcome] = []
    for row in rows:
        parent = families.get(row.input.families[-1]) if row.input.families else None
        problem = _problem(row.key, parent, products.there.get(row.key))
        if problem:
            outcomes.append(problem)
            continue
        node = NodeInput(row.key, row.input.name_zh, row.input.name_en)
        product = Product(**placed(node, parent), is_active=_is_active(row, products.there))
        outcomes.append(products.put(row.key, product, repeated=row.repeated))
    products.write(Product.objects.visible_to(actor))
    return outcomes


def _is_active(row: Keyed[ProductLine], there: dict[str, Product]) -> bool:
    if row.input.is_active is not None:
        return row.input.is_active
    return there[row.key].is_active if row.key in there else True


def _problem(code: str, parent: TreeNode | None, old: Product | None) -> Refused | None:
    if not _CODE.fullmatch(code):
        return Refused("code", "not_a_code", code)
    if old is not None and old.is_family:
        return Refused("code", "code_of_a_family", code)
    if parent is not None and len(parent.path) + len(code) + 1 > LONGEST_PATH:
        return Refused("family", "too_deep", code)
    return None


def _coded(actor: Actor, codes: Iterable[str]) -> dict[str, Product]:
    rows = Product.objects.visible_to(actor).filter(code__in=set(codes))
    return {product.code: product for product in rows}


def _families(actor: Actor, rows: Sequence[Keyed[ProductLine]]) -> dict[str, Product]:
    """The families of these products by name, made where they are missing, the outer ones first."""
    paths = {row.input.families for row in rows}
    taken = {row.key for row in rows}
    families: dict[str, Product] = {}
    for level in range(max(map(len, paths), default=0)):
        steps = {path[level]: path[:level] for path in sorted(paths) if len(path) > level}
        there = _coded(actor, [code for name in steps for code in _family_codes(name)])
        missing = []
        for name, above in steps.items():
            if name in families:
                continue
            family = _family(name, there)  # those with one beginning are one
            if family is None:
                parent = families[above[-1]] if above else None
                plain, longer = _family_codes(name)
                code = longer if plain in taken or plain in there else plain
                node = NodeInput(code, *in_languages(name))
                family = there[code] = Product(**placed(node, parent), is_family=True)
                missing.append(family)
            families[name] = family
        Product.objects.bulk_create(missing, batch_size=BATCH)
    return families


def _family(name: str, there: dict[str, Product]) -> Product | None:
    found = (there.get(code) for code in _family_codes(name))
    return next((one for one in found if one is not None and one.is_family), None)


def _family_codes(name: str) -> tuple[str, str]:
    """A family is known by its name, or by a longer code when a product has that name as code."""
    plain = name.replace("/", " ").strip()
    return plain[:40], f"{plain[:31]} (family)"


def in_languages(name: str) -> tuple[str, str]:
    """A name as (Chinese, other): where it belongs is told by its script."""
    has_han = any("\u3400" <= sign <= "\u9fff" for sign in name)
    return (name.strip(), "") if has_han else ("", name.strip())


# ------------------------------------------------------------------ territories


def territory_code(source: str, key: str) -> str:
    """Territory 1 of one system is not territory 1 of another, nor a code of GB/T 2260."""
    code = f"{source}-{key}".replace("/", " ")
    if len(code) <= LONGEST_CODE:
        return code
    digest = hashlib.sha256(f"{source}\n{key}".encode()).hexdigest()[:12]
    return f"{source[:12]}-{key[:14]}-{digest}".replace("/", " ")


def put_territories(
    actor: Actor, source: str, rows: Sequence[Keyed[TerritoryLine]]
) -> list[Outcome]:
    """Bring sales territories to what a file says; codes of public standards stay as they are."""
    actor.require(MarketPermission.WRITE_PRODUCTS)
    outcomes: dict[int, Outcome] = {}
    for level in _levels(rows):
        written = _put_level(actor, source, [rows[place] for place in level])
        outcomes.update(zip(level, written, strict=True))
    return [outcomes[place] for place in range(len(rows))]


def _levels(rows: Sequence[Keyed[TerritoryLine]]) -> Iterator[list[int]]:
    """Places of rows, those that others name by their key before these; a circle comes last."""
    waiting = list(range(len(rows)))
    for _level in range(MOST_LEVELS):
        keys = {rows[place].key for place in waiting}
        ready = [place for place in waiting if rows[place].input.group not in keys]
        if not ready:
            break
        yield ready
        waiting = sorted(set(waiting) - set(ready))
    if waiting:
        yield waiting


def _put_level(actor: Actor, source: str, rows: Sequence[Keyed[TerritoryLine]]) -> list[Outcome]:
    standard = _standard(actor, [row.key for row in rows])
    above = _above(actor, source, [row.input for row in rows])
    regions = Region.objects.visible_to(actor)
    codes = [territory_code(source, row.key) for row in rows]
    territories = Upsert({one.code: one for one in regions.filter(code__in=codes)}, _NAMES)
    outcomes: list[Outcome] = []
    for row, code in zip(rows, codes, strict=True):
        if {row.input.name_zh, row.input.name_en} & standard.get(row.key, frozenset()) - {""}:
            outcomes.append(Fate.UNCHANGED)
            continue
        node = NodeInput(code, row.input.name_zh, row.input.name_en)
        parent = above.get(row.input.country) or above.get(row.input.group)
        if parent is not None and len(parent.path) + len(code) + 1 > LONGEST_PATH:
            outcomes.append(Refused("parent", "too_deep", row.key))
            continue
        region = Region(**placed(node, parent), kind=Region.Kind.TERRITORY)
        outcomes.append(territories.put(code, region, repeated=row.repeated))
    territories.write(regions)
    return outcomes


def _standard(actor: Actor, codes: Iterable[str]) -> dict[str, frozenset[str]]:
    """Both names of the countries and divisions that have these codes."""
    rows = Region.objects.visible_to(actor).exclude(kind=Region.Kind.TERRITORY)
    found = rows.filter(code__in=set(codes)).values_list("code", "name_zh", "name_en")
    return {code: frozenset(names) for code, *names in found}


def _above(actor: Actor, source: str, lines: Iterable[TerritoryLine]) -> dict[str, Region]:
    """Regions that stand above territories by their name: countries, else groups of the file's."""
    countries = {line.country for line in lines if line.country}
    found = _named(actor, {name: name for name in countries}, Q(kind=Region.Kind.COUNTRY))
    groups = {
        line.group for line in lines if line.group and line.country not in found
    } - found.keys()
    codes = {territory_code(source, name): name for name in groups}
    found.update(_named(actor, codes, Q(kind=Region.Kind.TERRITORY)))
    missing = {
        name: Region(
            **placed(
                NodeInput(territory_code(source, name), *in_languages(name[:LONGEST_NAME])), None
            ),
            kind=Region.Kind.TERRITORY,
        )
        for name in sorted(groups - found.keys())
    }
    Region.objects.bulk_create(missing.values(), batch_size=BATCH)
    return {**found, **missing}


def _named(actor: Actor, codes: Mapping[str, str], kind: Q) -> dict[str, Region]:
    """Regions by the names that a file gives them; `codes` holds each name by its code, too."""
    names = set(codes.values())
    rows = Region.objects.visible_to(actor).filter(
        kind, Q(name_en__in=names) | Q(name_zh__in=names) | Q(code__in=names | codes.keys())
    )
    found: dict[str, Region] = {}
    for region in rows:
        for name in {region.code, region.name_en, region.name_zh} & names:
            found.setdefault(name, region)
    found.update({codes[one.code]: one for one in rows if one.code in codes})
    return found


# ------------------------------------------------------------------ references


def products_called(actor: Actor, references: Collection[str]) -> dict[str, int]:
    """Products by what files call them: their code, else one of their names."""
    rows = Product.objects.visible_to(actor).filter(is_family=False)
    found = _called(rows, set(references), {one: one for one in references})
    return {name: product.pk for name, product in found.items()}


def product_codes(actor: Actor, names: Collection[str]) -> dict[str, str]:
    """The codes of products by what files call them: a code itself, else the name of one alone."""
    rows = Product.objects.visible_to(actor).filter(is_family=False)
    wanted = Q(code__in=names) | Q(name_zh__in=names) | Q(name_en__in=names)
    by_name: dict[str, set[str]] = {}
    for code, *called in rows.filter(wanted).values_list("code", "name_zh", "name_en"):
        for name in {code, *called} & set(names):
            by_name.setdefault(name, set()).add(code)
    alone = {name: min(codes) for name, codes in by_name.items() if len(codes) == 1}
    return {**alone, **{name: name for name, codes in by_name.items() if name in codes}}


def regions_called(actor: Actor, source: str, references: Collection[str]) -> dict[str, Region]:
    """Regions by a code of this source or of a public standard, else by a name."""
    own = {territory_code(source, reference): reference for reference in references}
    rows = Region.objects.visible_to(actor).order_by("-depth")
    public = _called(rows, set(references), {reference: reference for reference in references})
    # 江苏 is 江苏省, and Jiangsu is it, too
    short = {one: code_of_place(one) for one in references if one not in public}
    by_code = {node.code: node for node in rows.filter(code__in=set(short.values()) - {""})}
    spelled = {one: by_code[code] for one, code in short.items() if code in by_code}
    return {**spelled, **public, **_called(rows, set(), own)}


def industries_called(actor: Actor, references: Collection[str]) -> dict[str, Industry]:
    """Industries by code or by a name."""
    rows = Industry.objects.visible_to(actor).order_by("-depth")
    return _called(rows, set(references), {one: one for one in references})


def _called(rows: QuerySet[Node], names: set[str], codes: dict[str, str]) -> dict[str, Node]:
    """Nodes by the reference that means them: codes before names, high nodes first."""
    names = names - {""}  # a node without a name in one language is not called by silence
    wanted = Q(code__in=codes) | Q(name_en__in=names) | Q(name_zh__in=names)
    by_code: dict[str, Node] = {}
    by_name: dict[str, Node] = {}
    for node in rows.filter(wanted):
        if node.code in codes:
            by_code[codes[node.code]] = node
        by_name.update((name, node) for name in {node.name_en, node.name_zh} & names)
    return {**by_name, **by_code}
