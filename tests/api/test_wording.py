"""Every complaint about the shape of an input has a code of ours and a sentence in both
languages, and none repeats what was sent."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from django.utils import translation
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError

from qudao.api.fields import Amount
from qudao.api.wording import (
    LARGEST_NUMBER_OF_PROBLEMS,
    UNKNOWN_PARAMETER,
    WORDINGS,
    WRONG_CURSOR,
    problem_with,
    shape_problems,
)
from qudao.core.errors import FieldProblem, Invalid
from qudao.market.partners.states import Lifecycle

HAN = re.compile(r"[\u4e00-\u9fff]")


def errors_of(kind: Any, value: object, place: tuple[str | int, ...] = ("query",)) -> list[Any]:
    """What pydantic says of a value, at a place of the request."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    return [{**error, "loc": (*place, *error["loc"])} for error in caught.value.errors()]


def problem_of(kind: Any, value: object, *, field: str = "name") -> FieldProblem:
    invalid = shape_problems(errors_of(kind, value, ("query", field)))
    return invalid.problems[0]


class Contact(BaseModel):
    """Something inside a body."""

    name: str
    phone: Annotated[str, StringConstraints(max_length=5)] = ""


class Stated(BaseModel):
    """A body with a list inside."""

    contact: Contact
    cells: list[int] = []


CASES: list[tuple[Any, object, str, str]] = [
    (str, 7, "text_expected", "A text is expected here."),
    (int, "7x", "whole_number_expected", "A whole number is expected here."),
    (int, 1.5, "whole_number_expected", "A whole number is expected here."),
    (int, None, "whole_number_expected", "A whole number is expected here."),
    (bool, "perhaps", "true_or_false_expected", "Write true or false."),
    (date, "31.3.2026", "day_expected", "A day is expected here, written as 2026-03-31."),
    (date, "2026-02-30", "day_expected", "A day is expected here, written as 2026-03-31."),
    (date, "2026-03-31T10:00:00", "day_expected", "A day is expected here, written as 2026-03-31."),
    (
        datetime,
        "yesterday",
        "moment_expected",
        "A moment is expected here, written as 2026-03-31T09:30:00+08:00.",
    ),
    (Lifecycle, "asleep", "unknown_choice", ""),
    (Literal["code", "-code"], "name", "unknown_choice", "Choose one of: 'code' or '-code'."),
    (Contact, "Wang", "object_expected", "An object with named fields is expected here."),
    (dict[str, int], [], "object_expected", "An object with named fields is expected here."),
    (list[int], "1", "list_expected", "A list is expected here."),
    (Annotated[str, Field(max_length=3)], "four", "too_long", "At most 3 characters."),
    (Annotated[str, Field(min_length=3)], "ab", "too_short", "At least 3 characters."),
    (Annotated[list[int], Field(max_length=1)], [1, 2], "too_many", "At most 1 entries."),
    (Annotated[list[int], Field(min_length=1)], [], "too_few", "At least 1 entries."),
    (Annotated[int, Field(ge=1)], 0, "too_small", "This must be at least 1."),
    (Annotated[int, Field(gt=1)], 1, "too_small", "This must be more than 1."),
    (Annotated[int, Field(le=9)], 10, "too_large", "This must be at most 9."),
    (Annotated[int, Field(lt=9)], 9, "too_large", "This must be less than 9."),
    (Amount, 1.5, "amount_expected", ""),
    (Amount, "much", "amount_expected", ""),
    (Amount, "0.00001", "too_many_decimals", "An amount has at most four decimals."),
    (Amount, "9" * 16, "amount_too_large", "The amount is too large."),
    (Amount, "9" * 30, "amount_too_large", "The amount is too large."),
    (Amount, "NaN", "number_expected", "A number is expected here."),
    (Amount, "-1", "too_small", "This must be at least 0."),
    (Decimal, [], "amount_expected", ""),
    (complex, "x", "unreadable_value", "This value cannot be read."),
]


