"""Programs start together and stop together."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from qudao.cli.processes import (
    Child,
    Ended,
    Program,
    StopRequested,
    start,
    stop,
    stop_signals,
    wait_for_first_end,
)


def sleep_long() -> int:
    time.sleep(60)
    return 0


def end_with_three() -> int:
    return 3


def ignore_stop() -> int:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return sleep_long()


@pytest.fixture
def children() -> Iterator[list[Child]]:
    started: list[Child] = []
    yield started
    stop(started, seconds=1)


def test_the_first_program_to_end_is_named_with_its_code(children: list[Child]) -> None:
    children += [start(Program("one", sleep_long)), start(Program("two", end_with_three))]

    assert wait_for_first_end(children) == Ended("two", 3)


def test_stopping_ends_all(children: list[Child]) -> None:
    children += [start(Program("one", sleep_long)), start(Program("two", sleep_long))]

    stop(children, seconds=30)

    assert [child.process.exitcode for child in children] == [-signal.SIGTERM, -signal.SIGTERM]


def test_a_stop_reaches_a_child_that_has_hardly_begun(children: list[Child]) -> None:
    """Whatever the parent itself does about the signal, here: nothing."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        for _ in range(8):
            children.append(start(Program("young", sleep_long)))
            children[-1].process.terminate()
    finally:
        signal.signal(signal.SIGTERM, before)

    stop(children, seconds=30)

    assert {child.process.exitcode for child in children} == {-signal.SIGTERM}


def test_a_program_that_does_not_stop_is_killed(children: list[Child]) -> None:
    children.append(start(Program("stubborn", ignore_stop)))
    time.sleep(0.3)

    stop(children, seconds=0.3)

    assert children[0].process.exitcode == -signal.SIGKILL


def test_children_are_in_sessions_of_their_own(children: list[Child]) -> None:
    children.append(start(Program("one", sleep_long)))
    pid = children[0].process.pid
    assert pid is not None

    deadline = time.monotonic() + 5
    while os.getsid(pid) != pid and time.monotonic() < deadline:
        time.sleep(0.01)

    assert os.getsid(pid) == pid


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_asks_once(number: signal.Signals) -> None:
    before = signal.getsignal(number)

    with stop_signals():
        with pytest.raises(StopRequested):
            os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)

    assert signal.getsignal(number) is before
