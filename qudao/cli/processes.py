"""Child processes that start together and stop together.

They are forked from this process, so that the code is read and linked once for all of them.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkProcess
from types import FrameType

STOP_SECONDS = 20
POLL_SECONDS = 0.2
PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopRequested(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


@dataclass(frozen=True, slots=True)
class Program:
    """What people call it, and what it does until it is told to stop by SIGTERM."""

    name: str
    run: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Child:
    """A running program."""

    name: str
    process: ForkProcess


@dataclass(frozen=True, slots=True)
class Ended:
    """The program that ended by itself."""

    name: str
    code: int


def start(program: Program) -> Child:
    process = multiprocessing.get_context("fork").Process(target=_live, args=(program.run,))
    # A stop that comes between the fork and the child's first line waits until it can be heard.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return Child(program.name, process)


def _live(run: Callable[[], int]) -> None:
    """In the child: a session of its own, since Ctrl-C is for the parent, which passes it on."""
    os.setsid()
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    _end_with_parent()
    sys.exit(run())


def _end_with_parent() -> None:
    """Linux: be told to stop when the parent is gone, even if it was killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def first_ended(children: Sequence[Child]) -> Ended | None:
    for child in children:
        code = child.process.exitcode
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
        child.process.terminate()
    deadline = time.monotonic() + seconds
    for child in children:
        child.process.join(max(0.0, deadline - time.monotonic()))
        if child.process.exitcode is None:
            child.process.kill()
            child.process.join()


@contextmanager
def stop_signals() -> Iterator[None]:
    """Within this block Ctrl-C and SIGTERM raise `StopRequested`, once."""

    def request(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        raise StopRequested

    before = {number: signal.signal(number, request) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
