"""Runs of imports made as rows, for pages that only show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from qudao.core.actor import Actor
from qudao.core.models import StoredFile
from qudao.intake.models import ImportReject, ImportRun

IMPORTS = "/workbench/imports/"
COLUMNS = {"kind": "partners", "rules": {"name": {"header": "公司名称"}}, "filters": []}


def file_of(actor: Actor, name: str, now: datetime) -> StoredFile:
    return StoredFile.objects.create(
        name=name, content_type="text/csv", size=10, sha256="ab" * 32, path="x/y",
        stored_at=now, stored_by_id=actor.user_key,
    )  # fmt: skip


def run_of(actor: Actor, state: str, now: datetime, **values: Any) -> ImportRun:
    """A run of partners in a state, as its rows would stand."""
    name = values.pop("name", "partners.csv")
    stated = {"kind": "partners", "source": "crm", "columns": COLUMNS, "started_at": now,
              "header": ["公司名称", "城市"], **values}  # fmt: skip
    return ImportRun.objects.create(
        file=file_of(actor, name, now), state=state, started_by_id=actor.user_key, **stated
    )


def rejects(run: ImportRun, count: int) -> None:
    ImportReject.objects.bulk_create(
        ImportReject(run=run, row_number=n, column="公司名称", value=f"值{n}", rule="required",
                     row=["", f"城{n}"])
        for n in range(2, count + 2)
    )  # fmt: skip


def state_of(run: ImportRun) -> str:
    return str(ImportRun.objects.unscoped(reason="a test").get(pk=run.pk).state)
