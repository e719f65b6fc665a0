"""The tests' own PostgreSQL server leaves nothing behind."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from scripts.postgres import temporary_server


def folder_in(url: str) -> Path:
    return Path(unquote(urlsplit(url).netloc.partition("@")[2].rpartition(":")[0]))


def test_the_server_listens_on_its_socket_only_and_is_gone_afterwards() -> None:
    with temporary_server() as url:
        folder = folder_in(url)
        with psycopg.connect(host=str(folder), user="qudao", dbname="postgres") as connection:
            rows = connection.execute("SELECT current_setting('listen_addresses')").fetchall()
        assert rows == [("",)]
        assert folder.owner() != "root"

    assert not folder.exists()


def test_the_server_is_stopped_when_the_tests_break() -> None:
    seen: list[Path] = []

    def break_off() -> None:
        with temporary_server() as url:
            seen.append(folder_in(url))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()

    assert [folder.exists() for folder in seen] == [False]
