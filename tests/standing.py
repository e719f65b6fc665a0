"""Rows that most tests begin with are made once, and stand while each test rolls back its own.

A worker opens an outer transaction and makes the cast in it, within that a savepoint with the
published programme. A test's own transaction is then a savepoint further in. What the next test
does not ask for is taken away before it begins; each test gets copies of the Python objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from pytest_django.plugin import blocking_manager_key

from tests.deals.programme import Programme, make_programme
from tests.people import Cast, make_cast

A_MONDAY = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # 9:30 in Shanghai, a working day
OF_ITS_OWN = {"transactional_db", "live_server", "django_db_reset_sequences"}


@dataclass
class Layer:
    """One open transaction or savepoint, and what was made in it."""

    atomic: transaction.Atomic
    made: Any


@dataclass
class Standing:
    """What stands now: nothing, the cast, or the cast and its programme."""

    may_stand: bool = False
    layers: list[Layer] = field(default_factory=list)

    def bring_to(self, depth: int) -> None:
        kept = 0 if connection.closed_in_transaction else depth
        while len(self.layers) > kept:
            self._take_away()
        while len(self.layers) < depth:
            self._add(_MAKERS[len(self.layers)])

    def _add(self, make: Callable[[Standing], object]) -> None:
        atomic = transaction.atomic()
        atomic._from_testcase = True  # type: ignore[attr-defined]  # as Django's TestCase does
        if not self.layers:
            _keep_connection()
        atomic.__enter__()
        self.layers.append(Layer(atomic, None))
        try:
            self.layers[-1].made = make(self)
        except BaseException:
            self._take_away()
            raise

    def _take_away(self) -> None:
        transaction.set_rollback(True)
        self.layers.pop().atomic.__exit__(None, None, None)
        if not self.layers:
            _let_connection_go()


def _keep_connection() -> None:
    """A response that a test closes by hand must not close the connection with what stands."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)


def _let_connection_go() -> None:
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


_MAKERS: tuple[Callable[[Standing], object], ...] = (
    lambda _standing: make_cast(A_MONDAY),
    lambda standing: make_programme(deepcopy(standing.layers[0].made), A_MONDAY),
)
_standing = Standing()


@pytest.fixture
def now() -> datetime:
    return A_MONDAY


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    if not _standing.layers:
        return make_cast(now)
    made: Cast = deepcopy(_standing.layers[0].made)
    return made


@pytest.fixture
def programme(cast: Cast, now: datetime) -> Programme:
    """The cast with a rulebook in force, one customer and two product families."""
    if len(_standing.layers) < 2:
        return make_programme(cast, now)
    made: Programme = deepcopy(_standing.layers[1].made, {id(_standing.layers[1].made.cast): cast})
    return made


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    _standing.may_stand = True
    yield
    _standing.may_stand = False


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Function) -> None:
    _bring(item, _depth(item) if _standing.may_stand else 0)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is None:
        _bring(item, 0)


def _bring(item: pytest.Item, depth: int) -> None:
    if len(_standing.layers) != depth or (depth and connection.closed_in_transaction):
        with item.config.stash[blocking_manager_key].unblock():
            _standing.bring_to(depth)


def _depth(item: pytest.Function) -> int:
    """How much of it the test asks for, by fixtures of this module, in a transaction that ends."""
    marker = item.get_closest_marker("django_db")
    if OF_ITS_OWN & set(item.fixturenames) or (marker and marker.kwargs.get("transaction")):
        return 0
    if not (_is_ours(item, "cast") and _is_ours(item, "now")):
        return 0
    return 2 if _is_ours(item, "programme") else 1


def _is_ours(item: pytest.Function, name: str) -> bool:
    found = item._fixtureinfo.name2fixturedefs.get(name) or ()
    return bool(found) and found[-1].func.__module__ == __name__
