"""Read a Chinese company name: 地区 + 字号 + 行业 + 组织形式 + 分支机构."""

from __future__ import annotations

import re

from qudao.engines.identity.parts import NameParts, Unit, codes_of
from qudao.engines.identity.regions import RegionTable
from qudao.engines.identity.text import take_brackets, without_marks
from qudao.engines.identity.words import (
    HAN_BRANCH_WORDS,
    HAN_FORMS,
    HAN_GROUP_WORDS,
    HAN_TRADES,
    STRONG_HAN_FORMS,
)

FEWEST_SIGNS = 2
MOST_PLACES = 3


_LONGEST_WORD = 8
_FORMS = frozenset(HAN_FORMS)
_GROUPS = frozenset(HAN_GROUP_WORDS)
_BRANCHES = frozenset(HAN_BRANCH_WORDS)
_LEGAL_WORDS = re.compile("|".join(sorted(_BRANCHES | _FORMS, key=len, reverse=True)))


def split_han(text: str, known: RegionTable) -> NameParts:
    """The parts of a folded Chinese name."""
    plain = without_marks(text)
    outside, asides = take_brackets(plain)
    outside, inside = outside.replace(" ", ""), [part.replace(" ", "") for part in asides]
    if not _strip_forms(outside)[0]:  # the name itself stands in brackets
        outside, inside = plain.replace("(", "").replace(")", ""), []
    head, unit_text = _split_unit(outside, known)
    head, forms, in_group = _strip_forms(head)
    head, places = _strip_places(head, known)
    bracketed = [part for part in inside if part in known.han]
    if unit_text in HAN_BRANCH_WORDS and bracketed:  # 华东证券（上海）分公司
        unit_text = bracketed.pop() + unit_text
    brand, trade = _split_trade(head)
    return NameParts(
        brand=brand,
        trade=trade,
        legal_form="".join(forms) or "".join(part for part in inside if part in _FORMS),
        places=codes_of(places + bracketed, known),
        unit=_unit(unit_text, known),
        stripped=_LEGAL_WORDS.sub("", outside + "".join(inside)),
        in_group=in_group or any(part in _GROUPS for part in inside),
    )


def _ending(text: str, words: frozenset[str]) -> str:
    """The longest of the words with which the text ends, or nothing."""
    for length in range(min(_LONGEST_WORD, len(text)), 0, -1):
        if text[-length:] in words:
            return text[-length:]
    return ""


# ---------------------------------------------------------------------- branch


def _split_unit(text: str, known: RegionTable) -> tuple[str, str]:
    """Head office and unit: behind the legal form, else where a place or a trade ends."""
    ends = (text.rfind(form) + len(form) for form in STRONG_HAN_FORMS if form in text)
    end = max(ends, default=0)
    tail = text[end:]
    if end and tail and _strip_forms(tail)[0]:
        return text[:end], tail
    word = _ending(text, _BRANCHES)
    if not word:
        return text, ""
    return _split_before(text, len(text) - len(word), known)


def _split_before(text: str, word_at: int, known: RegionTable) -> tuple[str, str]:
    rest = text[:word_at]
    at = known.first_inside(rest, FEWEST_SIGNS)
    if at < 0:
        ends = (rest.rfind(trade) + len(trade) for trade in HAN_TRADES if trade in rest[1:])
        at = max(ends, default=word_at)
    if at < FEWEST_SIGNS:
        return text, ""
    return text[:at], text[at:]


def _unit(text: str, known: RegionTable) -> Unit:
    if not text:
        return Unit()
    word = _ending(text, _BRANCHES)
    where = text[: len(text) - len(word)]
    spelled = known.prefix(where)
    return Unit(
        text=text,
        place=known.han.get(spelled, "") + where[len(spelled) :],
        kind=HAN_BRANCH_WORDS.get(word, ""),
    )


# ---------------------------------------------------------------------- form, place, trade


def _strip_forms(text: str) -> tuple[str, list[str], bool]:
    """Without legal forms and group words at its end; the forms; was it a group?"""
    forms: list[str] = []
    in_group = False
    while text:
        form, group = _ending(text, _FORMS), _ending(text, _GROUPS)
        if form:
            forms.insert(0, form)
        in_group = in_group or bool(group and not form)
        word = form or group
        if not word:
            break
        text = text[: len(text) - len(word)]
    return text, forms, in_group


def _strip_places(text: str, known: RegionTable) -> tuple[str, list[str]]:
    """Without places at its start and end, as long as a brand remains."""
    places: list[str] = []
    for _ in range(MOST_PLACES):
        place = known.prefix(text)
        if not place or not _may_stand_alone(text[len(place) :]):
            break
        places.append(place)
        text = text[len(place) :]
    place = known.suffix(text)
    if place and _may_stand_alone(text[: -len(place)]):
        places.append(place)
        text = text[: -len(place)]
    return text, places


def _may_stand_alone(text: str) -> bool:
    """Does more than a trade remain? 上海银行 is a brand, not the bank of nobody in Shanghai."""
    while text:
        trade = _ending(text, HAN_TRADES)
        if not trade:
            return len(text) >= FEWEST_SIGNS
        text = text[: -len(trade)]
    return False


def _split_trade(core: str) -> tuple[str, str]:
    brand = core
    while True:
        trade = _ending(brand, HAN_TRADES)
        if not trade or len(brand) - len(trade) < FEWEST_SIGNS:
            return brand, core[len(brand) :]
        brand = brand[: -len(trade)]
