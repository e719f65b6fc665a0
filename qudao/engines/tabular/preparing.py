"""From a file to what a preview shows: the sheet with the table, its mapping, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from qudao.engines.tabular.fields import ImportKind
from qudao.engines.tabular.kinds.catalogue import known_headers
from qudao.engines.tabular.kinds.known_files import recognise
from qudao.engines.tabular.mapping import BoundMapping, SavedMapping, bind
from qudao.engines.tabular.problems import TabularError
from qudao.engines.tabular.proposing import Proposed, propose
from qudao.engines.tabular.reading import OpenedFile, Sheet
from qudao.engines.tabular.tables import Table, find_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A table ready to be read: pass `bound` to `read_rows` once `tables` are at hand.

    `known_file` names the public file that it was recognised as; `tables` the other files that
    the mapping needs.
    """

    table: Table
    proposed: Proposed
    bound: BoundMapping
    known_file: str | None
    tables: frozenset[str]


def prepare(
    opened: OpenedFile,
    kind: ImportKind,
    *,
    given: SavedMapping | None = None,
    sheet: str | None = None,
) -> Prepared:
    """Find the table and map it: rules given first, then those of a known file, then proposals.

    Without `sheet`, the visible sheet that fits the kind best is taken. Raises `TabularError`:
    `sheet_missing`, `table_not_found`, or `header_missing` where given rules do not fit.
    """
    found = list(_candidates(opened, kind, sheet=sheet, given=given))
    if not found:
        raise TabularError("table_not_found", sheet=sheet or "")
    return max(found, key=_fit)


def _candidates(
    opened: OpenedFile, kind: ImportKind, *, sheet: str | None, given: SavedMapping | None
) -> Iterator[Prepared]:
    """Every sheet with a table; one that lacks a given heading counts only when it is alone."""
    sheets = _sheets(opened, sheet)
    for page in sheets:
        try:
            yield _prepared(page, kind, given)
        except TabularError as error:
            skippable = {"table_not_found", "header_missing"}
            if len(sheets) == 1 or error.code not in skippable:
                raise


def _sheets(opened: OpenedFile, name: str | None) -> list[Sheet]:
    if name is None:
        return [sheet for sheet in opened.sheets if not sheet.hidden] or list(opened.sheets)
    named = [sheet for sheet in opened.sheets if sheet.name == name]
    if not named:
        raise TabularError("sheet_missing", sheet=name)
    return named


def _prepared(sheet: Sheet, kind: ImportKind, given: SavedMapping | None) -> Prepared:
    table = find_table(sheet, known_headers=known_headers(kind))
    known = recognise(table.columns, kind.code)
    if known is not None:
        rules = known.mapping.with_rules(given.rules if given else {})
        filters = given.filters if given and given.filters else known.mapping.filters
        given = SavedMapping(kind=kind.code, rules=rules.rules, filters=filters)
    proposed = propose(table, kind, given=given)
    return Prepared(
        table=table,
        proposed=proposed,
        bound=bind(proposed.mapping, table.columns),
        known_file=known.name if known else None,
        tables=proposed.mapping.tables,
    )


def _fit(prepared: Prepared) -> tuple[int, int, Decimal]:
    """Fewest missing fields, then most fields mapped, then the surest."""
    proposals = prepared.proposed.proposals
    return (
        -len(prepared.proposed.missing_fields),
        len(prepared.proposed.mapping.rules),
        sum((item.confidence for item in proposals), Decimal(0)),
    )
