"""How a cell of the grid looks: its depth of colour, its two numbers, its words."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.choose.coverage.crossings import Crossing
from qudao.choose.coverage.measures import Measure
from qudao.market.cells.selectors import CellAxes
from qudao.web.shared.formats import number
from qudao.web.workbench.market.depths import Depths
from qudao.web.workbench.market.words import in_words, named, short

NOBODY_SIGN, SEVERAL_SIGN = "○", "◆"


@dataclass(frozen=True, slots=True)
class Face:
    """One cell: `css` holds its depth and marks, `label` all that its colours say."""

    url: str
    css: str
    number: str
    small: str
    label: str


def cell_url(axes: CellAxes, **more: str) -> str:
    """The page of a cell; axes that are all of theirs are left out."""
    said = {"product": axes.product, "region": axes.region, "industry": axes.industry, **more}
    kept = {name: value for name, value in said.items() if value}
    address = reverse("workbench:cell")
    return f"{address}?{urlencode(kept)}" if kept else address


def axes_of(crossing: Crossing, within: CellAxes) -> CellAxes:
    """The cell of a crossing; all of an axis is all that the grid was narrowed to."""
    return CellAxes(
        product=within.product,
        region=crossing.region.code if crossing.region else within.region,
        industry=crossing.industry.code if crossing.industry else within.industry,
    )


def face_of(crossing: Crossing, measure: Measure, depths: Depths, within: CellAxes) -> Face:
    depth = depths.of(crossing.value(measure))
    return Face(
        url=cell_url(axes_of(crossing, within)),
        css=" ".join([f"h{depth}", *_marks(crossing)]),
        number=short(measure, crossing.value(measure)),
        small=_small(crossing, measure),
        label=f"{named(crossing)}{_(': ')}{in_words(crossing, measure)}",
    )


def sum_face(crossing: Crossing, measure: Measure, within: CellAxes) -> Face:
    """The cell of a whole row or column: numbers without colour."""
    return Face(
        url=cell_url(axes_of(crossing, within)),
        css=" ".join(["sum", *_marks(crossing)]),
        number=short(measure, crossing.value(measure)),
        small=_small(crossing, measure),
        label=f"{named(crossing)}{_(': ')}{in_words(crossing, measure)}",
    )


def _marks(crossing: Crossing) -> list[str]:
    if crossing.is_uncovered:
        return ["white"]
    return ["over"] if crossing.is_contested else []


def _small(crossing: Crossing, measure: Measure) -> str:
    """The second number: partners at work; where these are the first, customers."""
    beside = crossing.customers if measure is Measure.PARTNERS else crossing.partners
    sign = NOBODY_SIGN if crossing.is_uncovered else ""
    sign = SEVERAL_SIGN if crossing.is_contested else sign
    return f"{sign} {number(beside)}".strip()
