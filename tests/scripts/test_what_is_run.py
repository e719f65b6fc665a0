"""What the runner runs on which database, what it prepares for it, and how it adds up."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from scripts import test as runner
from scripts.install import InstallError
from scripts.system import MissingPartError
from scripts.test import (
    GROUPS,
    MEASURED,
    STAGES,
    Result,
    Stage,
    closing_line,
    counts_in,
    prepare,
    pytest_command,
    report,
    run_on_postgres,
    run_stage,
    timed,
    tool,
)
from tests import databases
from tests.architecture.sources import ROOT

MARKS = ("browser", "postgres_only", "sqlite_only", "realdata")


def stage_of(group: str) -> Stage:
    (found,) = [one for one in STAGES if one.group == group]
    return found


def selection(group: str) -> str:
    command = stage_of(group).command
    return command[command.index("-m", 3) + 1]


# ------------------------------------------------------------------ which tests run where


@pytest.mark.parametrize(
    ("marks", "groups"),
    [
        ((), {"sqlite", "postgres"}),
        (("browser",), {"browser"}),
        (("postgres_only",), {"postgres"}),
        (("sqlite_only",), {"sqlite"}),
        (("realdata",), {"sqlite", "postgres"}),
        (("browser", "sqlite_only"), {"browser"}),
    ],
)
def test_every_test_runs_somewhere(marks: tuple[str, ...], groups: set[str]) -> None:
    told = {mark: mark in marks for mark in MARKS}
    chosen = {
        group
        for group in ("sqlite", "postgres", "browser")
        if eval(selection(group), {"__builtins__": {}}, told)  # noqa: S307 - our own words
    }
    assert chosen == groups


def test_only_marks_that_are_declared_are_chosen_by() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    markers = project["tool"]["pytest"]["ini_options"]["markers"]
    declared = {mark.partition(":")[0] for mark in markers}
    assert declared == set(MARKS)


def test_what_postgresql_leaves_out_never_touches_a_database() -> None:
    command = stage_of("postgres").command
    ignored = [word.partition("=")[2] for word in command if word.startswith("--ignore=")]
    assert ignored
    for folder in ignored:
        assert (ROOT / folder).is_dir(), folder
        for path in (ROOT / folder).rglob("test_*.py"):
            text = path.read_text("utf-8")
            lines = {line.strip() for line in text.splitlines()}
            assert "@pytest.mark.django_db" not in lines, path
            assert "from tests.people import Cast" not in lines, path


def test_the_browser_keeps_a_file_on_one_worker() -> None:
    command = stage_of("browser").command
    assert command[command.index("--dist") + 1] == "loadfile"


def test_everything_that_is_code_is_type_checked() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert set(MEASURED) == folders
    (mypy,) = [one for one in STAGES if one.name.startswith("mypy")]
    assert mypy.command[1:] == MEASURED


def test_stages_stand_in_the_order_of_their_groups() -> None:
    assert list(dict.fromkeys(one.group for one in STAGES)) == list(GROUPS)
    assert len({one.name for one in STAGES}) == len(STAGES)


def test_colours_are_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    for is_terminal, colour in ((True, "--color=yes"), (False, "--color=no")):
        monkeypatch.setattr(sys.stdout, "isatty", lambda it=is_terminal: it)
        command = pytest_command("-x")
        assert colour in command
        assert command[-1] == "-x"
    assert Path(tool("ruff", "check")[0]).name == "ruff"
    assert tool("ruff", "check")[1:] == ("check",)


# ------------------------------------------------------------------ the database at hand


class Item:
    """As much of a collected test as is looked at."""

    def __init__(self, *marks: str) -> None:
        self.marks = marks
        self.fixturenames = ["django_db_setup"]

    def get_closest_marker(self, name: str) -> object:
        return name if name in self.marks else None


class Config:
    def __init__(self) -> None:
        self.hook = self
        self.left: list[Item] = []

    def pytest_deselected(self, items: list[Item]) -> None:
        self.left = items


@pytest.mark.parametrize(
    ("engine", "unfit"),
    [
        ("django.db.backends.sqlite3", "postgres_only"),
        ("django.db.backends.postgresql", "sqlite_only"),
    ],
)
def test_a_plain_run_leaves_out_what_the_database_cannot_pass(
    monkeypatch: pytest.MonkeyPatch, engine: str, unfit: str
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)
    plain, one, other = Item(), Item("postgres_only"), Item("sqlite_only")
    items, config = [plain, one, other], Config()
    databases.pytest_collection_modifyitems(config, items)  # type: ignore[arg-type]
    left = [item for item in (one, other) if unfit in item.marks]
    assert config.left == left
    assert items == [item for item in (plain, one, other) if item not in left]


def test_what_asks_for_no_database_runs_on_sqlite_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asking, marked, free = Item(), Item("django_db"), Item()
    marked.fixturenames, free.fixturenames = [], ["tmp_path"]
    for engine, kept in (("sqlite3", [asking, marked, free]), ("postgresql", [asking, marked])):
        monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", f"django.db.backends.{engine}")
        items = [asking, marked, free]
        databases.pytest_collection_modifyitems(Config(), items)  # type: ignore[arg-type]
        assert items == kept


# ------------------------------------------------------------------ preparing


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []
    monkeypatch.setattr(runner, "install", lambda purpose: done.append(f"install {purpose}"))
    monkeypatch.setattr(runner, "bring_system_packages", lambda: done.append("packages"))
    return done


@pytest.mark.parametrize(
    ("groups", "done"),
    [
        (["lint"], ["install dev"]),
        (["sqlite"], ["install dev", "packages"]),
        (["lint", "browser"], ["install dev", "packages"]),
        (list(GROUPS), ["install dev", "packages"]),
    ],
)
def test_only_tests_need_the_systems_packages(
    prepared: list[str], groups: list[str], done: list[str]
) -> None:
    results = prepare(groups)
    assert prepared == done
    assert [result.passed for result in results] == [True] * len(done)


def test_without_an_environment_nothing_else_is_brought(
    prepared: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_purpose: str) -> None:
        raise InstallError("no venv module")

    monkeypatch.setattr(runner, "install", fail)
    assert [result.passed for result in prepare(GROUPS)] == [False]
    assert prepared == []
    assert "no venv module" in capsys.readouterr().out


def test_a_bug_while_preparing_is_no_failure_to_be_reported() -> None:
    def broken() -> None:
        raise ZeroDivisionError

    def missing() -> None:
        raise MissingPartError("The tests need chromium.")

    with pytest.raises(ZeroDivisionError):
        timed("parts", broken)
    assert not timed("parts", missing).passed


# ------------------------------------------------------------------ adding up


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("== 1 passed in 0.01s ==", {"passed": 1}),
        ("== 12 passed, 3 deselected, 2 warnings in 3.21s (0:00:03) ==",
         {"passed": 12, "deselected": 3, "warnings": 2}),
        ("== 2 errors in 0.5s ==", {"errors": 2}),
        ("== 1 failed, 1 error in 0.5s ==", {"failed": 1, "error": 1}),
        ("== no tests ran in 0.00s ==", {}),
        ("== short test summary info ==", {}),
        ("== warnings summary ==", {}),
        ("FAILED a.py::b - assert '3 passed in 1s'", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_only_the_closing_line_counts(line: str, counts: dict[str, int]) -> None:
    assert counts_in(line) == Counter(counts)


def test_nothing_run_is_said_so() -> None:
    assert closing_line([]).strip("= ") == "no tests ran in 0.00s"
    assert len(closing_line([])) == 80


def test_the_report_shows_each_stage_with_its_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    results = [
        Result("ruff check", passed=True, seconds=0.44),
        Result("pytest on SQLite", passed=False, seconds=123.46, counts=Counter(failed=2)),
        Result("browser", passed=False, seconds=0.0),
    ]
    assert report(results) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "     0.4  ok      ruff check" in lines
    assert "   123.5  FAILED  pytest on SQLite" in lines
    assert "Failed: pytest on SQLite, browser" in lines
    assert lines[-1].strip("= ") == "2 failed in 123.90s"


def test_without_any_test_the_report_has_no_closing_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert report([Result("ruff check", passed=True, seconds=1)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Everything passed."


def test_a_stage_runs_in_the_project_with_the_demonstrations_flag() -> None:
    code = (
        "import os; assert os.environ['QUDAO_DEMONSTRATION'] == '1'; assert os.environ['X'] == 'y'"
    )
    where = f"assert os.getcwd() == {str(ROOT)!r}"
    result = run_stage(Stage("lint", "x", (sys.executable, "-c", f"{code}; {where}")), {"X": "y"})
    assert result.passed
    assert result.seconds > 0


def test_the_server_lives_as_long_as_its_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    @contextmanager
    def server() -> Iterator[str]:
        told.append("up")
        yield "postgres://own"
        told.append("down")

    def run(_stage: Stage, extra: Mapping[str, str]) -> Result:
        told.append(extra["QUDAO_DATABASE_URL"])
        return Result("x", passed=False, seconds=0)

    monkeypatch.setattr(runner, "temporary_server", server)
    monkeypatch.setattr(runner, "run_stage", run)
    assert not run_on_postgres(stage_of("postgres")).passed
    assert told == ["up", "postgres://own", "down"]
