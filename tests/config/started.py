"""Reads the settings of an installation as a process of its own would, in this process."""

from __future__ import annotations

import os
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import ROOT

SECRET = "a-secret-of-a-real-installation-0123456789"
Start = Callable[..., dict[str, Any]]


def starter(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Start:
    """A function that starts an installation with this folder and the given environment."""

    def start(**environment: str) -> dict[str, Any]:
        for name in list(os.environ):
            if name.startswith("QUDAO_") or name == "PORT":
                monkeypatch.delenv(name)
        monkeypatch.setenv("QUDAO_VAR", str(folder))
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "qudao/config/settings.py"))

    return start
