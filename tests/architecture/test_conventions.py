"""What the house has agreed on and a reader may rely on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from qudao.core.jobs import resolve
from tests.architecture.product import Call, product_calls, product_sources, relative
from tests.architecture.sources import Source

# Which argument of which call names a job.
FIRST, ALL_BUT_FIRST = slice(0, 1), slice(1, None)
JOB_ARGUMENTS = {
    "enqueue": FIRST,
    "set_deadline": FIRST,
    "ensure_deadline": FIRST,
    "set_deadlines": FIRST,
    "clear_deadlines": ALL_BUT_FIRST,
}
# The queue itself, and the demonstration that plays back whatever fell due.
THE_QUEUE_ITSELF = {
    "qudao/core/jobs.py",
    "qudao/core/deadlines.py",
    "qudao/demo/clockwork.py",
}
# Doors ask what time it is; all that is inside is told.
CLOCK = "qudao/core/clock.py"
CLOCK_READS = {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "datetime.today"}


def imported_names(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_there_are_no_signals() -> None:
    found = [
        f"{relative(source)} {name}"
        for source in product_sources()
        for name in imported_names(source)
        if name.startswith("django.dispatch") or "signals" in name.split(".")
    ]

    assert found == []


def test_no_save_is_overridden() -> None:
    found = [
        f"{relative(source)} {node.name}"
        for source in product_sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        for member in node.body
        if isinstance(member, ast.FunctionDef) and member.name == "save"
    ]

    assert found == []


def test_only_the_clock_reads_the_clock() -> None:
    found = [
        f"{call.where} {ast.unparse(call.node.func)}"
        for call in product_calls()
        if call.path != CLOCK and ast.unparse(call.node.func).endswith(tuple(CLOCK_READS))
    ]

    assert found == [], "pass `now` or `today` in; a door asks qudao.core.clock.now()"


def literal_constants(source: Source) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in source.tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def job_arguments(call: Call) -> list[ast.expr]:
    return call.node.args[JOB_ARGUMENTS[call.name]]


def job_names() -> Iterator[tuple[str, str]]:
    """Where a job is named, and its name; the name is empty if it is no constant."""
    constants = {relative(source): literal_constants(source) for source in product_sources()}
    for call in product_calls():
        if call.name not in JOB_ARGUMENTS or call.path in THE_QUEUE_ITSELF:
            continue
        for argument in job_arguments(call):
            if isinstance(argument, ast.Constant):
                yield call.where, str(argument.value)
            else:
                name = argument.id if isinstance(argument, ast.Name) else ""
                yield call.where, constants[call.path].get(name, "")


def problem_with(where: str, name: str) -> str:
    if not name:
        return f"{where}: name the job by a literal or a constant of the module"
    try:
        resolve(name)
    except LookupError as problem:
        return f"{where}: {problem}"
    return ""


def test_every_job_that_is_named_exists() -> None:
    assert [problem for named in job_names() if (problem := problem_with(*named))] == []
