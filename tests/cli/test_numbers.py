"""Numbers at the command line have bounds, and what is wrong is said in one line."""

from __future__ import annotations

import argparse

import pytest

from qudao.cli.numbers import above_zero, port_number
from qudao.cli.serve import parser


@pytest.mark.parametrize(("written", "number"), [("1", 1), ("8000", 8000), ("65535", 65535)])
def test_a_port_is_a_number_up_to_65535(written: str, number: int) -> None:
    assert port_number(written) == number


@pytest.mark.parametrize("written", ["0", "65536", "99999", "-1", "", "８０", "http", "+80"])
def test_anything_else_is_no_port(written: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="65535"):
        port_number(written)


@pytest.mark.parametrize("written", ["0", "-2", "two", "86401", " "])
def test_a_count_begins_at_one(written: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="whole number"):
        above_zero(written)


@pytest.mark.parametrize(
    "arguments", [["--port", "0"], ["--port", "70000"], ["--workers", "0"], ["--workers", "-4"]]
)
def test_the_server_does_not_start_on_nonsense(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        parser().parse_args(arguments)
    assert stopped.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_the_port_of_the_environment_has_the_same_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "8123")
    assert parser().parse_args([]).port == 8123
    monkeypatch.setenv("PORT", "")
    assert parser().parse_args([]).port == 8000
    monkeypatch.setenv("PORT", "99999")
    with pytest.raises(SystemExit):
        parser().parse_args([])
    assert parser().parse_args(["--port", "81"]).port == 81
