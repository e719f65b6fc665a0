"""A limit counts tries in fixed windows, for each person apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from qudao.core.errors import TooMany
from qudao.core.ratelimit import Limit, spend

THREE = Limit("test", most=3, seconds=60)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_the_fourth_try_in_a_window_is_refused(now: datetime) -> None:
    for _try in range(3):
        spend(THREE, 7, now=now)
    with pytest.raises(TooMany):
        spend(THREE, 7, now=now + timedelta(seconds=29))


def test_a_new_window_and_another_person_begin_anew(now: datetime) -> None:
    for _try in range(3):
        spend(THREE, 7, now=now)
    spend(THREE, 8, now=now)
    spend(THREE, 7, now=now + timedelta(seconds=60))
