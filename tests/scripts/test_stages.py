"""The test runner runs every stage, keeps the caller's settings out, and hides no failure."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from scripts import test as runner
from scripts.install import InstallError
from scripts.postgres import PostgresError
from scripts.system import MissingPartError
from scripts.test import Result, Stage, main, report, run_on_postgres, run_stage, timed


def stage(code: str, group: str = "lint", name: str = "a stage") -> Stage:
    return Stage(group, name, (sys.executable, "-c", code))


def test_a_stage_passes_by_its_exit_code(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_stage(stage("print('fine')"), {}).passed
    assert not run_stage(stage("raise SystemExit(3)"), {}).passed
    assert "### a stage" in capfd.readouterr().out


def test_what_a_stage_says_is_shown_and_counted(capfd: pytest.CaptureFixture[str]) -> None:
    code = "print('some words'); print('=== 3 passed, 1 warning in 0.10s ===')"
    result = run_stage(stage(code), {})
    assert result.counts == Counter(passed=3, warning=1)
    assert "some words" in capfd.readouterr().out


def test_a_skipped_test_fails_the_stage(capfd: pytest.CaptureFixture[str]) -> None:
    result = run_stage(stage("print('=== 3 passed, 1 skipped in 0.10s ===')"), {})
    assert not result.passed
    assert "A skipped test is a failed one" in capfd.readouterr().out


def test_bytes_that_are_no_text_break_nothing() -> None:
    assert run_stage(stage("import sys; sys.stdout.buffer.write(b'\\xff\\xfe')"), {}).passed


def test_the_callers_installation_does_not_reach_the_tests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("QUDAO_SECRET_KEY", "QUDAO_DATABASE_URL", "QUDAO_HTTPS", "PORT"):
        monkeypatch.setenv(name, "mine")
    monkeypatch.setenv("QUDAO_REAL_DATA", "/data")
    monkeypatch.setenv("OTHER", "kept")
    found = runner.test_environment({"QUDAO_DATABASE_URL": "own"})
    assert found["QUDAO_DEMONSTRATION"] == "1"
    assert found["QUDAO_DATABASE_URL"] == "own"
    assert (found["QUDAO_REAL_DATA"], found["OTHER"]) == ("/data", "kept")
    assert not {"QUDAO_SECRET_KEY", "QUDAO_HTTPS", "PORT"} & found.keys()


def test_the_stage_on_postgresql_is_given_its_server(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def server() -> Iterator[str]:
        yield "postgres://own"

    given: list[Mapping[str, str]] = []

    def run(_stage: Stage, extra: Mapping[str, str]) -> Result:
        given.append(extra)
        return Result("x", passed=True, seconds=0)

    monkeypatch.setattr(runner, "temporary_server", server)
    monkeypatch.setattr(runner, "run_stage", run)
    assert run_on_postgres(stage("")).passed
    assert given == [{"QUDAO_DATABASE_URL": "postgres://own"}]


def test_a_server_that_does_not_start_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def server() -> None:
        raise PostgresError("PostgreSQL is not installed.")

    monkeypatch.setattr(runner, "temporary_server", server)
    assert not run_on_postgres(stage("")).passed
    assert "PostgreSQL is not installed." in capsys.readouterr().out


@pytest.mark.parametrize("problem", [InstallError("no venv"), MissingPartError("no chromium")])
def test_a_missing_part_is_named_and_fails(
    problem: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> None:
        raise problem

    assert not timed("parts", work).passed
    assert str(problem) in capsys.readouterr().out
    assert timed("parts", lambda: None).passed


def test_the_report_names_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    good = Result("good", passed=True, seconds=1.0, counts=Counter(passed=2))
    bad = Result("bad", passed=False, seconds=2.0, counts=Counter(failed=1))
    assert report([good, bad]) == 1
    said = capsys.readouterr().out
    assert "Failed: bad" in said
    assert " 1 failed, 2 passed in 3.00s " in said
    assert report([good]) == 0
    assert "Everything passed." in capsys.readouterr().out


def test_an_unknown_group_runs_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runner, "prepare", lambda _groups: pytest.fail("prepared"))
    assert main(["nonsense"]) == 2
    assert "python3 -m scripts.test" in capsys.readouterr().out


def run_main(monkeypatch: pytest.MonkeyPatch, groups: list[str], *, ready: bool) -> list[str]:
    """The stages that a call runs."""
    ran: list[str] = []

    def run(one: Stage) -> Result:
        ran.append(one.group)
        return Result(one.name, passed=True, seconds=0)

    monkeypatch.setattr(runner, "stop_on_terminate", lambda: None)
    prepared = [Result("environment", passed=ready, seconds=0)]
    monkeypatch.setattr(runner, "prepare", lambda _groups: prepared)
    monkeypatch.setattr(runner, "run_on_postgres", run)
    monkeypatch.setattr(runner, "without_server", run)
    assert main(groups) == (0 if ready else 1)
    return ran


def test_all_groups_run_in_order_or_those_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = run_main(monkeypatch, [], ready=True)
    assert list(dict.fromkeys(everything)) == ["lint", "sqlite", "postgres", "browser"]
    assert run_main(monkeypatch, ["browser", "sqlite"], ready=True) == ["sqlite", "browser"]


def test_nothing_runs_where_a_part_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_main(monkeypatch, [], ready=False) == []


def test_every_check_of_the_project_has_its_stage() -> None:
    commands = [" ".join(one.command) for one in runner.STAGES]
    for tool in ("ruff check", "ruff format --check", "mypy qudao", "lint-imports", "translations"):
        assert [line for line in commands if tool in line], tool
    marks = [line for line in commands if "pytest" in line]
    assert len(marks) == 3
    assert all("--hypothesis-profile=ci" in line for line in marks)
