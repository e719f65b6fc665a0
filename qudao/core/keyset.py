"""Walking through a list in steps that begin after the last row seen.

A step costs the same however far one has come, and rows that come or go meanwhile shift nothing.
The last column is unique and opaque to readers: it goes out in a cursor, so never a row's number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step begins and how long it is: `sort` is a column, "-" in front for descending;
    `after` holds the sort values of the last row seen, None at the start."""

    sort: str
    size: int
    after: tuple[str, ...] | None = None
    key: str = "public_id"

    @property
    def columns(self) -> tuple[str, ...]:
        column = self.sort.removeprefix("-")
        return (self.key,) if column == self.key else (column, self.key)

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")


@dataclass(frozen=True, slots=True)
class Step(Generic[M]):
    """The rows of a step, and the sort values of the last one if more follow."""

    rows: list[M]
    last: tuple[str, ...] | None


def step_through(rows: QuerySet[M], place: Place) -> Step[M]:
    """The rows that follow a place, in its order. Its columns must not be nullable.

    `ValueError` if `after` does not hold values of these columns.
    """
    sign = "-" if place.is_descending else ""
    ordered = rows.order_by(*(f"{sign}{column}" for column in place.columns))
    if place.after is not None:
        ordered = ordered.filter(_beyond(rows, place, place.after))
    found = list(ordered[: place.size + 1])
    if len(found) <= place.size:
        return Step(found, None)
    found.pop()
    return Step(found, tuple(_as_text(_value(found[-1], column)) for column in place.columns))


def _beyond(rows: QuerySet[M], place: Place, after: tuple[str, ...]) -> Q:
    if len(after) != len(place.columns):
        raise ValueError("the place belongs to another order")
    compare = "lt" if place.is_descending else "gt"
    values = [
        _understood(_field(rows.model, column), value)
        for column, value in zip(place.columns, after, strict=True)
    ]
    first, *rest = place.columns
    beyond = Q(**{f"{first}__{compare}": values[0]})
    for column in rest:
        beyond |= Q(**{first: values[0], f"{column}__{compare}": values[1]})
    return beyond


def _field(model: type[Model], column: str) -> Field[Any, Any]:
    """The field behind a column, through relations: `customer__public_id`."""
    *relations, name = column.split("__")
    for relation in relations:
        model = cast(type[Model], model._meta.get_field(relation).related_model)
    return cast("Field[Any, Any]", model._meta.get_field(name))


def _understood(field: Field[Any, Any], value: str) -> object:
    try:
        return field.to_python(value)
    except (ValidationError, ArithmeticError) as error:
        raise ValueError(f"{value!r} is no value of {field.name}") from error


def _value(row: Model, column: str) -> object:
    value: Any = row
    for name in column.split("__"):
        value = getattr(value, name)
    return value


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
