"""Whether a company of a file is a partner already, under another key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from qudao.engines.identity import check_identifier, fold, places_agree
from qudao.market.cells.places import code_of_place
from qudao.market.partners.bulk import PartnerLine
from qudao.market.partners.models import Partner

_EVERYBODY = "the same company must not be added twice, whoever has it in charge"


@dataclass(slots=True)
class Companies:
    """Companies by their proven numbers and names, each name with the cities that it stands in."""

    numbers: set[str] = field(default_factory=set)
    names: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    def add(self, line: PartnerLine) -> None:
        number = _number(line)
        if number:
            self.numbers.add(number)
        for name in _names(line):
            self.names[name].add((line.city, number))

    def has(self, line: PartnerLine) -> bool:
        """Whether one has the same proven number; or the same name, where neither the city nor
        a number of its own tells them apart."""
        number = _number(line)
        if number in self.numbers:
            return True
        return any(
            _one_city(line.city, city) and not (number and its_number)
            for name in _names(line)
            for city, its_number in self.names.get(name, ())
        )


def partner_companies() -> Companies:
    """All partners of the programme; one query, of thousands of rows at most."""
    found = Companies()
    rows = Partner.objects.unscoped(reason=_EVERYBODY)
    for name_zh, name_en, city, uscc in rows.values_list("name_zh", "name_en", "city", "uscc"):
        found.add(PartnerLine(name_zh=name_zh, name_en=name_en, city=city, uscc=uscc))
    return found


def _number(line: PartnerLine) -> str:
    proof = check_identifier("uscc", line.uscc)
    return proof.normalised if proof.valid else ""


def _names(line: PartnerLine) -> Iterator[str]:
    for name in (line.name_zh, line.name_en):
        if folded := fold(name):
            yield folded


def _one_city(one: str, other: str) -> bool:
    """Whether nothing speaks against it: 上海 is 上海市, and a blank says nothing."""
    if not one.strip() or not other.strip():
        return True
    codes = code_of_place(one), code_of_place(other)
    return places_agree(*codes) if all(codes) else fold(one) == fold(other)
