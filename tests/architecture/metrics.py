"""The figures of the floor: sizes, branches, types, repetition, cycles, tests."""

from __future__ import annotations

import ast
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.imports import import_graph, modules_in_cycles
from tests.architecture.sources import FunctionNode, Source, read_sources

LONG_FUNCTION = 50
MANY_BRANCHES = 10
REPEAT_WINDOW = 6


@dataclass(frozen=True)
class Function:
    """`lines` run from the `def` to the last line; `branches` is 1 + every fork in it."""

    where: str
    lines: int
    branches: int
    is_typed: bool


BRANCHING = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.Assert,
    ast.comprehension, ast.match_case,
)  # fmt: skip


def own_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """Walk a function without going into functions or classes defined inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, FunctionNode | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def count_branches(function: FunctionNode) -> int:
    total = 1
    for node in own_nodes(function):
        if isinstance(node, BRANCHING):
            total += 1
        elif isinstance(node, ast.BoolOp):
            total += len(node.values) - 1
    return total


def describe_function(node: FunctionNode, path: Path) -> Function:
    arguments = node.args
    named = [
        argument
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        if argument.arg not in {"self", "cls"}
    ]
    return Function(
        where=f"{path}:{node.lineno} {node.name}",
        lines=(node.end_lineno or node.lineno) - node.lineno + 1,
        branches=count_branches(node),
        is_typed=node.returns is not None and all(argument.annotation for argument in named),
    )


def functions_of(source: Source, root: Path) -> list[Function]:
    path = source.path.relative_to(root)
    nodes = (node for node in ast.walk(source.tree) if isinstance(node, FunctionNode))
    return [describe_function(node, path) for node in nodes]


def percentile(values: list[int], rank: int) -> int:
    """Nearest-rank percentile; 0 for no values."""
    if not values:
        return 0
    position = max(1, math.ceil(len(values) * rank / 100))
    return sorted(values)[position - 1]


def total_code_lines(sources: list[Source]) -> int:
    return sum(len(source.code_lines) for source in sources)


def percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def repeated_share(sources: list[Source]) -> float:
    """Percentage of code lines that sit in a 6-line run found more than once."""
    windows: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    total = 0
    for number, source in enumerate(sources):
        lines = [line for line in source.code_lines if not line.startswith(("import ", "from "))]
        total += len(lines)
        for start in range(len(lines) - REPEAT_WINDOW + 1):
            windows[tuple(lines[start : start + REPEAT_WINDOW])].append((number, start))
    repeated = {
        (number, start + offset)
        for places in windows.values()
        if len(places) > 1
        for number, start in places
        for offset in range(REPEAT_WINDOW)
    }
    return percent(len(repeated), total)


@dataclass(frozen=True)
class Figures:
    """What the floor speaks of, and where to look when a figure falls below it."""

    median_lines: int
    p90_lines: int
    longest_files: list[str]
    long_functions: list[str]
    branching_functions: list[str]
    untyped_functions: list[str]
    functions: int
    repeated_percent: float
    modules_in_cycles: list[str]
    tests_per_code: float

    def percent_of_functions(self, some: list[str]) -> float:
        return percent(len(some), self.functions)


def measure(root: Path) -> Figures:
    """Measure the code base under root."""
    sources = read_sources(root)
    code = [source for source in sources if not source.is_test]
    tests = [source for source in sources if source.is_test]
    functions = [function for source in code for function in functions_of(source, root)]
    by_size = sorted(code, key=lambda source: -source.line_count)

    def named(condition: Callable[[Function], bool]) -> list[str]:
        return [function.where for function in functions if condition(function)]

    return Figures(
        median_lines=percentile([source.line_count for source in code], 50),
        p90_lines=percentile([source.line_count for source in code], 90),
        longest_files=[f"{s.line_count} {s.path.relative_to(root)}" for s in by_size[:10]],
        long_functions=named(lambda function: function.lines > LONG_FUNCTION),
        branching_functions=named(lambda function: function.branches > MANY_BRANCHES),
        untyped_functions=named(lambda function: not function.is_typed),
        functions=len(functions),
        repeated_percent=repeated_share(code),
        modules_in_cycles=modules_in_cycles(import_graph(code)),
        tests_per_code=round(total_code_lines(tests) / max(1, total_code_lines(code)), 2),
    )
