"""The parts of `qudao serve`: addresses, the look at the port, the greeting, the worker's quiet."""

from __future__ import annotations

import http.server
import logging
import socket
import threading
from collections.abc import Iterator

import pytest
from django import conf
from pytest_django import Settings

from qudao.cli import database, serve
from qudao.cli.processes import Ended
from qudao.cli.serve import answers, greet_when_ready, is_free, programs
from qudao.cli.web import Address, WebServer
from qudao.cli.worker import is_worth_reading


@pytest.fixture
def hosts_asked() -> list[str]:
    return []


@pytest.fixture
def taken(hosts_asked: list[str]) -> Iterator[int]:
    """A port on which a small web server answers."""

    class Quiet(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hosts_asked.append(self.headers["Host"])
            self.send_error(503)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("host", "bound", "url"),
    [
        ("127.0.0.1", "127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("::1", "[::1]:8000", "http://[::1]:8000"),
        ("localhost", "localhost:8000", "http://localhost:8000"),
    ],
)
def test_an_address_is_written_as_browsers_want_it(host: str, bound: str, url: str) -> None:
    address = Address(host, 8000)
    assert (address.bound, address.url) == (bound, url)


def test_a_taken_port_is_seen(taken: int) -> None:
    assert not is_free(Address("127.0.0.1", taken))
    assert is_free(Address("127.0.0.1", free_port()))
    assert not is_free(Address("192.0.2.1", free_port()))


def test_any_answer_is_an_answer(taken: int) -> None:
    assert answers(Address("127.0.0.1", taken))
    assert not answers(Address("127.0.0.1", free_port()))


@pytest.mark.parametrize(
    ("allowed", "asked"),
    [
        ("channel.example.com", "channel.example.com"),
        (".example.com", "example.com"),
        ("*", "localhost"),
        ("[::1]", "[::1]"),
    ],
)
def test_the_site_is_asked_under_a_name_it_answers_to(
    taken: int, hosts_asked: list[str], settings: Settings, allowed: str, asked: str
) -> None:
    settings.ALLOWED_HOSTS = [allowed]
    assert answers(Address("127.0.0.1", taken))
    assert hosts_asked == [asked]


def test_the_greeting_waits_for_an_answer(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "show_logins", lambda: None)
    greet_when_ready(Address("127.0.0.1", taken), [])
    said = capsys.readouterr().out
    assert f"qudao is at http://127.0.0.1:{taken}" in said
    assert said.endswith("Ctrl-C stops it.\n")


def test_nobody_is_greeted_when_a_program_ended_before(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "first_ended", lambda _children: Ended("web server", 1))
    greet_when_ready(Address("127.0.0.1", free_port()), [])
    assert capsys.readouterr().out == ""


def test_the_whole_system_is_three_programs() -> None:
    names = [str(program.name) for program in programs(Address("127.0.0.1", 8000), 2)]
    assert names == ["web server", "worker", "sweep"]


def test_the_web_server_takes_what_it_is_told() -> None:
    server = WebServer({"bind": "127.0.0.1:8123", "workers": 3, "threads": 4})
    assert server.cfg.settings["bind"].get() == ["127.0.0.1:8123"]
    assert server.cfg.settings["workers"].get() == 3


def test_a_taken_port_stops_before_anything_is_touched(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "migrate_if_needed", lambda: pytest.fail("migrated"))
    assert serve.main(["--port", str(taken)]) == 1
    assert "is taken by another program" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("level", "is_shown"),
    [(logging.INFO, False), (logging.WARNING, False), (logging.ERROR, True)],
)
def test_the_worker_tells_of_failures_only(level: int, *, is_shown: bool) -> None:
    record = logging.LogRecord("django_tasks", level, "", 0, "x", (), None)
    assert is_worth_reading(record) is is_shown


@pytest.mark.parametrize(
    ("backend", "is_made"),
    [
        ("qudao.core.cache.CountingDatabaseCache", True),
        ("django.core.cache.backends.locmem.LocMemCache", False),
        ("django.core.cache.backends.redis.RedisCache", False),
    ],
)
def test_the_table_of_limits_is_made_where_the_database_counts(
    monkeypatch: pytest.MonkeyPatch, backend: str, *, is_made: bool
) -> None:
    called: list[str] = []
    monkeypatch.setattr(database, "call_command", lambda name, **_options: called.append(name))
    monkeypatch.setattr(conf.settings, "CACHES", {"default": {"BACKEND": backend}})
    database.make_cache_table()
    assert called == (["createcachetable"] if is_made else [])
