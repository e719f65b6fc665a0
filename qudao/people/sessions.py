"""Login sessions in the database, read by a statement that is built once.

A session ends when nobody has used it for a while, and in any case some days after the sign-in,
however often it is used. The row's date of expiry holds the earlier of the two.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session

from qudao.core import clock
from qudao.core.prepared import Prepared


def _living(key: str, at: datetime) -> Any:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


_sessions = Prepared[Session](_living)


SIGNED_IN_AT = "signed_in_at"  # key in the session: seconds since the epoch
PROLONGED_EVERY = timedelta(hours=1)


def expiry_of(data: dict[str, Any], now: datetime) -> datetime:
    """When a session that is used now ends unless it is used again."""
    idle = now + timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    if SIGNED_IN_AT not in data:
        return idle
    began = datetime.fromtimestamp(data[SIGNED_IN_AT], UTC)
    return min(idle, began + timedelta(seconds=settings.SESSION_COOKIE_AGE))


class SessionStore(DatabaseStore):
    """Django's own, with the one read that every request makes prepared."""

    def load(self) -> dict[str, Any]:
        found = self._get_session_from_db()
        if found is None:
            return {}
        data: dict[str, Any] = self.decode(found.session_data)
        self._prolong(found, data)
        return data

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.expire_date = expiry_of(data, clock.now())
        return row

    def _prolong(self, row: Session, data: dict[str, Any]) -> None:
        """Not with every request: a read stays a read."""
        expiry = expiry_of(data, clock.now())
        if expiry - row.expire_date > PROLONGED_EVERY:
            rows = Session.objects.filter(pk=row.pk, expire_date=row.expire_date)
            rows.update(expire_date=expiry)

    def _get_session_from_db(self) -> Session | None:
        if not self.session_key:
            return None
        found = _sessions.first(self.session_key, clock.now())
        if found is None:
            self._session_key = None
        return found
