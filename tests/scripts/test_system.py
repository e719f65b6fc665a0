"""What the operating system must bring is installed, or named with the line that brings it."""

import os
import shutil
import subprocess

import pytest

from scripts import system
from scripts.system import MissingPartError, Part, bring_system_packages


def missing(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    monkeypatch.setattr(system, "PARTS", tuple(Part(name, lambda: False) for name in packages))


def test_nothing_happens_when_all_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "PARTS", (Part("chromium", lambda: True),))
    monkeypatch.setattr(subprocess, "run", lambda *_a, **_k: pytest.fail("ran a command"))

    bring_system_packages()


def test_without_rights_the_apt_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch, "chromium", "postgresql")
    monkeypatch.setattr(os, "getuid", lambda: 1000)

    with pytest.raises(MissingPartError) as refused:
        bring_system_packages()

    assert str(refused.value) == (
        "The tests need chromium, postgresql. On Debian 12, as root:\n"
        "    apt-get install --no-install-recommends chromium postgresql"
    )


def test_with_rights_the_packages_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch, "chromium")
    ran: list[list[str]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        monkeypatch.setattr(system, "PARTS", ())
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", run)

    bring_system_packages()

    assert [command[:3] for command in ran] == [
        ["apt-get", "update", "--quiet"],
        ["apt-get", "install", "--yes"],
    ]
    assert "chromium" in ran[1]
