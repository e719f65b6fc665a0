#!/usr/bin/env python3
"""Resolve requirements/*.in again into requirements/*.txt, with the checksum of every file.

lock.py               keep the locked versions where they still satisfy the .in files
lock.py --upgrade     take the newest of everything
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venv" / "bin" / "uv"
# In this order: each is held to the versions of those before it.
LOCKS = ("base", "postgres", "redis", "dev")
OPTIONS = (
    "--generate-hashes", "--no-header", "--no-annotate", "--universal", "--quiet",
    "--python-version", "3.11",
)  # fmt: skip


def lock(name: str, held_to: tuple[str, ...], options: list[str]) -> int:
    folder = ROOT / "requirements"
    constraints = [part for other in held_to for part in ("-c", str(folder / f"{other}.txt"))]
    files = [str(folder / f"{name}.in"), "-o", str(folder / f"{name}.txt")]
    command = [str(UV), "pip", "compile", *OPTIONS, *options, *constraints, *files]
    return subprocess.run(command, check=False).returncode


def main(options: list[str]) -> int:
    if options not in ([], ["--upgrade"]):
        print(__doc__)
        return 2
    for number, name in enumerate(LOCKS):
        print(f"Resolving requirements/{name}.in", flush=True)
        if lock(name, LOCKS[:number], options):
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
