"""One cell is read as its field wants it, or refused by a named rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qudao.engines.tabular.cells import Cell
from qudao.engines.tabular.fields import FieldSpec, FieldType, FieldValue
from qudao.engines.tabular.problems import CellError
from qudao.engines.tabular.values import ColumnStyle, Read, read_value

T = FieldType


def spec(field_type: FieldType, minimum: Decimal | None = None) -> FieldSpec:
    return FieldSpec(name="field", type=field_type, minimum=minimum, max_length=20)


@pytest.mark.parametrize(
    ("field_type", "cell", "value"),
    [
        (T.TEXT, "  华东证券\u3000", "华东证券"),
        (T.TEXT, Decimal("12.50"), "12.50"),
        (T.TEXT, "NA", "NA"),
        (T.TEXT, "无", "无"),
        (T.IDENTIFIER, "00123", "00123"),
        (T.IDENTIFIER, Decimal(123), "123"),
        (T.IDENTIFIER, "'00123", "00123"),
        (T.IDENTIFIER, "９１４３", "9143"),
        (T.IDENTIFIER, "12E5", "12E5"),
        (T.INTEGER, "1,200", 1200),
        (T.INTEGER, Decimal("5.0"), 5),
        (T.AMOUNT, "0.0001", Decimal("0.0001")),
        (T.SHARE, "30%", Decimal("0.30")),
        (T.SHARE, "0.3", Decimal("0.3")),
        (T.DATE, "2025年3月1日", date(2025, 3, 1)),
        (T.PERIOD, "202503", date(2025, 3, 1)),
        (T.BOOLEAN, "是", True),
        (T.BOOLEAN, "N", False),
        (T.BOOLEAN, "无", False),
        (T.BOOLEAN, "√", True),
        (T.BOOLEAN, True, True),
        (T.BOOLEAN, Decimal(0), False),
        (T.CURRENCY, "人民币", "CNY"),
    ],
)
def test_value_is_read(field_type: FieldType, cell: Cell, value: FieldValue) -> None:
    read = read_value(cell, spec(field_type)).value
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("cell", [None, "", "  ", "\u200b", "-", "N/A", "#N/A", "—"])
@pytest.mark.parametrize("field_type", list(FieldType))
def test_nothing_is_nothing_for_every_type(field_type: FieldType, cell: Cell) -> None:
    assert read_value(cell, spec(field_type)) == Read(None)


@pytest.mark.parametrize("word", ["未知", "待定", "TBD", "无", "null", "&nbsp;"])
def test_words_for_nothing_are_no_dates(word: str) -> None:
    assert read_value(word, spec(T.DATE)) == Read(None)


@pytest.mark.parametrize(
    ("field_type", "cell", "code"),
    [
        (T.TEXT, "a\x00b", "control_character"),
        (T.TEXT, "x" * 21, "text_too_long"),
        (T.TEXT, "bad\udce9byte", "text_not_decodable"),
        (T.TEXT, "#DIV/0!", "spreadsheet_error"),
        (T.IDENTIFIER, "9.13E+17", "digits_lost"),
        (T.IDENTIFIER, Decimal("9.13E+17"), "digits_lost"),
        (T.INTEGER, "1.5", "number_not_whole"),
        (T.INTEGER, "50%", "number_not_whole"),
        (T.AMOUNT, "5%", "number_not_understood"),
        (T.AMOUNT, True, "number_not_understood"),
        (T.DATE, "1900-01-01", "date_out_of_range"),
        (T.DATE, "9999-12-31", "date_out_of_range"),
        (T.DATE, "2025年3月", "date_without_day"),
        (T.BOOLEAN, "maybe", "boolean_not_understood"),
        (T.CURRENCY, "pearls", "currency_unknown"),
        (T.CHOICE, "other", "choice_unknown"),
    ],
)
def test_bad_value_is_refused_by_its_rule(field_type: FieldType, cell: Cell, code: str) -> None:
    with pytest.raises(CellError) as caught:
        read_value(cell, spec(field_type))
    assert caught.value.code == code


def test_negative_money_is_refused_where_it_cannot_be() -> None:
    with pytest.raises(CellError) as caught:
        read_value("(5.00)", spec(T.AMOUNT, minimum=Decimal(0)))
    assert caught.value.code == "below_minimum"
    assert read_value("(5.00)", spec(T.AMOUNT)).value == Decimal("-5.00")


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3+cmd"])
def test_formula_text_is_kept_and_flagged(text: str) -> None:
    assert read_value(text, spec(T.TEXT)) == Read(text, remarks=("formula_text",))


@pytest.mark.parametrize("text", ["+86 10-6655", "-5", "- 10"])
def test_phone_numbers_are_no_formulas(text: str) -> None:
    assert read_value(text, spec(T.TEXT)).remarks == ()


def test_heading_unit_scales_plain_numbers_only() -> None:
    style = ColumnStyle(multiplier=Decimal(10_000), currency="CNY")
    assert read_value("12.5", spec(T.AMOUNT), style) == Read(Decimal("125000.0"), "CNY")
    assert read_value("3万", spec(T.AMOUNT), style) == Read(Decimal(30000), "CNY")


def test_bare_per_cent_is_assumed_and_said() -> None:
    assert read_value("30", spec(T.SHARE)) == Read(Decimal("0.30"), remarks=("percent_assumed",))


def test_choice_is_known_by_its_words() -> None:
    stages = FieldSpec(name="stage", type=T.CHOICE, choices={"won": ("赢单", "Closed Won")})
    assert [read_value(word, stages).value for word in ("won", "赢单", "closed-won")] == ["won"] * 3


def test_lenient_choice_keeps_an_unknown_word() -> None:
    stages = FieldSpec(name="stage", type=T.CHOICE, lenient=True, choices={"won": ("赢单",)})
    assert read_value("商务", stages) == Read("商务", remarks=("choice_unknown",))
