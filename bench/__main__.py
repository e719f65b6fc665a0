"""Load a large programme, drive the running server, and report what each request costs.

    python -m bench                      both databases, full size
    python -m bench --database sqlite --scale 0.1

CPU time is read from the operating system's accounting of the server's and the database's
processes, so that a busy machine changes the seconds but hardly the CPU-milliseconds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

from scripts.postgres import temporary_server

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
SECRET = "only-for-the-bench-on-this-machine-0123456789"  # noqa: S105


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size")
    parser.add_argument("--requests", type=int, default=400, help="requests of each scenario")
    options = parser.parse_args()
    wanted = ("sqlite", "postgres") if options.database == "both" else (options.database,)
    return max(run(name, options) for name in wanted)


def run(database: str, options: argparse.Namespace) -> int:
    """One database, in a process of its own: settings are read once a process."""
    folder = FOLDER / database
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    server = temporary_server() if database == "postgres" else nullcontext("")
    with server as url:
        environment = {
            **os.environ,
            "QUDAO_VAR": str(folder),
            "QUDAO_SECRET_KEY": SECRET,
            "QUDAO_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "qudao.config.settings",
        }
        environment.pop("QUDAO_DEMONSTRATION", None)
        command = [sys.executable, "-m", "bench.measure", str(options.scale)]
        command.append(str(options.requests))
        return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
