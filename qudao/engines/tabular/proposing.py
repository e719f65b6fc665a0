"""Propose a mapping: headings by synonyms, values by their shape, all with reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from rapidfuzz import fuzz

from qudao.engines.tabular.cells import Cell, cell_text, is_blank
from qudao.engines.tabular.fields import FieldSpec, FieldType, ImportKind
from qudao.engines.tabular.headers import Heading, halves, header_key, read_heading
from qudao.engines.tabular.mapping import FieldRule, SavedMapping
from qudao.engines.tabular.problems import CellError
from qudao.engines.tabular.tables import Column, Table
from qudao.engines.tabular.values import read_value

ACCEPTED = 0.5
_SAMPLE = 50
_SHAPELESS = frozenset({FieldType.TEXT, FieldType.IDENTIFIER})
_DOUBTFUL = frozenset({"date_ambiguous", "date_out_of_range", "below_minimum", "above_maximum"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """One field and the column proposed for it, with confidence 0..1 and why (a code)."""

    field: str
    header: str
    position: int
    confidence: Decimal
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposed mapping, the reasons for it, and what is still open."""

    mapping: SavedMapping
    proposals: tuple[Proposal, ...]
    unused_headers: tuple[str, ...]
    missing_fields: tuple[str, ...]


class _Match(NamedTuple):
    score: float
    field: int
    position: int
    why: str


def propose(table: Table, kind: ImportKind, *, given: SavedMapping | None = None) -> Proposed:
    """A mapping for a table. Rules in `given` stand as they are, and their columns are taken."""
    fixed = dict(given.rules) if given else {}
    taken = {header_key(rule.header) for rule in fixed.values() if rule.header}
    samples = [row.cells for row in table.sample(_SAMPLE)]
    matches = [
        match
        for match in _matches(table.columns, samples, kind)
        if kind.fields[match.field].name not in fixed
        and header_key(table.columns[match.position].header) not in taken
    ]
    chosen = _best(matches)
    proposals = tuple(_proposal(match, table.columns, kind) for match in chosen)
    rules = fixed | {item.field: FieldRule(header=item.header) for item in proposals}
    return Proposed(
        mapping=SavedMapping(kind=kind.code, rules=rules, filters=given.filters if given else ()),
        proposals=proposals,
        unused_headers=_unused(table.columns, rules),
        missing_fields=missing_fields(kind, rules),
    )


def missing_fields(kind: ImportKind, mapped: dict[str, FieldRule]) -> tuple[str, ...]:
    """Required fields, and first fields of one-of groups, for which nothing is mapped."""
    required = [spec.name for spec in kind.fields if spec.required and spec.name not in mapped]
    groups = [group[0] for group in kind.one_of if not set(group) & set(mapped)]
    return (*required, *groups)


def _unused(columns: Sequence[Column], rules: dict[str, FieldRule]) -> tuple[str, ...]:
    used = {rule.header for rule in rules.values()}
    return tuple(column.header for column in columns if column.header not in used)


def _proposal(match: _Match, columns: Sequence[Column], kind: ImportKind) -> Proposal:
    return Proposal(
        kind.fields[match.field].name,
        columns[match.position].header,
        match.position,
        Decimal(f"{match.score:.2f}"),
        match.why,
    )


def _best(matches: list[_Match]) -> list[_Match]:
    """Each field and each column at most once, the surest first, then the order of the fields."""
    fields: set[int] = set()
    positions: set[int] = set()
    chosen = []
    for match in sorted(matches, key=lambda item: (-item.score, item.field, item.position)):
        if match.field in fields or match.position in positions:
            continue
        fields.add(match.field)
        positions.add(match.position)
        chosen.append(match)
    return sorted(chosen, key=lambda match: match.field)


def _matches(
    columns: Sequence[Column], samples: Sequence[tuple[Cell, ...]], kind: ImportKind
) -> Iterator[_Match]:
    for position, column in enumerate(columns):
        values = [row[position] for row in samples if not is_blank(row[position])]
        readings = _readings(column)
        for index, spec in enumerate(kind.fields):
            score, why = _score(readings, values, spec)
            if score >= ACCEPTED:
                yield _Match(score, index, position, why)


def _readings(column: Column) -> list[tuple[Heading, float]]:
    """A heading whole; at a little less each half of a bilingual one and its last line alone."""
    readings = [(read_heading(column.header), 1.0)]
    last = column.parts[-1] if column.parts else column.header
    readings.extend((read_heading(half), 0.95) for half in halves(last))
    if len(column.parts) > 1:
        readings.append((read_heading(last), 0.9))
    return [(heading, weight) for heading, weight in readings if heading.key]


def _score(
    readings: list[tuple[Heading, float]], values: list[Cell], spec: FieldSpec
) -> tuple[float, str]:
    shape = _shape(values, spec)
    named = max((_name_score(heading, spec) * weight for heading, weight in readings), default=0.0)
    if named:
        fits = shape if spec.pattern is None or spec.required else max(shape, 0.8)
        return named * (0.4 + 0.6 * fits), "header"
    if spec.pattern is not None and shape >= 0.6 and values:
        return 0.75 * shape, "values"
    return 0.0, ""


def _name_score(heading: Heading, spec: FieldSpec) -> float:
    """1 for the best synonym, a little less for each later one; .85 at most for a near miss."""
    words = [header_key(word) for word in (spec.name, *spec.synonyms)]
    for rank, word in enumerate(words):
        if word in {heading.key, heading.bare_key}:
            return 1.0 - min(rank, 40) * 0.002
    return max(_near(heading.bare_key, word) for word in words)


def _near(key: str, word: str) -> float:
    if len(key) > 60:
        return 0.0
    ratio = fuzz.ratio(key, word) / 100
    if ratio >= 0.86 and len(word) >= 4:
        return 0.8 * ratio
    long_enough = len(word) >= (5 if word.isascii() else 2)
    if long_enough and key.endswith(word):
        return 0.55 + 0.25 * len(word) / len(key)
    if long_enough and key.startswith(word):
        return 0.5 + 0.2 * len(word) / len(key)
    return 0.0


def _shape(values: list[Cell], spec: FieldSpec) -> float:
    """Share of the values that this field could read; 1 when there is nothing to judge."""
    if not values:
        return 1.0
    if spec.pattern is not None:
        pattern = spec.pattern
        hits = sum(bool(pattern.fullmatch(cell_text(cell).strip())) for cell in values)
        return hits / len(values)
    if spec.type in _SHAPELESS or (spec.type is FieldType.CHOICE and spec.lenient):
        return 1.0
    return sum(_readable(cell, spec) for cell in islice(values, _SAMPLE)) / min(
        len(values), _SAMPLE
    )


def _readable(cell: Cell, spec: FieldSpec) -> bool:
    try:
        read_value(cell, spec)
    except CellError as error:
        return error.code in _DOUBTFUL
    return True
