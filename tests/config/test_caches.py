"""Rate limits are counted where the operator says, and strangers cannot push the counts out."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from qudao.config import caches
from qudao.config.caches import MOST_ENTRIES, cache_settings
from qudao.core.cache import CountingDatabaseCache
from tests.config.started import SECRET, Start

REDIS = "redis://:secret-word@cache.example:6379/0"


@pytest.mark.parametrize("url", ["", "memory"])
def test_without_a_word_each_process_counts_for_itself(url: str) -> None:
    found = cache_settings(url)
    assert import_string(found["BACKEND"]) is LocMemCache
    assert found["OPTIONS"] == {"MAX_ENTRIES": 100_000}


def test_the_database_counts_for_all_processes() -> None:
    found = cache_settings("database")
    assert import_string(found["BACKEND"]) is CountingDatabaseCache
    assert found["LOCATION"] == "qudao_cache"
    assert found["OPTIONS"] == {"MAX_ENTRIES": MOST_ENTRIES}


@pytest.mark.parametrize("scheme", ["redis://h/0", "rediss://h:6380/1", "unix:///run/redis.sock"])
def test_a_redis_counts_for_all_machines(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setattr(caches, "find_spec", lambda _name: object())
    found = cache_settings(scheme)
    assert found["BACKEND"] == "qudao.core.redis_cache.SteadyRedisCache"
    assert (found["LOCATION"], found["KEY_PREFIX"]) == (scheme, "qudao")


def test_a_redis_without_its_driver_is_told_with_the_line_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caches, "find_spec", lambda _name: None)
    with pytest.raises(ImproperlyConfigured, match="`make install` brings it") as refused:
        cache_settings(REDIS)
    assert "secret-word" not in str(refused.value)


@pytest.mark.parametrize("url", ["Database", "locmem", "memcached://h", "http://h", "redis", "1"])
def test_any_other_cache_stops_the_start_by_name(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="QUDAO_CACHE_URL") as refused:
        cache_settings(url)
    assert "memory, database" in str(refused.value)


def test_a_wrong_address_is_refused_without_its_password() -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        cache_settings("amqp://me:secret-word@cache.example")
    assert "secret-word" not in str(refused.value)
    assert "cache.example" in str(refused.value)


def test_the_setting_reaches_the_site(start: Start) -> None:
    def cache_of(settings: dict[str, Any]) -> str:
        return str(settings["CACHES"]["default"]["BACKEND"]).rpartition(".")[2]

    assert cache_of(start(QUDAO_SECRET_KEY=SECRET)) == "LocMemCache"
    shared = start(QUDAO_SECRET_KEY=SECRET, QUDAO_CACHE_URL="database")
    assert cache_of(shared) == "CountingDatabaseCache"
    with pytest.raises(ImproperlyConfigured, match="QUDAO_CACHE_URL"):
        start(QUDAO_SECRET_KEY=SECRET, QUDAO_CACHE_URL="nothing")


def test_a_flood_of_strangers_pushes_no_count_out() -> None:
    found = cache_settings("memory")
    cache = LocMemCache("a flood", {"OPTIONS": found["OPTIONS"]})
    cache.add("limit:login:victim", 5, timeout=300)
    for number in range(2000):
        cache.add(f"limit:login:{number}", 1, timeout=300)
    assert cache.get("limit:login:victim") == 5
    cache.clear()
