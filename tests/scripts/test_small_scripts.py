"""Locking, looking for servers, printing tables: what the scripts ask for and what they answer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from scripts import docs, install, lock, postgres, system
from scripts.postgres import Owner, PostgresError, server_owner, temporary_server
from tests.architecture.sources import ROOT

Account = namedtuple("Account", "pw_uid pw_gid")


# ------------------------------------------------------------------ lock


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were run, each of which went well."""
    commands: list[list[str]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[bytes]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    return commands


def test_each_lock_is_held_to_those_before_it(asked: list[list[str]]) -> None:
    assert lock.main([]) == 0
    names = [[Path(word).name for word in line if word.endswith((".in", ".txt"))] for line in asked]
    assert names == [
        ["base.in", "base.txt"],
        ["base.txt", "postgres.in", "postgres.txt"],
        ["base.txt", "postgres.txt", "redis.in", "redis.txt"],
        ["base.txt", "postgres.txt", "redis.txt", "dev.in", "dev.txt"],
    ]
    assert all("--generate-hashes" in line and "--universal" in line for line in asked)
    assert not [line for line in asked if "--upgrade" in line]


def test_an_upgrade_is_asked_for(asked: list[list[str]]) -> None:
    assert lock.main(["--upgrade"]) == 0
    assert all("--upgrade" in line for line in asked)


def test_other_words_are_not_understood(
    asked: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert lock.main(["--force"]) == 2
    assert asked == []
    assert "lock.py --upgrade" in capsys.readouterr().out


def test_the_first_lock_that_fails_stops_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def fail(name: str, _held: tuple[str, ...], _options: list[str]) -> int:
        tried.append(name)
        return 1

    monkeypatch.setattr(lock, "lock", fail)
    assert lock.main([]) == 1
    assert tried == ["base"]


@pytest.mark.parametrize("name", ["base", "postgres", "dev"])
def test_every_locked_requirement_has_its_checksum(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#", "-"))]
    assert pinned
    assert all("==" in line for line in pinned)
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text


# ------------------------------------------------------------------ servers and fonts


def test_the_newest_server_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("9.6", "15", "17"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        (folder / "postgres").touch()
    monkeypatch.setattr(system, "Path", lambda _where: tmp_path)
    assert system.postgres_binaries() == tmp_path / "17" / "bin"


def test_a_server_on_the_path_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setattr(
        system, "Path", lambda where: empty if where == "/usr/lib/postgresql" else Path(where)
    )
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert system.postgres_binaries() is None
    assert not system.has_postgres()
    monkeypatch.setattr("shutil.which", lambda _name: str(tmp_path / "bin" / "postgres"))
    assert system.postgres_binaries() == tmp_path / "bin"


def test_without_a_server_the_line_that_brings_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres, "postgres_binaries", lambda: None)
    with pytest.raises(PostgresError, match="apt-get install postgresql"), temporary_server():
        pytest.fail("a server was found")


def test_the_server_runs_as_nobody_in_particular(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    monkeypatch.setattr(os, "getgid", lambda: 1001)
    assert server_owner() == Owner(1000, 1001)
    monkeypatch.setattr(os, "getuid", lambda: 0)
    accounts = {"nobody": Account(65534, 65533)}
    monkeypatch.setattr("pwd.getpwnam", accounts.__getitem__)
    assert server_owner() == Owner(65534, 65533)
    accounts["postgres"] = Account(110, 111)
    assert server_owner() == Owner(110, 111)
    accounts.clear()
    with pytest.raises(PostgresError, match="refuses to run as root"):
        server_owner()


def test_a_command_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert postgres.main([]) == 2
    assert "python3 -m scripts.postgres COMMAND" in capsys.readouterr().out


def test_a_chinese_font_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert not system.has_chinese_font()
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/fc-list")
    for listed, found in ((b"Noto Sans CJK SC\n", True), (b"DejaVu Sans\n", False)):
        done: subprocess.CompletedProcess[bytes] = subprocess.CompletedProcess([], 0, stdout=listed)
        monkeypatch.setattr(subprocess, "run", lambda *_a, it=done, **_k: it)
        assert system.has_chinese_font() is found


def test_what_is_still_missing_after_installing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    part = system.Part("chromium", lambda: False)
    monkeypatch.setattr(system, "PARTS", (part,))
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/apt-get")
    for code, words in ((0, "still not found: chromium"), (100, "This failed: apt-get update")):
        done: subprocess.CompletedProcess[bytes] = subprocess.CompletedProcess([], code)
        monkeypatch.setattr(subprocess, "run", lambda *_a, it=done, **_k: it)
        with pytest.raises(system.MissingPartError, match=words):
            system.bring_system_packages()


# ------------------------------------------------------------------ install


@pytest.mark.parametrize(
    ("purpose", "url", "files"),
    [
        ("dev", "", ["dev.txt"]),
        ("dev", "postgres://x", ["dev.txt"]),
        ("run", "", ["base.txt"]),
        ("run", "sqlite:///x", ["base.txt"]),
        ("run", "postgres://x", ["base.txt", "postgres.txt"]),
        ("run", "postgresql://x", ["base.txt", "postgres.txt"]),
    ],
)
def test_the_driver_comes_with_the_database(
    monkeypatch: pytest.MonkeyPatch, purpose: str, url: str, files: list[str]
) -> None:
    monkeypatch.setenv("QUDAO_DATABASE_URL", url)
    monkeypatch.delenv("QUDAO_CACHE_URL", raising=False)
    assert install.wanted_files(purpose) == files


def test_the_driver_comes_with_a_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUDAO_DATABASE_URL", raising=False)
    for url, files in (
        ("redis://127.0.0.1:6379/0", ["base.txt", "redis.txt"]),
        ("database", ["base.txt"]),
    ):
        monkeypatch.setenv("QUDAO_CACHE_URL", url)
        assert install.wanted_files("run") == files


@pytest.mark.parametrize("arguments", [[], ["all"], ["run", "dev"], ["--help"]])
def test_other_purposes_are_not_understood(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(install, "install", lambda _purpose: pytest.fail("installed"))
    assert install.main(arguments) == 2
    assert "install.py run" in capsys.readouterr().out


def test_an_installation_that_fails_says_why_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_purpose: str) -> None:
        raise install.InstallError("Python's venv module is missing.")

    monkeypatch.setattr(install, "install", fail)
    assert install.main(["run"]) == 1
    assert capsys.readouterr().err == "qudao: Python's venv module is missing.\n"


def test_an_old_python_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "OLDEST_PYTHON", (sys.version_info.major + 1, 0))
    with pytest.raises(install.InstallError, match=r"needs Python 3\.11"):
        install.insist_on_python()


# ------------------------------------------------------------------ printed tables


def test_a_table_is_markdown() -> None:
    assert docs.table(["a", "b"], [(1, "x"), (2, "y")]) == (
        "| a | b |\n| --- | --- |\n| 1 | x |\n| 2 | y |\n"
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (30, "30"),
        ((30, 14, 7), "30, 14, 7"),
        ((("a", "b"), "c"), "a/b, c"),
        ({"silver": 50, "gold": 100}, "silver 50, gold 100"),
        ((), ""),
        ({}, ""),
    ],
)
def test_a_value_of_the_rules_is_written_out(value: object, words: str) -> None:
    assert docs.shown(value) == words


def test_only_printed_blocks_are_renewed() -> None:
    text = "before\n[//]: # (printed: commands)\n\nold\n[//]: # (end)\nafter\n"
    renewed = docs.renewed(text, "en")
    assert renewed.startswith("before\n[//]: # (printed: commands)\n\n| ")
    assert renewed.endswith("\n[//]: # (end)\nafter\n")
    assert "old" not in renewed
    assert "`qudao serve`" in renewed
    assert docs.renewed(renewed, "en") == renewed
    assert docs.renewed("no block", "zh") == "no block"


def test_a_block_that_nobody_prints_is_told() -> None:
    with pytest.raises(KeyError):
        docs.renewed("[//]: # (printed: nonsense)\n\nx\n[//]: # (end)\n", "en")


@pytest.mark.parametrize("arguments", [[], ["renew"], ["check", "update"]])
def test_other_orders_are_not_understood(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert docs.main(arguments) == 2
    assert "docs.py update" in capsys.readouterr().err


def test_a_stale_table_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "outdated", lambda: [ROOT / "docs" / "en" / "api.md"])
    assert docs.main(["check"]) == 1
    assert "docs/en/api.md: run python scripts/docs.py update" in capsys.readouterr().err
    monkeypatch.setattr(docs, "outdated", list)
    assert docs.main(["check"]) == 0
