"""The kinds of values that bodies and parameters carry, each at both sides of its bounds."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from qudao.api.fields import (
    LARGEST_PAGE,
    LONGEST_CURSOR,
    USUAL_PAGE,
    Amount,
    Answer,
    Body,
    Code,
    Currency,
    Filters,
    Line,
    Message,
    Name,
    OrNone,
    Paragraph,
    PublicId,
    RowId,
    Text,
    Whole,
    Word,
    YesNo,
    choice,
    meaning,
)

LENGTHS = [
    (Word, 60),
    (Name, 200),
    (Line, 300),
    (Paragraph, 4000),
    (Message, 5000),
    (Code, 40),
    (PublicId, 40),
]
STRIPPED = [Text, Word, Name, Line, Paragraph, Message, Code]


def read(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value)


def refusal(kind: Any, value: object) -> str:
    """The code of pydantic's first complaint."""
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    return str(caught.value.errors()[0]["type"])


@pytest.mark.parametrize(("kind", "most"), LENGTHS)
def test_a_text_may_be_as_long_as_its_kind_says_and_no_longer(kind: Any, most: int) -> None:
    assert read(kind, "国" * most) == "国" * most
    assert refusal(kind, "国" * (most + 1)) == "string_too_long"


@pytest.mark.parametrize("kind", STRIPPED)
def test_blanks_around_a_text_are_taken_off_before_it_is_measured(kind: Any) -> None:
    assert read(kind, "  浦岚 证券\t") == "浦岚 证券"


@pytest.mark.parametrize(("kind", "most"), [pair for pair in LENGTHS if pair[0] is not PublicId])
def test_blanks_around_the_longest_text_do_not_make_it_too_long(kind: Any, most: int) -> None:
    assert read(kind, f"  {'x' * most}  ") == "x" * most


@pytest.mark.parametrize("kind", [*STRIPPED, PublicId])
@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x85"])
def test_no_control_character_gets_in(kind: Any, sign: str) -> None:
    assert refusal(kind, f"a{sign}b") == "control_character"


@pytest.mark.parametrize("kind", STRIPPED)
def test_line_breaks_and_tabs_within_a_text_stay(kind: Any) -> None:
    assert read(kind, "one\r\ntwo\tthree") == "one\r\ntwo\tthree"


@pytest.mark.parametrize("kind", STRIPPED)
@pytest.mark.parametrize("text", ["😀 ok", "<script>alert(1)</script>", "=1+1", "Ünïcödé", "全角"])
def test_a_text_stays_as_it_was_written_however_odd(kind: Any, text: str) -> None:
    assert read(kind, text) == text


@pytest.mark.parametrize("kind", [*STRIPPED, PublicId, Currency])
@pytest.mark.parametrize("value", [1, 1.5, True, None, [], {}, ["a"]])
def test_what_is_no_text_is_not_made_one(kind: Any, value: object) -> None:
    assert refusal(kind, value) == "string_type"


def test_a_message_says_something() -> None:
    assert read(Message, "x") == "x"
    assert refusal(Message, "") == "string_too_short"
    assert refusal(Message, " \n\t ") == "string_too_short"


@pytest.mark.parametrize("kind", [Text, Word, Name, Line, Paragraph, Code, PublicId])
def test_any_other_text_may_be_empty(kind: Any) -> None:
    assert read(kind, "") == ""


@pytest.mark.parametrize("code", ["CNY", "USD", "EUR"])
def test_a_currency_is_three_capitals(code: str) -> None:
    assert read(Currency, code) == code


@pytest.mark.parametrize(
    "code", ["", "cny", "CN", "CNYX", "C1Y", " CNY", "CNY\n", "人民币", "ＣＮＹ"]
)
def test_nothing_else_is_a_currency(code: str) -> None:
    assert refusal(Currency, code) == "string_pattern_mismatch"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", Decimal(0)),
        ("0.0001", Decimal("0.0001")),
        ("1860000.50", Decimal("1860000.50")),
        ("99999999999999.9999", Decimal("99999999999999.9999")),
        ("007", Decimal(7)),
        ("-0", Decimal(0)),
    ],
)
def test_an_amount_is_a_text_with_at_most_four_decimals(text: str, amount: Decimal) -> None:
    assert read(Amount, text) == amount


