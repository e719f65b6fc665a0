"""Bringing files in from start to end, as the command does."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from qudao.core.actor import Actor
from qudao.intake.actions import (
    FileGiven,
    ImportInput,
    carry_out_run,
    check_run,
    preview_import,
    settle_columns,
    start_here,
)
from qudao.intake.selectors import RunPage, run_page


def given(name: str, content: bytes | str) -> FileGiven:
    data = content.encode() if isinstance(content, str) else content
    return FileGiven(name, io.BytesIO(data))


def at(path: Path) -> FileGiven:
    return given(path.name, path.read_bytes())


def previewed(actor: Actor, asked: ImportInput, *, now: datetime) -> str:
    """A run whose file was read through; answers its public id."""
    run = preview_import(actor, asked, now=now)
    settle_columns(actor, run.public_id, now=now)
    check_run(actor, run.public_id, clock=lambda: now)
    return run.public_id


def bring_in(actor: Actor, asked: ImportInput, *, now: datetime) -> RunPage:
    """A run from its file to its end."""
    public_id = previewed(actor, asked, now=now)
    start_here(actor, public_id, now=now)
    carry_out_run(actor, public_id, clock=lambda: now)
    return run_page(actor, public_id)


def asked_for(kind: str, content: bytes | str, *, source: str = "crm") -> ImportInput:
    """A small file of one kind."""
    return ImportInput(kind=kind, file=given(f"{kind}.csv", content), source=source)


def bring_text(actor: Actor, kind: str, content: bytes | str, *, now: datetime) -> RunPage:
    """A small CSV of one kind, from its text to its end."""
    return bring_in(actor, asked_for(kind, content), now=now)


def counts(page: RunPage) -> dict[str, int]:
    """The counts that are not zero, after a look that no row was lost."""
    names = ("created", "updated", "unchanged", "merged", "rejected")
    found = {name: getattr(page, name) for name in names if getattr(page, name)}
    assert page.rows_read == sum(found.values())
    return found
