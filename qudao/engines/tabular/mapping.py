"""Which column feeds which field: told by the user, remembered from last time, or proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from qudao.engines.tabular.dates import DateOrder
from qudao.engines.tabular.headers import header_key
from qudao.engines.tabular.numbers import DecimalMark
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.tables import Column

NO_ALIASES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Lookup:
    """Find the value as a key in another file's table and go on with that row's `column`."""

    table: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """How one field gets its value; may be saved and used again on the next file.

    Either a column by its heading, or `constant`. Lookups follow one another. `aliases` replace
    a value as the file writes it by the one that is meant. What is None is learnt from the file.
    """

    header: str | None = None
    constant: str | None = None
    lookups: tuple[Lookup, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=lambda: NO_ALIASES)
    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    multiplier: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Rows whose column holds none of these values are set aside (and reported)."""

    header: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedMapping:
    """A mapping by headings, as a user saves it. A field without a rule stays unmapped."""

    kind: str
    rules: Mapping[str, FieldRule]
    filters: tuple[RowFilter, ...] = ()

    @property
    def tables(self) -> frozenset[str]:
        """Names of the other files that this mapping needs."""
        return frozenset(step.table for rule in self.rules.values() for step in rule.lookups)

    def with_rules(self, rules: Mapping[str, FieldRule]) -> SavedMapping:
        """The same mapping with some rules added or replaced."""
        return replace(self, rules={**self.rules, **rules})


@dataclass(frozen=True, slots=True)
class BoundField:
    """A field tied to a column of one table (`column` is None for a constant)."""

    name: str
    rule: FieldRule
    column: int | None
    header: str


@dataclass(frozen=True, slots=True)
class BoundFilter:
    """A row filter tied to a column of one table."""

    column: int
    header: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class BoundMapping:
    """A saved mapping tied to the columns of one table; positions are those of its cells."""

    fields: tuple[BoundField, ...]
    filters: tuple[BoundFilter, ...] = ()


def bind(saved: SavedMapping, columns: Sequence[Column]) -> BoundMapping:
    """Tie headings to columns; `header_missing` when the file lacks one that is asked for."""
    fields = tuple(_bind_field(name, rule, columns) for name, rule in saved.rules.items())
    filters = tuple(
        BoundFilter(_position(step.header, columns), step.header, frozenset(step.values))
        for step in saved.filters
    )
    return BoundMapping(fields, filters)


def _bind_field(name: str, rule: FieldRule, columns: Sequence[Column]) -> BoundField:
    if rule.header is None:
        return BoundField(name, rule, None, "")
    return BoundField(name, rule, _position(rule.header, columns), rule.header)


def _position(header: str, columns: Sequence[Column]) -> int:
    key = header_key(header)
    exact = [position for position, column in enumerate(columns) if column.header == header]
    alike = [
        position for position, column in enumerate(columns) if header_key(column.header) == key
    ]
    if not exact and not alike:
        raise TabularError("header_missing", header=header)
    return (exact or alike)[0]
