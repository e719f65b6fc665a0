"""One key for all spellings of a company in two files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from qudao.engines.identity import check_identifier, fold
from qudao.market.customers.identity import name_in_parts

PROVINCE = 2  # digits of a GB/T 2260 code


class _Groups:
    """Names joined into companies."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, name: str) -> str:
        above = self._above.setdefault(name, name)
        if above != name:
            above = self._above[name] = self.of(above)
        return above

    def join(self, first: str, second: str) -> None:
        ends = sorted((self.of(first), self.of(second)))
        self._above[ends[1]] = ends[0]


def company_keys(names: Iterable[str], numbers: Mapping[str, str]) -> Callable[[str], str]:
    """A function from each name to its company's key; `numbers` gives official numbers by name.

    Names are one company when they share brand and trade and no place speaks against it, or when
    they share a proven number. A name without a place joins only where one place is in question.
    """
    written = sorted({" ".join(name.split()) for name in names} - {""})
    groups = _Groups()
    by_core: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in written:
        parts = name_in_parts(name)
        core = parts.core if parts.is_usable else fold(name)
        place = parts.regions[0][:PROVINCE] if parts.regions else ""
        by_core[core][place].append(name)
    for places in by_core.values():
        _join_places(groups, places)
    _join_numbers(groups, numbers)
    return lambda name: groups.of(" ".join(name.split()))


def _join_places(groups: _Groups, places: Mapping[str, list[str]]) -> None:
    for names in places.values():
        for name in names[1:]:
            groups.join(names[0], name)
    named = [place for place in places if place]
    if len(named) == 1 and "" in places:
        groups.join(places[""][0], places[named[0]][0])


def _join_numbers(groups: _Groups, numbers: Mapping[str, str]) -> None:
    first: dict[str, str] = {}
    for name, number in numbers.items():
        proof = check_identifier("uscc", number)
        written = " ".join(name.split())
        if proof.valid and written:
            groups.join(first.setdefault(proof.normalised, written), written)
