"""Keys under which a company can be found again; screening reads only rows that share one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from qudao.engines.identity.identifiers import Identifier
from qudao.engines.identity.names import FEWEST_SIGNS, NormalisedName

FEWEST_LETTERS = 4


class MatchKeyKind(StrEnum):
    """What two companies share, from the strongest to the weakest."""

    IDENTIFIER = "identifier"
    DOMAIN = "domain"
    CORE_NAME = "core_name"
    CORE_PINYIN = "core_pinyin"
    BRAND = "brand"
    BRAND_PINYIN = "brand_pinyin"


@dataclass(frozen=True, slots=True, order=True)
class MatchKey:
    """Two companies with one key in common are worth comparing."""

    kind: MatchKeyKind
    value: str


def match_keys(
    names: Iterable[NormalisedName],
    identifiers: Iterable[Identifier] = (),
    domains: Iterable[str] = (),
) -> frozenset[MatchKey]:
    """All keys of a company from its names, checked identifiers and registrable domains."""
    keys = {MatchKey(MatchKeyKind.IDENTIFIER, f"{one.scheme}:{one.value}") for one in identifiers}
    keys |= {MatchKey(MatchKeyKind.DOMAIN, domain) for domain in domains}
    for name in names:
        keys.update(_name_keys(name))
    return frozenset(keys)


def _name_keys(name: NormalisedName) -> Iterator[MatchKey]:
    if not name.is_usable:
        return
    yield MatchKey(MatchKeyKind.CORE_NAME, name.core)
    if len(name.core_pinyin) >= FEWEST_LETTERS:
        yield MatchKey(MatchKeyKind.CORE_PINYIN, name.core_pinyin)
    if len(name.brand) >= FEWEST_SIGNS:
        yield MatchKey(MatchKeyKind.BRAND, name.brand)
    if len(name.brand_pinyin) >= FEWEST_LETTERS:
        yield MatchKey(MatchKeyKind.BRAND_PINYIN, name.brand_pinyin)
