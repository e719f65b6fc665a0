"""Sales territories, and the region that a row's place names mean."""

from __future__ import annotations

from collections.abc import Sequence

from qudao.core.upserting import Keyed
from qudao.intake.writers.base import Incoming, Outcome, Setting, Values, Writer, text
from qudao.market.cells.bulk import (
    TerritoryLine,
    in_languages,
    put_territories,
    regions_called,
)


class RegionWriter(Writer):
    """Territories by the code of their source; rows of a public standard are known already."""

    def write(self, rows: Sequence[Incoming]) -> list[Outcome]:
        keyed = [Keyed(row.key, _territory(row.values), row.repeated) for row in rows]
        return put_territories(self.setting.actor, self.setting.source, keyed)


def _territory(values: Values) -> TerritoryLine:
    chinese, other = in_languages(text(values, "name"))
    return TerritoryLine(
        name_zh=chinese[:160],
        name_en=(text(values, "name_en") or other)[:160],
        country=text(values, "country"),
        group=text(values, "parent") or text(values, "group"),
    )


class Places:
    """Finds the region of a row by the fields that may name it, the most telling first."""

    def __init__(self, setting: Setting, fields: Sequence[str]) -> None:
        self._setting = setting
        self._fields = tuple(fields)
        self._known: dict[str, tuple[int, str] | None] = {}

    def look_up(self, rows: Sequence[Incoming]) -> None:
        """Resolve what a batch names, in one go."""
        names = {text(row.values, name) for row in rows for name in self._fields} - {""}
        unknown = names - self._known.keys()
        found = regions_called(self._setting.actor, self._setting.source, unknown)
        for name in unknown:
            region = found.get(name)
            self._known[name] = (region.pk, region.code) if region else None

    def of(self, values: Values) -> tuple[int, str] | None:
        """Key and code of the region that a row names, if one of its words is known."""
        for name in self._fields:
            known = self._known.get(text(values, name))
            if known is not None:
                return known
        return None

    def unknown_in(self, values: Values) -> str:
        """The field of a row that names a place which nobody knows; "" when there is none."""
        if self.of(values) is not None:
            return ""
        return next((name for name in self._fields if text(values, name)), "")
