"""Runs and checks as rows, for what needs no file on disk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qudao.core.actor import Actor
from qudao.core.models import StoredFile
from qudao.intake.models import ChannelCheck, ImportRun
from qudao.intake.states import RunState

HEADINGS = ["编号", "公司名称", "城市"]


def stored_file(actor: Actor, *, now: datetime, name: str = "partners.csv") -> StoredFile:
    """The row of a file that is not on disk."""
    return StoredFile.objects.create(
        name=name,
        content_type="text/csv",
        size=3,
        sha256="0" * 64,
        path="ab/nothing",
        stored_at=now,
        stored_by_id=actor.user_id,
    )


def stored_run(
    actor: Actor, *, now: datetime, state: RunState = RunState.RECEIVED, **given: Any
) -> ImportRun:
    """A run of partners in some state, without going the way to it."""
    plain = {
        "kind": "partners",
        "source": "crm",
        "header": HEADINGS,
        "columns": {"kind": "partners", "rules": {"name": {"header": "公司名称"}}},
        "started_by_id": actor.user_id,
        "started_at": now,
    }
    file = given.pop("file", None) or stored_file(actor, now=now)
    return ImportRun.objects.create(file=file, state=state, **{**plain, **given})


def stored_check(actor: Actor, *, now: datetime, **given: Any) -> ChannelCheck:
    """A check of one file."""
    file = given.pop("registrations_file", None) or stored_file(actor, now=now, name="报备.csv")
    return ChannelCheck.objects.create(
        registrations_file=file, started_by_id=actor.user_id, started_at=now, **given
    )
