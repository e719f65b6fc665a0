"""Column headings: made comparable, split in words and units."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from qudao.engines.tabular.units import CURRENCY_WORDS, MULTIPLIERS

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[\W_]+")
_BRACKETED = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_TRAILING_UNIT = re.compile(r"[/:：,，]\s*([^/:：,，]+)$")
_HALVES = re.compile(
    r"[/|\n]|(?<=[\u4e00-\u9fff])(?=[\s(（_:：-]*[A-Za-z]{2})"
    r"|(?<=[A-Za-z)）])(?=[\s(（_:：-]*[\u4e00-\u9fff])"
)
_UNIT_PREFIX = re.compile(r"^(?:单位|unit\b|in\b)\s*[:：]?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart: comparable key, key without unit, and the unit's meaning."""

    key: str
    bare_key: str
    multiplier: Decimal | None = None
    currency: str | None = None


@lru_cache(maxsize=8192)
def header_key(text: str) -> str:
    """Comparable form: width, case, camel case, spaces and marks no longer matter."""
    words = _CAMEL.sub(" ", unicodedata.normalize("NFKC", text))
    return _NOT_WORD.sub("", words).casefold()


def read_heading(text: str) -> Heading:
    """`合同金额（万元）` → key 合同金额, times 10,000, CNY."""
    bare = _BRACKETED.sub("", text)
    for piece in [*_BRACKETED.findall(text), *_TRAILING_UNIT.findall(bare)]:
        unit = read_unit(piece)
        if unit is not None:
            bare_key = header_key(_TRAILING_UNIT.sub("", bare) if piece in bare else bare)
            return Heading(header_key(text), bare_key, *unit)
    return Heading(header_key(text), header_key(bare))


def halves(text: str) -> list[str]:
    """The parts of `客户名称/Customer Name` or `Customer 客户`; nothing when it is one word."""
    pieces = [piece.strip(" ()（）[]【】-_:：") for piece in _HALVES.split(text)]
    words = [piece for piece in pieces if piece.strip()]
    return words if len(words) > 1 else []


def read_unit(text: str) -> tuple[Decimal | None, str | None] | None:
    """Multiplier and currency that a unit such as 万元, USD or `k EUR` states, if it is one."""
    rest = _UNIT_PREFIX.sub("", unicodedata.normalize("NFKC", text).strip()).casefold()
    currency = _longest(rest, CURRENCY_WORDS)
    rest = rest.replace(currency, "", 1).strip() if currency else rest
    multiplier = _longest(rest, MULTIPLIERS) if rest else None
    leftover = rest.replace(multiplier, "", 1) if multiplier else rest
    if leftover.strip(" of元.") or not (currency or multiplier):
        return None
    return (
        MULTIPLIERS[multiplier] if multiplier else None,
        CURRENCY_WORDS[currency] if currency else None,
    )


def _longest(text: str, words: dict[str, str] | dict[str, Decimal]) -> str | None:
    found = [word for word in words if word in text]
    return max(found, key=len) if found else None
