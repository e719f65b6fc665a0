"""What lists of partners and customers share: where names come from, how rows are ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Case, CharField, F, OrderBy, Q, Subquery, When

Orderable = F | Case | Subquery

WIDEST_WINDOW = 100_001  # an export


def first_window() -> slice:
    return slice(0, 81)  # one more than a page, to know of a next


def readable_name(language: str, prefix: str = "") -> Case:
    """The name in the reader's language, else in the other one, as a column to sort by."""
    zh, en = f"{prefix}name_zh", f"{prefix}name_en"
    first, second = (zh, en) if language.startswith("zh") else (en, zh)
    return Case(
        When(~Q(**{first: ""}), then=F(first)),
        default=F(second),
        output_field=CharField(),
    )


def ordering(wanted: Sequence[str], columns: Mapping[str, Orderable]) -> list[OrderBy | str]:
    """Column keys ("-" in front for descending) as an order; unknown keys fall away.

    The primary key comes last, so that pages never overlap.
    """
    order: list[OrderBy | str] = []
    for key in wanted:
        column = columns.get(key.removeprefix("-"))
        if column is not None:
            last = True if _may_be_empty(column) else None
            is_down = key.startswith("-")
            order.append(column.desc(nulls_last=last) if is_down else column.asc(nulls_last=last))
    return [*order, "-pk" if wanted and wanted[-1] == "-pk" else "pk"]


def _may_be_empty(column: Orderable) -> bool:
    """What stands in another row, or a day: empty ones come last on every database."""
    if isinstance(column, F):
        name = str(getattr(column, "name", ""))
        return "__" in name or name.endswith("_on")
    return isinstance(column, Subquery)


def bounded(window: slice) -> slice:
    """The window, never wider than an export."""
    start = max(window.start or 0, 0)
    stop = window.stop if window.stop is not None else start + WIDEST_WINDOW
    return slice(start, max(start, min(stop, start + WIDEST_WINDOW)))
