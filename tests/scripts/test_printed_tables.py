"""The tables that the documentation takes from the code: whole, in both languages, and true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from qudao.cli.commands import COMMANDS
from qudao.deals.registrations.states import TRANSITIONS, Move, Mover, State
from qudao.engines.registration import RegistrationPolicy
from qudao.engines.registration.policy import BOUNDS
from qudao.intake.fields import field_label
from qudao.intake.kinds import IMPORTABLE
from scripts import docs
from scripts.docs_words import MOVES, POLICY, WORDS

BOTH = pytest.mark.parametrize(("folder", "language"), [("en", "en"), ("zh", "zh-hans")])
Row = list[str]


def rows_of(printer: Callable[[str], str], folder: str, language: str) -> list[Row]:
    """The cells of a printed table, its head first; the line below the head is left out."""
    with translation.override(language):
        text = printer(folder)
    lines = [line for line in text.splitlines() if not line.startswith("| ---")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


# ------------------------------------------------------------------ words


@pytest.mark.parametrize("words", [WORDS, MOVES, POLICY], ids=["words", "moves", "policy"])
def test_every_word_is_there_in_both_languages(words: dict[object, dict[str, str]]) -> None:
    for name, both in words.items():
        assert set(both) == {"en", "zh"}, name
        assert all(word.strip() for word in both.values()) or name == "comma", name
        assert not is_chinese(both["en"]), name


def test_every_move_and_every_value_of_the_rules_has_its_words() -> None:
    assert set(MOVES) == set(Move)
    assert set(POLICY) == {field.name for field in fields(RegistrationPolicy)}


def test_no_two_moves_are_called_alike() -> None:
    for language in ("en", "zh"):
        names = [both[language] for both in MOVES.values()]
        assert len(set(names)) == len(names)


# ------------------------------------------------------------------ states and moves


@BOTH
def test_every_move_out_of_every_state_is_printed_once(folder: str, language: str) -> None:
    head, *rows = rows_of(docs.states, folder, language)
    assert len(head) == 4
    assert len(rows) == sum(len(transition.sources) for transition in TRANSITIONS.values())
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
    with translation.override(language):
        labels = {str(state.label) for state in State}
    assert {row[0] for row in rows} | {row[3] for row in rows} <= labels
    assert all(len(row) == 4 and all(row) for row in rows)


def test_a_state_that_stays_is_named_as_itself() -> None:
    with translation.override("en"):
        assert docs.target(Move.UPDATE, State.PROTECTED) == "Protected"
        assert docs.target(Move.AMEND, State.SUBMITTED) == "Submitted"
        assert docs.target(Move.WIN, State.PROTECTED) == "Won"


def test_who_may_move_is_named_by_role() -> None:
    with translation.override("en"):
        assert docs.who(Move.EXPIRE, "en") == "The system"
        assert docs.who(Move.APPROVE_BY_RULE, "en") == "The system"
        partner = docs.who(Move.WITHDRAW, "en").split(", ")
        decider = docs.who(Move.APPROVE, "en").split(", ")
        revoker = docs.who(Move.REVOKE, "en").split(", ")
    assert set(partner) == {"Partner principal", "Partner seller"}
    assert "Channel manager" in decider
    assert set(revoker) != set(decider)
    assert not set(partner) & set(decider)
    with translation.override("zh-hans"):
        assert docs.who(Move.EXPIRE, "zh") == "系统"
        assert "、" in docs.who(Move.APPROVE, "zh")


def test_every_mover_can_be_named() -> None:
    for move, transition in TRANSITIONS.items():
        assert (docs.who(move, "en") == "The system") == (transition.mover is Mover.SYSTEM)


# ------------------------------------------------------------------ the rules


@BOTH
def test_every_value_of_the_rules_is_printed_with_its_usual_value_and_bounds(
    folder: str, language: str
) -> None:
    _head, *rows = rows_of(docs.policy, folder, language)
    by_name = {row[0].strip("`"): row for row in rows}
    assert list(by_name) == list(POLICY)
    assert by_name["decision_working_days"][2] == str(RegistrationPolicy().decision_working_days)
    assert by_name["decision_working_days"][1] == POLICY["decision_working_days"][folder]
    for name, (lowest, highest) in BOUNDS.items():
        if name in by_name:
            assert by_name[name][3] == f"{lowest}–{highest}", name


def test_a_value_without_bounds_has_none() -> None:
    assert docs.bounds("currency") == ""
    assert docs.shown(Decimal("0.10")) == "0.10"


# ------------------------------------------------------------------ commands, operations, kinds


@BOTH
def test_every_command_is_printed_with_what_it_does(folder: str, language: str) -> None:
    _head, *rows = rows_of(docs.commands, folder, language)
    assert [row[0] for row in rows] == [f"`qudao {command.name}`" for command in COMMANDS]
    assert all(is_chinese(row[1]) == (folder == "zh") for row in rows)


@BOTH
def test_every_operation_is_printed_with_its_scope(folder: str, language: str) -> None:
    _head, *rows = rows_of(docs.operations, folder, language)
    calls = [row[0] for row in rows]
    assert len(calls) == len(set(calls)) > 30
    assert (
        dict(zip(calls, (row[2] for row in rows), strict=True))["`GET /api/v1/me`"] == "`me.read`"
    )
    assert all(is_chinese(row[1]) == (folder == "zh") for row in rows)


@BOTH
def test_every_kind_of_file_is_printed_with_its_fields(folder: str, language: str) -> None:
    _head, *rows = rows_of(docs.kinds, folder, language)
    assert [row[0].strip("`") for row in rows] == [one.code for one in IMPORTABLE.values()]
    assert all(len(row) == 4 for row in rows)
    with translation.override(language):
        for row, one in zip(rows, IMPORTABLE.values(), strict=True):
            required = [str(field_label(f.name)) for f in one.kind.fields if f.required]
            assert row[2] == WORDS["comma"][folder].join(required), one.code


# ------------------------------------------------------------------ the documents


@pytest.fixture
def manual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two pages: a stale one in English and one without a table in Chinese."""
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setitem(docs.PRINTERS, "small", lambda folder: f"| {folder} |\n")
    for folder in docs.FOLDERS:
        (tmp_path / "docs" / folder).mkdir(parents=True)
    page = "a\n[//]: # (printed: small)\n\nold\n[//]: # (end)\nz\n"
    (tmp_path / "docs" / "en" / "b.md").write_text(page)
    (tmp_path / "docs" / "zh" / "b.md").write_text("没有表格\n", encoding="utf-8")
    (tmp_path / "docs" / "en" / "notes.txt").write_text(page)
    return tmp_path / "docs"


