"""Rows of a file read and written by a kind's own writer, without a run, a stored file or pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from qudao.core.actor import Actor
from qudao.core.programme import today
from qudao.core.upserting import Outcome, Refused
from qudao.engines.tabular.checking import Good, Reject
from qudao.engines.tabular.fields import FieldValue
from qudao.engines.tabular.keytables import KeyTable
from qudao.engines.tabular.limits import UPLOAD
from qudao.engines.tabular.mapping import bind
from qudao.engines.tabular.preparing import prepare
from qudao.engines.tabular.reading import open_tabular
from qudao.intake.kinds import IMPORTABLE
from qudao.intake.opening import OpenTable
from qudao.intake.writers.base import Incoming, Setting, Values, Writer

Line = tuple[int, str]
Fault = tuple[int, str, str, str]


def open_text(
    kind: str, content: str | bytes, keys: Mapping[str, KeyTable] | None = None
) -> OpenTable:
    """A file of a kind with its columns as proposed."""
    data = content.encode() if isinstance(content, str) else content
    importable = IMPORTABLE[kind]
    prepared = prepare(open_tabular(data, limits=UPLOAD), importable.kind)
    mapping = importable.kept(prepared.proposed.mapping)
    bound = bind(mapping, prepared.table.columns)
    return OpenTable(importable.kind, prepared.table, bound, keys or {})


def read(kind: str, content: str | bytes) -> list[dict[str, FieldValue]]:
    """What each row that holds says, without what it leaves out."""
    return [
        {name: value for name, value in row.values.items() if value is not None}
        for row in open_text(kind, content).outcomes()
        if isinstance(row, Good)
    ]


def faults(kind: str, content: str | bytes) -> list[Fault]:
    """Row, heading, value and rule of what reading refuses."""
    return [
        (row.row_number, row.column, row.value, row.rule_code)
        for row in open_text(kind, content).outcomes()
        if isinstance(row, Reject)
    ]


def values_of(kind: str, **given: FieldValue) -> dict[str, FieldValue]:
    """A clean row that says only what is given."""
    names = IMPORTABLE[kind].kind.names
    assert given.keys() <= names, given.keys() - names
    return {**dict.fromkeys(names), **given}


def writer_for(
    kind: str,
    actor: Actor,
    *,
    now: datetime,
    source: str = "crm",
    headers: Mapping[str, str] | None = None,
) -> Writer:
    setting = Setting(
        actor=actor,
        source=source,
        now=now,
        today=today(now),
        currency="CNY",
        headers=headers or {},
    )
    return IMPORTABLE[kind].writer(IMPORTABLE[kind].kind, setting)


def keys_of(writer: Writer, rows: Sequence[Values]) -> list[str]:
    return [writer.meet(row) for row in rows]


def incoming(writer: Writer, rows: Sequence[Values]) -> list[Incoming]:
    """Rows with their keys, as a run hands them over."""
    seen: set[str] = set()
    met = []
    for row in rows:
        key = writer.meet(row)
        met.append(Incoming(key, row, key in seen))
        seen.add(key)
    return met


@dataclass(slots=True)
class Written:
    """What became of the rows of a file, in their order."""

    fates: list[str] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(self.fates))


def put(
    kind: str,
    rows: Sequence[Values],
    actor: Actor,
    *,
    now: datetime,
    source: str = "crm",
) -> Written:
    """Clean rows written by their writer."""
    writer = writer_for(kind, actor, now=now, source=source)
    outcomes = writer.write(incoming(writer, rows))
    writer.finish()
    return _told(writer, list(enumerate(rows, start=1)), outcomes)


def bring(
    kind: str,
    content: str | bytes,
    actor: Actor,
    *,
    now: datetime,
    source: str = "crm",
) -> Written:
    """A file read and written; rows that reading refuses come first among the refused."""
    opened = open_text(kind, content)
    writer = writer_for(kind, actor, now=now, source=source, headers=opened.headers)
    every = list(opened.outcomes())
    good = [row for row in every if isinstance(row, Good)]
    outcomes = writer.write(incoming(writer, [row.values for row in good]))
    writer.finish()
    told = _told(writer, [(row.row_number, row.values) for row in good], outcomes)
    told.refused = [
        (row.row_number, row.column, row.value, row.rule_code)
        for row in every
        if isinstance(row, Reject)
    ] + told.refused
    return told


def _told(
    writer: Writer, rows: Sequence[tuple[int, Values]], outcomes: Sequence[Outcome]
) -> Written:
    headers = writer.setting.headers
    told = Written(notes=dict(+writer.notes))
    for (number, _values), outcome in zip(rows, outcomes, strict=True):
        if isinstance(outcome, Refused):
            heading = headers.get(outcome.field) or outcome.field
            told.refused.append((number, heading, outcome.value, outcome.rule))
            told.fates.append("refused")
        else:
            told.fates.append(outcome.value)
    return told


def money(text: str) -> Decimal:
    return Decimal(text)
