"""Every row of a table becomes a good row, a reject with its rule, or an aside: none is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from qudao.engines.tabular.cells import Cell, cell_text, is_blank
from qudao.engines.tabular.fields import FieldSpec, FieldType, FieldValue, ImportKind
from qudao.engines.tabular.keytables import KeyTable, resolve
from qudao.engines.tabular.mapping import BoundField, BoundMapping
from qudao.engines.tabular.problems import NO_PARAMS, CellError, Params
from qudao.engines.tabular.styles import learn_styles
from qudao.engines.tabular.tables import BodyRow, Role, Table
from qudao.engines.tabular.values import PLAIN_STYLE, ColumnStyle, Read, read_value

NO_TABLES: Mapping[str, KeyTable] = MappingProxyType({})
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about a good row: a field and a code (`formula_text`, …)."""

    field: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: column heading, value as in the file, code and its parameters."""

    column: str
    value: str
    rule_code: str
    params: Params = field(default_factory=lambda: NO_PARAMS)


@dataclass(frozen=True, slots=True)
class Good:
    """A row that holds: values by field, None where the file says nothing; `cells` as in it."""

    row_number: int
    values: Mapping[str, FieldValue]
    remarks: tuple[Remark, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that breaks at least one rule; all its faults, the first one in short."""

    row_number: int
    faults: tuple[Fault, ...]
    cells: tuple[Cell, ...] = ()

    @property
    def column(self) -> str:
        """Heading of the first fault."""
        return self.faults[0].column

    @property
    def value(self) -> str:
        """Value of the first fault."""
        return self.faults[0].value

    @property
    def rule_code(self) -> str:
        """Rule of the first fault."""
        return self.faults[0].rule_code


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that is no data (`total`, `note`, `repeated_header`) or was filtered out.

    `amounts` holds what a totals row claims, by field, so that it can be compared.
    """

    row_number: int
    reason: str
    text: str
    amounts: Mapping[str, Decimal]


Outcome = Good | Reject | Aside


def read_rows(
    table: Table,
    mapping: BoundMapping,
    kind: ImportKind,
    *,
    tables: Mapping[str, KeyTable] = NO_TABLES,
) -> Iterator[Outcome]:
    """Read a whole table; one outcome for every row that is not blank, in the file's order."""
    specs = {spec.name: spec for spec in kind.fields}
    reader = _RowReader(mapping, kind, specs, learn_styles(table, mapping, kind), tables)
    for row in table.body():
        yield reader.outcome(row)


@dataclass(frozen=True, slots=True)
class _RowReader:
    mapping: BoundMapping
    kind: ImportKind
    specs: Mapping[str, FieldSpec]
    styles: Mapping[str, ColumnStyle]
    tables: Mapping[str, KeyTable]

    def outcome(self, row: BodyRow) -> Outcome:
        if row.role is not Role.DATA:
            amounts = self._amounts(row) if row.role is Role.TOTAL else {}
            return _aside(row, row.role.value, amounts)
        for step in self.mapping.filters:
            if cell_text(row.cells[step.column]).strip() not in step.values:
                return _aside(row, "filtered", {})
        return self._checked(row)

    def _checked(self, row: BodyRow) -> Good | Reject:
        values: dict[str, FieldValue] = dict.fromkeys(spec.name for spec in self.kind.fields)
        faults: list[Fault] = []
        remarks: list[Remark] = []
        currencies: dict[str, str] = {}
        for bound in self.mapping.fields:
            spec = self.specs[bound.name]
            cell = _source(bound, row)
            try:
                read = self._read(cell, bound, spec)
            except CellError as error:
                if spec.lenient:
                    remarks.append(Remark(bound.name, error.code, _shown(cell)))
                else:
                    faults.append(Fault(bound.header, _shown(cell), error.code, error.params))
                continue
            values[bound.name] = read.value
            remarks.extend(Remark(bound.name, code, _shown(cell)) for code in read.remarks)
            if read.currency and spec.currency_field:
                currencies[bound.name] = read.currency
        faults.extend(self._currency_faults(values, currencies))
        faults.extend(self._missing(values, faults))
        if faults:
            return Reject(row.number, tuple(faults), row.cells)
        return Good(row.number, MappingProxyType(values), tuple(remarks), row.cells)

    def _read(self, cell: Cell, bound: BoundField, spec: FieldSpec) -> Read:
        cell = bound.rule.aliases.get(cell_text(cell).strip(), cell) if bound.rule.aliases else cell
        if bound.rule.lookups:
            cell = resolve(cell, bound.rule.lookups, self.tables)
        return read_value(cell, spec, self.styles[bound.name])

    def _currency_faults(
        self, values: dict[str, FieldValue], found: Mapping[str, str]
    ) -> Iterator[Fault]:
        """Currencies written beside amounts fill the currency field, or must agree with it."""
        for name, currency in found.items():
            target = self.specs[name].currency_field or ""
            if values.get(target) is None:
                values[target] = currency
            elif values[target] != currency:
                yield Fault(self._header(name), currency, "currency_conflict")

    def _missing(self, values: Mapping[str, FieldValue], faults: list[Fault]) -> Iterator[Fault]:
        broken = {fault.column for fault in faults}
        for spec in self.kind.fields:
            absent = spec.required and values[spec.name] is None
            if absent and self._header(spec.name) not in broken:
                yield Fault(self._header(spec.name), "", "required", {"field": spec.name})
        for group in self.kind.one_of:
            headers = {self._header(name) for name in group}
            if all(values[name] is None for name in group) and not headers & broken:
                there = (bound.name for bound in self.mapping.fields if bound.name in group)
                fields = {"fields": ",".join(group)}
                yield Fault(self._header(next(there, group[0])), "", "one_of_required", fields)

    def _header(self, name: str) -> str:
        return next((bound.header for bound in self.mapping.fields if bound.name == name), name)

    def _amounts(self, row: BodyRow) -> dict[str, Decimal]:
        amounts: dict[str, Decimal] = {}
        for bound in self.mapping.fields:
            spec = self.specs[bound.name]
            if bound.column is None or spec.type is not FieldType.AMOUNT:
                continue
            value = _lenient(row.cells[bound.column], spec, self.styles[bound.name])
            if isinstance(value, Decimal):
                amounts[bound.name] = value
        return amounts


def _source(bound: BoundField, row: BodyRow) -> Cell:
    if bound.column is None:
        return bound.rule.constant
    cell = row.cells[bound.column]
    return bound.rule.constant if is_blank(cell) and bound.rule.constant else cell


def _lenient(cell: Cell, spec: FieldSpec, style: ColumnStyle) -> FieldValue:
    try:
        return read_value(cell, spec, style).value
    except CellError:
        return None


def _shown(cell: Cell) -> str:
    return cell_text(cell)[:_SHOWN]


def _aside(row: BodyRow, reason: str, amounts: Mapping[str, Decimal]) -> Aside:
    text = " | ".join(cell_text(cell) for cell in row.cells if not is_blank(cell))
    return Aside(row.number, reason, text[:_SHOWN], amounts)


__all__ = [
    "PLAIN_STYLE",
    "Aside",
    "Fault",
    "Good",
    "Outcome",
    "Reject",
    "Remark",
    "read_rows",
]
