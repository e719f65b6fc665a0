"""Speaking to a person at a terminal."""

from __future__ import annotations

import os
import re
import sys
import time
from typing import TextIO

BAR_WIDTH = 30
REDRAW_SECONDS = 0.1
# What steers a terminal, or turns the direction of writing around; names of a file may hold it.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def say(text: object = "") -> None:
    """One line on standard output, at once."""
    sys.stdout.write(f"{plain(text)}\n")
    sys.stdout.flush()


def complain(text: object) -> None:
    """One line on standard error."""
    sys.stderr.write(f"qudao: {plain(text)}\n")
    sys.stderr.flush()


def plain(text: object) -> str:
    """A text as it may stand at a terminal, whoever wrote it."""
    return _STEERING.sub("\ufffd", str(text))


def language_of_terminal() -> str:
    """The language that the terminal asks for, among those that qudao speaks."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    asked = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh-hans" if asked.startswith("zh") else "en"


class ProgressBar:
    """A bar on standard error, redrawn in place at a terminal, one line a tenth elsewhere."""

    def __init__(self, label: object, stream: TextIO | None = None) -> None:
        self.label = str(label)
        self.stream = stream or sys.stderr
        self.is_terminal = self.stream.isatty()
        self.drawn_at = 0.0
        self.tenths = -1

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` steps are done."""
        share = min(done / total, 1.0) if total else 1.0
        if self.is_terminal:
            self._draw(share)
        elif int(share * 10) > self.tenths:
            self.tenths = int(share * 10)
            self.stream.write(f"{self.label} {self.tenths * 10} %\n")
            self.stream.flush()

    def _draw(self, share: float) -> None:
        is_last = share >= 1.0
        if time.monotonic() - self.drawn_at < REDRAW_SECONDS and not is_last:
            return
        self.drawn_at = time.monotonic()
        filled = round(share * BAR_WIDTH)
        bar = "█" * filled + "░" * (BAR_WIDTH - filled)
        self.stream.write(f"\r{self.label} {bar} {share:4.0%}{chr(10) if is_last else ''}")
        self.stream.flush()
