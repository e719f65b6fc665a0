"""One cell, read as one field wants it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from qudao.engines.tabular.cells import BLANKS, Cell, cell_text, has_broken_bytes, is_blank
from qudao.engines.tabular.dates import DateOrder, read_date, within
from qudao.engines.tabular.fields import FieldSpec, FieldType, FieldValue
from qudao.engines.tabular.headers import header_key
from qudao.engines.tabular.numbers import DecimalMark, Number, read_currency, read_number, times
from qudao.engines.tabular.problems import CellError

_NOTHING_WORDS = (
    "- -- --- — —— / \\ n/a #n/a na nan null none nil tbd tbc ? 无 暂无 未知 待定 空 &nbsp;"
)
_NOTHING = frozenset(_NOTHING_WORDS.split())
_NO_TEXT_WORDS = "- -- --- — —— / \\ n/a #n/a null none &nbsp;"
_NO_TEXT = frozenset(_NO_TEXT_WORDS.split())
_ERRORS_WORDS = "#div/0! #ref! #name? #value! #num! #null! #spill! #calc!"
_ERRORS = frozenset(_ERRORS_WORDS.split())
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HARMLESS = re.compile(r"[+-]?[\d\s().-]+")
_LOST_DIGITS = re.compile(r"\d(?:[.,]\d+)?e\+?\d{1,3}", re.IGNORECASE)
_TRUE_WORDS = "是 对 有 真 y yes true t 1 √ ✓ ✔ on"
_TRUE = frozenset(_TRUE_WORDS.split())
_FALSE_WORDS = "否 不 不是 没有 无 假 n no false f 0 × x ✗ off"
_FALSE = frozenset(_FALSE_WORDS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnStyle:
    """How one column writes its values; learnt from the column or told by the user."""

    date_order: DateOrder = DateOrder.UNKNOWN
    decimal_mark: DecimalMark = DecimalMark.POINT
    multiplier: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A value as its field wants it, the currency beside it, and remarks (codes)."""

    value: FieldValue
    currency: str | None = None
    remarks: tuple[str, ...] = ()


NOTHING = Read(None)
PLAIN_STYLE = ColumnStyle()


def read_value(cell: Cell, spec: FieldSpec, style: ColumnStyle = PLAIN_STYLE) -> Read:
    """Read a cell for a field, or raise `CellError` with the rule that it breaks.

    Blank cells and the usual words for "nothing" give None; whether that is allowed is the
    row's matter.
    """
    if is_blank(cell):
        return NOTHING
    if isinstance(cell, str):
        _refuse_unreadable(cell)
        words = _NO_TEXT if spec.type in _TEXTUAL else _NOTHING
        if cell.strip().casefold() in words and not _means_no(cell, spec):
            return NOTHING
    return _READERS[spec.type](cell, spec, style)


def _refuse_unreadable(cell: str) -> None:
    if has_broken_bytes(cell):
        raise CellError("text_not_decodable")
    if cell.strip().casefold() in _ERRORS:
        raise CellError("spreadsheet_error")
    if "\x00" in cell:
        raise CellError("control_character")


def _means_no(cell: str, spec: FieldSpec) -> bool:
    """无 in a yes-or-no column is an answer."""
    return spec.type is FieldType.BOOLEAN and cell.strip().casefold() in _FALSE


def _text(cell: Cell, spec: FieldSpec, _style: ColumnStyle) -> Read:
    text = unicodedata.normalize("NFC", cell_text(cell)).strip(BLANKS)
    if _CONTROL.search(text):
        raise CellError("control_character")
    if len(text) > spec.max_length:
        raise CellError("text_too_long", limit=spec.max_length)
    risky = text[:1] in ("=", "+", "-", "@") and not _HARMLESS.fullmatch(text)
    return Read(text or None, remarks=("formula_text",) if risky else ())


def _identifier(cell: Cell, spec: FieldSpec, style: ColumnStyle) -> Read:
    """Codes keep leading zeros; a code that a spreadsheet turned into 9.13E+17 is lost."""
    if isinstance(cell, Decimal):
        if not cell.is_finite() or abs(cell) >= 10**15:
            raise CellError("digits_lost")
        return Read(format(cell, "f"))
    text = unicodedata.normalize("NFKC", cell_text(cell)).strip(BLANKS)
    text = re.sub(r"^'(?=[\w=+@-])", "", text)
    if _LOST_DIGITS.fullmatch(text) and "+" in text:
        raise CellError("digits_lost")
    return _text(text, spec, style)


