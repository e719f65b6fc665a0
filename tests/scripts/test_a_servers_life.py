"""The tests' PostgreSQL: how it is made, started, waited for and stopped, with programs that only
pretend."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from scripts import postgres, system
from scripts.postgres import Owner, PostgresError

SELF = Owner(os.getuid(), os.getgid())
FOREVER = "echo started $@\nexec sleep 60"


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A folder of programs that do as PostgreSQL's would."""
    folder = tmp_path / "server"
    folder.mkdir()
    program(folder, "initdb", "echo made $@")
    program(folder, "postgres", FOREVER)
    program(folder, "pg_isready", "exit 0")
    return folder


@pytest.fixture
def cluster(tmp_path: Path) -> Path:
    folder = tmp_path / "cluster"
    folder.mkdir()
    return folder


@pytest.fixture
def by_this_account(monkeypatch: pytest.MonkeyPatch, server: Path) -> None:
    monkeypatch.setattr(postgres, "postgres_binaries", lambda: server)
    monkeypatch.setattr(postgres, "server_owner", lambda: SELF)


def log_of(folder: Path) -> str:
    return (folder / "log").read_text()


# ------------------------------------------------------------------ made


def test_a_cluster_is_made_in_one_encoding_for_one_user(cluster: Path, server: Path) -> None:
    postgres.make_cluster(cluster, SELF, server)
    words = log_of(cluster).split()
    assert words[:2] == ["made", "-D"]
    assert words[2] == str(cluster / "data")
    assert {"--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "trust"} <= set(words)


def test_a_cluster_that_cannot_be_made_tells_what_the_program_said(
    cluster: Path, server: Path
) -> None:
    program(server, "initdb", "echo no room left >&2; exit 3")
    with pytest.raises(PostgresError) as refused:
        postgres.make_cluster(cluster, SELF, server)
    assert str(refused.value) == "initdb failed:\nno room left\n"


# ------------------------------------------------------------------ started


def test_a_server_listens_on_its_socket_alone(cluster: Path, server: Path) -> None:
    process = postgres.start_server(cluster, SELF, server)
    try:
        wait_for_words(cluster)
    finally:
        postgres.stop_server(process)
    words = log_of(cluster).split()
    settings = [after for word, after in pairwise(words) if word == "-c"]
    assert "listen_addresses=" in settings
    assert f"unix_socket_directories={cluster}" in settings
    assert "fsync=off" in settings
    assert process.returncode is not None


def wait_for_words(folder: Path) -> None:
    until = time.monotonic() + 10
    while not log_of(folder) and time.monotonic() < until:
        time.sleep(0.01)


def running(code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], stdout=subprocess.PIPE
    )


def test_it_is_waited_for_until_it_answers(cluster: Path, server: Path) -> None:
    asked = cluster / "asked"
    program(server, "pg_isready", f'echo x >> {asked}; [ "$(wc -l < {asked})" -ge 3 ]')
    with running("import time; time.sleep(60)") as process:
        postgres.wait_until_ready(cluster, process, server)
        process.kill()
    assert asked.read_text() == "x\n" * 3


def test_a_server_that_ends_before_it_answers_is_told_with_its_log(
    cluster: Path, server: Path
) -> None:
    program(server, "pg_isready", "exit 2")
    (cluster / "log").write_text("FATAL: no\n")
    process = running("raise SystemExit(1)")
    process.wait()
    with process, pytest.raises(PostgresError, match="did not start:\nFATAL: no"):
        postgres.wait_until_ready(cluster, process, server)


def test_a_server_that_never_answers_is_given_up(
    cluster: Path, server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(server, "pg_isready", "exit 2")
    (cluster / "log").write_text("still waiting\n")
    monkeypatch.setattr(postgres, "START_SECONDS", 0)
    with running("import time; time.sleep(60)") as process:
        with pytest.raises(PostgresError, match="still waiting"):
            postgres.wait_until_ready(cluster, process, server)
        process.kill()


# ------------------------------------------------------------------ stopped


def test_a_server_is_asked_to_break_off() -> None:
    default = "signal.signal(signal.SIGINT, signal.SIG_DFL)"  # a run in the background ignores it
    code = f"import signal, time; {default}; print('up', flush=True); time.sleep(60)"
    with running(code) as process:
        assert process.stdout
        process.stdout.readline()
        postgres.stop_server(process)
    assert process.returncode == -signal.SIGINT


def test_a_server_that_does_not_hear_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN);"
        "print('up', flush=True); time.sleep(60)"
    )
    with running(deaf) as process:
        assert process.stdout
        process.stdout.readline()
        patient = process.wait

        def hasty(timeout: float | None = None) -> int:
            return patient(0.05 if timeout else None)

        monkeypatch.setattr(process, "wait", hasty)
        postgres.stop_server(process)
    assert process.returncode == -signal.SIGKILL


# ------------------------------------------------------------------ from start to end


def folder_in(url: str) -> Path:
    return Path(unquote(urlsplit(url).netloc.partition("@")[2].rpartition(":")[0]))


@pytest.mark.usefixtures("by_this_account")
def test_the_address_names_the_socket_and_nothing_is_left(server: Path) -> None:
    with postgres.temporary_server() as url:
        assert url.startswith("postgres://qudao@%2F")
        assert url.endswith(":5432/postgres")
        folder = folder_in(url)
        assert folder.is_dir()
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


@pytest.mark.usefixtures("by_this_account")
@pytest.mark.parametrize("broken", ["initdb", "postgres"])
def test_nothing_is_left_of_a_server_that_never_was(
    server: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, broken: str
) -> None:
    program(server, broken, "echo broken; exit 1")
    program(server, "pg_isready", "exit 2")
    made: list[Path] = []

    def in_sight(prefix: str) -> str:
        made.append(tmp_path / f"{prefix}x")
        made[-1].mkdir()
        return str(made[-1])

    monkeypatch.setattr("tempfile.mkdtemp", in_sight)
    with pytest.raises(PostgresError, match="broken"), postgres.temporary_server():
        pytest.fail("it started")
    assert [folder.exists() for folder in made] == [False]


# ------------------------------------------------------------------ the command beside it


@contextmanager
def pretended() -> Iterator[str]:
    yield "postgres://qudao@%2Ftmp%2Fx:5432/postgres"


@pytest.fixture
def quiet_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "stop_on_terminate", lambda: None)


@pytest.mark.usefixtures("quiet_signals")
def test_the_command_finds_the_server_and_its_code_is_the_answer(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(postgres, "temporary_server", pretended)
    show = 'echo "$QUDAO_DATABASE_URL"; exit 7'
    assert postgres.main(["sh", "-c", show]) == 7
    assert capfd.readouterr().out == "postgres://qudao@%2Ftmp%2Fx:5432/postgres\n"


@pytest.mark.usefixtures("quiet_signals")
def test_without_a_server_no_command_is_run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(postgres, "postgres_binaries", lambda: None)
    assert postgres.main(["sh", "-c", "echo ran"]) == 1
    told = capfd.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "apt-get install postgresql" in told.err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_stop_is_an_ordinary_exit(number: signal.Signals) -> None:
    kept = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGHUP)}
    cleaned: list[str] = []

    def interrupted() -> None:
        try:
            signal.raise_signal(number)
        finally:
            cleaned.append("up")

    system.stop_on_terminate()
    try:
        with pytest.raises(SystemExit) as left:
            interrupted()
    finally:
        for one, handler in kept.items():
            signal.signal(one, handler)
    assert (left.value.code, cleaned) == (128 + number, ["up"])
