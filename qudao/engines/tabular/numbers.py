"""Numbers as people write them, to the last decimal: never through a float."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import Enum

from qudao.engines.tabular.cells import Cell
from qudao.engines.tabular.problems import CellError
from qudao.engines.tabular.units import CURRENCY_WORDS, ISO_CURRENCIES, MULTIPLIERS

_ANY_COINS = frozenset("元圆")
_MAX_CHARS = 64
_MAX_DIGITS = 28
_MAX_MAGNITUDE = 15

_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "△": "-", "▲": "-"})
_NUMBER = re.compile(r"[+-]?[\d.,'’ ]*\d[\d.,'’ ]*(?:e[+-]?\d{1,4})?")
_POINT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d*)?|\.\d+")
_BARE = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?")
_RAISED = re.compile(r"[²³¹⁰⁴-⁹₀-₉]")
_PERCENT = Decimal("0.01")
_WIDE = Context(prec=80)
_SCIENTIFIC = re.compile(r"(\d+(?:\.\d+)?)e([+-]?\d{1,4})")
_CURRENCIES = sorted([*CURRENCY_WORDS, *(c.casefold() for c in ISO_CURRENCIES)], key=len)[::-1]


class DecimalMark(Enum):
    """Which mark stands before the decimals in a column."""

    POINT = "point"
    COMMA = "comma"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the currency written beside it and whether a unit or per cent was."""

    value: Decimal
    currency: str | None = None
    scaled: bool = False
    percent: bool = False


def read_number(cell: Cell, mark: DecimalMark = DecimalMark.POINT) -> Number:
    """The number in a cell: `￥12.5万` → 125000.0 CNY, `(123.00)` → -123.00, `12%` → 0.12.

    `mark` decides only what the cell itself leaves open (`1,234`). Refuses with
    `number_not_understood` or `number_out_of_range`.
    """
    if isinstance(cell, Decimal):
        return Number(_bounded(cell))
    if not isinstance(cell, str):
        raise CellError("number_not_understood")
    if len(cell) > _MAX_CHARS:
        raise CellError("number_not_understood")
    if mark is DecimalMark.POINT and _BARE.fullmatch(cell):
        return Number(_bounded(Decimal(cell)))
    if _RAISED.search(cell):  # 1234¹ is a number with a footnote, and not 12341
        raise CellError("number_not_understood")
    text = unicodedata.normalize("NFKC", cell).translate(_MINUS).casefold().strip().lstrip("'")
    text = re.sub(r"\s+", " ", text)
    negative, text = _sign(text)
    currency, text = _currency(text)
    second_negative, text = _sign(text)
    if negative and second_negative:
        raise CellError("number_not_understood")
    percent, text = text.endswith("%"), text.removesuffix("%").strip()
    factor, text = _factor(text)
    value = times(_digits(text.strip(), mark), factor or Decimal(1))
    value = times(value, _PERCENT) if percent else value
    return Number(
        _bounded(value.copy_negate() if negative or second_negative else value),
        currency,
        scaled=factor is not None,
        percent=percent,
    )


def times(value: Decimal, factor: Decimal) -> Decimal:
    """Exact product; a whole result is written without an exponent."""
    product = _WIDE.multiply(value, factor)
    exponent = product.as_tuple().exponent
    return product.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else product


def decimal_mark(cells: Iterable[Cell]) -> DecimalMark:
    """What the column itself shows: a comma before decimals, or (the default) a point."""
    commas = points = 0
    for cell in cells:
        if not isinstance(cell, str) or len(cell) > _MAX_CHARS:
            continue
        if _BARE.fullmatch(cell):
            whole, _point, decimals = cell.partition(".")
            points += bool(decimals) and (len(decimals) != 3 or len(whole) > 3)
            continue
        text = re.sub(r"[^\d.,]", "", unicodedata.normalize("NFKC", cell))
        commas += bool(re.search(r",\d{1,2}$|,\d{4,}$|\.\d{3},|\.\d{3}\.\d{3}", text))
        points += bool(re.search(r"\.\d{1,2}$|\.\d{4,}$|,\d{3}\.|,\d{3},\d{3}", text))
    return DecimalMark.COMMA if commas > points else DecimalMark.POINT


