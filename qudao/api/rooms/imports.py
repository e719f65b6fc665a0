"""Files of others, brought in step by step: sent, its columns settled, read through, let go."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import File, Form
from ninja.files import UploadedFile

from qudao.api.doors import ApiRequest
from qudao.api.fields import Answer, Body, Code, Name, RowId, Word, meaning
from qudao.api.routing import About, Room
from qudao.api.wording import UNKNOWN_FIELD, problem_with
from qudao.core.spreadsheet import safe_cell
from qudao.intake.actions import (
    ColumnChoice,
    FileGiven,
    ImportInput,
    choose_columns,
    preview_import,
    start_import,
    stop_import,
)
from qudao.intake.permissions import IntakePermission
from qudao.intake.selectors import (
    mapping_page,
    noted_lines,
    notes_of,
    preview_of,
    reject_lines,
    run_page,
)
from qudao.intake.states import RunState

room = Room(tags=["imports"])
IMPORT = IntakePermission.IMPORT
CSV = "text/csv"
BOM = "\ufeff"  # tells a spreadsheet that the file is UTF-8


class NewImport(Body):
    """What kind of rows a file holds, and where it comes from."""

    kind: Annotated[Code, meaning(_("Kind of rows, such as customers or partners."), "customers")]
    source: Annotated[
        Word, meaning(_("The system that the file comes from; its keys are unique within it."))
    ] = "files"
    mapping: Annotated[Name, meaning(_("Name of a saved mapping of columns."))] = ""
    currency: Annotated[Code, meaning(_("Currency of amounts without one of their own."))] = ""


class FieldChoice(Body):
    """The column that feeds a field, or one value for all rows; both empty: nothing feeds it."""

    header: Name = ""
    constant: Word = ""


class Columns(Body):
    """Fields whose column is to be another than the proposed one."""

    fields: Annotated[dict[str, FieldChoice], meaning(_("By field; the others stay."))] = {}


class FieldItem(Answer):
    """A field that rows of this kind may have, and what feeds it so far."""

    name: str
    required: bool
    header: str
    constant: str
    sureness: Annotated[str, meaning(_("sure, likely, doubtful, given, or empty."))]


class MappingItem(Answer):
    """The columns of the file beside the fields that they may feed."""

    id: RowId
    fields: list[FieldItem]
    headers: list[str]
    missing_key_files: list[str]


class CheckedRow(Answer):
    """A row that will be refused, and why."""

    row: int
    column: str
    value: str
    rule: str
    words: str


class PreviewItem(Answer):
    """What reading the file through has shown; nothing of it is written yet."""

    id: RowId
    rows: int
    good: int
    bad: int
    unused: list[str]
    rejects: Annotated[list[CheckedRow], meaning(_("The first of the rows that will be refused."))]
    failure: str


class NoteItem(Answer):
    """Something noted on rows that were taken; the listed ones can be downloaded."""

    code: str
    words: str
    count: int
    is_listed: bool


class NotesItem(Answer):
    """What was noted on rows that were taken."""

    id: RowId
    notes: list[NoteItem]


class ImportItem(Answer):
    """An import with its figures: rows read = created + updated + unchanged + merged + rejected."""

    id: RowId
    kind: str
    file: str
    source: str
    state: RunState
    started_at: datetime
    ended_at: datetime | None
    rows_total: int
    rows_read: int
    created: int
    updated: int
    unchanged: int
    merged: int
    rejected: int
    set_aside: int
    failure: str
    may_map: bool
    may_start: bool
    may_stop: bool


@room.creates(
    "/imports",
    IMPORT,
    About(
        _("Send a file to be imported"),
        ImportItem,
        _("CSV or XLSX, at most 25 MB. Its columns are proposed; nothing is written yet."),
        location="/imports/{id}",
    ),
)
def send_import(
    request: ApiRequest,
    given: Form[NewImport],
    file: File[UploadedFile],
    key_files: File[list[UploadedFile]] = [],  # noqa: B006 - the framework copies it
) -> ImportItem:
    asked = ImportInput(
        kind=given.kind,
        file=FileGiven(file.name or "", file),
        keys=[("", FileGiven(key.name or "", key)) for key in key_files],
        source=given.source,
        mapping=given.mapping,
        currency=given.currency,
    )
    run = preview_import(request.actor, asked, now=request.now)
    return _item(request, run.public_id)


@room.reads("/imports/{import_id}", IMPORT, About(_("Read the progress of an import"), ImportItem))
def read_import(request: ApiRequest, import_id: str) -> ImportItem:
    return _item(request, import_id)


@room.reads(
    "/imports/{import_id}/columns",
    IMPORT,
    About(_("Read the columns of an import"), MappingItem),
)
def read_columns(request: ApiRequest, import_id: str) -> MappingItem:
    return MappingItem.model_validate(mapping_page(request.actor, import_id))


@room.notes(
    "/imports/{import_id}/columns",
    IMPORT,
    About(
        _("Settle the columns of an import"),
        ImportItem,
        _("Without fields the proposal is taken. The file is then read through; look again soon."),
    ),
)
def settle_columns(request: ApiRequest, import_id: str, body: Columns) -> ImportItem:
    page = mapping_page(request.actor, import_id)
    choices = {
        field.name: ColumnChoice(keep=True)
        for field in page.fields
        if field.header or field.constant
    }
    known = {field.name for field in page.fields}
    for name, chosen in body.fields.items():
        if name not in known:
            raise problem_with(name[:60], UNKNOWN_FIELD)
        choices[name] = ColumnChoice(header=chosen.header, constant=chosen.constant)
    choose_columns(request.actor, import_id, choices, now=request.now)
    return _item(request, import_id)


@room.reads(
    "/imports/{import_id}/preview",
    IMPORT,
    About(_("Read what an import would do"), PreviewItem),
)
def read_preview(request: ApiRequest, import_id: str) -> PreviewItem:
    return PreviewItem.model_validate(preview_of(request.actor, import_id))


@room.notes(
    "/imports/{import_id}/go",
    IMPORT,
    About(_("Let an import go"), ImportItem, _("One that stopped or failed goes on where it was.")),
)
def let_import_go(request: ApiRequest, import_id: str) -> ImportItem:
    start_import(request.actor, import_id, now=request.now)
    return _item(request, import_id)


@room.notes(
    "/imports/{import_id}/stop",
    IMPORT,
    About(_("Stop an import"), ImportItem, _("After the batch that it is at; the rest stays.")),
)
def halt_import(request: ApiRequest, import_id: str) -> ImportItem:
    stop_import(request.actor, import_id, now=request.now)
    return _item(request, import_id)


@room.reads(
    "/imports/{import_id}/rejects",
    IMPORT,
    About(
        _("Download the refused rows of an import"),
        None,
        _("A CSV file with the reason of each row; once corrected it can be imported itself."),
        media_type=CSV,
    ),
)
def download_rejects(request: ApiRequest, import_id: str) -> StreamingHttpResponse:
    head, lines = reject_lines(request.actor, import_id)
    return _csv_file(f"{import_id}-rejects", head, lines)


@room.reads(
    "/imports/{import_id}/noted",
    IMPORT,
    About(_("Read what was noted on the rows of an import"), NotesItem),
)
def read_notes(request: ApiRequest, import_id: str) -> NotesItem:
    notes = [NoteItem.model_validate(one) for one in notes_of(request.actor, import_id)]
    return NotesItem(id=import_id, notes=notes)


@room.reads(
    "/imports/{import_id}/noted/{code}",
    IMPORT,
    About(
        _("Download the rows of an import that bear a note"),
        None,
        _("A CSV file of rows that were taken: merged, or without something that they said."),
        media_type=CSV,
    ),
)
def download_noted(request: ApiRequest, import_id: str, code: str) -> StreamingHttpResponse:
    head, lines = noted_lines(request.actor, import_id, code)
    return _csv_file(f"{import_id}-{code}", head, lines)


def _item(request: ApiRequest, import_id: str) -> ImportItem:
    return ImportItem.model_validate(run_page(request.actor, import_id))


def _csv_file(
    name: str, head: Sequence[str], lines: Iterator[list[str | int]]
) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_csv(head, lines), content_type=f"{CSV}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _csv(head: Sequence[str], lines: Iterator[list[str | int]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(head)
    yield BOM + _drained(buffer)
    for line in lines:
        writer.writerow(safe_cell(cell) if isinstance(cell, str) else cell for cell in line)
        yield _drained(buffer)


def _drained(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
