"""Child processes that start together and stop together."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

STOP_SECONDS = 20
POLL_SECONDS = 0.2
PR_SET_PDEATHSIG = 1


class StopRequested(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


@dataclass(frozen=True, slots=True)
class Child:
    """A running process and what people call it."""

    name: str
    process: subprocess.Popen[bytes]


@dataclass(frozen=True, slots=True)
class Ended:
    """The child that ended by itself."""

    name: str
    code: int


def _end_with_parent() -> None:
    """Linux: be told to stop when the parent is gone, even if it was killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(name: str, command: Sequence[str], environment: Mapping[str, str]) -> Child:
    """Start a child in a session of its own: Ctrl-C reaches only the parent, which passes it on."""
    process = subprocess.Popen(  # noqa: S603 - our own commands
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads run before this point
    )
    return Child(name, process)


def first_ended(children: Sequence[Child]) -> Ended | None:
    for child in children:
        code = child.process.poll()
        if code is not None:
            return Ended(child.name, code)
    return None


def wait_for_first_end(children: Sequence[Child]) -> Ended:
    """Block until a child ends by itself; `StopRequested` may interrupt it."""
    while True:
        ended = first_ended(children)
        if ended:
            return ended
        time.sleep(POLL_SECONDS)


def stop(children: Sequence[Child], *, seconds: float = STOP_SECONDS) -> None:
    """Ask all to stop, wait, and kill those that do not."""
    for child in children:
        if child.process.poll() is None:
            child.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + seconds
    for child in children:
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


@contextmanager
def stop_signals() -> Iterator[None]:
    """Within this block Ctrl-C and SIGTERM raise `StopRequested`, once."""

    def request(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        raise StopRequested

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, request) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
