"""How many requests a key may send in a minute."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from qudao.api.refusals import TooManyRequests
from qudao.core.errors import TooMany
from qudao.core.ratelimit import Limit, spend
from qudao.people.actors import digest_of

WINDOW_SECONDS = 60


def count_request(secret: str, *, now: datetime) -> None:
    """Count one request of a key; beyond the limit `TooManyRequests` says how long to wait."""
    limit = Limit("api", most=settings.API_REQUESTS_A_MINUTE, seconds=WINDOW_SECONDS)
    try:
        spend(limit, digest_of(secret)[:32], now=now)
    except TooMany as refusal:
        passed = int(now.timestamp()) % WINDOW_SECONDS
        raise TooManyRequests(WINDOW_SECONDS - passed) from refusal
