"""What an import wants to know: its fields, their types and rules, and the words for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from qudao.engines.tabular.dates import EARLIEST, LATEST

FieldValue = str | Decimal | int | bool | date | None


class FieldType(Enum):
    """How a cell of this field is read."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    INTEGER = "integer"
    AMOUNT = "amount"
    SHARE = "share"
    DATE = "date"
    PERIOD = "period"
    BOOLEAN = "boolean"
    CURRENCY = "currency"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of an import.

    `synonyms` are headings in Chinese and English, the best first. `lenient` fields lose a bad
    value with a remark where others reject the row. `choices` maps codes to the words for them;
    with `lenient`, an unknown word is kept as text. `pattern` recognises a column by its values.
    `currency_field` receives the currency written beside an amount.
    """

    name: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    lenient: bool = False
    synonyms: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    earliest: date = EARLIEST
    latest: date = LATEST
    max_length: int = 1000
    pattern: re.Pattern[str] | None = None
    currency_field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKind:
    """A kind of import: its fields, groups of which at least one must be given, and its key.

    `key` names the fields that tell two records of this kind apart; empty means the whole row.
    """

    code: str
    fields: tuple[FieldSpec, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    key: tuple[str, ...] = ()

    def field(self, name: str) -> FieldSpec:
        """The field of that name; a wrong name is a mistake of the programmer."""
        return next(spec for spec in self.fields if spec.name == name)

    @property
    def names(self) -> frozenset[str]:
        """Names of all fields."""
        return frozenset(spec.name for spec in self.fields)