@pytest.mark.parametrize(("kind", "value", "code", "sentence"), CASES)
def test_a_complaint_becomes_our_code_and_sentence(
    kind: Any, value: object, code: str, sentence: str
) -> None:
    with translation.override("en"):
        problem = problem_of(kind, value)

        assert problem.code == code
        assert problem.field == "name"
        assert not sentence or str(problem.message) == sentence
        assert "%" not in str(problem.message)


@pytest.mark.parametrize(("kind", "value", "code", "_sentence"), CASES)
def test_every_sentence_has_a_chinese_form(
    kind: Any, value: object, code: str, _sentence: str
) -> None:
    with translation.override("zh-hans"):
        problem = problem_of(kind, value)

        assert HAN.search(str(problem.message))
        assert problem.code == code  # codes are the same in every language


@pytest.mark.parametrize("wording", [*WORDINGS.values(), UNKNOWN_PARAMETER, WRONG_CURSOR])
def test_every_wording_is_told_in_both_languages(wording: Any) -> None:
    with translation.override("en"):
        english = str(wording.message)
    with translation.override("zh-hans"):
        chinese = str(wording.message)

    assert english.endswith(".")
    assert not HAN.search(english)
    assert HAN.search(chinese)
    assert re.findall(r"%\(\w+\)s", english) == re.findall(r"%\(\w+\)s", chinese)
    assert re.fullmatch(r"[a-z_]+", wording.code)


@pytest.mark.parametrize("secret", ["s3cret-value", "<script>", "王建国"])
def test_no_sentence_repeats_what_was_sent(secret: str) -> None:
    for kind in (int, date, datetime, bool, Contact, Lifecycle, Amount):
        assert secret not in str(problem_of(kind, secret).message)


@pytest.mark.parametrize(
    ("place", "field"),
    [
        (("body", "body", "name_en"), "name_en"),
        (("body", "body", "contact", "phone"), "contact.phone"),
        (("body", "body", "cells", 0), "cells.0"),
        (("body", "body"), ""),
        (("body",), ""),
        (("query", "filters", "limit"), "limit"),
        (("query", "limit"), "limit"),
        (("path", "partner_id"), "partner_id"),
        (("form", "given", "kind"), "kind"),
        (("body", "body", "x" * 5000), "x" * 60),
    ],
)
def test_a_field_is_named_as_its_sender_wrote_it(place: tuple[str | int, ...], field: str) -> None:
    invalid = shape_problems([{"type": "missing", "loc": place}])

    assert [problem.field for problem in invalid.problems] == [field]
    assert [problem.code for problem in invalid.problems] == ["required"]


def test_all_problems_are_named_at_once_each_with_its_place() -> None:
    stated = {"contact": {"phone": "123456"}, "cells": [1, "x"]}

    invalid = shape_problems(errors_of(Stated, stated, ("body", "body")))

    assert [(problem.field, problem.code) for problem in invalid.problems] == [
        ("contact.name", "required"),
        ("contact.phone", "too_long"),
        ("cells.1", "whole_number_expected"),
    ]


def test_a_flood_of_problems_is_cut_off() -> None:
    errors = errors_of(list[int], ["x"] * (LARGEST_NUMBER_OF_PROBLEMS + 1))

    assert len(shape_problems(errors).problems) == LARGEST_NUMBER_OF_PROBLEMS


def test_an_error_that_nobody_thought_of_still_gets_a_sentence() -> None:
    invalid = shape_problems([{"type": "brand_new_error", "loc": ("query", "limit")}])

    assert [problem.code for problem in invalid.problems] == ["unreadable_value"]


def test_a_problem_of_one_field_is_a_refusal_of_the_input() -> None:
    refused = problem_with("cursor", WRONG_CURSOR)

    assert isinstance(refused, Invalid)
    assert (refused.status, refused.code) == (422, "invalid")
    assert [(p.field, p.code) for p in refused.problems] == [("cursor", "wrong_cursor")]
