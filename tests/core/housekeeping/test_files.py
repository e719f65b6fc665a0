"""Uploads that hang on nothing go after a day; whatever anybody refers to stays."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, models
from pytest_django.fixtures import Settings

from qudao.core.deadlines import clear_deadlines
from qudao.core.files import path_of, receive_file, store_file
from qudao.core.housekeeping import actions
from qudao.core.housekeeping.actions import purge_files
from qudao.core.housekeeping.holders import noted_ids, referring_columns, unreferenced
from qudao.core.models import AuditEntry, Deadline, Programme, StoredFile
from qudao.intake.models import ChannelCheck, ImportRun
from tests.people import Cast

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
Keep = Callable[[StoredFile], object]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


def upload(cast: Cast, now: datetime, name: str = "a.txt") -> StoredFile:
    return store_file(cast.operations, name, io.BytesIO(name.encode()), now=now)


def stored() -> list[str]:
    rows = StoredFile.objects.unscoped(reason="a test").order_by("pk")
    return list(rows.values_list("public_id", flat=True))


def on_disk(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.FILES_DIR.rglob("fil_*"))


def make_run(cast: Cast, file: StoredFile, now: datetime, **given: object) -> ImportRun:
    return ImportRun.objects.create(
        kind="partners",
        source="crm",
        file=file,
        started_by_id=cast.operations.user_id,
        started_at=now,
        **given,
    )


def test_a_lonely_upload_goes_after_a_day(cast: Cast, now: datetime, settings: Settings) -> None:
    old, young = upload(cast, now), upload(cast, now + 2 * MINUTE)

    assert purge_files(now=now + DAY) == 0
    assert stored() == [old.public_id, young.public_id]
    assert purge_files(now=now + DAY + MINUTE) == 1

    assert stored() == [young.public_id]
    assert on_disk(settings) == [young.public_id]


def as_logo(cast: Cast, now: datetime) -> Keep:
    return lambda file: Programme.objects.filter(pk=1).update(logo=file)


def as_import(cast: Cast, now: datetime) -> Keep:
    return lambda file: make_run(cast, file, now)


def as_key_file(cast: Cast, now: datetime) -> Keep:
    other = upload(cast, now, "own.txt")
    return lambda file: make_run(cast, other, now, key_files={"Cities": file.public_id})


def as_check(cast: Cast, now: datetime) -> Keep:
    other = upload(cast, now, "own.txt")
    return lambda file: ChannelCheck.objects.create(
        registrations_file=other, shipments_file=file, started_at=now
    )


@pytest.mark.parametrize("holder", [as_logo, as_import, as_key_file, as_check])
def test_a_file_that_something_refers_to_stays(
    cast: Cast, now: datetime, holder: Callable[[Cast, datetime], Keep]
) -> None:
    keep = holder(cast, now)
    file = upload(cast, now)
    keep(file)

    assert purge_files(now=now + 400 * DAY) == 0

    assert file.public_id in stored()
    assert path_of(file.public_id).exists()


def test_a_logo_that_was_replaced_goes(cast: Cast, now: datetime) -> None:
    before, after = upload(cast, now), upload(cast, now)
    Programme.objects.filter(pk=1).update(logo=before)
    Programme.objects.filter(pk=1).update(logo=after)

    assert purge_files(now=now + 2 * DAY) == 1
    assert stored() == [after.public_id]


def test_the_next_run_is_set_for_the_next_day(cast: Cast, now: datetime) -> None:
    purge_files(now=now)
    purge_files(now=now + DAY)
    row = Deadline.objects.get(job="core.housekeeping.purge_uploads")
    assert (row.subject_id, row.due_at) == ("daily", now + 2 * DAY)
    clear_deadlines("daily")


def test_content_without_a_row_goes_after_a_day(
    cast: Cast, now: datetime, settings: Settings
) -> None:
    left_behind = receive_file(cast.operations, "a.txt", io.BytesIO(b"never kept"))
    kept = upload(cast, now)
    for name in (left_behind.public_id, kept.public_id):
        os.utime(path_of(name), (now.timestamp(), now.timestamp()))
    Programme.objects.filter(pk=1).update(logo=kept)

    assert purge_files(now=now + DAY - MINUTE) == 0
    assert purge_files(now=now + DAY + MINUTE) == 1

    assert on_disk(settings) == [kept.public_id]


def test_other_things_in_the_folder_are_left_alone(
    cast: Cast, now: datetime, settings: Settings
) -> None:
    note = settings.FILES_DIR / "README"
    deep = settings.FILES_DIR / "ab" / "fil_folder"
    deep.mkdir(parents=True)
    note.write_text("of the operator")
    os.utime(note, (0, 0))

    assert purge_files(now=now) == 0

    assert note.exists()
    assert deep.is_dir()


def test_without_a_folder_there_is_nothing_to_do(cast: Cast, now: datetime) -> None:
    assert purge_files(now=now) == 0


def test_a_row_whose_content_is_missing_goes_too(cast: Cast, now: datetime) -> None:
    file = upload(cast, now)
    path_of(file.public_id).unlink()

    assert purge_files(now=now + 2 * DAY) == 1
    assert stored() == []


def test_a_file_that_is_taken_in_this_very_moment_stays(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = upload(cast, now)
    found = unreferenced

    def then_taken(rows: models.QuerySet[StoredFile]) -> models.QuerySet[StoredFile]:
        answer = found(rows)
        list(answer)
        make_run(cast, file, now)
        return rows.filter(pk=file.pk)

    monkeypatch.setattr(actions, "unreferenced", then_taken)

    assert purge_files(now=now + 2 * DAY) == 0

    assert stored() == [file.public_id]
    assert path_of(file.public_id).exists()


def test_a_constraint_of_the_database_saves_the_file(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = upload(cast, now)

    def refuse(_file: StoredFile) -> None:
        raise IntegrityError

    monkeypatch.setattr(StoredFile, "delete", refuse)
    assert purge_files(now=now + 2 * DAY) == 0
    assert path_of(file.public_id).exists()


def test_many_go_in_portions(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "FILES_AT_ONCE", 2)
    for number in range(3):
        upload(cast, now, f"{number}.txt")
    assert [purge_files(now=now + 2 * DAY) for _run in range(3)] == [2, 1, 0]


def test_the_trail_stays_when_files_go(cast: Cast, now: datetime) -> None:
    upload(cast, now)
    before = AuditEntry.objects.unscoped(reason="a test").count()
    purge_files(now=now + 2 * DAY)
    assert AuditEntry.objects.unscoped(reason="a test").count() == before


def test_every_column_that_points_to_a_file_is_known() -> None:
    names = {f"{model._meta.label_lower}.{column}" for model, column in referring_columns()}
    assert {
        "core.programme.logo",
        "intake.importrun.file",
        "intake.channelcheck.registrations_file",
        "intake.channelcheck.shipments_file",
        "registrations.evidence.file",
        "accountroom.messagefile.file",
    } <= names


def test_no_other_document_column_is_named_like_files() -> None:
    """Whoever keeps ids of files in a document declares a FileHolder, then names it here."""
    suspicious = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.JSONField) and "file" in field.name
    }
    assert suspicious == {"intake.importrun.key_files"}


def test_key_files_of_every_import_are_noted(cast: Cast, now: datetime) -> None:
    own = upload(cast, now)
    make_run(cast, own, now, key_files={"A": "fil_1", "B": "fil_2"})
    make_run(cast, own, now)
    assert noted_ids() == {"fil_1", "fil_2"}
