"""The list of reads that look past an actor's scope: unscoped.txt beside this file.

python -m tests.architecture.unscoped      write the list anew, to be reviewed in the diff
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.product import Call, product_calls, product_sources, relative
from tests.architecture.sources import FunctionNode, Source

LIST = Path(__file__).with_name("unscoped.txt")


@dataclass(frozen=True, order=True)
class UnscopedRead:
    """Where rows are read without an actor, and why."""

    path: str
    scope: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path} | {self.scope} | {self.reason}"


def scopes_of(node: ast.AST, scope: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Every function and class of a file with its dotted name, and the file itself as ""."""
    yield scope, node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FunctionNode | ast.ClassDef):
            yield from scopes_of(child, f"{scope}.{child.name}" if scope else child.name)


def literal_names(scope: ast.AST) -> dict[str, str]:
    """Names that stand for a literal text in a scope."""
    return {
        target.id: node.value.value
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def module_names(tree: ast.Module) -> dict[str, str]:
    outside = [node for node in tree.body if isinstance(node, ast.Assign)]
    return literal_names(ast.Module(body=list(outside), type_ignores=[]))


def reason_of(call: Call, source: Source) -> str:
    value = next((k.value for k in call.node.keywords if k.arg == "reason"), None)
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if not isinstance(value, ast.Name):
        return ""
    scope = dict(scopes_of(source.tree)).get(call.scope, source.tree)
    return (module_names(source.tree) | literal_names(scope)).get(value.id, "")


def found_reads() -> list[UnscopedRead]:
    sources = {relative(source): source for source in product_sources()}
    reads = {
        UnscopedRead(call.path, call.scope, reason_of(call, sources[call.path]))
        for call in product_calls()
        if call.name == "unscoped"
    }
    return sorted(reads)


def listed() -> list[str]:
    return LIST.read_text("utf-8").splitlines()


def main() -> None:
    LIST.write_text("".join(f"{read}\n" for read in found_reads()), encoding="utf-8")


if __name__ == "__main__":
    main()
