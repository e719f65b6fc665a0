"""Head, figures and tabs of a market cell, the same on each of its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from qudao.choose.coverage.cells import CellPage
from qudao.choose.coverage.measures import Measure
from qudao.market.cells.selectors import Axis
from qudao.web.workbench.market.faces import cell_url
from qudao.web.workbench.market.parts import PARTS
from qudao.web.workbench.market.words import shown
from qudao.web.workbench.records.listing import Crumb, Figure, Tab


@dataclass(frozen=True, slots=True)
class CellHead:
    """Head, figures and tabs, the same on each part of a cell."""

    title: str
    product: str
    crumbs: list[Crumb]
    figures: list[Figure]
    tabs: list[Tab]
    wider: list[Crumb]  # the cells that this one is a part of, one step up on one axis each
    notes: list[str]


def head_of(found: CellPage, current: str) -> CellHead:
    tabs = [Tab(_("Overview"), cell_url(found.axes), not current)]
    tabs += [
        Tab(str(one.title), cell_url(found.axes, part=key), key == current)
        for key, one in PARTS.items()
    ]
    region = found.region.name or _("All regions")
    industry = found.industry.name or _("All industries")
    return CellHead(
        title=f"{region} × {industry}",
        product=found.product.name or _("All products"),
        crumbs=_crumbs(found),
        figures=_figures(found),
        tabs=tabs,
        wider=_wider(found),
        notes=_notes(found),
    )


def _crumbs(found: CellPage) -> list[Crumb]:
    """Back to the grid in which this cell stands."""
    said = {
        "product": found.axes.product,
        "region": found.region.shown_in,
        "industry": found.industry.shown_in,
    }
    kept = {name: value for name, value in said.items() if value}
    grid = reverse("workbench:cells") + (f"?{urlencode(kept)}" if kept else "")
    return [Crumb(_("Market grid"), grid), Crumb(found.product.name or _("All products"))]


def _wider(found: CellPage) -> list[Crumb]:
    """The same cell one step up on each axis."""
    wider: list[Crumb] = []
    axes = found.axes
    for axis, place, every in (
        (Axis.REGION, found.region, _("All regions")),
        (Axis.INDUSTRY, found.industry, _("All industries")),
        (Axis.PRODUCT, found.product, _("All products")),
    ):
        if place.code:
            code, name = place.above[-1] if place.above else ("", every)
            wider.append(Crumb(name, cell_url(replace(axes, **{axis.value: code}))))
    return wider


def _figures(found: CellPage) -> list[Figure]:
    customers, partners = Measure.CUSTOMERS, Measure.PARTNERS
    figures = []
    for measure in Measure:
        value = shown(measure, found.values[measure], found.currency)
        figures.append(Figure(str(measure.label), value, url=_figure_url(found, measure)))
    marks = {
        partners: (_("◆ several"), "warn") if found.is_contested else ("", ""),
        customers: (_("○ nobody serves them"), "warn") if found.is_uncovered else ("", ""),
    }
    return [
        replace(one, detail=marks[measure][0], hue=marks[measure][1]) if measure in marks else one
        for measure, one in zip(Measure, figures, strict=True)
    ]


def _figure_url(found: CellPage, measure: Measure) -> str:
    address = {
        Measure.CUSTOMERS: {"part": "customers"},
        Measure.PARTNERS: {"part": "partners"},
        Measure.OPEN: {"part": "opportunities"},
        Measure.WON: {"part": "opportunities", "stage": "won"},
        Measure.PROTECTED: {"part": "registrations", "state": "protected"},
    }
    return cell_url(found.axes, **address[measure])


def _notes(found: CellPage) -> list[str]:
    if not found.missing:
        return []
    return [_("without %(currencies)s: no rate") % {"currencies": ", ".join(found.missing)}]
