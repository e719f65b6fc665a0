"""Tests read the translations as they are in the sources, compiled or not."""

import pytest

from scripts.translations import ROOT, compile_catalogues


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, before the parallel workers start
        compile_catalogues(ROOT)
