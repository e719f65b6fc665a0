"""A second file as a dictionary: keys of one file resolved through another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qudao.engines.tabular.cells import Cell, cell_text, is_blank
from qudao.engines.tabular.headers import header_key
from qudao.engines.tabular.mapping import Lookup
from qudao.engines.tabular.problems import CellError, TabularError
from qudao.engines.tabular.tables import Role, Table

MAX_KEYS = 1_000_000


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Rows of another file by their key; `repeated` keys stand for different rows."""

    name: str
    columns: Mapping[str, int]
    rows: Mapping[str, tuple[Cell, ...]]
    repeated: frozenset[str]

    def find(self, key: str, column: str) -> Cell:
        """The cell of `column` in the row of `key`.

        Refuses `key_not_found`, and `key_ambiguous` where rows of one key differ.
        """
        if key in self.repeated:
            raise CellError("key_ambiguous", table=self.name, key=key)
        if key not in self.rows:
            raise CellError("key_not_found", table=self.name, key=key)
        position = self.columns.get(header_key(column))
        if position is None:
            raise TabularError("header_missing", header=column, table=self.name)
        return self.rows[key][position]


def build_key_table(name: str, table: Table, key: str | None = None) -> KeyTable:
    """Read a table as a dictionary; its key is the column named, else its first one."""
    columns = {header_key(column.header): at for at, column in enumerate(table.columns)}
    position = columns.get(header_key(key)) if key else 0
    if position is None:
        raise TabularError("header_missing", header=key or "", table=name)
    rows: dict[str, tuple[Cell, ...]] = {}
    repeated: set[str] = set()
    for row in table.body():
        if row.role is not Role.DATA or is_blank(row.cells[position]):
            continue
        found = key_text(row.cells[position])
        if rows.setdefault(found, row.cells) != row.cells:
            repeated.add(found)
        if len(rows) > MAX_KEYS:
            raise TabularError("too_many_rows", limit=MAX_KEYS)
    return KeyTable(name, columns, rows, frozenset(repeated))


def key_text(cell: Cell) -> str:
    """A key as text: 7, `7` and ` 7 ` are one key."""
    return cell_text(cell).strip()


def resolve(cell: Cell, steps: Iterable[Lookup], tables: Mapping[str, KeyTable]) -> Cell:
    """Follow lookups from table to table; a blank on the way ends it with nothing."""
    for step in steps:
        if is_blank(cell):
            return None
        if step.table not in tables:
            raise TabularError("table_missing", table=step.table)
        cell = tables[step.table].find(key_text(cell), step.column)
    return cell
