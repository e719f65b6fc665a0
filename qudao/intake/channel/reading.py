"""The two files of a check opened, mapped and read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from qudao.core.files import path_of
from qudao.engines.findings.find import find_findings
from qudao.engines.findings.finding import Finding
from qudao.engines.findings.rows import registration_row, shipment_row
from qudao.engines.tabular.checking import Good, Reject
from qudao.engines.tabular.fields import ImportKind
from qudao.engines.tabular.kinds.catalogue import KINDS
from qudao.engines.tabular.mapping import SavedMapping, bind
from qudao.engines.tabular.mapping_json import mapping_from_json, mapping_to_json
from qudao.engines.tabular.preparing import prepare
from qudao.intake.channel.companies import company_keys
from qudao.intake.checking import cells_as_texts, reject_as_json
from qudao.intake.models import ChannelCheck
from qudao.intake.opening import OpenTable, opened, table_of

REGISTRATIONS, SHIPMENTS = "registrations", "shipments"
KIND_OF = {REGISTRATIONS: KINDS["past_registrations"], SHIPMENTS: KINDS["shipments"]}
MOST_ROWS = 50_000
SHOWN_REJECTS = 50


@dataclass(slots=True)
class FileRead:
    """The clean rows of one file by their numbers, and what was refused."""

    header: list[str]
    values: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    cells: dict[int, list[str]] = field(default_factory=dict)
    rejected: int = 0
    rejects: list[dict[str, object]] = field(default_factory=list)
    is_cut: bool = False


def propose_columns(path: Path, part: str) -> dict[str, Any]:
    """Where the table of a file is and what its columns mean, as plain values."""
    prepared = prepare(opened(path), KIND_OF[part])
    return {
        "sheet": prepared.table.sheet.name,
        "header": [column.header for column in prepared.table.columns],
        "columns": mapping_to_json(prepared.proposed.mapping),
        "confidence": {one.field: str(one.confidence) for one in prepared.proposed.proposals},
    }


def parts_of(check: ChannelCheck) -> list[str]:
    """Which of the two files the check has."""
    return [REGISTRATIONS, *([SHIPMENTS] if check.shipments_file_id else [])]


def open_part(check: ChannelCheck, part: str) -> OpenTable:
    file = check.registrations_file if part == REGISTRATIONS else check.shipments_file
    if file is None:
        raise ValueError(part)
    kind, chosen = KIND_OF[part], check.mappings[part]
    table = table_of(opened(path_of(file.public_id)), kind, chosen["sheet"])
    mapping: SavedMapping = mapping_from_json(chosen["columns"])
    return OpenTable(kind, table, bind(mapping, table.columns), {})


def read_part(check: ChannelCheck, part: str) -> FileRead:
    """All rows of one file; beyond a bound it is cut and says so."""
    table = open_part(check, part)
    read = FileRead([column.header for column in table.table.columns])
    for outcome in table.outcomes():
        if len(read.values) >= MOST_ROWS:
            read.is_cut = True
            break
        if isinstance(outcome, Good):
            read.values[outcome.row_number] = outcome.values
            read.cells[outcome.row_number] = cells_as_texts(outcome.cells)
        elif isinstance(outcome, Reject):
            read.rejected += 1
            if len(read.rejects) < SHOWN_REJECTS:
                read.rejects.append(reject_as_json(outcome))
    return read


def findings_of(
    parts: Mapping[str, FileRead], *, today: date, territories: Sequence[str]
) -> tuple[Finding, ...]:
    """What the two files say together."""
    registrations = parts[REGISTRATIONS].values
    shipments = parts[SHIPMENTS].values if SHIPMENTS in parts else {}
    every = [*registrations.values(), *shipments.values()]
    return find_findings(
        [registration_row(number, values) for number, values in registrations.items()],
        [shipment_row(number, values) for number, values in shipments.items()],
        same_company=company_keys(_names(every), _numbers(every)),
        today=today,
        territories=territories,
    )


def _names(rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for values in rows:
        yield values.get("partner") or ""
        yield values.get("customer") or ""


def _numbers(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {
        values["customer"]: values["customer_uscc"]
        for values in rows
        if values.get("customer") and values.get("customer_uscc")
    }


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """A finding as plain values; amounts and days as text."""
    plain = {
        name: value if isinstance(value, int) else str(value)
        for name, value in finding.params.items()
    }
    return {
        "code": finding.code,
        "severity": int(finding.severity),
        "params": plain,
        REGISTRATIONS: list(finding.registrations),
        SHIPMENTS: list(finding.shipments),
    }


def missing_of(kind: ImportKind, mapped: Iterable[str]) -> list[str]:
    """Required fields without a column."""
    there = set(mapped)
    return [spec.name for spec in kind.fields if spec.required and spec.name not in there]
