"""`qudao serve` runs the whole system: one start, one stop."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.architecture.sources import ROOT
from tests.migrated import kept_database

START_SECONDS = 150
PROGRAMME = (
    "from qudao.core.models import Programme;"
    "Programme.objects.create(pk=1, name_en='Started', is_demonstration=True)"
)
pytestmark = pytest.mark.sqlite_only  # each server has a SQLite file of its own


def environment(**own: str) -> dict[str, str]:
    """The caller's environment without any setting of the tests."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("QUDAO_") and name not in {"DJANGO_SETTINGS_MODULE", "PORT"}
    }
    return kept | {"LC_ALL": "C"} | own


def serve_refused(**own: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qudao", "serve"],
        cwd=ROOT,
        env=environment(**own),
        capture_output=True,
        text=True,
        check=False,
        timeout=START_SECONDS,
    )


class Running:
    """A `qudao serve` of its own, on a free port."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        own = {"QUDAO_VAR": str(folder), "QUDAO_DEMONSTRATION": "1", "PORT": str(self.port)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "qudao", "serve"],
            cwd=ROOT,
            env=environment(**own),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""

    def wait_for(self, pattern: str) -> None:
        """Read what it says until the pattern; the test fails if it ends or takes too long."""
        assert self.process.stdout is not None
        timer = threading.Timer(START_SECONDS, self.process.kill)
        timer.start()
        for line in self.process.stdout:
            self.said += line
            if re.search(pattern, line):
                break
        timer.cancel()
        assert re.search(pattern, self.said), self.said

    def programs(self, count: int) -> list[psutil.Process]:
        """Its processes, once there are so many: the web server answers before
        it has started the last of its own."""
        until = time.monotonic() + START_SECONDS
        while True:
            found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
            if len(found) >= count or time.monotonic() > until:
                return found
            time.sleep(0.05)

    def status_of(self, path: str) -> int:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        asking.request("GET", path)
        status = asking.getresponse().status
        asking.close()
        return status

    def wait_for_end(self) -> int:
        self.said += self.process.communicate(timeout=30)[0]
        return self.process.returncode


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Path:
    """The data of a demonstration without its rows: building them takes a minute."""
    found = tmp_path_factory.mktemp("serve") / "var"
    found.mkdir()
    shutil.copyfile(kept_database(), found / "qudao.sqlite3")
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "qudao", "shell", "-c", PROGRAMME],
        cwd=ROOT,
        env=environment(QUDAO_VAR=str(found), QUDAO_DEMONSTRATION="1"),
        capture_output=True,
        check=True,
        timeout=START_SECONDS,
    )
    return found


@pytest.fixture
def running(folder: Path) -> Iterator[Running]:
    started = Running(folder)
    yield started
    if started.process.poll() is None:
        started.process.send_signal(signal.SIGTERM)
        started.wait_for_end()


def test_all_programs_start_and_stop_together(running: Running) -> None:
    running.wait_for("Ctrl-C")
    programs = running.programs(5)  # web server and its two processes, worker, sweep
    status = running.status_of("/healthz")

    running.process.send_signal(signal.SIGINT)

    assert running.wait_for_end() == 0
    assert f"qudao is at http://127.0.0.1:{running.port}" in running.said
    assert status == 200
    assert len(programs) == 5
    assert [program for program in programs if program.is_running()] == []


def test_when_one_program_ends_the_others_stop(running: Running) -> None:
    running.wait_for("Ctrl-C")
    running.programs(5)
    programs = psutil.Process(running.process.pid).children()  # web server, worker, sweep
    _web_server, worker, _sweep = sorted(programs, key=lambda one: (one.create_time(), one.pid))

    worker.kill()

    assert running.wait_for_end() == 1
    assert "The worker ended (exit code -9); stopping the others." in running.said
    assert [program for program in programs if program.is_running()] == []


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        refused = serve_refused(QUDAO_VAR=str(tmp_path), QUDAO_DEMONSTRATION="1", PORT=port)

    assert refused.returncode == 1
    assert refused.stderr == (
        f"qudao: http://127.0.0.1:{port} is taken by another program. "
        "Choose another port: PORT=8001 make run\n"
    )


def test_without_a_secret_only_the_demonstration_starts(tmp_path: Path) -> None:
    refused = serve_refused(QUDAO_VAR=str(tmp_path / "var"))

    assert refused.returncode == 1
    assert refused.stderr.startswith("qudao: Set QUDAO_SECRET_KEY to a random text")
    assert not (tmp_path / "var").exists()
