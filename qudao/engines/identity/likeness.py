"""How alike two names are, whatever else is known of the companies."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from qudao.engines.identity.codes import IdentityCode as Code
from qudao.engines.identity.names import NormalisedName
from qudao.engines.identity.regions import places_agree
from qudao.engines.identity.text import bigram_likeness

# judgement, uncalibrated: how sure each agreement makes us that both name one company
SURE = 1.0
SAME_SOUND = 0.85
TRADE_ALIKE = 0.8
TRADE_MISSING = 0.75
CONTAINED = 0.7
STARTS_ALIKE = 0.62
ACROSS_SCRIPTS = 0.7
BRAND_ACROSS_SCRIPTS = 0.62
OTHER_TRADE = 0.35
ALIKE = 0.75
LATIN_STEPS = ((97.0, 0.92), (92.0, 0.8), (86.0, 0.65))
LATIN_REST = 0.5
LATIN_BRANDS = 80.0
GROUP_LEVEL = 0.9
UNIT_DIFFERS = 0.5
LONG_BRAND = 3
LONG_SOUND = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLikeness:
    """`score` from 0 to 1; `shared` the text in common; the second code, if any, tells how the
    units differ: then both may belong to one company without being the same unit."""

    score: float
    code: Code
    shared: str = ""
    difference: Code | None = None

    @property
    def unit_differs(self) -> bool:
        return self.difference in {Code.OTHER_BRANCH, Code.OTHER_REGION}


def name_likeness(one: NormalisedName, other: NormalisedName) -> NameLikeness:
    """Compare two names; the order of the two does not matter."""
    first, second = sorted((one, other), key=lambda name: (len(name.core), name.core, name.text))
    if not first.is_usable:
        return NameLikeness(score=0.0, code=Code.NO_USABLE_NAME)
    score, code, shared = _core_likeness(first, second)
    difference = _difference(first, second)
    if difference is Code.OTHER_GROUP_LEVEL:
        score *= GROUP_LEVEL
    return NameLikeness(score=score, code=code, shared=shared, difference=difference)


def _difference(one: NormalisedName, other: NormalisedName) -> Code | None:
    first, second = one.branch, other.branch
    kinds_differ = bool(first.kind and second.kind) and first.kind != second.kind
    if first.place != second.place or bool(first.text) != bool(second.text) or kinds_differ:
        return Code.OTHER_BRANCH
    if one.regions and other.regions and not _some_agree(one.regions, other.regions):
        return Code.OTHER_REGION
    return Code.OTHER_GROUP_LEVEL if one.in_group != other.in_group else None


def _some_agree(ones: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return any(places_agree(one, other) for one in ones for other in others)


Verdict = tuple[float, Code, str]


def _core_likeness(one: NormalisedName, other: NormalisedName) -> Verdict:
    """`one` has the shorter core."""
    if one.core == other.core:
        return SURE, Code.SAME_CORE_NAME, one.core
    if one.is_han != other.is_han:
        return _across_scripts(one, other)
    if one.core_pinyin == other.core_pinyin and len(one.core_pinyin) >= LONG_SOUND:
        return SAME_SOUND, Code.SAME_SOUND, one.core_pinyin
    if one.brand == other.brand:
        return _same_brand(one, other)
    return _han(one, other) if one.is_han else _latin(one, other)


def _across_scripts(one: NormalisedName, other: NormalisedName) -> Verdict:
    if len(one.core_pinyin) >= LONG_SOUND and one.core_pinyin == other.core_pinyin:
        return ACROSS_SCRIPTS, Code.SAME_SOUND, one.core_pinyin
    if len(one.brand_pinyin) >= LONG_SOUND and one.brand_pinyin == other.brand_pinyin:
        return BRAND_ACROSS_SCRIPTS, Code.SAME_SOUND, one.brand_pinyin
    return 0.0, Code.NAMES_DIFFER, ""


def _same_brand(one: NormalisedName, other: NormalisedName) -> Verdict:
    if not one.trade or not other.trade:
        return TRADE_MISSING, Code.SAME_BRAND_TRADE_MISSING, one.brand
    if one.trade in other.trade or other.trade in one.trade:
        return TRADE_ALIKE, Code.SAME_BRAND_TRADE_ALIKE, one.brand
    alike = bigram_likeness(one.trade, other.trade)
    score = OTHER_TRADE + (TRADE_ALIKE - OTHER_TRADE) * alike
    return score, Code.SAME_BRAND_OTHER_TRADE, one.brand


def _han(one: NormalisedName, other: NormalisedName) -> Verdict:
    if len(one.core) >= LONG_BRAND and one.core in other.core:
        return CONTAINED, Code.ONE_NAME_IN_THE_OTHER, one.core
    if other.core.startswith(one.core):
        return STARTS_ALIKE, Code.ONE_NAME_IN_THE_OTHER, one.core
    alike = bigram_likeness(one.core, other.core)
    if min(len(one.brand), len(other.brand)) >= LONG_BRAND:
        alike = max(alike, fuzz.ratio(one.brand, other.brand) / 100)
    return _verdict(ALIKE * alike)


def _latin(one: NormalisedName, other: NormalisedName) -> Verdict:
    alike = max(
        fuzz.token_sort_ratio(one.core, other.core), fuzz.ratio(one.core_pinyin, other.core_pinyin)
    )
    brands = fuzz.ratio(one.brand_pinyin, other.brand_pinyin)
    if brands < LATIN_BRANDS:  # long words of trade must not hide two brands
        alike = min(alike, brands)
    words, others = set(one.core.split()), set(other.core.split())
    if len(words) > 1 and words < others:
        return CONTAINED, Code.ONE_NAME_IN_THE_OTHER, one.core
    for least, score in LATIN_STEPS:
        if alike >= least:
            return score, Code.NAMES_ALIKE, ""
    return _verdict(LATIN_REST * alike / 100)


def _verdict(score: float) -> Verdict:
    return score, Code.NAMES_ALIKE if score >= OTHER_TRADE else Code.NAMES_DIFFER, ""