def test_a_stale_page_is_found_renewed_and_then_at_rest(
    manual: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert docs.main(["check"]) == 1
    assert capsys.readouterr().err == "docs/en/b.md: run python scripts/docs.py update\n"
    assert docs.main(["update"]) == 0
    assert (manual / "en" / "b.md").read_text() == (
        "a\n[//]: # (printed: small)\n\n| en |\n\n[//]: # (end)\nz\n"
    )
    assert docs.main(["check"]) == 0
    assert (manual / "zh" / "b.md").read_text("utf-8") == "没有表格\n"
    assert "old" in (manual / "en" / "notes.txt").read_text()


def test_several_tables_of_a_page_stay_apart(manual: Path) -> None:
    block = "[//]: # (printed: small)\n\nold\n[//]: # (end)\n"
    renewed = docs.renewed(f"{block}between\n{block}", "zh")
    assert renewed.count("| zh |") == 2
    assert "between" in renewed


def test_an_end_that_is_missing_leaves_the_text_alone() -> None:
    text = "[//]: # (printed: small)\n\nold\nand all the rest\n"
    assert docs.renewed(text, "en") == text


def test_the_documentation_of_today_is_as_the_code_has_it() -> None:
    assert docs.outdated() == []
    assert {folder for folder, _path in docs.documents()} == {"en", "zh"}
