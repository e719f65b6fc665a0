"""`qudao serve`: the whole system by one command, stopped by one Ctrl-C."""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

import qudao
from qudao.cli.demonstration import ensure_programme, show_logins
from qudao.cli.processes import (
    Child,
    StopRequested,
    first_ended,
    start,
    stop,
    stop_signals,
    wait_for_first_end,
)
from qudao.cli.terminal import complain, say

SWEEP_SECONDS = "15"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the site listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}"

    def is_free(self) -> bool:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError:
                return False
        return True

    def answers(self) -> bool:
        """Whether a web server answers here; what it answers does not matter."""
        asking = http.client.HTTPConnection(self.host, self.port, timeout=2)
        try:
            asking.request("GET", "/healthz")
            asking.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asking.close()
        return True


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    address = Address(options.host, options.port)
    if not address.is_free():
        complain(
            _("%(url)s is taken by another program. Choose another port: PORT=8001 make run")
            % {"url": address.url}
        )
        return 1
    migrate_if_needed()
    ensure_programme()
    connections.close_all()
    return run_until_stopped(address, commands(address, options.workers))


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(
        prog="qudao serve",
        description=_(
            "Bring the database up to date, then serve the site together with its worker and "
            "its periodic sweep. Ctrl-C stops all of them."
        ),
    )
    port = os.environ.get("PORT", "8000")
    result.add_argument("--host", default="127.0.0.1", help=_("the address to listen at"))
    result.add_argument("--port", type=int, default=port, help=_("the port to listen at (or PORT)"))
    result.add_argument("--workers", type=int, default=2, help=_("how many processes serve pages"))
    return result


def migrate_if_needed() -> None:
    """Apply what is not applied yet; looking is much quicker than migrating."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(_("Bringing the database up to date"))
        call_command("migrate", interactive=False, verbosity=0)


def commands(address: Address, workers: int) -> dict[str, list[str]]:
    python = [sys.executable, "-P", "-m"]
    host = f"[{address.host}]" if ":" in address.host else address.host
    web = ["qudao.config.wsgi:application", "--bind", f"{host}:{address.port}"]
    pool = ["--worker-class", "gthread", "--workers", str(workers), "--threads", "4"]
    quiet = ["--preload", "--log-level", "warning", "--graceful-timeout", "10"]
    return {
        _("web server"): [*python, "gunicorn", *web, *pool, *quiet],
        _("worker"): [*python, "qudao", "worker"],
        _("sweep"): [*python, "qudao", "sweep", "--every", SWEEP_SECONDS],
    }


def run_until_stopped(address: Address, named: dict[str, list[str]]) -> int:
    """Start all, wait for the first to end or for Ctrl-C, stop all."""
    children: list[Child] = []
    with stop_signals():
        try:
            for name, command in named.items():
                children.append(start(name, command, environment()))
            if wait_until_ready(address, children):
                greet(address)
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


def environment() -> dict[str, str]:
    """The children import the very package that runs here, wherever they are started."""
    home = str(Path(qudao.__file__).resolve().parent.parent)
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}


def wait_until_ready(address: Address, children: Sequence[Child]) -> bool:
    """Wait until pages are served; False if a child ended instead."""
    while not first_ended(children):
        if address.answers():
            return True
        time.sleep(0.05)
    return False


def greet(address: Address) -> None:
    say()
    say(_("qudao is at %(url)s") % {"url": address.url})
    show_logins()
    say(_("Ctrl-C stops it."))
