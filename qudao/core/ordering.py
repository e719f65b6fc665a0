"""Order of rows that is the same on every database: what is empty comes last, either way."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Model
from django.db.models.expressions import OrderBy

Orders = Sequence[str | OrderBy]


def empty_last(model: type[Model], columns: Orders) -> list[str | OrderBy]:
    """The columns, "-" in front for descending, with nulls after all values.

    PostgreSQL takes nothing for larger than everything, SQLite for smaller. Columns that are never
    empty stay as they are, for the sake of their indexes.
    """
    return [
        _empty_last(one) if isinstance(one, str) and _may_be_empty(model, one) else one
        for one in columns
    ]


def _empty_last(column: str) -> OrderBy:
    name = F(column.removeprefix("-"))
    return name.desc(nulls_last=True) if column.startswith("-") else name.asc(nulls_last=True)


def _may_be_empty(model: type[Model], column: str) -> bool:
    at: type[Model] | None = model
    for name in column.removeprefix("-").split("__"):
        if name == "pk" or at is None:
            return False
        field = at._meta.get_field(name)
        if getattr(field, "null", False):
            return True
        at = field.related_model if isinstance(field.related_model, type) else None
    return False
