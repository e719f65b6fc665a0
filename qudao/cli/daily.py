"""What is to be done once a day; each job sets its own next day."""

from __future__ import annotations

from datetime import datetime

from qudao.core.deadlines import ensure_deadline
from qudao.core.programme import NoProgramme, current_programme


def ensure_daily_jobs(*, now: datetime) -> None:
    """Let the daily jobs begin, unless they have; nothing in an installation without programme,
    into which a backup may still be restored."""
    try:
        current_programme()
    except NoProgramme:
        return
    ensure_deadline("core.housekeeping.purge_uploads", "daily", now)
    ensure_deadline("core.housekeeping.purge_ended", "daily", now)
    ensure_deadline("api.purge_answers", "daily", now)
