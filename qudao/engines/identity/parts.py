"""The parts of a name, as both the Chinese and the Latin reader hand them back."""

from __future__ import annotations

from dataclasses import dataclass

from qudao.engines.identity.regions import RegionTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A branch or other unit: spelled out, its place (a code where known), its kind."""

    text: str = ""
    place: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameParts:
    """Brand, trade and what was taken off around them; `separator` joins brand and trade."""

    brand: str
    trade: str
    legal_form: str = ""
    places: tuple[str, ...] = ()
    unit: Unit = Unit()
    stripped: str = ""
    in_group: bool = False
    separator: str = ""

    @property
    def core(self) -> str:
        return self.separator.join(part for part in (self.brand, self.trade) if part)


def codes_of(places: list[str], known: RegionTable) -> tuple[str, ...]:
    """Codes of spelled places, each once, in order."""
    codes = (known.han.get(place) or known.latin.get(place, "") for place in places)
    return tuple(dict.fromkeys(code for code in codes if code))
