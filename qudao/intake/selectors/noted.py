"""The rows behind the notes of an import: taken, but merged or without something they said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.intake.fields import column_label
from qudao.intake.models import ImportNote, ImportRun
from qudao.intake.selectors.runs import run_of_actor
from qudao.intake.wording import MERGED, note_words


@dataclass(frozen=True, slots=True)
class NotedCount:
    """How many rows bear a note; `is_listed` when they can be looked at one by one."""

    code: str
    words: str
    count: int
    is_listed: bool


def notes_of(actor: Actor, public_id: str) -> list[NotedCount]:
    """What was noted on rows that were taken, and which of these rows are kept."""
    run = run_of_actor(actor, public_id)
    listed = set(_rows(actor, run).values_list("code", flat=True).distinct())
    counts = {**({MERGED: run.merged} if run.merged else {}), **run.notes}
    return [
        NotedCount(code, note_words(code), count, code in listed)
        for code, count in sorted(counts.items())
    ]


def noted_lines(
    actor: Actor, public_id: str, code: str
) -> tuple[list[str], Iterator[list[str | int]]]:
    """The rows with one note, each as its file had it; `NotFound` when there are none."""
    run = run_of_actor(actor, public_id)
    rows = _rows(actor, run).filter(code=code).order_by("row_number", "pk")
    if not rows.exists():
        raise NotFound
    lines = (_line(row) for row in rows.iterator(chunk_size=1000))
    return [_("Row"), _("Column"), _("Value"), *run.header], lines


def _rows(actor: Actor, run: ImportRun) -> QuerySet[ImportNote]:
    return ImportNote.objects.visible_to(actor).filter(run=run)


def _line(row: ImportNote) -> list[str | int]:
    return [row.row_number, column_label(row.column), row.value, *row.row]
