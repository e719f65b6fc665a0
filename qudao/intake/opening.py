"""Stored files opened as tables: the file of a run with its columns tied and its key files read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from qudao.core.files import path_of
from qudao.engines.tabular.checking import Outcome, read_rows
from qudao.engines.tabular.fields import ImportKind
from qudao.engines.tabular.headers import header_key
from qudao.engines.tabular.keytables import KeyTable, build_key_table
from qudao.engines.tabular.kinds.catalogue import known_headers
from qudao.engines.tabular.limits import UPLOAD
from qudao.engines.tabular.mapping import BoundMapping, SavedMapping, bind
from qudao.engines.tabular.mapping_json import mapping_from_json
from qudao.engines.tabular.preparing import Prepared, prepare
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.reading import OpenedFile, open_tabular
from qudao.engines.tabular.tables import Table, find_table
from qudao.intake.kinds import IMPORTABLE, Importable
from qudao.intake.models import ImportRun

_SUFFIXES = (".gz", ".csv", ".tsv", ".txt", ".xlsx")


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A file ready to be read row by row, as often as needed."""

    kind: ImportKind
    table: Table
    bound: BoundMapping
    keys: Mapping[str, KeyTable]

    def outcomes(self) -> Iterator[Outcome]:
        return read_rows(self.table, self.bound, self.kind, tables=self.keys)

    @property
    def headers(self) -> dict[str, str]:
        """What the file calls each field."""
        return {bound.name: bound.header for bound in self.bound.fields}


def opened(path: Path) -> OpenedFile:
    return open_tabular(path, limits=UPLOAD)


def look_at(path: Path, importable: Importable, given: SavedMapping | None) -> Prepared:
    """Find the table of a file and propose its columns; `TabularError` if there is none."""
    prepared = prepare(opened(path), importable.kind, given=given)
    mapping = importable.kept(prepared.proposed.mapping)
    return replace(
        prepared,
        proposed=replace(prepared.proposed, mapping=mapping),
        bound=bind(mapping, prepared.table.columns),
        tables=mapping.tables,
    )


def open_run(run: ImportRun) -> OpenTable:
    """The table of a run with the columns that were chosen for it."""
    importable = IMPORTABLE[run.kind]
    kind = importable.kind
    table = table_of(opened(path_of(run.file.public_id)), kind, run.options.get("sheet", ""))
    mapping = importable.kept(mapping_from_json(run.columns))
    keys = key_tables(
        mapping, {name: path_of(public_id) for name, public_id in run.key_files.items()}
    )
    return OpenTable(kind, table, bind(mapping, table.columns), keys)


def table_of(file: OpenedFile, kind: ImportKind, sheet: str) -> Table:
    """The table on the sheet that was looked at when the file came in."""
    named = [one for one in file.sheets if one.name == sheet] or list(file.sheets)
    return find_table(named[0], known_headers=known_headers(kind))


def key_tables(mapping: SavedMapping, paths: Mapping[str, Path]) -> dict[str, KeyTable]:
    """The second files that a mapping looks values up in; `table_missing` names an absent one."""
    tables = {}
    for name in sorted(mapping.tables):
        if name not in paths:
            raise TabularError("table_missing", table=name)
        sheet = opened(paths[name]).sheets[0]
        tables[name] = build_key_table(name, find_table(sheet))
    return tables


def columns_of(path: Path) -> list[str]:
    """The headings of a key file."""
    return [column.header for column in find_table(opened(path).sheets[0]).columns]


def stem_of(name: str) -> str:
    """`DimProduct.csv.gz` is the table DimProduct."""
    while name.lower().endswith(_SUFFIXES):
        name = name.rpartition(".")[0]
    return name


def digest_of(headers: Iterable[str]) -> str:
    """The headings of a file in short: a saved mapping knows its next file by it."""
    spelled = "\n".join(sorted(header_key(header) for header in headers))
    return hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()
