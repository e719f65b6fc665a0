"""Partners that may be the company that somebody is about to add."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from qudao.core.actor import Actor
from qudao.engines.identity import (
    CompanyFacts,
    Identifier,
    IdentifierScheme,
    Match,
    NormalisedName,
    check_identifier,
    compare,
    normalise_name,
    registrable_domain,
)
from qudao.market.cells.places import code_of_place, places
from qudao.market.partners.inputs import PartnerInput
from qudao.market.partners.models import Partner
from qudao.market.partners.selectors import owner_names

MOST_SHOWN = 5
_RANK = {Match.EXACT: 0, Match.LIKELY: 1, Match.RELATED: 2}
_EVERYBODY = "the same company must not be added twice, whoever has it in charge"
_COLUMNS = ("public_id", "code", "name_zh", "name_en", "uscc", "website", "city", "lifecycle")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikePartner:
    """A partner that may be the same company. `is_mine` is False for one outside the actor's
    scope: that there is one may be said, which one may not."""

    public_id: str
    code: str
    name: str
    city: str
    lifecycle: str
    lifecycle_label: str
    owner: str
    is_surely_the_same: bool
    is_mine: bool


def alike_partners(actor: Actor, stated: PartnerInput) -> list[AlikePartner]:
    """Partners of the whole programme that may be this company, the most alike first.

    Three queries; the names of all partners are compared, which are thousands at most.
    """
    wanted = _facts([stated.name_zh, stated.name_en], stated.uscc, stated.website, stated.city)
    everybody = Partner.objects.unscoped(reason=_EVERYBODY).only(*_COLUMNS)
    judged = [(compare(wanted, _facts_of(row)), row) for row in everybody]
    found = [(likeness, row) for likeness, row in judged if likeness.match in _RANK]
    found.sort(key=lambda one: (_RANK[one[0].match], -one[0].score, one[1].pk))
    rows = [(likeness.match, row) for likeness, row in found[:MOST_SHOWN]]
    keys = [row.pk for _match, row in rows]
    mine = set(Partner.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    owners = owner_names(mine)
    return [
        _alike(actor, row, match, is_mine=row.pk in mine, owner=owners.get(row.pk, ""))
        for match, row in rows
    ]


def is_the_partner_itself(partner: Partner, named: PartnerInput) -> bool:
    """Whether a company that a partner names is surely or likely the partner's own."""
    stated = _facts([named.name_zh, named.name_en], named.uscc, named.website, named.city)
    return compare(stated, _facts_of(partner)).match in {Match.EXACT, Match.LIKELY}


def _alike(actor: Actor, row: Partner, match: Match, *, is_mine: bool, owner: str) -> AlikePartner:
    return AlikePartner(
        public_id=row.public_id if is_mine else "",
        code=row.code if is_mine else "",
        name=row.name(actor.language) if is_mine else "",
        city=row.city if is_mine else "",
        lifecycle=row.lifecycle if is_mine else "",
        lifecycle_label=str(row.get_lifecycle_display()) if is_mine else "",
        owner=owner,
        is_surely_the_same=match is Match.EXACT,
        is_mine=is_mine,
    )


def _facts_of(row: Partner) -> CompanyFacts:
    return _facts([row.name_zh, row.name_en], row.uscc, row.website, row.city)


def _facts(names: list[str], uscc: str, website: str, city: str) -> CompanyFacts:
    proof = check_identifier(IdentifierScheme.USCC, uscc)
    domain = registrable_domain(website) if website else None
    number = {Identifier(IdentifierScheme.USCC, proof.normalised)} if proof.valid else set()
    return CompanyFacts(
        names=tuple(_in_parts(name) for name in names if name.strip()),
        identifiers=frozenset(number),
        domains=frozenset({domain} if domain else set()),
        city=code_of_place(city) if city else "",
    )


@lru_cache(maxsize=8192)
def _in_parts(name: str) -> NormalisedName:
    return normalise_name(name, places())
