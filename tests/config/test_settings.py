"""What an operator sets reaches the site; what is safe stays safe whatever is set."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from qudao.core.files import path_of
from tests.architecture.sources import ROOT
from tests.config.started import SECRET, Start


def real(start: Start, **environment: str) -> dict[str, object]:
    return start(QUDAO_SECRET_KEY=SECRET, **environment)


@pytest.mark.parametrize(
    ("secret", "is_taken"),
    [("", False), ("x" * 31, False), ("x" * 32, True), (" " * 40, False), (SECRET, True)],
)
def test_a_real_installation_needs_a_long_secret(
    start: Start,
    secret: str,
    is_taken: bool,  # noqa: FBT001 - a row of the table above
) -> None:
    if is_taken:
        assert start(QUDAO_SECRET_KEY=secret)["SECRET_KEY"] == secret
        return
    with pytest.raises(ImproperlyConfigured, match="32 characters"):
        start(QUDAO_SECRET_KEY=secret)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_secret_of_the_install_page_is_none(start: Start, language: str) -> None:
    page = (ROOT / f"docs/{language}/install.md").read_text(encoding="utf-8")
    (printed,) = re.findall(r"^QUDAO_SECRET_KEY=(.*)$", page, re.MULTILINE)
    for sample in (printed, "put-a-random-text-of-48-characters-here"):  # as printed before
        with pytest.raises(ImproperlyConfigured, match="32 characters"):
            start(QUDAO_SECRET_KEY=sample)


def test_data_lies_in_one_folder(start: Start, tmp_path: Path) -> None:
    settings = real(start)
    assert settings["VAR_DIR"] == tmp_path
    assert settings["FILES_DIR"] == tmp_path / "files"
    assert settings["MAIL_DIR"] == tmp_path / "mail"
    assert settings["STATIC_ROOT"] == tmp_path / "static"
    databases = settings["DATABASES"]
    assert isinstance(databases, dict)
    assert databases["default"]["NAME"] == str(tmp_path / "qudao.sqlite3")


def test_uploads_lie_outside_what_is_served(start: Start) -> None:
    settings = real(start)
    served, kept = settings["STATIC_ROOT"], settings["FILES_DIR"]
    assert isinstance(served, Path)
    assert isinstance(kept, Path)
    assert not kept.is_relative_to(served)
    assert not path_of("fil_0123456789abcdef").is_relative_to(served)
    assert "MEDIA_URL" not in settings


def test_sqlite_writers_wait_and_begin_as_writers(start: Start) -> None:
    databases = real(start)["DATABASES"]
    assert isinstance(databases, dict)
    options = databases["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]
    assert "foreign_keys=ON" in options["init_command"]


def test_postgresql_is_named_by_its_address(start: Start) -> None:
    databases = real(start, QUDAO_DATABASE_URL="postgres://me:word@db.example:5433/channel")[
        "DATABASES"
    ]
    assert isinstance(databases, dict)
    database = databases["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == (
        "db.example",
        5433,
        "channel",
    )
    assert "transaction_mode" not in database.get("OPTIONS", {})


def test_plain_http_is_told_from_https(start: Start) -> None:
    plain, safe = real(start), real(start, QUDAO_HTTPS="1")
    for name, without, with_tls in (
        ("SESSION_COOKIE_SECURE", False, True),
        ("CSRF_COOKIE_SECURE", False, True),
        ("SECURE_HSTS_SECONDS", 0, 31_536_000),
        ("SECURE_PROXY_SSL_HEADER", None, ("HTTP_X_FORWARDED_PROTO", "https")),
        ("ALLAUTH_TRUSTED_PROXY_COUNT", 0, 1),
    ):
        assert (plain[name], safe[name]) == (without, with_tls), name


def test_cookies_are_secure_as_soon_as_the_public_address_is(start: Start) -> None:
    settings = real(start, QUDAO_URL="https://channel.example.com")
    assert settings["SESSION_COOKIE_SECURE"] is settings["CSRF_COOKIE_SECURE"] is True
    assert "SECURE_HSTS_INCLUDE_SUBDOMAINS" not in settings
    assert "SECURE_HSTS_PRELOAD" not in settings


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(start: Start) -> None:
    settings = real(start)
    assert settings["SESSION_COOKIE_HTTPONLY"] is True
    assert settings["CSRF_COOKIE_HTTPONLY"] is True
    assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_no_page_runs_foreign_or_inline_script(start: Start) -> None:
    policy = real(start)["CONTENT_SECURITY_POLICY"]
    assert isinstance(policy, dict)
    directives = policy["DIRECTIVES"]
    assert directives["script-src"] == ["'self'"]
    assert directives["default-src"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert not [word for words in directives.values() for word in words if "unsafe" in word]


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8123"}, "http://127.0.0.1:8123"),
        ({"QUDAO_URL": "https://channel.example.com/"}, "https://channel.example.com"),
        ({"QUDAO_URL": "https://a.example/x//", "PORT": "1"}, "https://a.example/x"),
    ],
)
def test_the_address_in_mails_ends_without_a_stroke(
    start: Start, environment: dict[str, str], url: str
) -> None:
    assert real(start, **environment)["PUBLIC_URL"] == url


def test_hosts_and_origins_are_lists(start: Start) -> None:
    usual = real(start)
    assert usual["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert usual["CSRF_TRUSTED_ORIGINS"] == []
    own = real(
        start,
        QUDAO_ALLOWED_HOSTS="a.example, b.example",
        QUDAO_TRUSTED_ORIGINS="https://a.example",
    )
    assert own["ALLOWED_HOSTS"] == ["a.example", "b.example"]
    assert own["CSRF_TRUSTED_ORIGINS"] == ["https://a.example"]


def test_the_limit_of_the_api_is_a_number(start: Start) -> None:
    assert real(start)["API_REQUESTS_A_MINUTE"] == 600
    assert real(start, QUDAO_API_REQUESTS_A_MINUTE="5")["API_REQUESTS_A_MINUTE"] == 5
    with pytest.raises(ImproperlyConfigured, match="QUDAO_API_REQUESTS_A_MINUTE"):
        real(start, QUDAO_API_REQUESTS_A_MINUTE="0")


def test_the_strongest_hash_comes_first(start: Start) -> None:
    hashers = real(start)["PASSWORD_HASHERS"]
    assert isinstance(hashers, list)
    assert hashers[0] == "qudao.people.hashers.Argon2Hasher"
    assert not [name for name in hashers if "MD5" in name or "SHA1" in name]


def test_every_area_of_texts_is_found(start: Start) -> None:
    paths = real(start)["LOCALE_PATHS"]
    assert isinstance(paths, list)
    names = {path.name for path in paths}
    assert {"core", "people", "config", "web", "portal", "workbench"} <= names
