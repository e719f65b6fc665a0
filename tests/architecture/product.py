"""The product's own files, read once for the tests that look into them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.architecture.sources import ROOT, FunctionNode, Source, read_sources

UNSCANNED_DIRS = {
    "__pycache__", "build", "dist", "var", "node_modules", "LC_MESSAGES",
}  # fmt: skip


@cache
def product_sources() -> tuple[Source, ...]:
    """Every module of the package qudao, without its migrations."""
    return tuple(s for s in read_sources(ROOT) if s.path.is_relative_to(ROOT / "qudao"))


def relative(source: Source) -> str:
    return source.path.relative_to(ROOT).as_posix()


@dataclass(frozen=True)
class Call:
    """A call, the file that it stands in and the function or class around it."""

    path: str
    scope: str
    node: ast.Call

    @property
    def name(self) -> str:
        function = self.node.func
        if isinstance(function, ast.Attribute):
            return function.attr
        return function.id if isinstance(function, ast.Name) else ""

    @property
    def where(self) -> str:
        return f"{self.path}:{self.node.lineno}"


def calls_in(source: Source) -> Iterator[Call]:
    """Every call of a file, each with the dotted name of what it stands in."""
    waiting: list[tuple[ast.AST, str]] = [(source.tree, "")]
    while waiting:
        node, scope = waiting.pop()
        if isinstance(node, ast.Call):
            yield Call(relative(source), scope or "(module)", node)
        if isinstance(node, FunctionNode | ast.ClassDef):
            scope = f"{scope}.{node.name}" if scope else node.name
        waiting.extend((child, scope) for child in ast.iter_child_nodes(node))


@cache
def product_calls() -> tuple[Call, ...]:
    return tuple(call for source in product_sources() for call in calls_in(source))


def text_files() -> Iterator[tuple[str, str]]:
    """Path and content of every text file that belongs to the project."""
    for path in sorted(ROOT.rglob("*")):
        place = path.relative_to(ROOT)
        if is_foreign(place) or not path.is_file():
            continue
        try:
            yield place.as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def is_foreign(place: Path) -> bool:
    hidden = any(part.startswith(".") and part != ".ci" for part in place.parts)
    return hidden or not UNSCANNED_DIRS.isdisjoint(place.parts)
