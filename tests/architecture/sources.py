"""Finding and parsing the files that are measured. Nothing that is measured gets imported.

What the words mean
    code file   a .py file with code in it that is no test, no migration and in no hidden folder
    test file   lives under tests/, test/ or testing/, or is test_*.py, *_test(s).py, tests.py
                or conftest.py
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED_DIRS = {"__pycache__", "migrations", "node_modules", "site-packages", "_vendor", "vendored"}
SKIPPED_AT_ROOT = {"build", "dist", "env", "venv", "var"}
TEST_DIRS = {"test", "tests", "testing"}

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One parsed file."""

    path: Path
    text: str
    tree: ast.Module
    is_test: bool

    @property
    def line_count(self) -> int:
        return len(self.text.splitlines())

    @property
    def code_lines(self) -> list[str]:
        """Lines that are neither blank nor only a comment, stripped."""
        stripped = (line.strip() for line in self.text.splitlines())
        return [line for line in stripped if line and not line.startswith("#")]


def is_skipped(relative: Path) -> bool:
    folders = relative.parts[:-1]
    return (
        not SKIPPED_DIRS.isdisjoint(folders)
        or not SKIPPED_AT_ROOT.isdisjoint(folders[:1])
        or any(folder.startswith(".") for folder in folders)
    )


def is_test_file(relative: Path) -> bool:
    name = relative.name
    return (
        any(part in TEST_DIRS for part in relative.parts[:-1])
        or name in {"conftest.py", "tests.py", "test.py"}
        or name.startswith("test_")
        or name.endswith(("_test.py", "_tests.py"))
    )


def read_sources(root: Path) -> list[Source]:
    """Parse every countable file under root; a file that does not parse is an error."""
    sources = []
    for path in sorted(root.rglob("*.py")):
        relative = path.relative_to(root)
        if is_skipped(relative) or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text, str(relative))
        if tree.body:
            sources.append(Source(path, text, tree, is_test_file(relative)))
    return sources
