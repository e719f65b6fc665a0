"""The console command finds its own commands and leaves the rest to Django."""

import pytest

import qudao
from qudao.cli import run
from qudao.cli.commands import COMMANDS, Command
from qudao.core.errors import NotFound


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_can_be_loaded_and_explains_itself(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.load()(["--help"])

    assert stopped.value.code == 0
    assert f"qudao {command.name}" in capsys.readouterr().out


def test_overview_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0

    shown = capsys.readouterr().out
    assert [c.name for c in COMMANDS if f"\n  {c.name} " not in shown] == []


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0

    assert capsys.readouterr().out == f"qudao {qudao.__version__}\n"


def test_other_names_are_commands_of_django(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diffsettings", "--output", "unified"]) == 0

    assert "ROOT_URLCONF = 'qudao.config.urls'" in capsys.readouterr().out


def refuse(_arguments: object) -> int:
    raise NotFound


def test_a_refusal_is_one_sentence_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setattr(Command, "load", lambda _command: refuse)

    assert run(["worker"]) == 1

    assert capsys.readouterr().err == "qudao: There is nothing here, or it is not yours to see.\n"
