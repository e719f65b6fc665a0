"""The environment is made once, filled from locked files, linked to its copy, never half done."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from scripts import install as script

Ran = list[list[str]]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that was never installed."""
    (tmp_path / "requirements").mkdir()
    for name in ("base", "postgres", "redis", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    venv = tmp_path / ".venv"
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "VENV", venv)
    monkeypatch.setattr(script, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(script, "STAMP", venv / "installed.json")
    monkeypatch.delenv("QUDAO_DATABASE_URL", raising=False)
    return tmp_path


def answering(ran: Ran, project: Path, *, refuse: str = "") -> Run:
    """Takes the place of every program: makes what venv would, refuses the one that is named."""

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        if "venv" in command:
            (project / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
            (project / ".venv" / "bin" / "python").touch()
        libraries = project / ".venv" / "lib"
        libraries.mkdir(parents=True, exist_ok=True)
        code = int(bool(refuse) and refuse in command)
        return subprocess.CompletedProcess(command, code, stdout=f"{libraries}\n")

    return run


@pytest.fixture
def ran(project: Path, monkeypatch: pytest.MonkeyPatch) -> Ran:
    heard: Ran = []
    monkeypatch.setattr(subprocess, "run", answering(heard, project))
    return heard


def programs(ran: Ran) -> list[str]:
    names = {"venv", "pip", "compile", "-c"}
    return [next(word for word in command if word in names) for command in ran]


# ------------------------------------------------------------------ from nothing


def test_the_first_call_makes_fills_and_links(project: Path, ran: Ran) -> None:
    assert script.main(["run"]) == 0
    assert programs(ran) == ["venv", "pip", "-c"]
    assert ran[0] == [sys.executable, "-m", "venv", "--clear", str(project / ".venv")]
    stamp = json.loads((project / ".venv" / "installed.json").read_text())
    assert stamp == {"base.txt": hashlib.sha256(b"base==1\n").hexdigest()}


def test_the_second_call_runs_nothing(project: Path, ran: Ran) -> None:
    script.main(["run"])
    ran.clear()
    assert script.main(["run"]) == 0
    assert ran == []


def test_the_tests_need_one_more_installation_and_running_none_after_it(
    project: Path, ran: Ran
) -> None:
    script.main(["run"])
    ran.clear()
    script.main(["dev"])
    assert programs(ran) == ["pip", "-c"]
    ran.clear()
    script.main(["run"])
    assert ran == []


def test_pip_insists_on_checksums_and_asks_nothing(
    project: Path, ran: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUDAO_DATABASE_URL", "postgres://x")
    script.main(["run"])
    pip = ran[1]
    assert pip[:4] == [str(script.PYTHON), "-m", "pip", "install"]
    assert {"--require-hashes", "--no-input"} <= set(pip)
    files = [Path(after).name for word, after in pairwise(pip) if word == "-r"]
    assert files == ["base.txt", "postgres.txt"]


def test_what_is_being_done_is_said(
    project: Path, ran: Ran, capsys: pytest.CaptureFixture[str]
) -> None:
    script.main(["run"])
    assert capsys.readouterr().out.splitlines() == [
        "Making the virtual environment .venv",
        "Installing the locked requirements (base.txt)",
    ]
    script.main(["run"])
    assert capsys.readouterr().out == ""


# ------------------------------------------------------------------ what goes wrong


@pytest.mark.parametrize(
    ("refuse", "words"),
    [("venv", "could not be made"), ("pip", "pip's message is above")],
)
def test_a_program_that_fails_is_named_and_tried_again(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    refuse: str,
    words: str,
) -> None:
    heard: Ran = []
    monkeypatch.setattr(subprocess, "run", answering(heard, project, refuse=refuse))
    assert script.main(["run"]) == 1
    assert words in capsys.readouterr().err
    assert not script.STAMP.exists()

    assert script.PYTHON.exists() == (refuse == "pip")  # half an environment is none

    heard.clear()
    monkeypatch.setattr(subprocess, "run", answering(heard, project))
    assert script.main(["run"]) == 0
    assert programs(heard) == (["pip", "-c"] if refuse == "pip" else ["venv", "pip", "-c"])
    assert script.STAMP.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"base.txt": 1', "\x00\xff"])
def test_a_stamp_that_broke_off_counts_as_none(project: Path, ran: Ran, content: str) -> None:
    script.main(["run"])
    script.STAMP.write_text(content, encoding="latin-1")
    ran.clear()
    assert script.main(["run"]) == 0
    assert programs(ran) == ["pip", "-c"]
    assert set(json.loads(script.STAMP.read_text())) == {"base.txt"}


def test_a_stamp_without_its_interpreter_counts_as_none(project: Path, ran: Ran) -> None:
    script.main(["run"])
    script.PYTHON.unlink()
    ran.clear()
    assert script.main(["run"]) == 0
    assert programs(ran) == ["venv", "pip", "-c"]


def test_without_pythons_own_parts_nothing_is_tried(
    project: Path, ran: Ran, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "find_spec", lambda name: None if name == "ensurepip" else name)
    assert script.main(["run"]) == 1
    assert ran == []
    assert capsys.readouterr().err == (
        "qudao: Python's venv module is missing. On Debian 12:\n    apt-get install python3-venv\n"
    )


def test_a_lock_file_that_is_missing_is_no_reason_to_install(project: Path, ran: Ran) -> None:
    (project / "requirements" / "base.txt").unlink()
    with pytest.raises(FileNotFoundError):
        script.install("run")
    assert ran == []


# ------------------------------------------------------------------ the link


def linked(project: Path) -> tuple[str, str]:
    script.link_package()
    command = script.VENV / "bin" / "qudao"
    assert os.access(command, os.X_OK)
    return (project / ".venv" / "lib" / "qudao.pth").read_text(), command.read_text()


def test_the_command_runs_the_copy_that_it_was_installed_from(project: Path, ran: Ran) -> None:
    script.make_environment()
    path, command = linked(project)
    assert path == f"{project}\n"
    assert command == f'#!/bin/sh\nexec "{project}/.venv/bin/python" -P -m qudao "$@"\n'


def test_a_linked_environment_belongs_to_the_copy_that_it_lies_in(
    project: Path, ran: Ran, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script.make_environment()
    other = tmp_path / "other"
    other.mkdir()
    (other / ".venv").symlink_to(project / ".venv")
    monkeypatch.setattr(script, "VENV", other / ".venv")
    monkeypatch.setattr(script, "PYTHON", other / ".venv" / "bin" / "python")
    path, command = linked(project)
    assert path == f"{project}\n"
    assert str(other) not in command


# ------------------------------------------------------------------ catalogues


def catalogue(project: Path, area: str) -> Path:
    path = project / "qudao" / "locale" / area / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text("x")
    return path


def age(path: Path, seconds: int) -> None:
    os.utime(path, ns=(seconds * 10**9, seconds * 10**9))


def test_catalogues_are_compiled_when_one_is_newer_than_its_binary(project: Path, ran: Ran) -> None:
    first, second = catalogue(project, "core"), catalogue(project, "web")
    for path in (first, second):
        path.with_suffix(".mo").touch()
        age(path, 100)
        age(path.with_suffix(".mo"), 200)
    script.compile_translations()
    assert ran == []

    for seconds in (200, 201):  # the same moment counts as newer: better once too often
        age(second, seconds)
        script.compile_translations()
    second.with_suffix(".mo").unlink()
    script.compile_translations()
    wanted = [str(script.PYTHON), str(project / "scripts" / "translations.py"), "compile"]
    assert ran == [wanted] * 3
