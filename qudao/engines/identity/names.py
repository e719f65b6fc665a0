"""Take a company name apart: place, brand, trade, legal form, and the branch behind it."""

from __future__ import annotations

from dataclasses import dataclass

from qudao.engines.identity.han import split_han
from qudao.engines.identity.latin import split_latin
from qudao.engines.identity.parts import Unit
from qudao.engines.identity.regions import RegionTable
from qudao.engines.identity.text import fold, has_han, pinyin

FEWEST_SIGNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalisedName:
    """A name in its parts.

    `text` is the folded whole; `core` brand and trade together, without place, legal form and
    branch; `regions` GB/T 2260 codes; `branch` the unit of the company that the name speaks of;
    `core_pinyin` the sound of the core; `stripped` the name without legal and branch words, as
    model M6 compares it. A name without a usable core says nothing about its company.
    """

    text: str
    core: str
    brand: str
    trade: str
    legal_form: str
    regions: tuple[str, ...]
    branch: Unit
    core_pinyin: str
    brand_pinyin: str
    stripped: str
    in_group: bool
    is_han: bool

    @property
    def is_usable(self) -> bool:
        return len(self.core) >= FEWEST_SIGNS


def normalise_name(raw: str, regions: RegionTable) -> NormalisedName:
    """Take a name apart. Any input is answered; at most 512 signs of it are read."""
    text = fold(raw)
    is_han = has_han(text)
    parts = split_han(text, regions) if is_han else split_latin(text, regions)
    brand_sound = _sound(parts.brand)
    return NormalisedName(
        text=text,
        core=parts.core,
        brand=parts.brand,
        trade=parts.trade,
        legal_form=parts.legal_form,
        regions=parts.places,
        branch=parts.unit,
        core_pinyin=brand_sound + _sound(parts.trade),
        brand_pinyin=brand_sound,
        stripped=parts.stripped,
        in_group=parts.in_group,
        is_han=is_han,
    )


def _sound(part: str) -> str:
    return pinyin(part) if has_han(part) else part.replace(" ", "")
