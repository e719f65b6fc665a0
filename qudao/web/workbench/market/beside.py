"""What stands beside the grid: where nobody is at work, and where several are."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import ngettext

from qudao.choose.coverage.crossings import Crossing, Market
from qudao.market.cells.selectors import CellAxes
from qudao.web.shared.formats import number
from qudao.web.workbench.market.faces import axes_of, cell_url
from qudao.web.workbench.market.words import customers_in_words, named

FEW = 6


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell or a region to look at first."""

    name: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the grid: where nobody is at work, and where several are."""

    bare_regions: list[Gap]
    bare_cells: list[Gap]
    contested: list[Gap]


def beside_of(found: Market, bare: list[Crossing], within: CellAxes) -> Beside:
    regions = [one for one in found.by_region.values() if one.is_uncovered]
    contested = [one for one in found.filled() if one.is_contested]
    return Beside(
        bare_regions=[
            _gap(one.region.name if one.region else "", one, within) for one in _largest(regions)
        ],
        bare_cells=[_gap(named(one), one, within) for one in _largest(bare)],
        contested=[
            _gap(named(one), one, within)
            for one in sorted(contested, key=lambda one: (-one.partners, -one.customers))[:FEW]
        ],
    )


def _largest(crossings: list[Crossing]) -> list[Crossing]:
    return sorted(crossings, key=lambda one: -one.customers)[:FEW]


def _gap(name: str, one: Crossing, within: CellAxes) -> Gap:
    said = customers_in_words(one.customers)
    if one.partners:
        partners = ngettext("%(n)s partner at work", "%(n)s partners at work", one.partners)
        said = f"{partners % {'n': number(one.partners)}} · {said}"
    return Gap(name, said, cell_url(axes_of(one, within)))
