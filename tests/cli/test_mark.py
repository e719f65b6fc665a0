"""A demonstration leaves its mark; setting up or restoring for real use takes it away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from qudao.cli import backup, demonstration, run, setup
from qudao.cli.demonstration import ensure_programme
from qudao.core.actor import system_actor
from qudao.core.backup.actions import back_up
from qudao.core.mark import is_marked, mark
from qudao.core.models import Programme
from qudao.core.programme import forget_programme

DATABASE = "sqlite:////var/lib/qudao/qudao.sqlite3"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.VAR_DIR, settings.FILES_DIR = tmp_path, tmp_path / "files"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.DATABASE_URL, settings.IS_DEMONSTRATION = DATABASE, True
    monkeypatch.setenv("LC_ALL", "C")
    return tmp_path


def make_programme(*, is_demonstration: bool) -> None:
    Programme.objects.create(
        pk=1, name_zh="计划", name_en="Programme", is_demonstration=is_demonstration
    )
    forget_programme()


def build_small(*, now: datetime, progress: Callable[[int, int], None]) -> None:
    make_programme(is_demonstration=True)


@pytest.mark.django_db
def test_a_demonstration_that_is_built_leaves_its_mark(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demonstration, "build", build_small)
    assert not is_marked(folder, DATABASE)
    ensure_programme()
    assert is_marked(folder, DATABASE)


@pytest.mark.django_db
def test_a_demonstration_of_before_is_marked_when_it_is_served(folder: Path) -> None:
    make_programme(is_demonstration=True)
    ensure_programme()
    assert is_marked(folder, DATABASE)


@pytest.mark.django_db
def test_a_demonstration_under_a_secret_of_its_own_needs_no_mark(
    folder: Path, settings: Settings
) -> None:
    settings.IS_DEMONSTRATION = False
    make_programme(is_demonstration=True)
    ensure_programme()
    assert not is_marked(folder, DATABASE)


@pytest.mark.django_db
def test_a_build_that_breaks_off_leaves_no_mark(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(**_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demonstration, "build", break_off)
    with pytest.raises(KeyboardInterrupt):
        ensure_programme()
    assert not is_marked(folder, DATABASE)


@pytest.mark.django_db
def test_setting_up_for_real_takes_the_mark_away(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(folder, DATABASE)
    settings.IS_DEMONSTRATION = False
    monkeypatch.setattr(setup, "migrate_if_needed", lambda: None)
    monkeypatch.setattr(setup, "seed_reference", lambda *_actor, **_moment: None)
    wrong = ["--name-en=A", "--vendor-en=B", "--director-name=C", "--director-email=no"]
    assert setup.main(wrong) == 1
    assert is_marked(folder, DATABASE)
    assert setup.main([*wrong[:3], "--director-email=c@example.com"]) == 0
    assert not is_marked(folder, DATABASE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_demonstration", [True, False])
def test_a_restored_programme_is_marked_only_if_it_is_a_demonstration(
    folder: Path,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    is_demonstration: bool,  # noqa: FBT001 - both are tried
) -> None:
    make_programme(is_demonstration=is_demonstration)
    path = folder / "monday.tar.gz"
    back_up(system_actor("test"), path, now=now)
    call_command("flush", interactive=False, verbosity=0)
    forget_programme()
    mark(folder, DATABASE)
    monkeypatch.setattr(backup, "migrate_if_needed", lambda: None)

    assert backup.restore([str(path)]) == 0

    assert is_marked(folder, DATABASE) is is_demonstration


@pytest.mark.django_db
def test_a_command_typed_by_hand_says_that_this_is_the_demonstration(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_programme(is_demonstration=True)
    monkeypatch.delenv("QUDAO_DEMONSTRATION", raising=False)
    assert run(["reconcile"]) == 0
    assert capsys.readouterr().err == f"qudao: This is the demonstration in {folder}.\n"
    monkeypatch.setenv("QUDAO_DEMONSTRATION", "1")
    assert run(["reconcile"]) == 0
    assert capsys.readouterr().err == ""
