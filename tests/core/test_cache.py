"""Counters in the database: several processes add to one, and none outlives its time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from qudao.core import clock, ratelimit
from qudao.core.cache import CountingDatabaseCache
from qudao.core.errors import TooMany
from qudao.core.ratelimit import Limit, spend

TABLE = "test_counters"
THREADS, TRIES = 4, 10


def make_cache() -> CountingDatabaseCache:
    return CountingDatabaseCache(TABLE, {"OPTIONS": {"MAX_ENTRIES": 1000}})


def drop_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


@pytest.fixture
def counters(db: None) -> Iterator[CountingDatabaseCache]:
    call_command("createcachetable", TABLE, verbosity=0)
    yield make_cache()
    drop_table()


@pytest.fixture
def shared_counters(transactional_db: None) -> Iterator[CountingDatabaseCache]:
    call_command("createcachetable", TABLE, verbosity=0)
    yield make_cache()
    drop_table()


def end_of(counters: CountingDatabaseCache, key: str) -> object:
    with connection.cursor() as cursor:
        full = counters.make_and_validate_key(key)
        cursor.execute(f"SELECT expires FROM {TABLE} WHERE cache_key = %s", [full])  # noqa: S608
        return cursor.fetchone()[0]


def test_adding_counts_on(counters: CountingDatabaseCache) -> None:
    assert counters.add("tries", 1, timeout=60)
    assert [counters.incr("tries"), counters.incr("tries", 5)] == [2, 7]
    assert counters.decr("tries", 3) == 4
    assert counters.get("tries") == 4


def test_one_counter_leaves_the_others_alone(counters: CountingDatabaseCache) -> None:
    counters.add("mine", 1, timeout=60)
    counters.add("yours", 10, timeout=60)
    counters.incr("mine")
    assert (counters.get("mine"), counters.get("yours")) == (2, 10)


def test_adding_keeps_the_end_of_the_window(counters: CountingDatabaseCache) -> None:
    counters.add("tries", 1, timeout=3600)
    end = end_of(counters, "tries")
    counters.incr("tries")
    counters.incr("tries")
    assert end_of(counters, "tries") == end


def test_a_counter_that_is_absent_is_told(counters: CountingDatabaseCache) -> None:
    with pytest.raises(ValueError, match="tries"):
        counters.incr("tries")
    assert counters.get("tries") is None


def test_a_counter_whose_time_is_over_is_absent(
    counters: CountingDatabaseCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters.add("tries", 1, timeout=60)
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(ValueError, match="tries"):
        counters.incr("tries")


def test_versions_are_counted_apart(counters: CountingDatabaseCache) -> None:
    counters.add("tries", 1, timeout=60, version=1)
    counters.add("tries", 5, timeout=60, version=2)
    assert counters.incr("tries", version=2) == 6
    assert counters.get("tries", version=1) == 1


def test_a_refused_transaction_takes_its_count_back(counters: CountingDatabaseCache) -> None:
    counters.add("tries", 1, timeout=60)

    def refused() -> None:
        with transaction.atomic():
            counters.incr("tries")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused()
    assert counters.get("tries") == 1


def test_no_try_of_many_at_once_is_lost(shared_counters: CountingDatabaseCache) -> None:
    shared_counters.add("tries", 0, timeout=600)
    together = Barrier(THREADS)

    def rush(_number: int) -> list[int]:
        own = make_cache()
        together.wait()
        try:
            return [own.incr("tries") for _try in range(TRIES)]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        seen = [count for counts in pool.map(rush, range(THREADS)) for count in counts]
    assert sorted(seen) == list(range(1, THREADS * TRIES + 1))
    assert shared_counters.get("tries") == THREADS * TRIES


def test_a_limit_holds_over_several_processes(
    counters: CountingDatabaseCache, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    """Two caches over one table are what two processes have."""
    limit = Limit("shared", most=4, seconds=3600)
    for process in (counters, make_cache(), counters, make_cache()):
        monkeypatch.setattr(ratelimit, "cache", process)
        spend(limit, "somebody", now=now)
    for process in (counters, make_cache()):
        monkeypatch.setattr(ratelimit, "cache", process)
        with pytest.raises(TooMany):
            spend(limit, "somebody", now=now)
    spend(limit, "another", now=now)
