"""Limits on how often something may be tried, in fixed windows.

Counted in Django's cache. The standard cache lives in each process, so with several web processes
a limit holds for each of them; a shared cache (QUDAO_CACHE_URL: Redis, the database) makes it one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from qudao.core.errors import TooMany


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in each window of `seconds`."""

    name: str
    most: int
    seconds: int


SEARCH = Limit("search", most=120, seconds=60)
PUBLIC_FORM = Limit("public_form", most=20, seconds=600)
INVITATION = Limit("invitation", most=30, seconds=3600)
MAIL_TEST = Limit("mail_test", most=10, seconds=600)
EXPORT = Limit("export", most=30, seconds=3600)


def spend(limit: Limit, who: str | int, *, now: datetime) -> None:
    """Count one try of `who` (a user's key or an address); `TooMany` beyond the limit."""
    window = int(now.timestamp()) // limit.seconds
    key = f"limit:{limit.name}:{who}:{window}"
    if cache.add(key, 1, timeout=limit.seconds):
        return
    try:
        tries = cache.incr(key)
    except ValueError:  # it ran out just now
        return
    if tries > limit.most:
        raise TooMany
