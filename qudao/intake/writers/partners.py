"""Partners: resellers, distributors, business partners."""

from __future__ import annotations

from collections.abc import Sequence

from qudao.core.upserting import Keyed
from qudao.engines.identity import check_identifier
from qudao.engines.tabular.fields import ImportKind
from qudao.intake.writers.base import (
    Incoming,
    Outcome,
    Refused,
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
from qudao.market.partners.bulk import PartnerLine, put_partners, put_suppliers, taken_keys
from qudao.market.partners.inputs import MOST_EMPLOYEES
from qudao.market.partners.states import BusinessKind, PartnerType
from qudao.market.partners.twins import partner_companies

LONGEST_KEY = 80
_LIMITS = {"name": 200, "address": 300, "city": 120, "website": 200, "phone": 40, "email": 254}


class PartnerWriter(Writer):
    """Partners by their number in the source, else by official number, else by name."""

    def __init__(self, kind: ImportKind, setting: Setting) -> None:
        super().__init__(kind, setting)
        self._places = Places(self.setting, ("territory", "province", "country"))
        self._suppliers: dict[str, str] = {}

    def own_key(self, values: Values) -> str:
        number = check_identifier("uscc", text(values, "uscc"))
        proven = number.normalised if number.valid else ""
        return (text(values, "code") or proven or text(values, "name"))[:LONGEST_KEY]

    def meet(self, values: Values) -> str:
        key = super().meet(values)
        if text(values, "parent"):
            self._suppliers.setdefault(key, text(values, "parent"))
        return key

    def write(self, rows: Sequence[Incoming]) -> list[Outcome]:
        self._places.look_up(rows)
        setting = self.setting
        there = taken_keys(setting.source, [row.key for row in rows])
        companies = partner_companies()
        outcomes: list[Outcome | None] = []
        keyed = []
        for row in rows:
            company = _company(row.values)
            refusal = too_long(row.values, _LIMITS)
            if refusal is None and row.key not in there and companies.has(company):
                refusal = self._twin(row)
            outcomes.append(refusal)
            if refusal is None:
                there.add(row.key)
                companies.add(company)
                keyed.append(Keyed(row.key, self._partner(row), row.repeated))
        return spread(outcomes, put_partners(setting.actor, setting.source, keyed, now=setting.now))

    def _twin(self, row: Incoming) -> Refused | None:
        """A company that is a partner already is not added again, unless its source tells the
        two apart by a number of its own; then it is noted."""
        if not text(row.values, "code"):
            return Refused("name", "partner_exists", text(row.values, "name"))
        self.note(row, "partner_alike", "name")
        return None

    def finish(self) -> None:
        put_suppliers(self.setting.actor, self.setting.source, self._suppliers)

    def _partner(self, row: Incoming) -> PartnerLine:
        values = row.values
        chinese, other = in_languages(text(values, "name"))
        region = self._places.of(values)
        if unknown := self._places.unknown_in(values):
            self.note(row, "region_unknown", unknown)
        kind = text(values, "type")
        employees = whole(values, "employees") or 0
        return PartnerLine(
            name_zh=chinese,
            name_en=other,
            partner_type=_type_of(kind),
            business_kind=kind if kind in BusinessKind.values else "",
            region_id=region[0] if region else None,
            city=text(values, "city"),
            address=text(values, "address"),
            uscc=self._uscc(row),
            website=text(values, "website"),
            phone=text(values, "phone"),
            employees=employees if 0 < employees <= MOST_EMPLOYEES else None,
            contact=text(values, "contact"),
            contact_email=text(values, "email"),
        )

    def _uscc(self, row: Incoming) -> str:
        given = text(row.values, "uscc")
        proof = check_identifier("uscc", given)
        if given and not proof.valid:
            self.note(row, "number_left_out", "uscc")
        return proof.normalised if proof.valid else ""


def _company(values: Values) -> PartnerLine:
    """What tells one company from another."""
    chinese, other = in_languages(text(values, "name"))
    return PartnerLine(
        name_zh=chinese, name_en=other, city=text(values, "city"), uscc=text(values, "uscc")
    )


def _type_of(kind: str) -> str:
    """The route of a word; "" where the file says nothing, since a blank changes no partner."""
    if not kind or kind in PartnerType.values:
        return kind
    return PartnerType.BUSINESS_PARTNER