def _number(cell: Cell, spec: FieldSpec, style: ColumnStyle) -> Number:
    number = read_number(cell, style.decimal_mark)
    value = number.value
    if spec.minimum is not None and value < spec.minimum:
        raise CellError("below_minimum", minimum=str(spec.minimum))
    if spec.maximum is not None and value > spec.maximum:
        raise CellError("above_maximum", maximum=str(spec.maximum))
    return number


def _amount(cell: Cell, spec: FieldSpec, style: ColumnStyle) -> Read:
    number = _number(cell, spec, style)
    if number.percent:
        raise CellError("number_not_understood")
    value = number.value
    if style.multiplier is not None and not number.scaled:
        value = times(value, style.multiplier)
    return Read(value, number.currency or style.currency)


def _integer(cell: Cell, spec: FieldSpec, style: ColumnStyle) -> Read:
    number = _number(cell, spec, style)
    if number.percent or number.value != number.value.to_integral_value():
        raise CellError("number_not_whole")
    return Read(int(number.value))


def _share(cell: Cell, spec: FieldSpec, style: ColumnStyle) -> Read:
    """0.3 and 30% are the same share; a bare 30 is taken as per cent, with a remark."""
    number = read_number(cell, style.decimal_mark)
    if number.percent or abs(number.value) <= 1:
        return Read(_number_in_bounds(number.value, spec))
    share = times(number.value, Decimal("0.01"))
    return Read(_number_in_bounds(share, spec), remarks=("percent_assumed",))


def _number_in_bounds(value: Decimal, spec: FieldSpec) -> Decimal:
    return _number(value, spec, PLAIN_STYLE).value


def _date(cell: Cell, spec: FieldSpec, style: ColumnStyle) -> Read:
    day = read_date(cell, style.date_order)
    if day.day_assumed:
        raise CellError("date_without_day")
    return Read(within(day.value, spec.earliest, spec.latest))


def _period(cell: Cell, spec: FieldSpec, style: ColumnStyle) -> Read:
    if isinstance(cell, Decimal | str) and (key := re.fullmatch(r"(\d{4})(\d{2})", str(cell))):
        cell = f"{key[1]}-{key[2]}"
    day = read_date(cell, style.date_order)
    remarks = ("day_assumed",) if day.day_assumed else ()
    return Read(within(day.value, spec.earliest, spec.latest), remarks=remarks)


def _boolean(cell: Cell, _spec: FieldSpec, _style: ColumnStyle) -> Read:
    if isinstance(cell, bool):
        return Read(cell)
    word = unicodedata.normalize("NFKC", cell_text(cell)).strip().casefold()
    if word in _TRUE:
        return Read(value=True)
    if word in _FALSE:
        return Read(value=False)
    raise CellError("boolean_not_understood")


def _currency(cell: Cell, _spec: FieldSpec, _style: ColumnStyle) -> Read:
    return Read(read_currency(cell))


@lru_cache(maxsize=256)
def _codes_by_word(spec: FieldSpec) -> dict[str, str]:
    return {
        header_key(word): code
        for code, words in reversed(list(spec.choices.items()))
        for word in (*words, code)
    }


def _choice(cell: Cell, spec: FieldSpec, style: ColumnStyle) -> Read:
    code = _codes_by_word(spec).get(header_key(cell_text(cell)))
    if code is not None:
        return Read(code)
    if not spec.lenient:
        raise CellError("choice_unknown")
    kept = _text(cell, spec, style)
    return Read(kept.value, remarks=(*kept.remarks, "choice_unknown"))


_TEXTUAL = frozenset({FieldType.TEXT, FieldType.IDENTIFIER, FieldType.CHOICE})
_Reader = Callable[[Cell, FieldSpec, ColumnStyle], Read]
_READERS: dict[FieldType, _Reader] = {
    FieldType.TEXT: _text,
    FieldType.IDENTIFIER: _identifier,
    FieldType.INTEGER: _integer,
    FieldType.AMOUNT: _amount,
    FieldType.SHARE: _share,
    FieldType.DATE: _date,
    FieldType.PERIOD: _period,
    FieldType.BOOLEAN: _boolean,
    FieldType.CURRENCY: _currency,
    FieldType.CHOICE: _choice,
}
