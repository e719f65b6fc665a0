"""The settings agree with what the product needs of the framework and of each other."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.urls import get_resolver, reverse
from django.utils.module_loading import import_string

from qudao.config import urls
from tests.architecture.sources import ROOT


def test_every_room_with_tables_is_installed() -> None:
    rooms = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in ROOT.glob("qudao/**/models.py")
        if (path.parent / "migrations").is_dir()
    }
    assert rooms <= set(settings.INSTALLED_APPS)


def test_every_room_with_tables_has_its_migrations() -> None:
    for name in settings.INSTALLED_APPS:
        if name.startswith("qudao.") and find_spec(f"{name}.models"):
            assert find_spec(f"{name}.migrations.0001_initial") or list(
                (ROOT / name.replace(".", "/") / "migrations").glob("0001_*.py")
            ), name


@pytest.mark.parametrize("path", settings.MIDDLEWARE)
def test_every_middleware_is_there(path: str) -> None:
    assert callable(import_string(path))


def test_named_parts_are_there() -> None:
    for dotted in (
        settings.ACCOUNT_ADAPTER,
        settings.EMAIL_BACKEND,
        settings.CSRF_FAILURE_VIEW,
        *(one["BACKEND"] for one in settings.TASKS.values()),
        *settings.AUTHENTICATION_BACKENDS,
    ):
        assert import_string(str(dotted)), dotted
    assert hasattr(import_module(settings.SESSION_ENGINE), "SessionStore")
    assert import_module(settings.ROOT_URLCONF) is urls


@pytest.mark.django_db
def test_the_framework_finds_nothing_wrong() -> None:
    assert [str(message) for message in run_checks()] == []


def test_whoever_must_sign_in_is_led_to_the_login() -> None:
    assert reverse(settings.LOGIN_URL) == "/account/login/"
    assert get_resolver().resolve(settings.LOGIN_REDIRECT_URL)


def test_attempts_have_limits_wherever_a_secret_is_guessed() -> None:
    limits = settings.ACCOUNT_RATE_LIMITS
    for guessed in ("login_failed", "reset_password", "reset_password_from_key", "reauthenticate"):
        assert limits[guessed], guessed
    assert "/key" in limits["login_failed"]
    assert "/ip" in limits["login_failed"]


def test_a_password_is_long_uncommon_and_not_the_persons_name() -> None:
    validators: Any = settings.AUTH_PASSWORD_VALIDATORS
    names = {one["NAME"].rsplit(".", 1)[-1] for one in validators}
    assert names == {
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    }
