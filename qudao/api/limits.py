"""How many requests a key may send: a fixed window of a minute, counted in the cache.

With the cache in memory each web process counts for itself, so the true limit is the number of
processes times this one; a shared cache makes it exact.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.cache import BaseCache

from qudao.api.refusals import TooManyRequests
from qudao.people.actors import digest_of

WINDOW_SECONDS = 60


def count_request(cache: BaseCache, secret: str, *, at: datetime) -> None:
    """Count one request of a key; `TooManyRequests` beyond the limit."""
    second = int(at.timestamp())
    window, passed = divmod(second, WINDOW_SECONDS)
    counter = f"api-requests:{digest_of(secret)[:32]}:{window}"
    cache.add(counter, 0, timeout=2 * WINDOW_SECONDS)
    try:
        count = cache.incr(counter)
    except ValueError:  # thrown out of a full cache between the two steps
        count = 1
    if count > settings.API_REQUESTS_A_MINUTE:
        raise TooManyRequests(WINDOW_SECONDS - passed)
