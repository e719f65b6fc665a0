"""Who imports whom, and the cycles in it."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator
from enum import Enum
from pathlib import Path

from tests.architecture.sources import FunctionNode, Source

Graph = dict[str, set[str]]


def module_name(path: Path) -> str:
    """Dotted name of a file, counted from the first folder above it without __init__.py."""
    parts = [] if path.stem == "__init__" else [path.stem]
    folder = path.parent
    while (folder / "__init__.py").exists():
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts)


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


class When(Enum):
    """When an import statement runs."""

    ON_LOAD = "on load"
    IN_FUNCTION = "inside a function"
    FOR_TYPING = "never: for typing only"


def imports_of(tree: ast.Module) -> Iterator[tuple[ast.Import | ast.ImportFrom, When]]:
    waiting: list[tuple[ast.AST, When]] = [(node, When.ON_LOAD) for node in tree.body]
    while waiting:
        node, when = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, when
            continue
        if is_type_checking(node):
            when = When.FOR_TYPING
        elif isinstance(node, FunctionNode | ast.Lambda) and when is When.ON_LOAD:
            when = When.IN_FUNCTION
        waiting.extend((child, when) for child in ast.iter_child_nodes(node))


def imported_modules(
    node: ast.Import | ast.ImportFrom, importer: str, *, is_package: bool, known: Container[str]
) -> Iterator[str]:
    """Yield the project's own modules that an import statement names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
        return
    base = node.module or ""
    if node.level:
        parts = importer.split(".")
        kept = len(parts) - node.level + (1 if is_package else 0)
        base = ".".join(part for part in (*parts[: max(kept, 0)], base) if part)
    for alias in node.names:
        submodule = f"{base}.{alias.name}"
        if submodule in known:
            yield submodule
        elif base in known:
            yield base


def import_graph(code: list[Source]) -> Graph:
    """Imports on load and inside functions alike; those for typing only do not count."""
    names = {module_name(source.path): source for source in code}
    graph: Graph = {name: set() for name in names}
    for name, source in names.items():
        is_package = source.path.stem == "__init__"
        for node, when in imports_of(source.tree):
            if when is not When.FOR_TYPING:
                graph[name] |= set(
                    imported_modules(node, name, is_package=is_package, known=names)
                ) - {name}
    return graph


def reachable(graph: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for target in graph[waiting.pop()] - seen:
            seen.add(target)
            waiting.append(target)
    return seen


def modules_in_cycles(graph: Graph) -> list[str]:
    """Modules that reach themselves by imports."""
    return sorted(name for name in graph if name in reachable(graph, name))
