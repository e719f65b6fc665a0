"""One cell for one field: every type at its bounds, every word for yes, no and nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qudao.engines.tabular.cells import Cell
from qudao.engines.tabular.codes import REMARK_CODES, RULE_CODES
from qudao.engines.tabular.dates import DateOrder
from qudao.engines.tabular.fields import FieldSpec, FieldType, FieldValue
from qudao.engines.tabular.kinds.catalogue import KINDS
from qudao.engines.tabular.numbers import DecimalMark
from qudao.engines.tabular.problems import CellError
from qudao.engines.tabular.values import NOTHING, ColumnStyle, Read, read_value

T = FieldType


def spec(field_type: FieldType, **changes: object) -> FieldSpec:
    return FieldSpec(name="field", type=field_type, **changes)  # type: ignore[arg-type]


def refused(cell: Cell, field: FieldSpec, style: ColumnStyle | None = None) -> CellError:
    with pytest.raises(CellError) as caught:
        read_value(cell, field, style or ColumnStyle())
    return caught.value


# ---------------------------------------------------------------------- nothing


@pytest.mark.parametrize("field_type", list(FieldType))
@pytest.mark.parametrize(
    "cell", [None, "", " ", "\u3000", "\ufeff", "-", "——", "/", "\\", "N/A", "null"]
)
def test_nothing_is_nothing_everywhere(field_type: FieldType, cell: Cell) -> None:
    assert read_value(cell, spec(field_type)) == NOTHING


@pytest.mark.parametrize(
    "word", ["无", "暂无", "未知", "待定", "空", "nan", "nil", "tbd", "TBC", "?", "NA"]
)
def test_words_for_nothing_are_names_where_names_stand(word: str) -> None:
    assert read_value(word, spec(T.TEXT)).value == word
    assert read_value(word, spec(T.IDENTIFIER)).value == word
    for field_type in (T.AMOUNT, T.DATE, T.INTEGER, T.SHARE, T.PERIOD, T.CURRENCY):
        assert read_value(word, spec(field_type)) == NOTHING


@pytest.mark.parametrize(
    "word", ["#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"]
)
@pytest.mark.parametrize("field_type", list(FieldType))
def test_errors_of_a_spreadsheet_are_no_values(field_type: FieldType, word: str) -> None:
    assert refused(word, spec(field_type)).code == "spreadsheet_error"
    assert refused(f" {word.lower()} ", spec(field_type)).code == "spreadsheet_error"


@pytest.mark.parametrize("field_type", list(FieldType))
def test_bytes_that_could_not_be_read_are_refused_everywhere(field_type: FieldType) -> None:
    assert refused("华\udce9东", spec(field_type)).code == "text_not_decodable"


# ---------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("华东", "华东"),
        ("  华东 \u3000", "华东"),
        ("\ufeff华东\u200b", "华东"),
        ("华\n东", "华\n东"),
        ("华\t东", "华\t东"),
        ("e\u0301", "é"),
        (Decimal("12.50"), "12.50"),
        (True, "TRUE"),
        (date(2025, 3, 1), "2025-03-01"),
        ("ＡＢＣ", "ＡＢＣ"),
    ],
)
def test_a_text_is_kept_as_it_was_meant(cell: Cell, value: str) -> None:
    assert read_value(cell, spec(T.TEXT)).value == value


@pytest.mark.parametrize(
    "sign", ["\0", "\x01", "\x08", "\x0b", "\x0c", "\x0e", "\x1b", "\x1f", "\x7f"]
)
def test_control_signs_are_refused(sign: str) -> None:
    assert refused(f"a{sign}b", spec(T.TEXT)).code == "control_character"
    assert refused(f"a{sign}b", spec(T.IDENTIFIER)).code == "control_character"


@pytest.mark.parametrize("length", [0, 1, 5])
def test_a_text_of_the_longest_length_is_the_last_that_fits(length: int) -> None:
    field = spec(T.TEXT, max_length=length)

    if length:
        assert read_value("华" * length, field).value == "华" * length
    error = refused("华" * (length + 1), field)
    assert (error.code, dict(error.params)) == ("text_too_long", {"limit": length})


@pytest.mark.parametrize(
    ("text", "risky"),
    [
        ("=1+1", True),
        ("+cmd", True),
        ("@SUM(A1)", True),
        ("-2+3+x", True),
        ("=", True),
        ("+86 10 6655-1234", False),
        ("-5", False),
        ("- (5)", False),
        ("+", True),
        ("1=1", False),
        ("a@b.cn", False),
        ("华东=1", False),
    ],
)
def test_texts_that_a_spreadsheet_would_run_are_flagged(text: str, *, risky: bool) -> None:
    assert read_value(text, spec(T.TEXT)) == Read(text, remarks=("formula_text",) * risky)


# ---------------------------------------------------------------------- identifiers


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("00123", "00123"),
        (" 00123 ", "00123"),
        ("'00123", "00123"),
        ("'=x", "=x"),
        ("''5", "''5"),
        ("９１１１", "9111"),
        ("ＡＢ－１", "AB-1"),
        ("12E5", "12E5"),
        ("1E5", "1E5"),
        (Decimal(123), "123"),
        (Decimal("123.0"), "123.0"),
        (Decimal(999_999_999_999_999), "999999999999999"),
        (True, "TRUE"),
    ],
)
def test_an_identifier_keeps_its_signs(cell: Cell, value: str) -> None:
    assert read_value(cell, spec(T.IDENTIFIER)).value == value


@pytest.mark.parametrize(
    "cell",
    ["9.13101E+17", "9.13E+5", "9,13E+17", "1E+5", "1e+300", Decimal(10) ** 15, Decimal("9.1E+17")],
)
def test_an_identifier_that_lost_its_digits_is_refused(cell: Cell) -> None:
    assert refused(cell, spec(T.IDENTIFIER)).code == "digits_lost"


# ---------------------------------------------------------------------- figures


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("5", 5),
        ("5.0", 5),
        ("1,000", 1000),
        ("-3", -3),
        (Decimal(7), 7),
        ("1万", 10_000),
        ("２０", 20),
    ],
)
def test_a_whole_number(cell: Cell, value: int) -> None:
    read = read_value(cell, spec(T.INTEGER)).value

    assert (read, type(read)) == (value, int)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("5.5", "number_not_whole"),
        ("500%", "number_not_whole"),
        ("0.5万5", "number_not_understood"),
        ("many", "number_not_understood"),
        (True, "number_not_understood"),
        (date(2025, 3, 1), "number_not_understood"),
    ],
)
def test_what_is_no_whole_number(cell: Cell, code: str) -> None:
    assert refused(cell, spec(T.INTEGER)).code == code


@pytest.mark.parametrize("field_type", [T.AMOUNT, T.INTEGER, T.SHARE])
@pytest.mark.parametrize(
    ("cell", "code"), [("-1", "below_minimum"), ("0", ""), ("1", ""), ("200%", "")]
)
def test_the_lowest_value_is_allowed(field_type: FieldType, cell: str, code: str) -> None:
    field = spec(field_type, minimum=Decimal(0), maximum=Decimal(2))

    if code:
        error = refused(cell, field)
        assert (error.code, dict(error.params)) == (code, {"minimum": "0"})
    elif "%" not in cell or field_type is T.SHARE:
        assert read_value(cell, field).value is not None


@pytest.mark.parametrize("field_type", [T.AMOUNT, T.INTEGER])
def test_the_highest_value_is_allowed(field_type: FieldType) -> None:
    field = spec(field_type, maximum=Decimal(10))

    assert read_value("10", field).value == 10
    error = refused("11", field)
    assert (error.code, dict(error.params)) == ("above_maximum", {"maximum": "10"})


@pytest.mark.parametrize(
    ("cell", "style", "value", "currency"),
    [
        ("12.5", ColumnStyle(), "12.5", None),
        ("12.5", ColumnStyle(multiplier=Decimal(10_000)), "125000", None),
        ("12.5", ColumnStyle(multiplier=Decimal(10_000), currency="CNY"), "125000", "CNY"),
        ("12.5万", ColumnStyle(multiplier=Decimal(10_000), currency="CNY"), "125000", "CNY"),
        ("$12.5", ColumnStyle(currency="CNY"), "12.5", "USD"),
        ("1,234", ColumnStyle(decimal_mark=DecimalMark.COMMA), "1.234", None),
        (Decimal("0.0001"), ColumnStyle(multiplier=Decimal(10_000)), "1", None),
        ("-5", ColumnStyle(multiplier=Decimal(1000)), "-5000", None),
    ],
)
def test_an_amount_in_the_style_of_its_column(
    cell: Cell, style: ColumnStyle, value: str, currency: str | None
) -> None:
    read = read_value(cell, spec(T.AMOUNT), style)

    assert (read.value, read.currency) == (Decimal(value), currency)


@pytest.mark.parametrize(
    ("cell", "value", "remarks"),
    [
        ("0.3", "0.3", ()),
        ("30%", "0.3", ()),
        ("30", "0.3", ("percent_assumed",)),
        ("1", "1", ()),
        ("1.5", "0.015", ("percent_assumed",)),
        ("150%", "1.5", ()),
        ("-0.5", "-0.5", ()),
        ("-50", "-0.5", ("percent_assumed",)),
        ("0", "0", ()),
    ],
)
def test_a_share(cell: str, value: str, remarks: tuple[str, ...]) -> None:
    read = read_value(cell, spec(T.SHARE))

    assert (read.value, read.remarks) == (Decimal(value), remarks)


# ---------------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("2025-03-01", DateOrder.UNKNOWN, date(2025, 3, 1)),
        ("03/04/2025", DateOrder.DAY_FIRST, date(2025, 4, 3)),
        ("03/04/2025", DateOrder.MONTH_FIRST, date(2025, 3, 4)),
        ("25/03/01", DateOrder.YEAR_FIRST, date(2025, 3, 1)),
        (Decimal(45717), DateOrder.UNKNOWN, date(2025, 3, 1)),
    ],
)
def test_a_day_in_the_order_of_its_column(cell: Cell, order: DateOrder, day: date) -> None:
    style = ColumnStyle(date_order=order)

    assert read_value(cell, spec(T.DATE), style).value == day
    assert read_value(cell, spec(T.PERIOD), style).value == day


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2020, 1, 2), date(2020, 1, 3)])
def test_a_field_may_narrow_its_days(day: date) -> None:
    field = spec(T.DATE, earliest=date(2020, 1, 2), latest=date(2020, 1, 2))

    if day == date(2020, 1, 2):
        assert read_value(day, field).value == day
    else:
        assert dict(refused(day, field).params) == {
            "earliest": "2020-01-02",
            "latest": "2020-01-02",
        }


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("202503", date(2025, 3, 1)),
        (Decimal(202503), date(2025, 3, 1)),
        ("2025-03", date(2025, 3, 1)),
        ("2025年3月", date(2025, 3, 1)),
        ("March 2025", date(2025, 3, 1)),
    ],
)
def test_a_period_may_be_a_month_and_a_day_may_not(cell: Cell, day: date) -> None:
    assert read_value(cell, spec(T.PERIOD)) == Read(day, remarks=("day_assumed",))
    with pytest.raises(CellError):
        read_value(cell, spec(T.DATE))


@pytest.mark.parametrize("cell", ["202500", "202513", "189912", Decimal(202513)])
def test_a_month_that_is_none_is_refused(cell: Cell) -> None:
    assert refused(cell, spec(T.PERIOD)).code in {"date_not_understood", "date_out_of_range"}


# ---------------------------------------------------------------------- yes and no


@pytest.mark.parametrize(
    "word", ["是", "对", "有", "真", "Y", "yes", "TRUE", "t", "1", "√", "✓", "✔", "on", "Ｙ"]
)
def test_each_word_for_yes(word: str) -> None:
    assert read_value(word, spec(T.BOOLEAN)).value is True


@pytest.mark.parametrize(
    "word",
    ["否", "不", "不是", "没有", "无", "假", "N", "no", "FALSE", "f", "0", "×", "x", "✗", "off"],
)
def test_each_word_for_no(word: str) -> None:
    assert read_value(word, spec(T.BOOLEAN)).value is False


@pytest.mark.parametrize("word", ["maybe", "2", "是否", "10", "yes!", "😀"])
def test_what_is_neither_yes_nor_no(word: str) -> None:
    assert refused(word, spec(T.BOOLEAN)).code == "boolean_not_understood"


# ---------------------------------------------------------------------- properties

any_cell = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=20),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.dates(),
)
fields = [(kind.code, field) for kind in KINDS.values() for field in kind.fields]


@pytest.mark.parametrize(
    "field", [field for _, field in fields], ids=[f"{code}.{field.name}" for code, field in fields]
)
def test_every_field_of_every_kind_answers_hostile_cells(field: FieldSpec) -> None:
    for cell in ("\0", "=1+1", "9" * 2000, "\ud800", Decimal("NaN"), True, "😀" * 30, date.max):
        try:
            codes = set(read_value(cell, field).remarks)
        except CellError as error:
            codes = {error.code}
        assert codes <= REMARK_CODES | RULE_CODES


@given(
    any_cell, st.sampled_from(FieldType), st.sampled_from(DateOrder), st.sampled_from(DecimalMark)
)
@settings(max_examples=300)
def test_any_cell_is_a_value_or_a_listed_rule(
    cell: Cell, field_type: FieldType, order: DateOrder, mark: DecimalMark
) -> None:
    style = ColumnStyle(date_order=order, decimal_mark=mark, multiplier=Decimal(10_000))
    value: FieldValue = None
    try:
        value = read_value(cell, spec(field_type), style).value
    except CellError as error:
        assert error.code in RULE_CODES  # noqa: PT017
    assert not isinstance(value, Decimal) or value.is_finite()
