"""Checks of the own channel: the files, their columns, the findings and the rows behind each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.core.files import path_of
from qudao.engines.tabular.cells import cell_text
from qudao.engines.tabular.mapping_json import mapping_from_json
from qudao.engines.tabular.problems import TabularError
from qudao.intake.channel.assumed import assumptions
from qudao.intake.channel.reading import KIND_OF, REGISTRATIONS, SHIPMENTS, parts_of
from qudao.intake.channel.wording import Said, severity_words, worded
from qudao.intake.fields import field_label
from qudao.intake.models import ChannelCheck
from qudao.intake.opening import opened, table_of
from qudao.intake.permissions import IntakePermission
from qudao.intake.wording import rule_words

SAMPLES = 3


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check in the list."""

    public_id: str
    files: Sequence[str]
    started_at: datetime
    findings: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class PartField:
    """A field of one of the files, with the column proposed for it."""

    name: str
    label: str
    required: bool
    header: str
    percent: int | None
    samples: Sequence[str]


@dataclass(frozen=True, slots=True)
class PartPage:
    """One of the two files with its columns."""

    part: str
    label: str
    file: str
    headers: Sequence[str]
    fields: Sequence[PartField]

    @property
    def shown(self) -> list[PartField]:
        """Fields that are required or have a column."""
        return [one for one in self.fields if one.required or one.header]

    @property
    def others(self) -> list[PartField]:
        return [one for one in self.fields if not one.required and not one.header]

    @property
    def unused(self) -> list[str]:
        """Columns of the file that no field reads."""
        used = {one.header for one in self.fields}
        return [header for header in self.headers if header not in used]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in words, with the number of rows behind it in each file."""

    number: int
    severity: int
    severity_words: str
    title: str
    detail: str
    registrations: int
    shipments: int


@dataclass(frozen=True, slots=True)
class PartCount:
    label: str
    file: str
    good: int
    bad: int
    is_cut: bool


@dataclass(frozen=True, slots=True)
class PartReject:
    """A refused row of one of the files."""

    label: str
    row: int
    column: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class CheckPage:
    """The findings of a check."""

    public_id: str
    started_at: datetime
    is_done: bool
    parts: Sequence[PartCount]
    assumed: Sequence[str]
    findings: Sequence[FindingLine]
    rejects: Sequence[PartReject]


@dataclass(frozen=True, slots=True)
class RowsOfFile:
    """Rows of one file as they stand there, with their numbers."""

    label: str
    file: str
    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One finding with the rows behind it."""

    public_id: str
    line: FindingLine
    files: Sequence[RowsOfFile]
    previous: int | None
    following: int | None


def part_label(part: str) -> str:
    return _("Registrations") if part == REGISTRATIONS else _("Shipments")


def checks_of(actor: Actor) -> list[CheckRow]:
    """The actor's checks, the newest first."""
    actor.require(IntakePermission.IMPORT)
    rows = ChannelCheck.objects.visible_to(actor).order_by("-pk")
    found = rows.select_related("registrations_file", "shipments_file").defer("rows", "rejected")
    return [
        CheckRow(
            public_id=check.public_id,
            files=list(_files(check).values()),
            started_at=check.started_at,
            findings=len(check.findings),
            is_done=check.checked_at is not None,
        )
        for check in found[:50]
    ]


def check_of_actor(actor: Actor, public_id: str) -> ChannelCheck:
    actor.require(IntakePermission.IMPORT)
    rows = ChannelCheck.objects.visible_to(actor)
    return rows.select_related("registrations_file", "shipments_file").one(public_id)


def _files(check: ChannelCheck) -> dict[str, str]:
    files = {REGISTRATIONS: check.registrations_file.name}
    if check.shipments_file is not None:
        files[SHIPMENTS] = check.shipments_file.name
    return files


def check_columns(actor: Actor, public_id: str) -> list[PartPage]:
    """Both files with the columns that were found for their fields."""
    check = check_of_actor(actor, public_id)
    return [_part(check, part, name) for part, name in _files(check).items()]


def _part(check: ChannelCheck, part: str, file: str) -> PartPage:
    chosen = check.mappings[part]
    rules = mapping_from_json(chosen["columns"]).rules
    samples = _samples(check, part)
    fields = []
    for spec in KIND_OF[part].fields:
        header = rules[spec.name].header or "" if spec.name in rules else ""
        share = chosen["confidence"].get(spec.name)
        fields.append(
            PartField(
                name=spec.name,
                label=field_label(spec.name),
                required=spec.required,
                header=header,
                percent=int(float(share) * 100) if share and header else None,
                samples=samples.get(header, ()),
            )
        )
    ordered = sorted(fields, key=lambda one: (not one.required, not one.header))
    headers = [header for header in chosen["header"] if header]
    return PartPage(part, part_label(part), file, headers, ordered)


