#!/usr/bin/env python3
"""Make the virtual environment .venv and keep it in step with the locked requirements.

    install.py run      what the running system needs (and the driver of PostgreSQL or Redis when
                        QUDAO_DATABASE_URL or QUDAO_CACHE_URL names one)
    install.py dev      what its tests and checks need as well

Needs nothing but Python 3.11's own library. A second call with nothing changed only compares
checksums.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
OLDEST_PYTHON = (3, 11)

# A driver comes along when the address in that setting begins so.
DRIVERS = (
    ("QUDAO_DATABASE_URL", ("postgres",), "postgres.txt"),
    ("QUDAO_CACHE_URL", ("redis://", "rediss://", "unix://"), "redis.txt"),
)

Sums = dict[str, str]


class InstallError(Exception):
    """Says what is missing and the line that brings it."""


def wanted_files(purpose: str) -> list[str]:
    if purpose == "dev":
        return ["dev.txt"]
    drivers = [
        name
        for setting, schemes, name in DRIVERS
        if os.environ.get(setting, "").startswith(schemes)
    ]
    return ["base.txt", *drivers]


def checksum(name: str) -> str:
    return hashlib.sha256((ROOT / "requirements" / name).read_bytes()).hexdigest()


def installed_sums() -> Sums:
    """What the stamp of the last whole installation says; nothing if the interpreter is gone, or
    if writing the stamp broke off."""
    if not PYTHON.exists():
        return {}
    try:
        sums = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return sums if isinstance(sums, dict) else {}


def sums_after(files: list[str], before: Sums) -> Sums:
    """The development lock holds the same versions of all that the others hold."""
    covered = ["base.txt", "postgres.txt", "redis.txt", "dev.txt"] if "dev.txt" in files else files
    return before | {name: checksum(name) for name in covered}


def insist_on_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise InstallError(
            f"qudao needs Python 3.11 or newer, this is {sys.version.split()[0]}. "
            "On Debian 12:\n    apt-get install python3 python3-venv"
        )
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise InstallError(
            "Python's venv module is missing. On Debian 12:\n    apt-get install python3-venv"
        )


def make_environment() -> None:
    if PYTHON.exists():
        return
    insist_on_python()
    print("Making the virtual environment .venv", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)  # half of one would be taken for a whole one
        raise InstallError(
            "The virtual environment could not be made. On Debian 12 this usually helps:\n"
            "    apt-get install python3-venv"
        )


def install_requirements(files: list[str]) -> None:
    print(f"Installing the locked requirements ({', '.join(files)})", flush=True)
    named = [part for name in files for part in ("-r", str(ROOT / "requirements" / name))]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", *quiet, *named]
    if subprocess.run(command, check=False).returncode:
        raise InstallError("The requirements could not be installed; pip's message is above.")


def link_package() -> None:
    """Let the environment find the package, and give it the command `qudao`.

    An environment that is a link belongs to the working copy that it lies in.
    """
    home = VENV.resolve().parent
    libraries = subprocess.run(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (Path(libraries) / "qudao.pth").write_text(f"{home}\n", encoding="utf-8")
    command = VENV / "bin" / "qudao"
    python = home / ".venv" / "bin" / "python"
    command.write_text(f'#!/bin/sh\nexec "{python}" -P -m qudao "$@"\n', encoding="utf-8")
    command.chmod(0o755)


def compile_translations() -> None:
    """Compile only when a catalogue is newer than its binary: starting Babel takes a while."""
    for source in ROOT.glob("qudao/locale/*/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns <= source.stat().st_mtime_ns:
            script = ROOT / "scripts" / "translations.py"
            subprocess.run([str(PYTHON), str(script), "compile"], check=True)
            return


def install(purpose: str) -> None:
    files = wanted_files(purpose)
    before = installed_sums()
    after = sums_after(files, before)
    if before != after:
        make_environment()
        install_requirements(files)
        link_package()
        STAMP.write_text(json.dumps(after, indent=1, sort_keys=True), encoding="utf-8")
    compile_translations()


def main(arguments: list[str]) -> int:
    if arguments not in (["run"], ["dev"]):
        print(__doc__)
        return 2
    try:
        install(arguments[0])
    except InstallError as problem:
        print(f"qudao: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
