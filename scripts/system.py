"""What the tests need from the operating system, and how it is brought in."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType


class MissingPartError(Exception):
    """A part of the operating system is missing and may not be installed from here."""


@dataclass(frozen=True)
class Part:
    """A Debian package and how one sees that it is there."""

    package: str
    is_there: Callable[[], bool]


def has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, check=False)
    return b"Noto Sans CJK" in listed.stdout


def has_chromium() -> bool:
    return shutil.which("chromium") is not None


def postgres_binaries() -> Path | None:
    """The folder of the newest PostgreSQL server on this machine."""
    servers = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3])
    )
    if servers:
        return servers[-1].parent
    on_path = shutil.which("postgres")
    return Path(on_path).resolve().parent if on_path else None


def has_postgres() -> bool:
    return postgres_binaries() is not None


# The font is looked for with fc-list, which comes with Chromium: so Chromium stands first.
PARTS = (
    Part("chromium", has_chromium),
    Part("fonts-noto-cjk", has_chinese_font),
    Part("postgresql", has_postgres),
)


def missing_packages() -> list[str]:
    return [part.package for part in PARTS if not part.is_there()]


def bring_system_packages() -> None:
    """Install what is missing when that is allowed; otherwise say how."""
    missing = missing_packages()
    if not missing:
        return
    line = f"apt-get install --no-install-recommends {' '.join(missing)}"
    if os.getuid() != 0 or not shutil.which("apt-get"):
        raise MissingPartError(
            f"The tests need {', '.join(missing)}. On Debian 12, as root:\n    {line}"
        )
    print(f"Installing {', '.join(missing)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update", line.replace("install", "install --yes", 1)):
        words = [*command.split(), "--quiet", "--quiet"]
        if subprocess.run(words, env=environment, check=False).returncode:
            raise MissingPartError(f"This failed: {command}")
    left = missing_packages()
    if left:
        raise MissingPartError(f"Installed, but still not found: {', '.join(left)}")


def stop_on_terminate() -> None:
    """Turn a request to stop into an ordinary exit, so that what was started is stopped too."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)
