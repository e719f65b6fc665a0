"""What a list of a market cell is: partners, customers, opportunities or registrations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from qudao.choose.coverage.cells import CellPage
from qudao.core.actor import Actor
from qudao.market.cells.selectors import Axis, CellAxes
from qudao.web.shared.lists import Bar, Column, Filter, ListState, Table

State = ListState[Any]
KEPT = ("product", "region", "industry", "part")  # in the address of every list of a cell


@dataclass(frozen=True, slots=True)
class Part:
    """One list of a cell: its columns and filters, and where its rows come from."""

    key: str
    title: Promise
    columns: Callable[[], list[Column[Any]]]
    filters: Callable[[], list[Filter]]
    search_hint: Promise | str
    rows: Callable[[Actor, CellPage, State, slice, datetime], list[Any]]
    count: Callable[[Actor, CellPage, State], int]


def table_of(part: Part, axes: CellAxes) -> Table[Any]:
    kept = {axis.value: getattr(axes, axis.value) for axis in Axis} | {"part": part.key}
    return Table(
        name=f"cell-{part.key}",
        columns=part.columns(),
        filters=[*(Filter(key, key, [(value, value)]) for key, value in kept.items()),
                 *part.filters()],
        search_hint=str(part.search_hint),
    )  # fmt: skip


def bar_of(state: State) -> Bar:
    """The chips of the list itself; what names the cell stands in the head."""
    bar = state.bar()
    drawn = zip(state.table.filters, bar.chips, strict=True)
    return replace(bar, chips=[chip for one, chip in drawn if one.key not in KEPT])


def is_filtered(state: State) -> bool:
    return bool(state.search or state.chosen.keys() - set(KEPT))


def clear_url(state: State) -> str:
    chosen = {key: "" for key in state.chosen if key not in KEPT}
    return state.url(q="", **chosen)


def no_filters() -> list[Filter]:
    return []
