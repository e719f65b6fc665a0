"""From bytes to outcomes in one call, as an import does it."""

from __future__ import annotations

from collections.abc import Mapping

from qudao.engines.tabular.checking import Aside, Good, Outcome, Reject, read_rows
from qudao.engines.tabular.fields import FieldValue
from qudao.engines.tabular.keytables import KeyTable
from qudao.engines.tabular.kinds.catalogue import KINDS, known_headers
from qudao.engines.tabular.mapping import SavedMapping, bind
from qudao.engines.tabular.proposing import Proposed, propose
from qudao.engines.tabular.reading import open_tabular
from qudao.engines.tabular.tables import Table, find_table


def lines(*rows: str) -> bytes:
    """A text file of these lines."""
    return ("\n".join(rows) + "\n").encode()


def table_of(data: bytes, kind: str = "opportunities") -> Table:
    return find_table(open_tabular(data).sheets[0], known_headers=known_headers(KINDS[kind]))


def proposed_for(data: bytes, kind: str) -> Proposed:
    return propose(table_of(data, kind), KINDS[kind])


def mapped(data: bytes, kind: str) -> dict[str, str]:
    """Heading by field, as proposed."""
    return {item.field: item.header for item in proposed_for(data, kind).proposals}


def outcomes(
    data: bytes,
    kind: str,
    saved: SavedMapping | None = None,
    tables: Mapping[str, KeyTable] | None = None,
) -> list[Outcome]:
    table = table_of(data, kind)
    mapping = saved or propose(table, KINDS[kind]).mapping
    return list(read_rows(table, bind(mapping, table.columns), KINDS[kind], tables=tables or {}))


def goods(found: list[Outcome]) -> list[Good]:
    return [row for row in found if isinstance(row, Good)]


def rejects(found: list[Outcome]) -> list[Reject]:
    return [row for row in found if isinstance(row, Reject)]


def asides(found: list[Outcome]) -> list[Aside]:
    return [row for row in found if isinstance(row, Aside)]


def values_of(data: bytes, kind: str) -> list[dict[str, FieldValue]]:
    """What each good row says, without what it leaves out."""
    return [
        {name: value for name, value in row.values.items() if value is not None}
        for row in goods(outcomes(data, kind))
    ]


def faults_of(data: bytes, kind: str) -> list[tuple[int, str, str]]:
    """Row, heading and rule of every fault."""
    return [
        (row.row_number, fault.column, fault.rule_code)
        for row in rejects(outcomes(data, kind))
        for fault in row.faults
    ]
