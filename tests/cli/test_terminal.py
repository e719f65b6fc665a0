"""What the command line shows to a person at a terminal."""

import io

import pytest

from qudao.cli.terminal import ProgressBar, language_of_terminal


class FakeTerminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_in_a_log_is_one_line_a_tenth() -> None:
    log = io.StringIO()
    progress = ProgressBar("Building", log)

    for done in range(0, 101, 5):
        progress(done, 100)

    lines = log.getvalue().splitlines()
    assert lines == [f"Building {percent} %" for percent in range(0, 101, 10)]


def test_progress_at_a_terminal_is_redrawn_in_place_and_ends_the_line() -> None:
    terminal = FakeTerminal()
    progress = ProgressBar("Building", terminal)

    progress(1, 2)
    progress(2, 2)

    assert (
        terminal.getvalue() == f"\rBuilding {'█' * 15}{'░' * 15}  50%\rBuilding {'█' * 30} 100%\n"
    )


def test_progress_of_nothing_is_done() -> None:
    log = io.StringIO()

    ProgressBar("Building", log)(0, 0)

    assert log.getvalue() == "Building 100 %\n"


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_language_follows_the_terminal(
    variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert language_of_terminal() == language
