"""Throwing away what nobody needs: files that hang on nothing, results of jobs, ended sessions."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from qudao.core.deadlines import set_deadline
from qudao.core.files import path_of
from qudao.core.housekeeping.holders import unreferenced
from qudao.core.models import StoredFile

FILES_KEPT_FOR = timedelta(days=1)  # an upload waits in an open form for a while
RESULTS_KEPT_FOR = timedelta(days=14)
FAILURES_KEPT_FOR = timedelta(days=60)
EVERY = timedelta(days=1)
FILES_AT_ONCE = 1000
log = logging.getLogger("qudao.housekeeping")


def purge_files(*, now: datetime) -> int:
    """Delete uploads of more than a day ago that nothing refers to; returns how many.

    A file that gets its object in this very moment stays. Content without a row, which a crash
    may leave behind, goes too.
    """
    reason = "uploads that hang on nothing are nobody's"
    old = StoredFile.objects.unscoped(reason=reason).filter(stored_at__lt=now - FILES_KEPT_FOR)
    lonely = list(unreferenced(old).order_by("pk")[:FILES_AT_ONCE])
    deleted = sum(_delete(file) for file in lonely)
    strays = _delete_strays(now)
    if deleted or strays:
        log.info("%d files without an object and %d without a row deleted", deleted, strays)
    set_deadline("core.housekeeping.purge_uploads", "daily", now + EVERY)
    return deleted + strays


def purge_traces(*, now: datetime) -> int:
    """Delete results of jobs that ended long ago, and what ended sessions left; how many rows."""
    results = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - RESULTS_KEPT_FOR
    )
    failures = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, finished_at__lt=now - FAILURES_KEPT_FOR
    )
    deleted: int = results.delete()[0] + failures.delete()[0]
    deleted += Session.objects.filter(expire_date__lt=now).delete()[0]
    alive = Session.objects.values("session_key")
    deleted += UserSession.objects.exclude(session_key__in=alive).delete()[0]
    set_deadline("core.housekeeping.purge_ended", "daily", now + EVERY)
    return deleted


def _delete(file: StoredFile) -> bool:
    try:
        with transaction.atomic():
            file.delete()
    except (ProtectedError, IntegrityError):  # it got its object just now
        return False
    path_of(file.public_id).unlink(missing_ok=True)
    return True


def _delete_strays(now: datetime) -> int:
    """Content in the folder of files whose row was never written, or is gone."""
    old = {path.name: path for path in _old_contents(now - FILES_KEPT_FOR)}
    reason = "which contents on disk have a row"
    rows = StoredFile.objects.unscoped(reason=reason)
    known = set(rows.filter(public_id__in=list(old)).values_list("public_id", flat=True))
    strays = [path for name, path in old.items() if name not in known]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _old_contents(before: datetime) -> Iterator[Path]:
    folder: Path = settings.FILES_DIR
    for path in sorted(folder.glob("??/fil_*")):
        if path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
            yield path