def read_currency(cell: Cell) -> str:
    """ISO code of a currency written as code, symbol or word. Refuses `currency_unknown`."""
    text = unicodedata.normalize("NFKC", cell).strip() if isinstance(cell, str) else ""
    if text.upper() in ISO_CURRENCIES:
        return text.upper()
    if text.casefold() in CURRENCY_WORDS:
        return CURRENCY_WORDS[text.casefold()]
    raise CellError("currency_unknown")


def _sign(text: str) -> tuple[bool, str]:
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text.startswith("-"):
        return True, text[1:].strip()
    if text.endswith("-"):
        return True, text[:-1].strip()
    return False, text.removeprefix("+").strip()


def _currency(text: str) -> tuple[str | None, str]:
    """The currency at either end and what is left; refuses two different ones."""
    leading = next((word for word in _CURRENCIES if text.startswith(word)), None)
    code = _code(leading) if leading else None
    text = text.removeprefix(leading or "").strip()
    text = text.removesuffix("整").strip()
    while word := next((word for word in _CURRENCIES if text.endswith(word)), None):
        text = text.removesuffix(word).strip()
        if code is None:
            code = _code(word)
        elif code != _code(word) and word not in _ANY_COINS:
            raise CellError("currency_conflict")
    return code, text


def _code(word: str) -> str:
    return CURRENCY_WORDS.get(word, word.upper())


def _factor(text: str) -> tuple[Decimal | None, str]:
    for word in sorted(MULTIPLIERS, key=len, reverse=True):
        if text.endswith(word):
            return MULTIPLIERS[word], text[: -len(word)].strip()
    return None, text


def _digits(text: str, mark: DecimalMark) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise CellError("number_not_understood")
    if match := _SCIENTIFIC.fullmatch(text):
        return _scientific(match[1], int(match[2]))
    compact = _without_spaces(text)
    if sum(map(str.isdigit, compact)) > _MAX_DIGITS:
        raise CellError("number_out_of_range", digits=_MAX_MAGNITUDE)
    return Decimal(_with_point(compact, mark))


def _scientific(digits: str, exponent: int) -> Decimal:
    if abs(exponent) > _MAX_DIGITS or len(digits) > _MAX_DIGITS:
        raise CellError("number_out_of_range", digits=_MAX_MAGNITUDE)
    value = Decimal(digits)
    if value and value.adjusted() + exponent >= _MAX_MAGNITUDE:
        raise CellError("number_out_of_range", digits=_MAX_MAGNITUDE)
    return times(value, Decimal(10).scaleb(exponent - 1))


def _without_spaces(text: str) -> str:
    """Spaces and apostrophes group thousands: three digits must follow each."""
    if not re.search(r"[ '’]", text):
        return text
    if not re.fullmatch(r"\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?", text):
        raise CellError("number_not_understood")
    return re.sub(r"[ '’]", "", text)


def _with_point(text: str, mark: DecimalMark) -> str:
    """The number with a point before its decimals, as its own marks or the column's say."""
    if "," not in text and text.count(".") <= 1:
        if mark is DecimalMark.COMMA and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text):
            return text.replace(".", "")
        return _plain(text)
    comma_first = mark is DecimalMark.COMMA
    if comma_first and re.fullmatch(r"\d+,\d+", text):
        return text.replace(",", ".")
    if _POINT.fullmatch(text):
        return text.replace(",", "")
    if _COMMA.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if re.fullmatch(r"\d+,\d{1,2}", text):
        return text.replace(",", ".")
    raise CellError("number_not_understood")


def _plain(text: str) -> str:
    if not _PLAIN.fullmatch(text):
        raise CellError("number_not_understood")
    return text


def _bounded(value: Decimal) -> Decimal:
    if not value.is_finite() or (value and value.adjusted() >= _MAX_MAGNITUDE):
        raise CellError("number_out_of_range", digits=_MAX_MAGNITUDE)
    return value if value else value.copy_abs()  # nothing has no sign