@pytest.mark.parametrize("value", [1, 1.5, 0, True, None, [], {}, Decimal(1)])
def test_an_amount_is_never_a_number_of_json(value: object) -> None:
    assert refusal(Amount, value) == "number_not_text"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-0.0001", "greater_than_equal"),
        ("-1", "greater_than_equal"),
        ("0.00001", "decimal_max_places"),
        ("999999999999999", "decimal_whole_digits"),
        ("1" * 40, "decimal_max_digits"),
        ("NaN", "finite_number"),
        ("sNaN", "finite_number"),
        ("Infinity", "finite_number"),
        ("-Infinity", "finite_number"),
        ("", "decimal_parsing"),
        ("1,860,000", "decimal_parsing"),
        ("¥1", "decimal_parsing"),
        ("186万", "decimal_parsing"),
        ("0x10", "decimal_parsing"),
        ("1 000", "decimal_parsing"),
    ],
)
def test_an_absurd_amount_is_refused(text: str, code: str) -> None:
    assert refusal(Amount, text) == code


def test_the_schema_of_an_amount_says_how_to_write_it() -> None:
    schema = TypeAdapter(Amount).json_schema()

    assert schema == {"type": "string", "pattern": r"^\d{1,14}(\.\d{1,4})?$"}


def test_the_schema_of_a_choice_names_its_values() -> None:
    kind = TypeAdapter(Annotated[str, choice([("company", "A company"), ("group", "A group")])])

    assert kind.json_schema() == {"type": "string", "enum": ["company", "group"]}
    assert kind.validate_python("planet") == "planet"  # the room checks it, with its own words


@pytest.mark.parametrize("value", ["12", "", 1.0, True, "0x1", [1]])
def test_a_count_is_a_number_of_json_and_nothing_that_resembles_one(value: object) -> None:
    assert read(Whole, 12) == 12
    assert refusal(Whole, value) == "int_type"


@pytest.mark.parametrize("value", ["true", "yes", 1, 0, "", [True]])
def test_a_yes_is_true_and_nothing_that_resembles_it(value: object) -> None:
    assert read(YesNo, True) is True
    assert refusal(YesNo, value) == "bool_type"


class Sample(Body):
    """A body with one field of each fate."""

    name: Name = ""
    count: int | None = None


def test_a_body_refuses_what_it_does_not_declare() -> None:
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate({"name": "A", "colour": "red"})

    assert [(e["loc"], e["type"]) for e in caught.value.errors()] == [
        (("colour",), "extra_forbidden")
    ]


def test_a_body_cannot_be_changed_once_it_was_read() -> None:
    body = Sample(name="A")

    with pytest.raises(ValidationError):
        body.name = "B"
    assert body.name == "A"


def test_a_list_begins_with_fifty_rows_in_the_order_of_their_ids() -> None:
    filters = Filters()

    assert (filters.limit, filters.cursor, filters.sort) == (USUAL_PAGE, "", "id")
    assert USUAL_PAGE == 50


@pytest.mark.parametrize("limit", [1, LARGEST_PAGE])
def test_a_page_may_have_one_to_a_hundred_rows(limit: int) -> None:
    assert Filters(limit=limit).limit == limit


@pytest.mark.parametrize(
    ("limit", "code"), [(0, "greater_than_equal"), (LARGEST_PAGE + 1, "less_than_equal")]
)
def test_no_page_is_smaller_or_larger(limit: int, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Filters(limit=limit)

    assert caught.value.errors()[0]["type"] == code


def test_a_cursor_has_a_bound() -> None:
    assert Filters(cursor="c" * LONGEST_CURSOR).cursor == "c" * LONGEST_CURSOR
    with pytest.raises(ValidationError):
        Filters(cursor="c" * (LONGEST_CURSOR + 1))


class Row:
    """What a room hands over: an object with attributes."""

    public_id = "par_0123456789abcdef"
    state = ""


class RowAnswer(Answer):
    """Its id under its public name, an empty text as null."""

    id: RowId
    state: OrNone[str]


def test_an_answer_takes_the_public_id_as_its_id_and_an_empty_text_as_null() -> None:
    answer = RowAnswer.model_validate(Row())

    assert answer.model_dump() == {"id": "par_0123456789abcdef", "state": None}


def test_an_answer_may_be_built_by_its_own_names_too() -> None:
    assert RowAnswer(id="par_1", state="active").model_dump() == {"id": "par_1", "state": "active"}


def test_a_meaning_carries_its_words_and_examples_into_the_schema() -> None:
    class Told(Body):
        city: Annotated[str, meaning("Where it sits.", "苏州")]

    schema = Told.model_json_schema()["properties"]["city"]

    assert schema["description"] == "Where it sits."
    assert schema["examples"] == ["苏州"]


def test_a_meaning_without_examples_invents_none() -> None:
    class Told(Body):
        city: Annotated[str, meaning("Where it sits.")]

    assert "examples" not in Told.model_json_schema()["properties"]["city"]
