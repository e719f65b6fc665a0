"""Partners: resellers, distributors, business partners."""

from __future__ import annotations

from collections.abc import Sequence

from qudao.core.upserting import Keyed
from qudao.engines.identity import check_identifier
from qudao.engines.tabular.fields import ImportKind
from qudao.intake.writers.base import (
    Incoming,
    Outcome,
    Setting,
    Values,
    Writer,
    spread,
    text,
    too_long,
    whole,
)
from qudao.intake.writers.places import Places
from qudao.market.cells.bulk import in_languages
from qudao.market.partners.bulk import PartnerLine, put_partners
from qudao.market.partners.states import BusinessKind, PartnerType

LONGEST_KEY = 80
_LIMITS = {"address": 300, "city": 120, "website": 200, "phone": 40, "email": 254}


class PartnerWriter(Writer):
    """Partners by their number in the source, else by official number, else by name."""

    def __init__(self, kind: ImportKind, setting: Setting) -> None:
        super().__init__(kind, setting)
        self._places = Places(self.setting, ("territory", "province", "country"))

    def own_key(self, values: Values) -> str:
        names = (text(values, name) for name in ("code", "uscc", "name"))
        return next((name for name in names if name), "")[:LONGEST_KEY]

    def write(self, rows: Sequence[Incoming]) -> list[Outcome]:
        self._places.look_up(rows)
        outcomes: list[Outcome | None] = [too_long(row.values, _LIMITS) for row in rows]
        keyed = [
            Keyed(row.key, self._partner(row.values), row.repeated)
            for row, refusal in zip(rows, outcomes, strict=True)
            if refusal is None
        ]
        setting = self.setting
        return spread(outcomes, put_partners(setting.actor, setting.source, keyed, now=setting.now))

    def _partner(self, values: Values) -> PartnerLine:
        chinese, other = in_languages(text(values, "name"))
        region = self._places.of(values)
        if region is None and self._places.named(values):
            self.notes["region_unknown"] += 1
        kind = text(values, "type")
        return PartnerLine(
            name_zh=chinese,
            name_en=other,
            partner_type=kind if kind in PartnerType.values else PartnerType.BUSINESS_PARTNER,
            business_kind=kind if kind in BusinessKind.values else "",
            region_id=region[0] if region else None,
            city=text(values, "city"),
            address=text(values, "address"),
            uscc=self._uscc(values),
            website=text(values, "website"),
            phone=text(values, "phone"),
            employees=whole(values, "employees"),
            supplier=text(values, "parent"),
            contact=text(values, "contact"),
            contact_email=text(values, "email"),
        )

    def _uscc(self, values: Values) -> str:
        given = text(values, "uscc")
        proof = check_identifier("uscc", given)
        if given and not proof.valid:
            self.notes["number_left_out"] += 1
        return proof.normalised if proof.valid else ""
