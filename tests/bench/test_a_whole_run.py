"""A run of the bench from its words to its table, with a programme and a server that pretend."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from django.core import management
from django.db import connection, connections

from bench import load as loading
from bench import measure as module
from bench.measure import HEAD, Measured, Scenario
from qudao.people.models import User
from tests.people import Cast

FOUND = Measured(250.0, 4.0, 9.0, 2.0, 1.0)


@pytest.fixture
def told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the run did, in order; the loaded programme is the tests' cast."""
    heard: list[object] = []
    people = {
        "manager": cast.channel_manager,
        "director": cast.channel_director,
        "seller": cast.seller_a,
    }
    users = {name: User.objects.get(pk=actor.user_key) for name, actor in people.items()}
    for name, user in users.items():
        user.email = f"{name}@bench.example"

    def load(scale: float, *, now: datetime) -> SimpleNamespace:
        heard.append(("load", scale, now.tzinfo is not None))
        return SimpleNamespace(
            **users, product=SimpleNamespace(public_id="prd_1"), key="qud_x",
            customers_a_minute=61_234.4, customer_cpu_ms=0.815,
        )  # fmt: skip

    @contextmanager
    def server() -> Iterator[tuple[int, psutil.Process]]:
        heard.append("up")
        yield 8123, psutil.Process()
        heard.append("down")

    def drive(port: int, scenario: Scenario, requests: int) -> list[float]:
        heard.append((port, scenario.name, requests))
        return [0.001]

    def measure(_port: int, _server: object, scenario: Scenario, requests: int) -> Measured | str:
        heard.append(("measured", scenario.name, requests))
        return "500 b'broken'" if "manager" in scenario.name else FOUND

    monkeypatch.setattr(loading, "load", load)
    monkeypatch.setattr(module, "web_server", server)
    monkeypatch.setattr(module, "drive", drive)
    monkeypatch.setattr(module, "measure", measure)
    monkeypatch.setattr(management, "call_command", lambda name, **_o: heard.append(name))
    monkeypatch.setattr(connections, "close_all", lambda: heard.append("connections closed"))
    return heard


def test_a_run_migrates_loads_and_measures_each_scenario_warm(
    told: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert module.main(0.25, 90) == 0
    assert told[:4] == ["migrate", ("load", 0.25, True), "connections closed", "up"]
    assert told[-1] == "down"
    pairs = list(zip(told[4:-1:2], told[5:-1:2], strict=True))
    assert len(pairs) == 7
    for warm, measured in pairs:
        assert isinstance(warm, tuple)
        assert isinstance(measured, tuple)
        assert (warm[0], warm[2]) == (8123, 40)
        assert measured == ("measured", warm[1], 90)

    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith(f"## {connection.vendor}, scale 0.25, loaded in ")
    assert lines[2] == (
        "customers created: 61,234 a minute, 0.81 CPU-ms each (goal 60,000 a minute)"
    )
    assert lines[3] == HEAD
    assert len(lines) == 4 + len(pairs)
    assert [line for line in lines if "failed: 500 b'broken'" in line] == [
        f"{'today of a manager':34}failed: 500 b'broken'"
    ]


def test_pages_are_asked_with_sessions_of_the_three_people(told: list[object]) -> None:
    asked: dict[str, Any] = {}

    def keep(loaded: object, cookies: dict[str, str]) -> list[Scenario]:
        asked.update(cookies)
        return []

    patch = pytest.MonkeyPatch()
    patch.setattr(module, "_scenarios", keep)
    module.main(1.0, 10)
    patch.undo()
    assert set(asked) == {
        "manager@bench.example",
        "director@bench.example",
        "seller@bench.example",
    }
    assert len(set(asked.values())) == 3
    assert all(asked.values())


# ------------------------------------------------------------------ the server


class Child:
    """A process that notes how it was ended."""

    pid = 4711

    def __init__(self) -> None:
        self.ended: list[object] = []

    def terminate(self) -> None:
        self.ended.append("terminated")

    def wait(self, seconds: int) -> None:
        self.ended.append(seconds)


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Child:
    started = Child()

    def popen(command: list[str], *, env: object) -> Child:
        assert command[:2] == [sys.executable, "-c"]
        assert "serve_pages" in command[2]
        assert "workers=2" in command[2]
        return started

    monkeypatch.setattr(subprocess, "Popen", popen)
    monkeypatch.setattr(psutil, "Process", lambda pid: pid)
    return started


def test_the_server_is_stopped_when_all_was_measured(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_wait", lambda _port: None)
    with module.web_server() as (port, process):
        assert port > 1024
        assert process == 4711
        assert child.ended == []
    assert child.ended == ["terminated", 20]


def test_a_server_that_does_not_come_is_stopped_too(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_port: int) -> None:
        raise RuntimeError("the web server did not start")

    monkeypatch.setattr(module, "_wait", never)
    with pytest.raises(RuntimeError), module.web_server():
        pytest.fail("it came")
    assert child.ended == ["terminated", 20]
