"""Tests marked `realdata` read public files that are not part of this repository.

They lie in QUDAO_REAL_DATA, or in shared/data beside the repository. Where neither exists these
tests are left out and the run says so; with QUDAO_REQUIRE_REAL_DATA=1 their absence is an error.
"""

import os
from pathlib import Path

import pytest

BESIDE_THE_REPOSITORY = Path(__file__).resolve().parents[2] / "shared" / "data"
ABSENT = (
    "The tests on real files were left out: there is no ../shared/data, "
    "and QUDAO_REAL_DATA names no folder."
)


def real_data_folder() -> Path | None:
    named = os.environ.get("QUDAO_REAL_DATA")
    folder = Path(named) if named else BESIDE_THE_REPOSITORY
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real files; only tests marked `realdata` may ask for it."""
    folder = real_data_folder()
    assert folder is not None, "mark the test with @pytest.mark.realdata"
    return folder


def pytest_configure() -> None:
    if os.environ.get("QUDAO_REQUIRE_REAL_DATA") == "1" and real_data_folder() is None:
        raise pytest.UsageError(f"{ABSENT} QUDAO_REQUIRE_REAL_DATA=1 insists on them.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if real_data_folder() is not None:
        return
    left_out = [item for item in items if item.get_closest_marker("realdata")]
    items[:] = [item for item in items if not item.get_closest_marker("realdata")]
    config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if real_data_folder() is None:
        terminalreporter.write_line(ABSENT)
