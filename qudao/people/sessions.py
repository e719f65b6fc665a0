"""Login sessions in the database, read by a statement that is built once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session

from qudao.core import clock
from qudao.core.prepared import Prepared


def _living(key: str, at: datetime) -> Any:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


_sessions = Prepared[Session](_living)


class SessionStore(DatabaseStore):
    """Django's own, with the one read that every request makes prepared."""

    def _get_session_from_db(self) -> Session | None:
        if not self.session_key:
            return None
        found = _sessions.first(self.session_key, clock.now())
        if found is None:
            self._session_key = None
        return found
