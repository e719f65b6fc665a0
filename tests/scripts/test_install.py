"""Installing does nothing when nothing changed, and names what is missing."""

import json
import sys
from pathlib import Path

import pytest

from scripts import install as script
from scripts.install import InstallError, insist_on_python, install, sums_after, wanted_files


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose environment is there and installed for running."""
    (tmp_path / "requirements").mkdir()
    for name in ("base", "postgres", "redis", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(script, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(script, "STAMP", tmp_path / ".venv" / "installed.json")
    monkeypatch.delenv("QUDAO_DATABASE_URL", raising=False)
    stamp(sums_after(["base.txt"], {}))
    return tmp_path


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What pip was asked to install."""
    asked: list[list[str]] = []
    monkeypatch.setattr(script, "install_requirements", asked.append)
    monkeypatch.setattr(script, "link_package", lambda: None)
    return asked


def stamp(sums: dict[str, str]) -> None:
    script.STAMP.write_text(json.dumps(sums))


@pytest.mark.usefixtures("project")
def test_nothing_is_installed_when_nothing_changed(installed: list[list[str]]) -> None:
    install("run")

    assert installed == []


def test_changed_requirements_are_installed_once(project: Path, installed: list[list[str]]) -> None:
    (project / "requirements" / "base.txt").write_text("base==2\n")

    install("run")
    install("run")

    assert installed == [["base.txt"]]


@pytest.mark.usefixtures("project")
def test_what_tests_need_covers_what_running_needs(installed: list[list[str]]) -> None:
    install("dev")
    install("run")

    assert installed == [["dev.txt"]]


@pytest.mark.usefixtures("project")
def test_a_postgresql_database_brings_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUDAO_DATABASE_URL", "postgres://qudao@localhost/qudao")

    assert wanted_files("run") == ["base.txt", "postgres.txt"]


@pytest.mark.usefixtures("project")
def test_an_installation_that_failed_is_tried_again(
    installed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_files: list[str]) -> None:
        raise InstallError("no network")

    with monkeypatch.context() as broken:
        broken.setattr(script, "install_requirements", fail)
        with pytest.raises(InstallError):
            install("dev")

    install("dev")

    assert installed == [["dev.txt"]]


def test_a_missing_venv_module_is_named_with_the_line_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(script, "find_spec", lambda _name: None)

    with pytest.raises(InstallError, match="apt-get install python3-venv"):
        insist_on_python()


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 12))

    with pytest.raises(InstallError, match=r"needs Python 3\.11 or newer"):
        insist_on_python()
