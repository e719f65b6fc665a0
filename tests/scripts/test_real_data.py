"""Tests on real files may be absent, but never in silence where they are insisted on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import realdata
from tests.architecture.sources import ROOT


def collect(**environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if "REAL_DATA" not in name}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "realdata", "tests/engines"],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_their_absence_is_said(tmp_path: Path) -> None:
    run = collect(QUDAO_REAL_DATA=str(tmp_path / "absent"))

    assert realdata.ABSENT in run.stdout
    assert "no tests collected" in run.stdout


def test_their_absence_fails_where_they_are_insisted_on(tmp_path: Path) -> None:
    run = collect(QUDAO_REAL_DATA=str(tmp_path / "absent"), QUDAO_REQUIRE_REAL_DATA="1")

    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "QUDAO_REQUIRE_REAL_DATA=1 insists on them." in run.stderr
