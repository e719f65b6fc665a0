"""One command line: whose command it is, what is said before it, and how its end is told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

import qudao
from qudao import cli
from qudao.cli import INTERRUPTED, commands, run
from qudao.cli.backup import summary
from qudao.cli.commands import COMMANDS, Command, command_named
from qudao.cli.demonstration import keep_mark, refuse_real_programme, show_logins
from qudao.core.backup.manifest import Manifest, Member
from qudao.core.errors import Conflict
from qudao.core.mark import is_marked
from qudao.core.models import Programme
from qudao.core.programme import forget_programme
from tests.people import Cast

HAN = range(0x4E00, 0x9FFF)


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("QUDAO_DEMONSTRATION", "1")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Sequence[str]], int]], None]:
    """Put a function in the place of every command of ours."""
    return lambda entry: monkeypatch.setattr(Command, "load", lambda _command: entry)


# ------------------------------------------------------------------ whose it is


def test_names_of_commands_are_told_apart_and_lead_to_functions() -> None:
    names = [one.name for one in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(command_named(name) is one for name, one in zip(names, COMMANDS, strict=True))
    assert all(callable(one.load()) for one in COMMANDS)
    assert command_named("migrate") is None
    assert command_named("") is None
    assert commands.command_named("Serve") is None


@pytest.mark.parametrize("words", [[], ["help"], ["--help"], ["-h"]])
def test_without_a_command_all_are_listed(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "qudao COMMAND [ARGUMENT ...]"
    shown = [line.split()[0] for line in lines[2:] if line.startswith("  ")]
    assert shown[: len(COMMANDS)] == [one.name for one in COMMANDS]
    starts = {line.index(str(one.summary)) for line in lines for one in COMMANDS
              if line.startswith(f"  {one.name} ")}  # fmt: skip
    assert len(starts) == 1


def test_the_overview_speaks_the_language_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert run(["help"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert all(any(ord(sign) in HAN for sign in line) for line in lines[: len(COMMANDS)])


@pytest.mark.parametrize("words", [["--version"], ["version"], ["version", "--verbose"]])
def test_the_version_is_told_without_reading_any_settings(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "settings", None)
    assert run(words) == 0
    assert capsys.readouterr().out == f"qudao {qudao.__version__}\n"


def test_the_words_after_the_name_go_to_the_command(
    command: Callable[[Callable[[Sequence[str]], int]], None],
) -> None:
    heard: list[Sequence[str]] = []

    def entry(words: Sequence[str]) -> int:
        heard.append(words)
        return 5

    command(entry)
    assert run(["sweep", "--every", "3"]) == 5
    assert heard == [["--every", "3"]]


def test_the_program_ends_with_the_code_of_the_command(
    command: Callable[[Callable[[Sequence[str]], int]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    command(lambda _words: 3)
    monkeypatch.setattr(sys, "argv", ["qudao", "worker"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 3


# ------------------------------------------------------------------ how it ends


def test_a_refusal_is_one_line_and_breaking_off_none(
    command: Callable[[Callable[[Sequence[str]], int]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_words: Sequence[str]) -> int:
        raise Conflict("Held by another.")

    def interrupt(_words: Sequence[str]) -> int:
        raise KeyboardInterrupt

    command(refuse)
    assert run(["worker"]) == 1
    assert capsys.readouterr().err == "qudao: Held by another.\n"
    command(interrupt)
    assert run(["worker"]) == INTERRUPTED
    assert capsys.readouterr().err == ""


def test_settings_that_cannot_be_are_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Wrong:
        @property
        def STATIC_ROOT(self) -> Path:  # noqa: N802
            raise ImproperlyConfigured("QUDAO_HTTPS is 'maybe'; write 1 or 0.")

    monkeypatch.setattr(cli, "settings", Wrong())
    for words in (["serve"], ["migrate"], ["help"]):
        assert run(words) == 1
        assert capsys.readouterr().err == "qudao: QUDAO_HTTPS is 'maybe'; write 1 or 0.\n"


# ------------------------------------------------------------------ demonstration and real


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def test_the_mark_follows_what_stands_in_the_database(
    cast: Cast, folder: Path, settings: Settings
) -> None:
    for is_demonstration in (True, False, True):
        Programme.objects.update(is_demonstration=is_demonstration)
        forget_programme()
        keep_mark()
        assert is_marked(folder, settings.DATABASE_URL) is is_demonstration


def test_a_real_installation_keeps_no_mark_and_shows_no_logins(
    cast: Cast, folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.IS_DEMONSTRATION = False
    keep_mark()
    show_logins()
    refuse_real_programme()
    assert list(folder.iterdir()) == []
    assert capsys.readouterr().out == ""


def test_the_demonstrations_logins_are_shown_with_their_roles(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.IS_DEMONSTRATION = True
    show_logins()
    lines = [line for line in capsys.readouterr().out.splitlines() if line]
    assert len(lines) > 5
    assert all("@" in line and "qudao-demonstration" in line for line in lines)


def test_a_backup_is_summed_up_by_its_rows_and_files() -> None:
    members = (
        Member("rows/a.jsonl", 10, "", rows=3),
        Member("rows/b.jsonl", 10, "", rows=4),
        Member("files/fil_1", 10, ""),
        Member("files/fil_2", 10, ""),
    )
    assert summary(Manifest("1", "now", (), members, ())) == "7 rows and 2 files"
    assert summary(Manifest("1", "now", (), (), ())) == "0 rows and 0 files"