def _samples(check: ChannelCheck, part: str) -> dict[str, list[str]]:
    file = check.registrations_file if part == REGISTRATIONS else check.shipments_file
    found: dict[str, list[str]] = {}
    if file is None:
        return found
    try:
        sheet = check.mappings[part]["sheet"]
        table = table_of(opened(path_of(file.public_id)), KIND_OF[part], sheet)
    except (TabularError, OSError):
        return found
    for row in table.sample(30):
        for column, cell in zip(table.columns, row.cells, strict=False):
            shown = cell_text(cell).strip()[:60]
            kept = found.setdefault(column.header, [])
            if shown and shown not in kept and len(kept) < SAMPLES:
                kept.append(shown)
    return found


def check_page(actor: Actor, public_id: str) -> CheckPage:
    """The findings of a check, the gravest first."""
    check = check_of_actor(actor, public_id)
    files = _files(check)
    return CheckPage(
        public_id=check.public_id,
        started_at=check.started_at,
        is_done=check.checked_at is not None,
        parts=[_count(check, part, name) for part, name in files.items()],
        assumed=assumptions(_mapped(check)),
        findings=[_line(number, one) for number, one in enumerate(check.findings, start=1)],
        rejects=[
            PartReject(
                label=part_label(part),
                row=one["row"],
                column=one["column"],
                value=one["value"],
                words=rule_words(one["rule"], one["params"]),
            )
            for part in parts_of(check)
            for one in check.rejected.get(part, [])
        ],
    )


def _mapped(check: ChannelCheck) -> dict[str, list[str]]:
    """The fields of each file that a column fills."""
    chosen = {part: mapping_from_json(check.mappings[part]["columns"]) for part in parts_of(check)}
    return {part: list(mapping.rules) for part, mapping in chosen.items()}


def _count(check: ChannelCheck, part: str, file: str) -> PartCount:
    counts: Mapping[str, Any] = check.counts.get(part, {})
    return PartCount(
        label=part_label(part),
        file=file,
        good=counts.get("good", 0),
        bad=counts.get("bad", 0),
        is_cut=counts.get("cut", False),
    )


def _line(number: int, finding: Mapping[str, Any]) -> FindingLine:
    said: Said = worded(finding["code"], finding["params"])
    return FindingLine(
        number=number,
        severity=finding["severity"],
        severity_words=severity_words(finding["severity"]),
        title=said.title,
        detail=said.detail,
        registrations=len(finding[REGISTRATIONS]),
        shipments=len(finding[SHIPMENTS]),
    )


def finding_page(actor: Actor, public_id: str, number: int) -> FindingPage:
    """One finding with its rows from both files, as they stand there."""
    check = check_of_actor(actor, public_id)
    if not 1 <= number <= len(check.findings):
        raise NotFound
    finding = check.findings[number - 1]
    files = [
        _rows(check, part, name, finding[part])
        for part, name in _files(check).items()
        if finding[part]
    ]
    return FindingPage(
        public_id=check.public_id,
        line=_line(number, finding),
        files=files,
        previous=number - 1 if number > 1 else None,
        following=number + 1 if number < len(check.findings) else None,
    )


def _rows(check: ChannelCheck, part: str, file: str, numbers: Sequence[int]) -> RowsOfFile:
    kept = check.rows.get(part, {"header": [], "rows": {}})
    rows = [(number, kept["rows"].get(str(number), [])) for number in numbers]
    return RowsOfFile(part_label(part), file, kept["header"], rows)


def finding_lines(actor: Actor, public_id: str) -> tuple[list[str], Iterator[list[str | int]]]:
    """All findings as a table for a file: one line for each row behind each finding."""
    check = check_of_actor(actor, public_id)
    page = check_page(actor, public_id)
    head = [
        _("No."),
        _("Weight"),
        _("Finding"),
        _("Details"),
        _("File"),
        _("Row"),
        _("What it says"),
    ]
    lines = (
        [line.number, line.severity_words, line.title, line.detail, part_label(part), number, said]
        for line, finding in zip(page.findings, check.findings, strict=True)
        for part in parts_of(check)
        for number in finding[part]
        for said in [" | ".join(filter(None, _kept_row(check, part, number)))]
    )
    return head, lines


def _kept_row(check: ChannelCheck, part: str, number: int) -> list[str]:
    row: list[str] = check.rows.get(part, {}).get("rows", {}).get(str(number), [])
    return row
