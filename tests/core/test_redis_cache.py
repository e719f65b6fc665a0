"""A Redis that does not answer keeps nobody from working."""

from __future__ import annotations

import logging
import socket

import pytest

from qudao.config.caches import cache_settings
from qudao.core.redis_cache import SteadyRedisCache


@pytest.fixture
def away() -> SteadyRedisCache:
    """A cache whose server is not there: nobody listens on a port just given back."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{free.getsockname()[1]}/0"
    settings = cache_settings(address)
    assert settings.pop("BACKEND").endswith(SteadyRedisCache.__name__)
    return SteadyRedisCache(settings.pop("LOCATION"), settings)


def test_each_process_counts_for_itself_while_redis_is_away(
    away: SteadyRedisCache, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="qudao.cache"):
        assert away.add("tries", 1, timeout=60)
        assert not away.add("tries", 1, timeout=60)
        assert away.incr("tries") == 2
        away.set("name", "value", 60)
        assert (away.get("name"), away.get("other", "none")) == ("value", "none")
        assert (away.delete("name"), away.get("name")) == (True, None)
    assert "Redis does not answer" in caplog.text


def test_a_counter_that_is_not_there_is_told_as_by_redis(away: SteadyRedisCache) -> None:
    with pytest.raises(ValueError, match="not found"):
        away.incr("never-begun")
