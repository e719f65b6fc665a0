"""Where rate limits are counted: in each process, in the database, or in Redis."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# Django's 300 would let a flood of strangers push out the counts of whoever is being guessed at.
MOST_ENTRIES = 100_000
TABLE = "qudao_cache"
# A page waits no longer than this for a Redis that is away.
SECONDS = 0.5
REDIS = ("redis://", "rediss://", "unix://")


def cache_settings(url: str) -> dict[str, Any]:
    """Django's settings for a cache: "" or `memory`, `database`, or the address of a Redis."""
    if url in {"", "memory"}:
        return _own("django.core.cache.backends.locmem.LocMemCache", "qudao")
    if url == "database":
        return _own("qudao.core.cache.CountingDatabaseCache", TABLE)
    if not url.startswith(REDIS):
        raise ImproperlyConfigured(
            f"QUDAO_CACHE_URL is {url.partition('@')[2] or url!r}; write memory, database, or the "
            "address of a Redis such as redis://127.0.0.1:6379/0."
        )
    if find_spec("redis") is None:
        raise ImproperlyConfigured(
            "QUDAO_CACHE_URL names a Redis, whose driver is missing. With that setting in the "
            "environment, `make install` brings it."
        )
    return {
        "BACKEND": "qudao.core.redis_cache.SteadyRedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "qudao",
        "OPTIONS": {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS},
    }


def _own(backend: str, location: str) -> dict[str, Any]:
    return {
        "BACKEND": backend,
        "LOCATION": location,
        "OPTIONS": {"MAX_ENTRIES": MOST_ENTRIES},
    }
