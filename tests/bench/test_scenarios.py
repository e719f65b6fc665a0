"""What the bench asks for, whom it counts, and what it prints."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY

from bench import __main__ as command
from bench import measure as module
from bench.measure import HEAD, Measured, Request, Scenario
from qudao.people.models import User
from qudao.people.sessions import SessionStore
from tests.people import Cast

EMAILS = ("manager@bench.example", "director@bench.example", "seller@bench.example")


def scenarios() -> list[Scenario]:
    product = SimpleNamespace(public_id="prd_1")
    loaded = SimpleNamespace(product=product, key="qud_secret", reading_key="qud_other")
    return module._scenarios(loaded, {email: f"cookie-of-{email}" for email in EMAILS})


def named(part: str) -> Scenario:
    return next(one for one in scenarios() if part in one.name)


# ------------------------------------------------------------------ requests


def test_every_scenario_asks_a_page_as_somebody_or_the_api_with_a_key() -> None:
    for scenario in scenarios():
        method, path, headers, body = scenario.make(0)
        if path.startswith("/api/"):
            key, expected = ("secret", 201) if method == "POST" else ("other", 200)
            assert (headers["Authorization"], scenario.expected) == (f"Bearer qud_{key}", expected)
        else:
            assert (method, body, scenario.expected) == ("GET", None, 200)
            assert headers["Cookie"].startswith("qudao_session=cookie-of-")


def test_each_page_is_asked_by_whom_it_belongs_to() -> None:
    for part, path, email in (
        ("portal list", "/portal/registrations/", EMAILS[2]),
        ("workbench queue", "/workbench/registrations/", EMAILS[0]),
        ("funnel page", "/workbench/funnel/", EMAILS[1]),
    ):
        _method, asked, headers, _body = named(part).make(5)
        assert (asked, headers["Cookie"]) == (path, f"qudao_session=cookie-of-{email}")


def test_no_two_registrations_are_alike() -> None:
    scenario = named("create a registration")
    requests = [scenario.make(0) for _time in range(50)]
    keys = {headers["Idempotency-Key"] for _m, _p, headers, _b in requests}
    names = {json.loads(body or b"")["customer_name"] for _m, _p, _h, body in requests}
    assert (len(keys), len(names)) == (50, 50)
    body = json.loads(requests[0][3] or b"")
    assert (body["submit_as"], body["product"]) == ("quick", "prd_1")
    assert body["contact"]["has_consented"] is True


def test_goals_are_stated_where_there_are_any() -> None:
    goals = {one.name: one.goal for one in scenarios()}
    assert len(goals) == 7
    assert goals["totals by stage (API)"] == 4
    assert goals["create a registration (API)"] == 12
    assert goals["today of a manager"] is None
    assert all(goal is None or goal > 0 for goal in goals.values())


# ------------------------------------------------------------------ what is printed


def printed(capsys: pytest.CaptureFixture[str], scenario: Scenario, result: Measured | str) -> str:
    module._show(scenario, result)
    return capsys.readouterr().out.rstrip("\n")


def never(_number: int) -> Request:
    return ("GET", "/", {}, None)


def test_a_figure_stands_below_its_head(capsys: pytest.CaptureFixture[str]) -> None:
    found = Measured(123.4, 5.55, 9.99, 3.21, 1.2)
    line = printed(capsys, Scenario("a page", 6, never), found)
    assert line.split() == ["a", "page", "123", "5.5", "10.0", "3.2", "1.2", "4.4", "6"]
    assert len(line) == len(HEAD)
    assert line[HEAD.index("goal") - 2 :].strip() == "6"


def test_a_scenario_without_a_goal_shows_a_dash(capsys: pytest.CaptureFixture[str]) -> None:
    line = printed(capsys, Scenario("a page", None, never), Measured(1, 1, 1, 1, 1))
    assert line.endswith("–")


def test_a_failure_is_told_in_place_of_figures(capsys: pytest.CaptureFixture[str]) -> None:
    line = printed(capsys, Scenario("a page", 6, never), "500 b'oops'")
    assert line == f"{'a page':34}failed: 500 b'oops'"


# ------------------------------------------------------------------ whose time is counted


@dataclass
class Process:
    """As much of a process as is looked at."""

    name_: str
    user: float = 0.0
    system: float = 0.0
    below: list[Process] = field(default_factory=list)
    gone: bool = False

    def name(self) -> str:
        return self.name_

    def children(self, *, recursive: bool) -> list[Process]:
        assert recursive
        return [
            *self.below,
            *(one for child in self.below for one in child.children(recursive=True)),
        ]

    def cpu_times(self) -> SimpleNamespace:
        if self.gone:
            raise psutil.NoSuchProcess(1)
        return SimpleNamespace(user=self.user, system=self.system)


def test_a_server_is_counted_with_all_its_children() -> None:
    child = Process("gunicorn", 2.0, 0.5, [Process("gunicorn", 4.0)])
    server: Any = Process("gunicorn", 1.0, 0.25, [child])
    assert module._cpu(server)[0] == 7.75


def test_a_process_that_has_just_gone_counts_nothing() -> None:
    gone: Any = Process("gunicorn", 9.0, gone=True)
    assert module._seconds(gone) == 0.0
    server: Any = Process("gunicorn", 1.0, 0.0, [gone])
    assert module._cpu(server)[0] == 1.0


def test_only_the_benchs_own_database_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Process("postgres", 3.0, 1.0)
    parent = Process("python", 0, 0, [own, Process("python", 50.0)])
    monkeypatch.setattr(psutil, "Process", {os.getppid(): parent}.__getitem__)
    assert module._database_processes() == [own]
    server: Any = Process("gunicorn")
    assert module._cpu(server)[1] == 4.0


# ------------------------------------------------------------------ signing in, waiting


def test_a_session_is_that_of_a_person_who_signed_in(cast: Cast) -> None:
    user = User.objects.get(pk=cast.seller_a.user_key)
    store = SessionStore(module._session(user))
    assert store[SESSION_KEY] == str(user.pk)
    assert store[HASH_SESSION_KEY] == user.get_session_auth_hash()
    assert store["_auth_user_backend"] == settings.AUTHENTICATION_BACKENDS[0]


@contextmanager
def healthy_after(refusals: int) -> Iterator[tuple[int, list[str]]]:
    """A server that is not well at first."""
    heard: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(200 if len(heard) > refusals else 503)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port, heard
        server.shutdown()


def test_a_server_is_waited_for_until_it_is_well() -> None:
    with healthy_after(3) as (port, heard):
        module._wait(port)
    assert heard == ["/healthz"] * 4


def test_a_server_that_never_comes_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    with healthy_after(0) as (port, _heard):
        pass
    with pytest.raises(RuntimeError, match="did not start"):
        module._wait(port)
    assert set(waited) == {0.2}


# ------------------------------------------------------------------ the command


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[list[str], dict[str, str]]]:
    """The processes that would have measured, and what they were told."""
    heard: list[tuple[list[str], dict[str, str]]] = []

    def run(words: list[str], *, env: dict[str, str], **_more: object) -> SimpleNamespace:
        heard.append((words, env))
        return SimpleNamespace(returncode=3 if "postgres" in env["QUDAO_DATABASE_URL"] else 0)

    @contextmanager
    def server() -> Iterator[str]:
        yield "postgres://own"

    monkeypatch.setattr(command, "FOLDER", tmp_path / "bench")
    monkeypatch.setattr(command, "temporary_server", server)
    monkeypatch.setattr(subprocess, "run", run)
    return heard


def called(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bench", *words])
    return command.main()


def test_both_databases_are_measured_each_in_a_process_of_its_own(
    ran: list[tuple[list[str], dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUDAO_DEMONSTRATION", "1")
    assert called(monkeypatch, "--scale", "0.5", "--requests", "9") == 3
    assert [words[1:] for words, _env in ran] == [["-m", "bench.measure", "0.5", "9"]] * 2
    assert [env["QUDAO_DATABASE_URL"] for _words, env in ran] == ["", "postgres://own"]
    for _words, env in ran:
        assert "QUDAO_DEMONSTRATION" not in env
        assert env["DJANGO_SETTINGS_MODULE"] == "qudao.config.settings"
        assert Path(env["QUDAO_VAR"]).is_dir()


def test_what_an_earlier_run_left_is_gone(
    ran: list[tuple[list[str], dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = command.FOLDER / "sqlite" / "db.sqlite3"
    left.parent.mkdir(parents=True)
    left.touch()
    assert called(monkeypatch, "--database", "sqlite") == 0
    assert len(ran) == 1
    assert not left.exists()


@pytest.mark.parametrize("words", [("--database", "oracle"), ("--scale", "much"), ("now",)])
def test_other_words_are_not_understood(
    ran: list[tuple[list[str], dict[str, str]]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
) -> None:
    with pytest.raises(SystemExit) as left:
        called(monkeypatch, *words)
    assert (left.value.code, ran) == (2, [])
    assert "usage: python -m bench" in capsys.readouterr().err


def test_the_secret_of_the_bench_is_long_enough_for_a_real_installation() -> None:
    assert len(command.SECRET) >= 40
