"""The product speaks of itself only: no machine, no registry."""

import ast
import re

from scripts.translations import ARGUMENTS
from tests.architecture.product import product_sources, relative, text_files
from tests.architecture.sources import ROOT

MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|Users|root|work|workspace)/\w")
REGISTRY = re.compile(r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org)")
THIS_FILE = "tests/architecture/test_texts.py"


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number} {line.strip()[:120]}"
        for path, text in text_files()
        if path != THIS_FILE
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert places(MACHINE_PATH) == []
    assert places(re.compile(re.escape(f"{ROOT}/"))) == []


def test_no_file_names_a_package_registry() -> None:
    assert places(REGISTRY) == []


def test_every_name_for_a_translation_is_one_that_texts_are_collected_by() -> None:
    unknown = [
        f"{relative(source)}: {alias.asname}"
        for source in product_sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name and (alias.asname or alias.name) not in ARGUMENTS
    ]
    assert unknown == []
