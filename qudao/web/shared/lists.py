"""Tables whose state lives in the address: sort, filter, search, page and export.

A view declares its `Table` once; `read` turns the address into a checked `ListState`, and the
state gives every link that the macros of components/tables.html draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row")
M = TypeVar("M", bound=Model)
Plain = str | int | Decimal | date | datetime | None
PAGE_SIZE = 80
LONGEST_SEARCH = 100
LAST_PAGE = 10_000


class PageBeyond(Exception):
    """The address asks for a page behind the last one; `url` is the page to go to instead."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its heading, the value for export, and the fields it sorts by (none: fixed)."""

    key: str
    label: str
    value: Callable[[Row], Plain]
    sorts_by: tuple[str, ...] = ()
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter chip: the parameter, its label and the choices `(value, label)`."""

    key: str
    label: str
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """What a list page offers. The first sort is used when the address names none."""

    name: str  # of the exported file
    columns: Sequence[Column[Row]]
    filters: Sequence[Filter] = ()
    search_hint: str = ""
    default_sort: str = ""
    page_size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Sort:
    url: str
    direction: str | None


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    value: str
    clear_url: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class SearchBox:
    name: str
    value: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class Bar:
    action: str
    search: SearchBox | None
    hidden: Sequence[tuple[str, str]]
    chips: Sequence[Chip]


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows. `total` is a text, since a long list may only say "at least"."""

    rows: Sequence[Row]
    first: int
    last: int
    total: str
    previous_url: str | None
    next_url: str | None


@dataclass(frozen=True)
class ListState(Generic[Row]):
    """The checked state of a table, as read from the address. Unknown values fall away."""

    table: Table[Row]
    path: str
    search: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""  # column key, "-" in front for descending
    page: int = 1

    # ---------------------------------------------------------------- links

    def url(self, **changes: str) -> str:
        """This state's address with some parameters changed; the page starts anew."""
        parameters = {"q": self.search, **self.chosen, "sort": self.sort, **changes}
        if parameters.get("sort") == self.table.default_sort:
            parameters["sort"] = ""
        kept = "&".join(_encoded(key, value) for key, value in parameters.items() if value)
        return f"{self.path}?{kept}" if kept else self.path

    def export_url(self, kind: str) -> str:
        return self.url(export=kind)

    @property
    def csv_url(self) -> str:
        return self.export_url("csv")

    @property
    def xlsx_url(self) -> str:
        return self.export_url("xlsx")

    @property
    def is_filtered(self) -> bool:
        return bool(self.search or self.chosen)

    @property
    def clear_url(self) -> str:
        return self.path

    def heading(self, key: str) -> Sort | None:
        """The sort link of a column; none for a column that does not sort."""
        column = next(c for c in self.table.columns if c.key == key)
        if not column.sorts_by:
            return None
        if self.sort == key:
            return Sort(self.url(sort=f"-{key}"), "ascending")
        if self.sort == f"-{key}":
            return Sort(self.url(sort=key), "descending")
        return Sort(self.url(sort=key), None)

    def bar(self) -> Bar:
        hint = self.table.search_hint
        hidden = [*self.chosen.items()] + ([("sort", self.sort)] if self.sort else [])
        return Bar(
            action=self.path,
            search=SearchBox("q", self.search, hint) if hint else None,
            hidden=hidden,
            chips=[self._chip(one) for one in self.table.filters],
        )

    def _chip(self, one: Filter) -> Chip:
        chosen = self.chosen.get(one.key, "")
        options = [
            Option(label, self.url(**{one.key: value}), value == chosen)
            for value, label in one.choices
        ]
        label = next((label for value, label in one.choices if value == chosen), "")
        return Chip(one.label, label if chosen else "", self.url(**{one.key: ""}), options)

    # ---------------------------------------------------------------- rows

    def ordering(self) -> list[str]:
        """Fields to order by, the primary key last so that pages never overlap."""
        sign, key = ("-", self.sort[1:]) if self.sort.startswith("-") else ("", self.sort)
        column = next((c for c in self.table.columns if c.key == key), None)
        fields = column.sorts_by if column else ()
        return [*(_flip(name) if sign else name for name in fields), f"{sign}pk"]

    def page_of(self, rows: Sequence[Row], *, total: int | None = None) -> Page[Row]:
        """The page from rows fetched with `window` (one more than a page, to know of a next)."""
        size = self.table.page_size
        shown = rows[:size]
        if not shown and self.page > 1:
            raise PageBeyond(self._last_page(total))
        first = (self.page - 1) * size + 1 if shown else 0
        last = first + len(shown) - 1 if shown else 0
        known = str(total) if total is not None else f"{last}+" if len(rows) > size else str(last)
        return Page(
            rows=shown,
            first=first,
            last=last,
            total=known,
            previous_url=self.url(page=str(self.page - 1)) if self.page > 1 else None,
            next_url=self.url(page=str(self.page + 1)) if len(rows) > size else None,
        )

    def _last_page(self, total: int | None) -> str:
        """The address of the last page, as far as it is known; else of the first."""
        last = -(-(total or 0) // self.table.page_size)
        return self.url(page=str(last)) if 1 < last < self.page else self.url()

    @property
    def window(self) -> slice:
        """The slice of a queryset that `page_of` needs."""
        start = (self.page - 1) * self.table.page_size
        return slice(start, start + self.table.page_size + 1)


def read(request: HttpRequest, table: Table[Row]) -> ListState[Row]:
    """The state that the address asks for, every value checked against what the table offers."""
    chosen = {
        one.key: request.GET[one.key]
        for one in table.filters
        if request.GET.get(one.key) in {value for value, _ in one.choices if value}
    }
    sort = request.GET.get("sort", "")
    sortable = {c.key for c in table.columns if c.sorts_by}
    return ListState(
        table=table,
        path=request.path,
        search=request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        chosen=chosen,
        sort=sort if sort.removeprefix("-") in sortable else table.default_sort,
        page=_page(request.GET.get("page", "1")),
    )


def _page(text: str) -> int:
    """A page that there can be: more digits than the last one has lead to the last."""
    if not (text.isascii() and text.isdigit()):
        return 1
    digits = text.lstrip("0")
    if len(digits) > len(str(LAST_PAGE)):
        return LAST_PAGE
    return min(max(int(digits or 0), 1), LAST_PAGE)


def ordered(rows: QuerySet[M], state: ListState[M]) -> QuerySet[M]:
    return rows.order_by(*state.ordering())


def values_of(table: Table[Row], rows: Iterable[Row]) -> Iterable[list[Plain]]:
    """Rows as plain values in the order of the columns, for an export."""
    return ([column.value(row) for column in table.columns] for row in rows)


@lru_cache(maxsize=4096)
def _encoded(key: str, value: str) -> str:
    """One parameter of an address; a page writes the same few hundred each time."""
    return urlencode({key: value})


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"
