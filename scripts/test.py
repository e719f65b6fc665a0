#!/usr/bin/env python3
"""Run every check of the project, in order, from nothing.

    python3 -m scripts.test               everything
    python3 -m scripts.test lint          only what needs no test to run
    python3 -m scripts.test sqlite postgres browser      only these

All stages run even after one failed; the exit code is 0 only if all passed. A skipped test
counts as a failure: what cannot run must say so.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.install import PYTHON, ROOT, InstallError, install
from scripts.postgres import PostgresError, temporary_server
from scripts.system import MissingPartError, bring_system_packages, stop_on_terminate

MEASURED = tuple(name for name in ("qudao", "tests", "scripts", "bench") if (ROOT / name).is_dir())
# Settings of the caller's own installation must not reach the tests.
KEPT_SETTINGS = {"QUDAO_REAL_DATA", "QUDAO_REQUIRE_REAL_DATA"}
CLOSING_LINE = re.compile(r"^=+ (?P<counts>.*\d+ \w+.*) in [\d.]+s.* =+$")
COLOURS = re.compile(r"\x1b\[[\d;]*m")
GROUPS = ("lint", "sqlite", "postgres", "browser")


@dataclass
class Result:
    """How one stage went."""

    name: str
    passed: bool
    seconds: float
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Stage:
    """A heading and the command beneath it."""

    group: str
    name: str
    command: tuple[str, ...]


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(PYTHON.parent / name), *arguments)


def pytest_command(*arguments: str) -> tuple[str, ...]:
    colour = "--color=yes" if sys.stdout.isatty() else "--color=no"
    # Properties are tried on the same examples each time: a green run stays green.
    return (str(PYTHON), "-m", "pytest", colour, "--hypothesis-profile=ci", *arguments)


# Each works through its own half in order, so that what a file makes once is made once.
TWO_WORKERS = ("-n", "2", "--dist", "worksteal")
STAGES = (
    Stage("lint", "ruff check", tool("ruff", "check", ".")),
    Stage("lint", "ruff format", tool("ruff", "format", "--check", ".")),
    Stage("lint", "mypy --strict", tool("mypy", *MEASURED)),
    Stage("lint", "import contracts", tool("lint-imports")),
    Stage("lint", "translations", (str(PYTHON), "scripts/translations.py", "check")),
    Stage(
        "sqlite",
        "pytest on SQLite",
        pytest_command(*TWO_WORKERS, "-m", "not browser and not postgres_only"),
    ),
    Stage(
        "postgres",
        "pytest on PostgreSQL (all that touch the database)",
        pytest_command(
            *TWO_WORKERS, "-m", "not browser and not sqlite_only",
            "--ignore=tests/engines", "--ignore=tests/architecture", "--ignore=tests/scripts",
        ),
    ),
    Stage(
        "browser",
        "browser tests in headless Chromium",
        pytest_command("-n", "2", "--dist", "loadfile", "-m", "browser", "tests/browser"),
    ),
)  # fmt: skip


def counts_in(line: str) -> Counter[str]:
    """Read pytest's closing line: '3 passed, 1 skipped' becomes {passed: 3, skipped: 1}."""
    closing = CLOSING_LINE.match(COLOURS.sub("", line.strip()))
    counts: Counter[str] = Counter()
    if closing:
        for number, word in re.findall(r"(\d+) (\w+)", closing["counts"]):
            counts[word] += int(number)
    return counts


def test_environment(extra: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "PORT" and (not name.startswith("QUDAO_") or name in KEPT_SETTINGS)
    }
    return kept | {"QUDAO_DEMONSTRATION": "1"} | dict(extra)


def run_stage(stage: Stage, extra: Mapping[str, str]) -> Result:
    print(f"\n### {stage.name}", flush=True)
    started = time.monotonic()
    counts: Counter[str] = Counter()
    with subprocess.Popen(
        stage.command,
        cwd=ROOT,
        env=test_environment(extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            counts = counts_in(line) or counts
    passed = process.returncode == 0 and not counts["skipped"]
    if counts["skipped"]:
        print("A skipped test is a failed one: make it run, or mark where it belongs.")
    return Result(stage.name, passed, time.monotonic() - started, counts)


def run_on_postgres(stage: Stage) -> Result:
    try:
        with temporary_server() as url:
            return run_stage(stage, {"QUDAO_DATABASE_URL": url})
    except PostgresError as problem:
        print(f"\n### {stage.name}\n{problem}")
        return Result(stage.name, passed=False, seconds=0.0)


def timed(name: str, work: Callable[[], None]) -> Result:
    print(f"### {name}", flush=True)
    started = time.monotonic()
    try:
        work()
    except (InstallError, MissingPartError) as problem:
        print(problem)
        return Result(name, passed=False, seconds=time.monotonic() - started)
    return Result(name, passed=True, seconds=time.monotonic() - started)


def prepare(groups: Sequence[str]) -> list[Result]:
    results = [timed("virtual environment", lambda: install("dev"))]
    if results[0].passed and set(groups) != {"lint"}:
        results.append(timed("system packages", bring_system_packages))
    return results


def closing_line(results: Sequence[Result]) -> str:
    """The sum of all pytest runs, in pytest's own words."""
    total: Counter[str] = sum((result.counts for result in results), Counter())
    words = [f"{total[word]} {word}" for word in ("failed", "passed", "skipped") if total[word]]
    errors = total["error"] + total["errors"]
    words += [f"{errors} errors"] if errors else []
    seconds = sum(result.seconds for result in results)
    return f" {', '.join(words) or 'no tests ran'} in {seconds:.2f}s ".center(80, "=")


def report(results: Sequence[Result]) -> int:
    print("\n### Seconds of each stage")
    for result in results:
        print(f"{result.seconds:8.1f}  {'ok    ' if result.passed else 'FAILED'}  {result.name}")
    failed = [result.name for result in results if not result.passed]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEverything passed.")
    if any(result.counts for result in results):
        print(closing_line(results), flush=True)
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    groups = arguments or list(GROUPS)
    if not set(groups) <= set(GROUPS):
        print(__doc__)
        return 2
    stop_on_terminate()
    os.chdir(Path(ROOT))
    results = prepare(groups)
    if all(result.passed for result in results):
        for stage in STAGES:
            if stage.group in groups:
                run = run_on_postgres if stage.group == "postgres" else without_server
                results.append(run(stage))
    return report(results)


def without_server(stage: Stage) -> Result:
    return run_stage(stage, {})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
