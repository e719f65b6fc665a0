"""A shared cache in Redis that the site can do without for a while."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("qudao.cache")


class SteadyRedisCache(RedisCache):
    """As Django's; while Redis does not answer, each process keeps for itself what is asked of it.

    Limits are then as wide as there are processes, and nobody is kept from working.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._own = LocMemCache("qudao-while-redis-is-away", {"KEY_PREFIX": self.key_prefix})

    def add(self, *args: Any, **named: Any) -> bool:
        return bool(self._steadily(super().add, self._own.add, *args, **named))

    def get(self, *args: Any, **named: Any) -> Any:
        return self._steadily(super().get, self._own.get, *args, **named)

    def set(self, *args: Any, **named: Any) -> None:
        self._steadily(super().set, self._own.set, *args, **named)

    def incr(self, *args: Any, **named: Any) -> int:
        return int(self._steadily(super().incr, self._own.incr, *args, **named))

    def delete(self, *args: Any, **named: Any) -> bool:
        return bool(self._steadily(super().delete, self._own.delete, *args, **named))

    def _steadily(
        self, shared: Callable[..., Any], own: Callable[..., Any], *args: Any, **named: Any
    ) -> Any:
        try:
            return shared(*args, **named)
        except RedisError as problem:
            logger.warning("Redis does not answer (%s); this process counts for itself", problem)
            return own(*args, **named)
