"""What every list of records hands to its template, and choices as filters want them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from qudao.market.cells.selectors import Choice
from qudao.people.colleagues import Colleague
from qudao.web.shared.lists import Bar, ListState, Page, Row, Sort


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of components/figures.html."""

    label: str
    value: str
    detail: str = ""
    hue: str = ""
    swatch: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ListSheet(Generic[Row]):
    """One window of a list with the links of its head and foot."""

    bar: Bar
    page: Page[Row]
    count: int
    sorts: dict[str, Sort | None]
    csv_url: str
    xlsx_url: str
    clear_url: str
    is_filtered: bool


def sheet_of(state: ListState[Row], rows: Sequence[Row], *, count: int) -> ListSheet[Row]:
    return ListSheet(
        bar=state.bar(),
        page=state.page_of(rows, total=count),
        count=count,
        sorts={column.key: state.heading(column.key) for column in state.table.columns},
        csv_url=state.csv_url,
        xlsx_url=state.xlsx_url,
        clear_url=state.clear_url,
        is_filtered=state.is_filtered,
    )


def order_of(state: ListState[Row], usual: str) -> tuple[str, ...]:
    """The order that the address asks for, else the usual one; keys as the selectors know them."""
    return (state.sort or usual,)


def words(choices: Iterable[tuple[Any, Any]]) -> list[tuple[str, str]]:
    """An enum's choices with their labels in the reader's language."""
    return [(str(value), str(label)) for value, label in choices]


def nodes(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in choices]


def persons(people: Iterable[Colleague]) -> list[tuple[str, str]]:
    return [(one.user_id, one.name) for one in people]
