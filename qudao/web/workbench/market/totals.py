"""The figures over the grid, and the notes below it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qudao.choose.coverage.crossings import Crossing, Market
from qudao.choose.coverage.measures import ALWAYS, Measure
from qudao.web.shared.formats import number
from qudao.web.shared.lists import ListState
from qudao.web.workbench.market.tables import CONTESTED, UNCOVERED
from qudao.web.workbench.market.words import customers_in_words, shown
from qudao.web.workbench.records.listing import Figure


def figures_of(
    state: ListState[Crossing], found: Market, measure: Measure, bare: list[Crossing]
) -> list[Figure]:
    customers = [one for one in found.filled() if one.customers]
    contested = [one for one in found.filled() if one.is_contested]
    uncovered = sum(one.customers for one in bare)
    figures = [
        Figure(
            _("Customers"),
            number(found.whole.customers),
            _in_cells(found, len(customers)),
        ),
        Figure(
            _("○ Nobody serves it"),
            ngettext("%(n)s cell", "%(n)s cells", len(bare)) % {"n": number(len(bare))},
            customers_in_words(uncovered),
            url=state.url(view="table", show=UNCOVERED),
        ),
        Figure(
            _("◆ Several at work"),
            ngettext("%(n)s cell", "%(n)s cells", len(contested)) % {"n": number(len(contested))},
            url=state.url(view="table", show=CONTESTED),
        ),
        Figure(_("Partners at work"), number(found.whole.partners)),
    ]
    if measure not in ALWAYS:
        value = shown(measure, found.whole.value(measure), found.currency)
        figures.append(Figure(str(measure.label), value))
    return figures


def _in_cells(found: Market, cells: int) -> str:
    """In how many cells the customers stand; the number of those, where some stand in none."""
    said = ngettext("in %(n)s cell", "in %(n)s cells", cells) % {"n": number(cells)}
    if not found.unplaced:
        return said
    return f"{number(found.whole.customers - found.unplaced)} {said}"


def notes_of(found: Market) -> Iterable[str]:
    if found.unplaced:
        said = ngettext(
            "%(n)s customer is in none of these cells: its region or industry is not known so "
            "closely.",
            "%(n)s customers are in none of these cells: their region or industry is not known "
            "so closely.",
            found.unplaced,
        )
        yield said % {"n": number(found.unplaced)}
    if found.missing:
        yield _("without %(currencies)s: no rate") % {"currencies": ", ".join(found.missing)}
