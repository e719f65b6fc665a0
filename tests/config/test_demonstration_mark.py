"""A demonstration marks its folder for commands typed by hand; no real installation is weakened."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from qudao.core.mark import is_marked, mark, mark_of, unmark
from tests.config.started import SECRET, Start

POSTGRES = "postgres://qudao:word@db.example/qudao"


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    mark(tmp_path, f"sqlite:///{tmp_path / 'qudao.sqlite3'}")
    return tmp_path


def test_a_mark_names_one_database(tmp_path: Path) -> None:
    assert not is_marked(tmp_path, POSTGRES)
    mark(tmp_path, POSTGRES)
    assert is_marked(tmp_path, POSTGRES)
    assert not is_marked(tmp_path, POSTGRES + "2")
    assert "word" not in mark_of(tmp_path).read_text()
    unmark(tmp_path)
    unmark(tmp_path)
    assert not is_marked(tmp_path, POSTGRES)


@pytest.mark.parametrize("content", [b"", b"demonstration\n", b"\xff\xfe\x00", b"0" * 64])
def test_another_file_of_that_name_is_no_mark(tmp_path: Path, content: bytes) -> None:
    mark_of(tmp_path).write_bytes(content)
    assert not is_marked(tmp_path, POSTGRES)


def test_a_folder_of_that_name_is_no_mark(tmp_path: Path) -> None:
    mark_of(tmp_path).mkdir()
    assert not is_marked(tmp_path, POSTGRES)


def test_without_flag_and_mark_nothing_starts_without_a_secret(start: Start) -> None:
    with pytest.raises(ImproperlyConfigured, match="QUDAO_SECRET_KEY"):
        start()


def test_a_command_typed_by_hand_finds_the_demonstration(start: Start, marked: Path) -> None:
    settings = start()
    assert settings["IS_DEMONSTRATION"] is True
    assert settings["SECRET_KEY"] == settings["DEMONSTRATION_KEY"]


def test_a_secret_of_its_own_counts_more_than_the_mark(start: Start, marked: Path) -> None:
    settings = start(QUDAO_SECRET_KEY=SECRET)
    assert settings["IS_DEMONSTRATION"] is False
    assert settings["SECRET_KEY"] == SECRET


@pytest.mark.parametrize(
    "environment",
    [
        {"QUDAO_SECRET_KEY": "too-short"},
        {"QUDAO_SECRET_KEY": "demonstration-only-not-a-secret"},
        {"QUDAO_DEMONSTRATION": "0"},
        {"QUDAO_HTTPS": "1"},
        {"QUDAO_URL": "https://channel.example.com"},
        {"QUDAO_ALLOWED_HOSTS": "channel.example.com"},
        {"QUDAO_TRUSTED_ORIGINS": "https://channel.example.com"},
        {"QUDAO_DATABASE_URL": POSTGRES},
    ],
)
def test_an_installation_that_lost_its_secret_still_refuses(
    start: Start, marked: Path, environment: dict[str, str]
) -> None:
    with pytest.raises(ImproperlyConfigured, match="QUDAO_SECRET_KEY"):
        start(**environment)


def test_the_mark_of_another_database_is_not_taken(start: Start, tmp_path: Path) -> None:
    mark(tmp_path, POSTGRES)
    with pytest.raises(ImproperlyConfigured, match="QUDAO_SECRET_KEY"):
        start()
    assert start(QUDAO_DATABASE_URL=POSTGRES)["IS_DEMONSTRATION"] is True


def test_the_flag_needs_no_mark_and_a_wrong_flag_stops(start: Start, marked: Path) -> None:
    assert start(QUDAO_DEMONSTRATION="1")["IS_DEMONSTRATION"] is True
    with pytest.raises(ImproperlyConfigured, match="QUDAO_DEMONSTRATION"):
        start(QUDAO_DEMONSTRATION="perhaps")


def test_debugging_is_for_the_demonstration_marked_or_flagged(start: Start, marked: Path) -> None:
    assert start(QUDAO_DEBUG="1")["DEBUG"] is True
    assert start()["DEBUG"] is False
    with pytest.raises(ImproperlyConfigured, match="QUDAO_DEBUG"):
        start(QUDAO_DEBUG="1", QUDAO_SECRET_KEY=SECRET)
