"""How a partner is named in running text: by its whole name, and by what people shorten it to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qudao.engines.identity import fold, normalise_name
from qudao.engines.identity.text import MOST_CHARACTERS
from qudao.engines.identity.words import AMBIGUOUS_PLACES, HAN_TRADES, LATIN_TRADES, listed
from qudao.market.cells.places import places

LONGEST_NAME = 200
# What partners do, beside the trades that any company may name.
_HAN_WORDS = ("集成", "分销", "代理", "经销", "渠道", "数字", "云")
_LATIN_WORDS = listed(
    """
    integration integrators distribution distributors agency reseller partners info intl it
    digital cloud data integrated
    """
)
# A name of a partner that nobody speaks of just now is looked for only if it is long enough not
# to be an everyday word.
_LONG_HAN, _LONG_LATIN, _SHORT_LATIN = 3, 6, 4


@dataclass(frozen=True, slots=True)
class Said:
    """A text made ready for the search: one spelling, with blanks and without."""

    spaced: str
    flat: str
    written: str


def said(text: str) -> Said:
    step = MOST_CHARACTERS - LONGEST_NAME  # pieces overlap by the longest name
    pieces = [fold(text[at : at + MOST_CHARACTERS]) for at in range(0, max(len(text), 1), step)]
    spaced = " \n ".join(pieces)
    return Said(spaced, "\n".join("".join(one.split()) for one in pieces), text)


def is_named(name: str, text: Said, *, is_expected: bool, known: str = "") -> bool:
    """Does the text name the company? Of one that is expected here the short form counts however
    short it is; of any other only what is no everyday word. `known` is a flat text of names that
    the reader knows anyway: what stands in it names nobody."""
    spelling = _spelling(name)
    if spelling.whole in text.flat and _tells(spelling.whole, known, is_expected=is_expected):
        return True
    return any(
        _stands_in(short, text, is_expected=is_expected)
        for short in spelling.shorts
        if "".join(short.split()) not in known
    )


def _tells(whole: str, known: str, *, is_expected: bool) -> bool:
    return whole not in known and (is_expected or len(whole) > _least(whole))


@dataclass(frozen=True, slots=True)
class _Spelling:
    whole: str
    shorts: tuple[str, ...]


@lru_cache(maxsize=16384)
def _spelling(name: str) -> _Spelling:
    parts = normalise_name(name, places())
    shorts = {parts.core, _without_channel_words(parts.brand)}
    distinctive = tuple(sorted(one for one in shorts if _is_distinctive(one)))
    return _Spelling("".join(fold(name).split()), distinctive)


def _without_channel_words(brand: str) -> str:
    if brand.isascii():
        words = brand.split()
        while len(words) > 1 and words[-1] in _LATIN_WORDS | LATIN_TRADES:
            words.pop()
        return " ".join(words)
    ending = next((one for one in _HAN_WORDS if brand.endswith(one)), "")
    return brand.removesuffix(ending) if len(brand) - len(ending) > 1 else brand


def _is_distinctive(short: str) -> bool:
    if short.isascii():
        return len(short) >= _SHORT_LATIN and short not in LATIN_TRADES | set(places().latin)
    return len(short) > 1 and short not in HAN_TRADES | AMBIGUOUS_PLACES | set(places().han)


def _stands_in(short: str, text: Said, *, is_expected: bool) -> bool:
    if not is_expected and len(short) < _least(short):
        return False
    if not short.isascii():
        return short in text.flat
    # Chinese stands next to a Latin word without a space, so no word ends between them
    found = re.search(rf"(?<![a-z0-9]){re.escape(short)}(?![a-z0-9])", text.spaced)
    return bool(found) and (is_expected or _is_capital(short, text.written))


def _is_capital(short: str, written: str) -> bool:
    """A word of everyday language stands in small letters, a name does not."""
    return short.title() in written or short.upper() in written


def _least(short: str) -> int:
    return _LONG_LATIN if short.isascii() else _LONG_HAN
