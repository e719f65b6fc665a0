"""How each column writes dates and numbers, learnt from the column before its rows are read."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from qudao.engines.tabular.cells import Cell
from qudao.engines.tabular.dates import DateOrder, date_order
from qudao.engines.tabular.fields import FieldType, ImportKind
from qudao.engines.tabular.headers import read_heading
from qudao.engines.tabular.mapping import BoundField, BoundMapping
from qudao.engines.tabular.numbers import DecimalMark, decimal_mark
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.tables import Role, Table
from qudao.engines.tabular.values import ColumnStyle

EVIDENCE_ROWS = 200_000
_DATES = frozenset({FieldType.DATE, FieldType.PERIOD})
_NUMBERS = frozenset({FieldType.AMOUNT, FieldType.INTEGER, FieldType.SHARE})


def learn_styles(
    table: Table, mapping: BoundMapping, kind: ImportKind
) -> Mapping[str, ColumnStyle]:
    """The style of every field: the user's word, else what the column shows.

    Refuses with `mapping_broken` a mapping that names a field which this kind does not have.
    """
    if not {bound.name for bound in mapping.fields} <= kind.names:
        raise TabularError("mapping_broken")
    undecided = {
        bound.name: bound.column
        for bound in mapping.fields
        if bound.column is not None and _open_question(bound, kind.field(bound.name).type)
    }
    evidence = _evidence(table, undecided) if undecided else {}
    return {
        bound.name: _style(bound, kind.field(bound.name).type, evidence.get(bound.name, []))
        for bound in mapping.fields
    }


def _open_question(bound: BoundField, field_type: FieldType) -> bool:
    if bound.rule.lookups:
        return False
    if field_type in _DATES:
        return bound.rule.date_order is None
    return field_type in _NUMBERS and bound.rule.decimal_mark is None


def _evidence(table: Table, columns: Mapping[str, int]) -> dict[str, list[Cell]]:
    """Texts that could decide a question; plain ones (2025-03-01, 12.50) decide nothing new."""
    found: dict[str, list[Cell]] = {name: [] for name in columns}
    for row in islice(table.body(), EVIDENCE_ROWS):
        if row.role is not Role.DATA:
            continue
        for name, position in columns.items():
            cell = row.cells[position]
            if isinstance(cell, str) and len(found[name]) < EVIDENCE_ROWS:
                found[name].append(cell)
    return found


def _style(bound: BoundField, field_type: FieldType, cells: list[Cell]) -> ColumnStyle:
    rule = bound.rule
    unit = read_heading(bound.header)
    money = field_type is FieldType.AMOUNT
    order = rule.date_order or (date_order(cells) if field_type in _DATES else None)
    mark = rule.decimal_mark or (decimal_mark(cells) if field_type in _NUMBERS else None)
    return ColumnStyle(
        date_order=order or DateOrder.UNKNOWN,
        decimal_mark=mark or DecimalMark.POINT,
        multiplier=rule.multiplier or (unit.multiplier if money else None),
        currency=rule.currency or (unit.currency if money else None),
    )
