"""Names of places as company names carry them, keyed by their GB/T 2260 code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qudao.engines.identity.text import fold, pinyin
from qudao.engines.identity.words import AMBIGUOUS_PLACES, HAN_PLACES, LATIN_PLACES

_ENDINGS = (
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "特别行政区",
    "自治区",
    "地区",
    "省",
    "市",
)


@dataclass(frozen=True, slots=True)
class RegionTable:
    """Spelled place names and the six-digit code that each stands for."""

    han: Mapping[str, str] = field(default_factory=dict, hash=False)
    latin: Mapping[str, str] = field(default_factory=lambda: dict(LATIN_PLACES), hash=False)
    longest: int = 0

    def prefix(self, text: str) -> str:
        """The longest place name with which the text starts, or nothing."""
        for length in range(min(self.longest, len(text)), 1, -1):
            if text[:length] in self.han:
                return text[:length]
        return ""

    def suffix(self, text: str) -> str:
        """The longest place name with which the text ends, or nothing."""
        for length in range(min(self.longest, len(text)), 1, -1):
            if text[-length:] in self.han:
                return text[-length:]
        return ""

    def first_inside(self, text: str, start: int) -> int:
        """Where, from `start` on, a place name begins; -1 when none does."""
        for at in range(start, len(text) - 1):
            if self.prefix(text[at:]):
                return at
        return -1


def region_table(rows: Iterable[tuple[str, str]]) -> RegionTable:
    """Build the table from (code, name) rows of GB/T 2260.

    Provinces and cities are known by their short names too (上海市 and 上海), counties and
    districts only by the full one, since their short names are everyday words. Where two places
    share a spelling, the higher one keeps it.
    """
    han: dict[str, str] = {}
    latin: dict[str, str] = {}
    for code, name in sorted(rows, key=_level_then_code):
        full = fold(name)
        for spelling in (full, _short(code, full)):
            if len(spelling) >= 2:
                han.setdefault(spelling, code)
        if _level(code) < 2:
            latin.setdefault(pinyin(_short(code, full)), code)
    latin.pop("", None)
    han = {**HAN_PLACES, **han} if han else han
    longest = max(map(len, han), default=0)
    return RegionTable(han=han, latin={**latin, **LATIN_PLACES}, longest=longest)


def _level(code: str) -> int:
    if code.endswith("0000"):
        return 0
    return 1 if code.endswith("00") else 2


def _level_then_code(row: tuple[str, str]) -> tuple[int, str]:
    return _level(row[0]), row[0]


def _short(code: str, full: str) -> str:
    if _level(code) == 2 and not full.endswith("市"):
        return ""
    for ending in _ENDINGS:
        short = full.removesuffix(ending)
        if short != full and len(short) >= 2:
            return "" if short in AMBIGUOUS_PLACES else short
    return ""


def places_agree(one: str, other: str) -> bool:
    """Is one place the other, or does it lie inside it?"""
    first, second = _significant(one), _significant(other)
    return first.startswith(second) or second.startswith(first)


def _significant(code: str) -> str:
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code
