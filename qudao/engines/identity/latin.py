"""Read a company name in Latin (or any other spaced) script."""

from __future__ import annotations

from qudao.engines.identity.parts import NameParts, Unit, codes_of
from qudao.engines.identity.regions import RegionTable
from qudao.engines.identity.text import take_brackets, tokens
from qudao.engines.identity.words import (
    LATIN_BRANCH_PHRASES,
    LATIN_FILLERS,
    LATIN_FORMS,
    LATIN_GROUP_WORDS,
    LATIN_TRADES,
)

_PHRASES = sorted(LATIN_BRANCH_PHRASES, key=len, reverse=True)


def split_latin(text: str, known: RegionTable) -> NameParts:
    """The parts of a folded Latin name."""
    outside, inside = take_brackets(text)
    words, asides = tokens(outside), [" ".join(tokens(part)) for part in inside]
    if LATIN_FORMS.issuperset(words):  # the name itself stands in brackets
        words, asides = tokens(text), []
    head, unit = _split_unit(words, known)
    head, forms, in_group = _strip_forms(head)
    head, places = _strip_places(head, known)
    places += [part for part in asides if part in known.latin]
    head = _without_fillers(head)
    at = _trade_starts(head)
    return NameParts(
        brand=" ".join(head[:at]),
        trade=" ".join(head[at:]),
        legal_form=" ".join(forms) or " ".join(part for part in asides if part in LATIN_FORMS),
        places=codes_of(places, known),
        unit=unit,
        stripped=" ".join(word for word in words if word not in LATIN_FORMS),
        in_group=in_group,
        separator=" ",
    )


def _split_unit(words: list[str], known: RegionTable) -> tuple[list[str], Unit]:
    phrase = next((one for one in _PHRASES if tuple(words[-len(one) :]) == one), ())
    if not phrase or len(words) == len(phrase):
        return words, Unit()
    rest = words[: -len(phrase)]
    forms = [at for at, word in enumerate(rest) if word in LATIN_FORMS and at > 0]
    end = forms[-1] + 1 if forms else len(rest) - len(_place_at_end(rest, known).split())
    if end == 0:
        return words, Unit()
    where = " ".join(rest[end:])
    return words[:end], Unit(
        text=" ".join(words[end:]),
        place=known.latin.get(where, where),
        kind=LATIN_BRANCH_PHRASES[phrase],
    )


def _strip_forms(words: list[str]) -> tuple[list[str], list[str], bool]:
    """Without legal forms at both ends, group words at the end; at least one word stays."""
    forms: list[str] = []
    in_group = False
    while len(words) > 1 and words[-1] in LATIN_FORMS | LATIN_GROUP_WORDS:
        if words[-1] in LATIN_FORMS:
            forms.insert(0, words[-1])
        else:
            in_group = True
        words = words[:-1]
    if len(words) > 1 and words[0] in {"pt", "cv", "ooo", "zao", "oao", "pao"}:
        forms.append(words[0])
        words = words[1:]
    if len(words) == 1 and words[0] in LATIN_FORMS:
        return [], [words[0], *forms], in_group
    return words, forms, in_group


def _strip_places(words: list[str], known: RegionTable) -> tuple[list[str], list[str]]:
    places: list[str] = []
    place = _place_at_start(words, known)
    if place and _may_stand_alone(words[len(place.split()) :]):
        places.append(place)
        words = words[len(place.split()) :]
    place = _place_at_end(words, known)
    if place and _may_stand_alone(words[: -len(place.split())]):
        places.append(place)
        words = words[: -len(place.split())]
    return words, places


def _place_at_start(words: list[str], known: RegionTable) -> str:
    return next((one for one in _both(words[:2], words[:1]) if one in known.latin), "")


def _place_at_end(words: list[str], known: RegionTable) -> str:
    return next((one for one in _both(words[-2:], words[-1:]) if one in known.latin), "")


def _both(*choices: list[str]) -> list[str]:
    return [" ".join(choice) for choice in choices if choice]


def _may_stand_alone(words: list[str]) -> bool:
    return any(word not in LATIN_TRADES | LATIN_FILLERS | {"city"} for word in words)


def _without_fillers(words: list[str]) -> list[str]:
    kept = [word for word in words if word not in LATIN_FILLERS]
    return kept or words


def _trade_starts(words: list[str]) -> int:
    at = len(words)
    while at > 1 and words[at - 1] in LATIN_TRADES:
        at -= 1
    return at
