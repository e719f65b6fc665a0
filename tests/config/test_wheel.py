"""A wheel carries all that the site reads besides its modules."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture.sources import ROOT

CARRIED = ("templates", "templates_django", "docs")
NOT_CARRIED = {".py", ".pyc"}


def package_data() -> dict[str, list[str]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        found: dict[str, list[str]] = tomllib.load(file)["tool"]["setuptools"]["package-data"]
    return found


def carried_files() -> set[Path]:
    """What the patterns of package data name, as lying in the source tree."""
    found = set()
    for package, patterns in package_data().items():
        outside = package.removeprefix("qudao.site.")
        folder = ROOT / outside if outside in CARRIED else ROOT / package.replace(".", "/")
        found |= {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    return found


def test_every_file_of_the_package_is_carried() -> None:
    there = {
        path
        for path in (ROOT / "qudao").rglob("*")
        if path.is_file() and path.suffix not in NOT_CARRIED
    }
    assert sorted(str(path.relative_to(ROOT)) for path in there - carried_files()) == []


@pytest.mark.parametrize("name", CARRIED)
def test_every_folder_beside_the_package_is_carried(name: str) -> None:
    there = {path for path in (ROOT / name).rglob("*") if path.is_file()}
    assert sorted(str(path.relative_to(ROOT)) for path in there - carried_files()) == []
    assert f'"{name}"' in (ROOT / "setup.py").read_text("utf-8")


def test_codes_of_regions_and_industries_are_among_them() -> None:
    names = {path.name for path in carried_files() if path.parent.name == "seeds"}
    assert {"regions.csv", "industries.csv"} <= names


def test_in_the_source_tree_pages_are_read_from_the_tree() -> None:
    assert settings.BASE_DIR == ROOT
    folders = [engine["DIRS"] for engine in settings.TEMPLATES]
    assert folders == [[ROOT / "templates"], [ROOT / "templates_django"]]
