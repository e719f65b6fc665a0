"""Fold what people type into one spelling: width, script, case, accents, invisible signs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc
from pypinyin import lazy_pinyin

from qudao.engines.identity.unseen import SEEN_AS

MOST_CHARACTERS = 512
_TO_SIMPLIFIED = opencc.OpenCC("t2s")
_BRACKETS = str.maketrans("[]{}<>〈〉《》「」『』【】〔〕〖〗", "()" * 10)
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
# signs that are often written for another one
_MISTAKEN = {"劵": "券", "帐": "账"}
_SIGNS: dict[int, int | str] = {
    **_BRACKETS,
    **{ord(sign): other for sign, other in {**_LETTERS, **_MISTAKEN}.items()},
}
_LAST_ACCENTED = "\u1fff"  # beyond it no composed sign that NFKC leaves begins with a Latin letter
_DOTTED_I = "i\u0307"  # what İ becomes in lower case
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef]")
_HAN_OR_OTHER = re.compile(f"{_HAN.pattern}+|{_HAN.pattern.replace('[', '[^', 1)}+")
_INITIAL_DOT = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")


def fold(raw: str) -> str:
    """One spelling for one name: at most 512 characters, simplified, lower case, plain brackets.

    Control signs and emoji become spaces; signs that nobody sees vanish, and a radical of the
    Chinese script becomes the sign that it looks like.
    """
    seen = raw[:MOST_CHARACTERS].translate(SEEN_AS)
    text = unicodedata.normalize("NFKC", seen)[:MOST_CHARACTERS]
    text = "".join([sign if sign.isalnum() else _visible(sign) for sign in text])
    text = _TO_SIMPLIFIED.convert(text).casefold().replace(_DOTTED_I, "i").translate(_SIGNS)
    if not text.isascii():
        text = "".join([_without_accent(sign) for sign in text])
    return " ".join(text.split())


def _visible(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in {"Cf", "Cs", "Co", "Cn"}:
        return ""
    return " " if category in {"Cc", "So", "Sk", "Zl", "Zp"} else sign


def _without_accent(sign: str) -> str:
    if sign.isascii() or sign > _LAST_ACCENTED:
        return sign
    first = unicodedata.normalize("NFKD", sign)[0]
    return first if first.isascii() and first.isalpha() else sign


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


def without_marks(text: str) -> str:
    """Letters, digits and brackets only."""
    return "".join(sign for sign in text if sign.isalnum() or sign in "()")


def tokens(text: str) -> list[str]:
    """Words of a Latin name; the dots between initials join them (B.V. is bv)."""
    return re.findall(r"[^\W_]+", _INITIAL_DOT.sub("", text).replace("'", ""))


def take_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its bracketed parts, and these parts, inner ones first."""
    inside: list[str] = []
    for _ in range(8):
        found = re.findall(r"\(([^()]*)\)", text)
        if not found:
            break
        inside += [part for part in found if part.strip()]
        text = re.sub(r"\([^()]*\)", " ", text)
    return text.replace("(", " ").replace(")", " "), tuple(inside)


def pinyin(text: str) -> str:
    """The sound of a name in Latin letters without tones or spaces."""
    return "".join(syllables(text))


def initials(text: str) -> str:
    """A name as it is typed in a hurry: the first letter of each Chinese sign, the rest whole."""
    runs = ((has_han(run), syllables(run)) for run in _HAN_OR_OTHER.findall(text))
    return "".join(one[0] if is_han else one for is_han, run in runs for one in run)


def typed_sound(text: str) -> str:
    """The sound that somebody types to find a Chinese name: plain letters, blanks and marks
    between syllables left out. "" for what is no sound: other scripts, numbers, one letter."""
    letters = "".join(text.casefold().replace("'", " ").split())
    is_sound = letters.isascii() and letters.isalnum() and not letters.isdigit()
    return letters if is_sound and len(letters) > 1 else ""


@lru_cache(maxsize=16384)
def syllables(text: str) -> tuple[str, ...]:
    """The sound of a name, sign by sign; what is not Chinese stays together as it is.

    Kept, because the words of a trade come again in every second name.
    """
    spoken = ("".join(sign for sign in one if sign.isalnum()) for one in lazy_pinyin(text))
    return tuple(one for one in spoken if one)


def bigrams(text: str) -> frozenset[str]:
    if len(text) < 2:
        return frozenset({text} if text else ())
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def bigram_likeness(one: str, other: str) -> float:
    """Jaccard index of the two texts' pairs of neighbouring signs (model M6)."""
    first, second = bigrams(one), bigrams(other)
    if not first or not second:
        return 0.0
    return len(first & second) / len(first | second)
