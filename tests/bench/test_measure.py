"""The bench drives what it says, and tells of a wrong answer instead of a figure."""

from __future__ import annotations

import http.server
import threading
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import psutil
import pytest

from bench.load import PLACES, TRADES, _name
from bench.measure import CONNECTIONS, HEAD, Measured, Request, Scenario, drive, measure

Heard = Counter[str]


@pytest.fixture
def server() -> Iterator[tuple[int, Heard]]:
    """Answers what its path says, and counts."""
    heard: Heard = Counter()
    lock = threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                heard[self.path] += 1
            self.send_response(int(self.path.rpartition("/")[2]))
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as one:
        one.daemon_threads = True
        threading.Thread(target=one.serve_forever, args=(0.02,), daemon=True).start()
        yield one.server_port, heard
        one.shutdown()


def asking(status: int, expected: int = 200) -> Scenario:
    def make(_number: int) -> Request:
        return ("GET", f"/{status}", {}, None)

    return Scenario("a page", 6, make, expected)


def test_every_request_is_sent_once_and_timed(server: tuple[int, Heard]) -> None:
    port, heard = server
    taken = drive(port, asking(200), 3 * CONNECTIONS + 1)
    assert not isinstance(taken, str)
    assert len(taken) == heard["/200"] == 3 * CONNECTIONS + 1
    assert min(taken) > 0


def test_a_wrong_answer_is_told_instead_of_a_figure(server: tuple[int, Heard]) -> None:
    port, heard = server
    outcome = drive(port, asking(500), 200)
    assert outcome == "500 b'ok'"
    assert heard["/500"] < 200
    assert measure(port, psutil.Process(), asking(500), 8) == "500 b'ok'"


def test_a_measurement_divides_by_the_requests(server: tuple[int, Heard]) -> None:
    port, _heard = server
    found = measure(port, psutil.Process(), asking(201, 201), 40)
    assert isinstance(found, Measured)
    assert found.per_second > 0
    assert 0 < found.p50_ms <= found.p95_ms
    assert found.cpu_ms == found.web_cpu_ms + found.database_cpu_ms


def test_the_table_has_a_column_for_each_figure() -> None:
    assert HEAD.split() == [
        *("scenario", "req/s", "p50", "ms", "p95", "ms", "web", "db", "CPU-ms", "goal"),
    ]


def test_invented_companies_have_names_of_their_own() -> None:
    most = len(PLACES) ** 3 * len(TRADES)
    names = [_name(number) for number in islice(range(most), 20_000)]
    assert len(set(names)) == len(names)
    assert all(name.endswith("有限公司") for name in names)
