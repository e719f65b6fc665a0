"""Bulk writing: rows of another system are brought to what its file says, and each row's fate told.

A step of an import, which checks the right to it and leaves one audit row for the whole file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from django.db import models

from qudao.core.money import DECIMALS, LARGEST

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)
BATCH = 500


class Fate(StrEnum):
    """What became of a row. MERGED: it told of something that an earlier row or source named."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not written: the field, the rule that it breaks, what the field said."""

    field: str
    rule: str
    value: str = ""


Outcome = Fate | Refused


@dataclass(frozen=True, slots=True)
class Keyed(Generic[T]):
    """An input with its key in its source; `repeated` when its file named this key before."""

    key: str
    input: T
    repeated: bool = False


class Upsert(Generic[M]):
    """Puts rows beside those that are there; `write` writes only what differs.

    A blank never wipes out what is known, since most files know less than the house does.
    """

    def __init__(self, there: Mapping[str, M], fields: Sequence[str]) -> None:
        self.there = dict(there)
        self.fields = tuple(fields)
        self.created: list[M] = []
        self.updated: list[M] = []
        self._new: set[str] = set()

    def put(self, key: str, row: M, *, repeated: bool = False) -> Fate:
        """Note what is to be done for one row; a repeated key changes nothing more."""
        old = self.there.get(key)
        if old is None:
            self.created.append(row)
            self.there[key] = row
            self._new.add(key)
            return Fate.CREATED
        if repeated or key in self._new:
            return Fate.MERGED
        changed = differing(old, row, self.fields)
        if not changed:
            return Fate.UNCHANGED
        for name in changed:
            setattr(old, name, getattr(row, name))
        self.updated.append(old)
        return Fate.UPDATED

    def write(self, rows: models.QuerySet[M]) -> None:
        """Write what was noted, in the caller's transaction."""
        rows.bulk_create(self.created, batch_size=BATCH)
        rows.bulk_update(self.updated, self.fields, batch_size=BATCH)
        if "version" in {field.name for field in rows.model._meta.concrete_fields}:
            keys = [row.pk for row in self.updated]
            rows.filter(pk__in=keys).update(version=models.F("version") + 1)


def differing(old: models.Model, new: models.Model, fields: Sequence[str]) -> list[str]:
    """The fields in which a new row says something else than the old one."""
    said = ((name, getattr(new, name)) for name in fields)
    return [name for name, value in said if _says(value) and value != getattr(old, name)]


def _says(value: object) -> bool:
    """Whether a value says anything; an empty list or document says no more than a blank."""
    return value is not None and value not in ("", [], {}, ())


def negative(field: str, amount: Decimal) -> Refused | None:
    """Why an amount that cannot be given back is refused, if it is less than nothing."""
    return Refused(field, "out_of_bounds", f"{amount:f}") if amount < 0 else None


def amount_problem(
    field: str, amount: Decimal | None, *, decimals: int = DECIMALS
) -> Refused | None:
    """Why an amount cannot be stored exactly, if it cannot."""
    if amount is None:
        return None
    if not amount.is_finite() or amount.copy_abs() > LARGEST:
        return Refused(field, "amount_too_large", f"{amount:f}")
    if amount != round(amount, decimals):
        return Refused(field, "too_many_decimals", f"{amount:f}")
    return None
