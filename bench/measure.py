"""Measure one database: load it, start the web server, drive each scenario, print the table."""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import django
import psutil

CONNECTIONS = 8
WORKERS = "2"
HEAD = (
    f"{'scenario':34}{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}"
    f"{'web':>7}{'db':>7}{'CPU-ms':>8}{'goal':>6}"
)
Headers = dict[str, str]
# What a request asks for: method, path, headers, body.
Request = tuple[str, str, Headers, bytes | None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of request, its goal in CPU-milliseconds, and how the next one is made."""

    name: str
    goal: float | None
    make: Callable[[int], Request]
    expected: int = 200


@dataclass(frozen=True, slots=True)
class Measured:
    per_second: float
    p50_ms: float
    p95_ms: float
    web_cpu_ms: float
    database_cpu_ms: float

    @property
    def cpu_ms(self) -> float:
        return self.web_cpu_ms + self.database_cpu_ms


def main(scale: float, requests: int) -> int:
    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections

    from bench.load import load
    from qudao.core.clock import now

    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    loaded = load(scale, now=now())
    seconds = time.perf_counter() - started
    print(f"\n## {connection.vendor}, scale {scale:g}, loaded in {seconds:.0f} s")
    print(
        f"customers created: {loaded.customers_a_minute:,.0f} a minute, "
        f"{loaded.customer_cpu_ms:.2f} CPU-ms each (goal 60,000 a minute)"
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    cookies = {
        user.email: _session(user) for user in (loaded.manager, loaded.director, loaded.seller)
    }
    connections.close_all()
    scenarios = _scenarios(loaded, cookies)
    with web_server() as (port, server):
        print(HEAD)
        for scenario in scenarios:
            drive(port, scenario, 40)  # warm
            _show(scenario, measure(port, server, scenario, requests))
    return 0


def _scenarios(loaded: object, cookies: dict[str, str]) -> list[Scenario]:
    def page(path: str, email: str) -> Callable[[int], Request]:
        headers = {"Cookie": f"qudao_session={cookies[email]}", "Accept-Language": "en"}
        return lambda _number: ("GET", path, headers, None)

    numbers = count(int(time.time()) % 1_000_000 * 1_000)

    def register(_number: int) -> Request:
        number = next(numbers)
        body = {
            "submit_as": "quick",
            "customer_name": f"岚云林精密制造{number}有限公司",
            "product": loaded.product.public_id,  # type: ignore[attr-defined]
            "project": f"网关 {number}",
            "contact": {"name": "王建国", "has_consented": True},
        }
        headers = {
            "Authorization": f"Bearer {loaded.key}",  # type: ignore[attr-defined]
            "Content-Type": "application/json",
            "Idempotency-Key": f"bench-{number}",
        }
        return ("POST", "/api/v1/registrations", headers, json.dumps(body).encode())

    def totals(_number: int) -> Request:
        headers = {"Authorization": f"Bearer {loaded.reading_key}"}  # type: ignore[attr-defined]
        return ("GET", "/api/v1/opportunities/totals", headers, None)

    manager, director, seller = (
        "manager@bench.example",
        "director@bench.example",
        "seller@bench.example",
    )
    return [
        Scenario("portal list, 80 rows", 6, page("/portal/registrations/", seller)),
        Scenario("workbench queue, 80 rows", 6, page("/workbench/registrations/", manager)),
        Scenario("today of a director", None, page("/workbench/", director)),
        Scenario("totals by stage (API)", 4, totals),
        Scenario("funnel page, totals and 80 rows", None, page("/workbench/funnel/", director)),
        Scenario("today of a manager", None, page("/workbench/", manager)),
        Scenario("create a registration (API)", 12, register, 201),
    ]


def measure(port: int, server: psutil.Process, scenario: Scenario, requests: int) -> Measured | str:
    before = _cpu(server)
    started = time.perf_counter()
    outcome = drive(port, scenario, requests)
    if isinstance(outcome, str):
        return outcome
    seconds = time.perf_counter() - started
    web, database = (after - was for after, was in zip(_cpu(server), before, strict=True))
    return Measured(
        requests / seconds,
        statistics.median(outcome) * 1000,
        statistics.quantiles(outcome, n=20)[-1] * 1000,
        web * 1000 / requests,
        database * 1000 / requests,
    )


def drive(port: int, scenario: Scenario, requests: int) -> list[float] | str:
    """Send the requests over eight connections; the seconds of each, or what went wrong."""
    taken: list[float] = []
    wrong: list[str] = []
    numbers = iter(range(requests))
    lock = threading.Lock()

    def one_connection() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None or wrong:
                connection.close()
                return
            method, path, headers, body = scenario.make(number)
            started = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            taken.append(time.perf_counter() - started)
            if answer.status != scenario.expected:
                wrong.append(f"{answer.status} {content[:160]!r}")

    threads = [threading.Thread(target=one_connection) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong[0] if wrong else taken


def _cpu(server: psutil.Process) -> tuple[float, float]:
    """CPU seconds so far of the web server's and of the database's processes."""
    web = sum(_seconds(one) for one in [server, *server.children(recursive=True)])
    return web, sum(_seconds(one) for one in _database_processes())


def _database_processes() -> list[psutil.Process]:
    """Those of the server that the bench started, which stands beside this process; another one
    on this machine is no concern of ours."""
    beside = psutil.Process(os.getppid()).children(recursive=True)
    return [one for one in beside if one.name() == "postgres"]


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _session(user: object) -> str:
    """A login session, made without the cost of a password."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from qudao.people.sessions import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)  # type: ignore[attr-defined]
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()  # type: ignore[attr-defined]
    store.create()
    return str(store.session_key)


@contextmanager
def web_server() -> Iterator[tuple[int, psutil.Process]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = (
        "from qudao.cli.web import Address, serve_pages; import sys;"
        f"sys.exit(serve_pages(Address('127.0.0.1', {port}), workers={WORKERS}))"
    )
    child = subprocess.Popen([sys.executable, "-c", code], env=os.environ)
    try:
        _wait(port)
        yield port, psutil.Process(child.pid)
    finally:
        child.terminate()
        child.wait(20)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the web server did not start")


def _show(scenario: Scenario, result: Measured | str) -> None:
    if isinstance(result, str):
        print(f"{scenario.name:34}failed: {result}")
        return
    goal = f"{scenario.goal:g}" if scenario.goal else "–"
    print(
        f"{scenario.name:34}{result.per_second:8.0f}{result.p50_ms:8.1f}{result.p95_ms:8.1f}"
        f"{result.web_cpu_ms:7.1f}{result.database_cpu_ms:7.1f}{result.cpu_ms:8.1f}{goal:>6}"
    )


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2])))
