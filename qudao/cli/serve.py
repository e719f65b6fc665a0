"""`qudao serve`: the whole system by one command, stopped by one Ctrl-C."""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import time
from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from qudao.cli import sweep, worker
from qudao.cli.database import migrate_if_needed
from qudao.cli.demonstration import ensure_programme, show_logins
from qudao.cli.numbers import above_zero, port_number
from qudao.cli.processes import (
    Child,
    Program,
    StopRequested,
    first_ended,
    start,
    stop,
    stop_signals,
    wait_for_first_end,
)
from qudao.cli.terminal import complain, say
from qudao.cli.web import Address, serve_pages

SWEEP_SECONDS = "15"


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    address = Address(options.host, options.port)
    if not is_free(address):
        complain(
            _("%(url)s is taken by another program. Choose another port: PORT=8001 make run")
            % {"url": address.url}
        )
        return 1
    migrate_if_needed()
    ensure_programme()
    connections.close_all()
    return run_until_stopped(address, programs(address, options.workers))


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(
        prog="qudao serve",
        description=_(
            "Bring the database up to date, then serve the site together with its worker and "
            "its periodic sweep. Ctrl-C stops all of them."
        ),
    )
    port = os.environ.get("PORT") or "8000"
    result.add_argument("--host", default="127.0.0.1", help=_("the address to listen at"))
    result.add_argument(
        "--port", type=port_number, default=port, help=_("the port to listen at (or PORT)")
    )
    result.add_argument(
        "--workers", type=above_zero, default=2, help=_("how many processes serve pages")
    )
    return result


def programs(address: Address, workers: int) -> list[Program]:
    return [
        Program(_("web server"), partial(serve_pages, address, workers=workers)),
        Program(_("worker"), partial(worker.main, [])),
        Program(_("sweep"), partial(sweep.main, ["--every", SWEEP_SECONDS])),
    ]


def is_free(address: Address) -> bool:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError:
            return False
    return True


def answers(address: Address) -> bool:
    """Whether a web server answers there; what it answers does not matter."""
    asking = http.client.HTTPConnection(address.host, address.port, timeout=2)
    try:
        asking.request("GET", "/healthz", headers={"Host": asked_host(settings.ALLOWED_HOSTS)})
        asking.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()
    return True


def asked_host(allowed: Sequence[str]) -> str:
    """A name under which the site answers; asked under another it logs a failure."""
    first = next(iter(allowed), "*").lstrip(".")
    return "localhost" if first == "*" else first


def run_until_stopped(address: Address, programs: Sequence[Program]) -> int:
    """Start all, wait for the first to end or for Ctrl-C, stop all."""
    children: list[Child] = []
    with stop_signals():
        try:
            for program in programs:
                children.append(start(program))
            greet_when_ready(address, children)
            ended = wait_for_first_end(children)
            message = _("The %(name)s ended (exit code %(code)s); stopping the others.")
            complain(message % {"name": ended.name, "code": ended.code})
        except StopRequested:
            say(_("Stopping"))
            return 0
        else:
            return 1
        finally:
            stop(children)


def greet_when_ready(address: Address, children: Sequence[Child]) -> None:
    """Say where the site is once it answers; nothing if a child ended before that."""
    while not answers(address):
        if first_ended(children):
            return
        time.sleep(0.05)
    say()
    say(_("qudao is at %(url)s") % {"url": address.url})
    show_logins()
    say(_("Ctrl-C stops it."))
