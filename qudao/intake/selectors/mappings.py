"""The columns of a file beside the fields that they may feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qudao.core.actor import Actor
from qudao.core.files import path_of
from qudao.core.models import StoredFile
from qudao.engines.tabular.cells import cell_text
from qudao.engines.tabular.fields import FieldSpec, FieldType
from qudao.engines.tabular.mapping import FieldRule
from qudao.engines.tabular.mapping_json import mapping_from_json
from qudao.engines.tabular.problems import TabularError
from qudao.intake.fields import field_label
from qudao.intake.kinds import IMPORTABLE
from qudao.intake.models import ImportRun, SavedMapping
from qudao.intake.opening import columns_of, opened, table_of
from qudao.intake.permissions import IntakePermission
from qudao.intake.selectors.runs import run_of_actor

SAMPLES = 3
LONGEST_SAMPLE = 60
SURE, DOUBTFUL = Decimal("0.9"), Decimal("0.7")


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the file with its first values."""

    header: str
    samples: Sequence[str]
    is_used: bool


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the kind, the column that feeds it, and how sure that is.

    `sureness` is sure, likely, doubtful, given (by a known file or a saved mapping) or "".
    """

    name: str
    label: str
    required: bool
    header: str
    constant: str
    lookup: str
    lookups: str
    sureness: str
    percent: int | None
    samples: Sequence[str]
    takes_fixed_value: bool
    has_hidden_parts: bool


@dataclass(frozen=True, slots=True)
class MappingPage:
    """Everything that choosing the columns of a run needs."""

    public_id: str
    file: str
    kind_words: str
    sheet: str
    known_file: str
    fields: Sequence[FieldRow]
    columns: Sequence[FileColumn]
    headers: Sequence[str]
    lookups: Sequence[tuple[str, str]]
    key_files: Sequence[str]
    missing_key_files: Sequence[str]
    saved: Sequence[str]


def saved_mappings(actor: Actor, kind: str) -> list[str]:
    """Names of the saved mappings of a kind."""
    actor.require(IntakePermission.IMPORT)
    rows = SavedMapping.objects.visible_to(actor).filter(kind=kind).order_by("name")
    return list(rows.values_list("name", flat=True))


def mapping_page(actor: Actor, public_id: str) -> MappingPage:
    """The fields of a run's kind, the columns of its file, and what feeds what so far."""
    run = run_of_actor(actor, public_id)
    importable = IMPORTABLE[run.kind]
    mapping = mapping_from_json(run.columns)
    samples = _samples(run)
    keys = _key_columns(run)
    rules = mapping.rules
    fields = [
        _field(spec, rules.get(spec.name), samples, run.options.get("confidence", {}))
        for spec in importable.kind.fields
    ]
    used = {rule.header for rule in rules.values()}
    return MappingPage(
        public_id=run.public_id,
        file=run.file.name,
        kind_words=str(importable.label),
        sheet=run.options.get("sheet", ""),
        known_file=run.options.get("known_file", ""),
        fields=sorted(fields, key=lambda row: (not row.required, not row.header)),
        columns=[FileColumn(name, samples[name], name in used) for name in run.header if name],
        headers=[name for name in run.header if name],
        lookups=[
            (f"{table}\x1f{column}", f"{table} → {column}")
            for table, columns in keys.items()
            for column in columns
        ],
        key_files=sorted(run.key_files),
        missing_key_files=sorted(mapping.tables - set(run.key_files)),
        saved=saved_mappings(actor, run.kind),
    )


def _field(
    spec: FieldSpec,
    rule: FieldRule | None,
    samples: Mapping[str, Sequence[str]],
    confidence: Mapping[str, str],
) -> FieldRow:
    header = rule.header or "" if rule else ""
    sureness, percent = _sureness(rule, confidence.get(spec.name))
    steps = rule.lookups if rule else ()
    return FieldRow(
        name=spec.name,
        label=field_label(spec.name),
        required=spec.required,
        header=header,
        constant=rule.constant or "" if rule else "",
        lookup=f"{steps[0].table}\x1f{steps[0].column}" if len(steps) == 1 else "",
        lookups=" → ".join(f"{step.table}.{step.column}" for step in steps),
        sureness=sureness,
        percent=percent,
        samples=samples.get(header, ()),
        takes_fixed_value=spec.type is FieldType.CURRENCY,
        has_hidden_parts=bool(rule and (rule.lookups or rule.aliases or rule.multiplier)),
    )


def _sureness(rule: FieldRule | None, confidence: str | None) -> tuple[str, int | None]:
    if rule is None:
        return "", None
    if confidence is None:
        return "given", None
    share = Decimal(confidence)
    word = "sure" if share >= SURE else "likely" if share >= DOUBTFUL else "doubtful"
    return word, int(share * 100)


def _samples(run: ImportRun) -> dict[str, list[str]]:
    """The first values of every column; none where the file is gone."""
    found: dict[str, list[str]] = {name: [] for name in run.header}
    try:
        file = opened(path_of(run.file.public_id))
        table = table_of(file, IMPORTABLE[run.kind].kind, run.options.get("sheet", ""))
    except (TabularError, OSError):
        return found
    for row in table.sample(50):
        for column, cell in zip(table.columns, row.cells, strict=False):
            shown = cell_text(cell).strip()[:LONGEST_SAMPLE]
            kept = found.setdefault(column.header, [])
            if shown and len(kept) < SAMPLES and shown not in kept:
                kept.append(shown)
    return found


def _key_columns(run: ImportRun) -> dict[str, list[str]]:
    """The headings of a run's key files by table; a file that is gone has none."""
    files = StoredFile.objects.unscoped(reason="key files of a run that the actor sees")
    there = set(
        files.filter(public_id__in=run.key_files.values()).values_list("public_id", flat=True)
    )
    columns = {}
    for name, public_id in sorted(run.key_files.items()):
        try:
            columns[name] = columns_of(path_of(public_id)) if public_id in there else []
        except (TabularError, OSError):
            columns[name] = []
    return columns
