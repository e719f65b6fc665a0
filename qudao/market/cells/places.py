"""Place names for reading company names: the divisions of China from the seeds, read once."""

from __future__ import annotations

from functools import lru_cache

from qudao.engines.identity import RegionTable, fold, region_table
from qudao.market.cells.seeding import seed_divisions


@lru_cache(maxsize=1)
def places() -> RegionTable:
    """The table that `normalise_name` asks for. It does not depend on what is in the database."""
    return region_table((node.code, node.name_zh) for node in seed_divisions())


def code_of_place(text: str) -> str:
    """The GB/T 2260 code of a city or province by its name in either script, else ""."""
    table, plain = places(), fold(text)
    return table.han.get(plain) or table.latin.get(plain.replace(" ", "")) or ""
