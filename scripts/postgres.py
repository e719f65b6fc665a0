#!/usr/bin/env python3
"""Run a command beside a PostgreSQL server of its own, which is gone when the command ends.

    python3 -m scripts.postgres COMMAND [ARGUMENT ...]

The command finds the server by QUDAO_DATABASE_URL. The server listens on a socket in a
temporary folder only, never on the network, and forgets everything: it trades safety for speed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from scripts.system import postgres_binaries, stop_on_terminate

PORT = 5432  # only the last part of the socket's name: the folder is our own
START_SECONDS = 30
UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresError(Exception):
    """The server could not be found or started."""


@dataclass(frozen=True)
class Owner:
    """The account that the server runs as: PostgreSQL refuses to run as root."""

    uid: int
    gid: int


def server_owner() -> Owner:
    if os.getuid() != 0:
        return Owner(os.getuid(), os.getgid())
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(account.pw_uid, account.pw_gid)
    raise PostgresError("PostgreSQL refuses to run as root, and there is no account 'nobody'.")


def run_as(owner: Owner, command: list[str], log: Path) -> subprocess.Popen[bytes]:
    am_root = os.getuid() == 0
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,
            user=owner.uid if am_root else None,
            group=owner.gid if am_root else None,
            extra_groups=[] if am_root else None,
        )


def make_cluster(folder: Path, owner: Owner, server: Path) -> None:
    log = folder / "log"
    command = [str(server / "initdb"), "-D", str(folder / "data"), "-U", "qudao", "-A", "trust"]
    options = ["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
    if run_as(owner, command + options, log).wait():
        raise PostgresError(f"initdb failed:\n{log.read_text('utf-8')}")


def start_server(folder: Path, owner: Owner, server: Path) -> subprocess.Popen[bytes]:
    settings = (
        "listen_addresses=",
        f"unix_socket_directories={folder}",
        f"port={PORT}",
        "shared_buffers=256MB",
        *UNSAFE_BUT_FAST,
    )
    options = [part for setting in settings for part in ("-c", setting)]
    command = [str(server / "postgres"), "-D", str(folder / "data"), *options]
    return run_as(owner, command, folder / "log")


def wait_until_ready(folder: Path, process: subprocess.Popen[bytes], server: Path) -> None:
    ask = [str(server / "pg_isready"), "-q", "-h", str(folder), "-p", str(PORT)]
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(ask, check=False).returncode:
        if process.poll() is not None or time.monotonic() > deadline:
            raise PostgresError(f"PostgreSQL did not start:\n{(folder / 'log').read_text('utf-8')}")
        time.sleep(0.05)


def stop_server(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # PostgreSQL: break connections off and end
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def temporary_server() -> Iterator[str]:
    """Start a server and yield its database URL; stop it and remove all of it afterwards."""
    server = postgres_binaries()
    if server is None:
        raise PostgresError("PostgreSQL is not installed. On Debian: apt-get install postgresql")
    owner = server_owner()
    folder = Path(tempfile.mkdtemp(prefix="qudao-postgres-"))
    try:
        os.chown(folder, owner.uid, owner.gid)
        make_cluster(folder, owner, server)
        process = start_server(folder, owner, server)
        try:
            wait_until_ready(folder, process, server)
            yield f"postgres://qudao@{quote(str(folder), safe='')}:{PORT}/postgres"
        finally:
            stop_server(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    if not command:
        print(__doc__)
        return 2
    stop_on_terminate()
    try:
        with temporary_server() as url:
            environment = os.environ | {"QUDAO_DATABASE_URL": url}
            return subprocess.run(command, env=environment, check=False).returncode
    except PostgresError as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
