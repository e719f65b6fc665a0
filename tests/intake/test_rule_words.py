"""Rules, remarks, notes and problems of files in words that say what to do."""

from __future__ import annotations

import pytest
from django.utils import translation

from qudao.intake.fields import field_label
from qudao.intake.wording import (
    ASIDES,
    FILES,
    NOTES,
    REMARKS,
    RULES,
    aside_words,
    file_problem,
    note_words,
    remark_words,
    rule_words,
)


@pytest.mark.parametrize(
    ("code", "params", "words"),
    [
        ("file_too_large", {"limit": 25 * 1024 * 1024}, "larger than 25 MB"),
        ("too_many_rows", {"limit": 2_000_000}, "more than 2000000 rows"),
        ("header_missing", {"header": "金额"}, "no column “金额”"),
        ("header_missing", {"header": "100% %(x)s"}, "no column “100% %(x)s”"),
        ("row_not_readable", {"row": 7}, "Row 7 cannot be read"),
        ("sheet_missing", {"sheet": "明细"}, "no sheet “明细”"),
        ("not_permitted", {}, "may not write such rows any more"),
        ("worker_lost", {}, "broke off several times"),
        ("not_known", {}, "The file cannot be used."),
        ("header_missing", {}, "The file cannot be used."),
        ("", {}, "The file cannot be used."),
    ],
)
def test_a_problem_of_a_file_says_what_to_do(
    code: str, params: dict[str, object], words: str
) -> None:
    assert words in file_problem(code, params)


@pytest.mark.parametrize(
    ("code", "params", "words"),
    [
        ("above_maximum", {"maximum": "1"}, "At most 1."),
        ("below_minimum", {"minimum": "0"}, "At least 0."),
        (
            "date_out_of_range",
            {"earliest": "1990-01-01", "latest": "2100-12-31"},
            "The date lies outside 1990-01-01 to 2100-12-31.",
        ),
        ("key_not_found", {"table": "DimProduct", "key": "7"}, "The key is not in “DimProduct”."),
        ("required", {"field": "name"}, "Must be filled in."),
        ("control_sign", {}, "Remove the control characters."),
        ("above_maximum", {}, "The value breaks a rule."),
        ("not_known", {}, "The value breaks a rule."),
    ],
)
def test_a_rule_is_said_with_its_bound(code: str, params: dict[str, object], words: str) -> None:
    assert rule_words(code, params) == words


def test_a_value_that_was_left_out_is_said_with_its_rule() -> None:
    assert remark_words("boolean_not_understood") == "left out: Neither yes nor no."
    assert remark_words("formula_text") == "text that looks like a formula was kept as text"
    assert remark_words("not_known") == "not_known"


def test_what_has_no_words_is_shown_as_it_is() -> None:
    assert (note_words("not_known"), aside_words("not_known")) == ("not_known", "not_known")
    assert note_words("region_unknown") != "region_unknown"
    assert aside_words("total") == "totals"


@pytest.mark.parametrize("words", [FILES, RULES, REMARKS, NOTES, ASIDES])
def test_every_sentence_is_said_in_both_languages(words: dict[str, object]) -> None:
    english = {code: str(text) for code, text in words.items()}
    with translation.override("zh-hans"):
        chinese = {code: str(text) for code, text in words.items()}
    assert all(english.values())
    for code, text in chinese.items():
        assert any("\u4e00" <= sign <= "\u9fff" for sign in text), code
        assert text.count("%(") == english[code].count("%("), code


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("code", "Number or code"),
        ("name", "Name"),
        ("uscc", "Unified social credit code"),
        ("sold_on", "Sold on"),
        ("quarter", "Quarter (1 to 4)"),
    ],
)
def test_a_field_is_called_as_people_call_it(name: str, label: str) -> None:
    assert field_label(name) == label
    with translation.override("zh-hans"):
        assert field_label(name) != label
