"""Build → Partner lifecycle: who stands where since when, and the next move of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from qudao.core import clock
from qudao.core.actor import Actor, Role, Side
from qudao.deals.registrations.selectors import (
    LifeCounts,
    LifeQuery,
    LifeRow,
    count_by_stage,
    life_counts,
    partners_by_stage,
)
from qudao.market.cells.selectors import market_regions
from qudao.market.partners.inputs import LIFECYCLE_CHOICES
from qudao.market.partners.states import Lifecycle
from qudao.market.permissions import MarketPermission
from qudao.people.colleagues import colleagues
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.exports import LARGEST_EXPORT, export
from qudao.web.shared.formats import number
from qudao.web.shared.lists import Column, Filter, ListState, Table, read
from qudao.web.workbench.lifecycle.words import NEEDS_REASON, SIGNALS, move_label
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.listing import (
    Figure,
    ListSheet,
    nodes,
    order_of,
    persons,
    sheet_of,
    words,
)

NOBODY = "none"


@dataclass(frozen=True, slots=True)
class NextMove:
    """A move that the state allows: a button that acts at once, or a page that asks why."""

    label: str
    to: str
    url: str
    asks_why: bool


@dataclass(frozen=True, slots=True)
class LifeLine:
    """A partner as one row; `band` stands above the first one of a stage."""

    row: LifeRow
    url: str
    since: str
    signal: str
    band: str
    first_move: NextMove | None
    more_moves: list[NextMove]


@dataclass(frozen=True, slots=True)
class BoardContext:
    """The page."""

    sheet: ListSheet[LifeLine]
    figures: list[Figure]
    signals: list[Figure]
    may_write: bool
    back: str


@require_GET
@page(Side.VENDOR, MarketPermission.READ_PARTNERS)
def lifecycle(request: QudaoRequest) -> HttpResponseBase:
    actor, now = request.actor, clock.now()
    state = read(request, _table(actor))
    wanted = request.GET.get("export")
    may_write = actor.may(MarketPermission.WRITE_PARTNERS)
    if wanted in {"csv", "xlsx"}:
        everything = _query(state, slice(0, LARGEST_EXPORT))
        rows = partners_by_stage(actor, everything, now=now)
        return export(wanted, state, [_line(row, "", may_write=False) for row in rows])
    query = _query(state, state.window)
    counts = life_counts(actor, now=now)
    rows = partners_by_stage(actor, query, now=now)
    count = count_by_stage(actor, query, now=now) if state.is_filtered else counts.total
    counted = {} if state.is_filtered else counts.by_stage
    bands = _bands(rows, counted) if query.order == ("stage",) else {}
    lines = [_line(row, bands.get(row.public_id, ""), may_write=may_write) for row in rows]
    context = BoardContext(
        sheet=sheet_of(state, lines, count=count),
        figures=_figures(counts, state),
        signals=_signals(counts, state),
        may_write=may_write,
        back=request.get_full_path(),
    )
    return show(request, "workbench/lifecycle/board.html", context)


def _query(state: ListState[LifeLine], window: slice) -> LifeQuery:
    chosen = state.chosen
    return LifeQuery(
        stage=chosen.get("stage", ""),
        signal=chosen.get("signal", ""),
        owner=chosen.get("owner", ""),
        region=chosen.get("region", ""),
        text=state.search,
        order=order_of(state, "stage"),
        window=window,
    )


def _line(row: LifeRow, band: str, *, may_write: bool) -> LifeLine:
    moves = _moves(row) if may_write else []
    forward = next((one for one in moves if not one.asks_why), None)
    return LifeLine(
        row=row,
        url=reverse("workbench:partner", args=[row.public_id]),
        since=ngettext("%(n)s day", "%(n)s days", row.days) % {"n": number(row.days)},
        signal=str(SIGNALS.get(row.signal, "")),
        band=band,
        first_move=forward,
        more_moves=[one for one in moves if one is not forward],
    )


def _moves(row: LifeRow) -> list[NextMove]:
    address = reverse("workbench:lifecycle_move", args=[row.public_id])
    stage = Lifecycle(row.stage)
    return [
        NextMove(move_label(stage, to), to.value, address, to in NEEDS_REASON)
        for to in sorted(row.next_stages, key=lambda one: one is not Lifecycle.ACTIVE)
    ]


def _bands(rows: list[LifeRow], counts: Mapping[str, int]) -> dict[str, str]:
    """What stands above the first row of each stage on the page; a filtered list, of which no
    stage is whole, has no counts."""
    firsts: dict[str, LifeRow] = {}
    for row in rows:
        firsts.setdefault(row.stage, row)
    return {
        row.public_id: " ".join([row.stage_label, *counted])
        for stage, row in firsts.items()
        for counted in ([number(counts[stage])] if stage in counts else [],)
    }


def _figures(counts: LifeCounts, state: ListState[LifeLine]) -> list[Figure]:
    return [
        Figure(str(one.label), number(counts.by_stage[one.value]), url=state.url(stage=one.value))
        for one in Lifecycle
    ]


def _signals(counts: LifeCounts, state: ListState[LifeLine]) -> list[Figure]:
    found = {"never": counts.never, "silent": counts.silent}
    return [
        Figure(str(label), number(found[key]), url=state.url(signal=key, stage=""))
        for key, label in SIGNALS.items()
        if found[key]
    ]


def _table(actor: Actor) -> Table[LifeLine]:
    owners = persons(colleagues(actor, Role.CHANNEL_MANAGER, Role.CHANNEL_DIRECTOR))
    return Table(
        name="partner-lifecycle",
        columns=_columns(),
        filters=[
            Filter("stage", _("Stage"), words(LIFECYCLE_CHOICES)),
            Filter("signal", _("Deserves a call"), words(SIGNALS.items())),
            Filter("region", _("Region"), nodes(market_regions(actor))),
            Filter("owner", _("Partner owner"), [*owners, (NOBODY, _("Nobody"))]),
        ],
        search_hint=_("Name, pinyin, code or city"),
    )


def _columns() -> list[Column[LifeLine]]:
    return [
        Column("name", _("Partner"), lambda line: line.row.name, ("name",)),
        Column("code", _("Code"), lambda line: line.row.code),
        Column("kind", _("Kind of business"), lambda line: line.row.kind_label),
        Column("stage", _("Stage"), lambda line: line.row.stage_label, ("stage",)),
        Column("since", _("In the stage since"), lambda line: line.row.since, ("since",)),
        Column("owner", _("Partner owner"), lambda line: line.row.owner, ("owner",)),
        Column("touch", _("Last touch"), lambda line: line.row.last_touch, ("touch",)),
        Column("registrations", _("Registrations"), lambda line: line.row.registrations,
               ("registrations",), numeric=True),
        Column("cells", _("Cells served"), lambda line: line.row.cells, ("cells",), numeric=True),
        Column("signal", _("Deserves a call"), lambda line: line.signal),
    ]  # fmt: skip
