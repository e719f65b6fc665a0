"""Talking to whoever sits at the terminal: answers, no answer, and words of strangers."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import override_settings

from qudao.cli import INTERRUPTED, run
from qudao.cli.bring_in import _agreed, _kind, parser
from qudao.cli.setup import QUESTIONS, answer_to, flag_of, input_of, problems_of
from qudao.cli.terminal import complain, say
from qudao.core.errors import FieldProblem, Invalid
from qudao.intake.kinds import IMPORTABLE
from qudao.intake.models import ImportRun
from qudao.market.partners.models import Partner
from tests.people import Cast

PARTNERS = "编号,公司名称\nP-1,甲公司\nP-2,\n"


class Terminal(io.StringIO):
    """What a person types; its end is Ctrl-D."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setattr(sys, "stdin", Terminal(text))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "partners.csv"
    path.write_text(PARTNERS, encoding="utf-8")
    return path


def imported() -> int:
    return Partner.objects.unscoped(reason="a test").filter(source="crm").count()


def bring(file: Path, *more: str) -> int:
    return run(["import", "partners", str(file), "--source", "crm", *more])


# ------------------------------------------------------------------ yes and no


@pytest.mark.parametrize(
    ("answer", "agreed"),
    [("y\n", True), ("YES\n", True), (" 是 \n", True), ("好\n", True), ("n\n", False),
     ("\n", False), ("yeah\n", False), ("", False)],
)  # fmt: skip
def test_only_a_clear_yes_is_one(
    typed: Callable[[str], None], answer: str, *, agreed: bool
) -> None:
    typed(answer)
    assert _agreed() is agreed


def test_without_a_terminal_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert not _agreed()


def test_whoever_ends_the_talk_imports_nothing(
    cast: Cast, file: Path, typed: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    typed("")
    assert bring(file) == 0
    assert "Nothing was imported." in capsys.readouterr().out
    assert imported() == 0


def test_a_yes_at_the_terminal_imports(
    cast: Cast, file: Path, typed: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    typed("y\n")
    assert bring(file) == 0
    assert "1 created" in capsys.readouterr().out
    assert imported() == 1


def test_whoever_breaks_off_gets_the_code_of_it(
    cast: Cast, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt() -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("qudao.cli.bring_in._agreed", interrupt)
    assert bring(file) == INTERRUPTED == 130
    assert imported() == 0


# ------------------------------------------------------------------ files


def test_refused_rows_never_go_over_the_file_that_is_read(
    cast: Cast, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(file)
    for target in (file, link, file.parent / "." / file.name):
        assert bring(file, "--yes", "--rejects", str(target)) == 1
        assert "another file" in capsys.readouterr().err
    assert file.read_text("utf-8") == PARTNERS
    assert imported() == 0
    assert ImportRun.objects.unscoped(reason="a test").count() == 0


def test_a_kind_is_named_with_either_sign_and_in_any_case() -> None:
    assert {_kind("sell-through"), _kind("Sell_Through"), _kind("SELL-THROUGH")} == {"sell_through"}
    assert [_kind(name) for name in IMPORTABLE] == list(IMPORTABLE)


@pytest.mark.parametrize(
    "words",
    [
        ["partners"],
        ["planets", "a.csv"],
        ["partners", "a.csv", "b.csv"],
        ["partners", "a.csv", "-y"],
    ],
)
def test_other_words_are_refused_with_the_usage(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        parser().parse_args(words)
    assert left.value.code == 2
    assert "usage: qudao import" in capsys.readouterr().err


# ------------------------------------------------------------------ words of strangers


def test_what_a_file_says_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "a\x1b]0;owned\x07b\x1b[2J\r\x00c\x9b1m\u202edcba\n  next\tcolumn 岚"
    say(hostile)
    complain(hostile)
    told = capsys.readouterr()
    for text in (told.out, told.err):
        assert not {"\x1b", "\x07", "\x00", "\r", "\x9b", "\u202e"} & set(text)
        assert text.count("\n") == 2
        assert "  next\tcolumn 岚" in text


def test_a_line_without_words_is_an_empty_line(capsys: pytest.CaptureFixture[str]) -> None:
    say()
    say(0)
    assert capsys.readouterr().out == "\n0\n"


# ------------------------------------------------------------------ questions of the set-up


def asking(*answers: str) -> tuple[list[str], Callable[[str], str]]:
    asked: list[str] = []
    given = iter(answers)

    def ask(words: str) -> str:
        asked.append(words)
        return next(given)

    return asked, ask


def test_an_empty_answer_is_the_usual_one_if_there_is_any() -> None:
    by_field = {question.field: question for question in QUESTIONS}
    asked, ask = asking("", "  ", " Chengyan ")
    assert answer_to(by_field["currency"], ask) == "CNY"
    assert answer_to(by_field["name_en"], ask) == ""
    assert answer_to(by_field["name_en"], ask) == "Chengyan"
    assert asked == [
        "Currency, by its ISO code [CNY]: ",
        "English name of the programme: ",
        "English name of the programme: ",
    ]


def test_every_question_has_a_flag_of_its_own() -> None:
    flags = [question.flag for question in QUESTIONS]
    assert len(set(flags)) == len(flags)
    assert all(flag_of(question.field) == question.flag for question in QUESTIONS)
    assert flag_of("fiscal_year_starts_in") == "--fiscal-year-starts-in"


@pytest.mark.parametrize(
    ("typed_in", "month"),
    [("1", 1), ("12", 12), ("0", 0), ("", 0), ("April", 0), ("-4", 0), ("４", 0), ("4.0", 0)],
)
def test_a_month_that_is_none_is_left_to_be_refused(typed_in: str, month: int) -> None:
    answers = {question.field: "x" for question in QUESTIONS} | {
        "currency": "cny",
        "holiday_calendar": "none",
        "fiscal_year_starts_in": typed_in,
    }
    found = input_of(answers)
    assert found.programme.fiscal_year_starts_in == month
    assert (found.programme.currency, found.programme.holiday_calendar) == ("CNY", "NONE")


def test_a_refusal_is_told_by_field() -> None:
    problems = [FieldProblem("currency", "a", "Unknown."), FieldProblem("name_zh", "b", "Short.")]
    assert problems_of(Invalid(problems)) == {"currency": "Unknown.", "name_zh": "Short."}


@pytest.mark.django_db
def test_whoever_ends_the_set_up_has_set_nothing_up(
    typed: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("澄岩\nChengyan\n")
    monkeypatch.setattr("builtins.input", lambda _words: sys.stdin.readline().strip() or end())
    with override_settings(IS_DEMONSTRATION=False):
        assert run(["setup"]) == INTERRUPTED


def end() -> str:
    raise EOFError
