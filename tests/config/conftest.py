"""An installation of its own for each test of the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.started import Start, starter


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Start:
    return starter(monkeypatch, tmp_path)
