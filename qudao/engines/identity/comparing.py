"""Are two records one company? Identifiers first, then names, domains and places together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product

from qudao.engines.identity.codes import IdentityCode as Code
from qudao.engines.identity.identifiers import Identifier, IdentifierScheme
from qudao.engines.identity.likeness import UNIT_DIFFERS, NameLikeness, name_likeness
from qudao.engines.identity.names import NormalisedName
from qudao.engines.identity.regions import places_agree
from qudao.engines.kinds import Match, PolicyProblem, Reason, Stance, require_between

MOST_PAIRS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """What is known of one company: names in their parts, checked identifiers, registrable
    domains, the GB/T 2260 code of its city, the group it belongs to. All may be empty."""

    names: tuple[NormalisedName, ...] = ()
    identifiers: frozenset[Identifier] = frozenset()
    domains: frozenset[str] = frozenset()
    city: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityPolicy:
    """From which score on two records are likely one company; how much each fact adds or takes.

    The shares are judgement until fitted to decided pairs: supporting facts close that share of
    the distance to 1, contradicting facts take that share of the score.
    """

    likely_from: Decimal = Decimal("0.6")
    same_domain: Decimal = Decimal("0.7")
    same_city: Decimal = Decimal("0.2")
    other_city: Decimal = Decimal("0.25")
    other_identifier_at_most: Decimal = Decimal("0.4")
    domain_needs_name_from: Decimal = Decimal("0.3")

    def __post_init__(self) -> None:
        for name in self.__slots__:
            require_between(name, getattr(self, name), 0, 1)
        if self.other_identifier_at_most >= self.likely_from:
            raise PolicyProblem("other_identifier_at_most", "must be below likely_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """`match` says what to do (exact: certain; likely: a person compares; related: information),
    `score` ranks from 0 to 1, the reasons tell what agreed and what did not."""

    match: Match
    score: float
    reasons: tuple[Reason, ...]


DEFAULT_POLICY = IdentityPolicy()


def compare(
    one: CompanyFacts, other: CompanyFacts, *, policy: IdentityPolicy = DEFAULT_POLICY
) -> Likeness:
    """Compare two companies; the order of the two does not matter.

    One identifier in common is certain. Two companies with different numbers of one register are
    two legal entities, at most related. A branch and its head office, or one name in two regions,
    are related.
    """
    shared = one.identifiers & other.identifiers
    if shared:
        return Likeness(match=Match.EXACT, score=1.0, reasons=(_same_identifier(shared),))
    names = _best_names(one.names, other.names)
    evidence = _Evidence(
        names=names,
        domains=one.domains & other.domains,
        same_city=_same_city(one.city, other.city),
        same_group=bool(one.group) and one.group == other.group,
        two_entities=_two_entities(one.identifiers, other.identifiers),
    )
    score = _score(evidence, policy)
    return Likeness(
        match=_match(evidence, score, policy),
        score=round(score, 4),
        reasons=tuple(_reasons(evidence)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    names: NameLikeness
    domains: frozenset[str]
    same_city: bool | None
    same_group: bool
    two_entities: bool


def _best_names(ones: Sequence[NormalisedName], others: Sequence[NormalisedName]) -> NameLikeness:
    pairs = islice(product(ones, others), MOST_PAIRS)
    likenesses = [name_likeness(one, other) for one, other in pairs]
    nothing = NameLikeness(score=0.0, code=Code.NO_USABLE_NAME)
    return max(likenesses, key=_rank, default=nothing)


def _rank(likeness: NameLikeness) -> tuple[float, float, str, str]:
    same_unit = likeness.score * (UNIT_DIFFERS if likeness.unit_differs else 1)
    return same_unit, likeness.score, likeness.code, likeness.shared


def _same_city(one: str, other: str) -> bool | None:
    return places_agree(one, other) if one and other else None


def _two_entities(ones: frozenset[Identifier], others: frozenset[Identifier]) -> bool:
    """Do both have a number of one register, and not the same?"""
    return not set(map(_register, ones)).isdisjoint(filter(None, map(_register, others)))


def _register(identifier: Identifier) -> str:
    """Which register gave the number; each land gives its own VAT number, OTHER is anybody's."""
    if identifier.scheme is IdentifierScheme.OTHER:
        return ""
    if identifier.scheme is IdentifierScheme.VAT:
        return f"{identifier.scheme}:{identifier.value[:2]}"
    return identifier.scheme


def _score(evidence: _Evidence, policy: IdentityPolicy) -> float:
    score = evidence.names.score
    if evidence.names.unit_differs:
        score *= UNIT_DIFFERS
    if evidence.domains and score >= policy.domain_needs_name_from:
        score = _closer_to_one(score, policy.same_domain)
    if evidence.same_city is True:
        score = _closer_to_one(score, policy.same_city) if score else 0.0
    if evidence.same_city is False:
        score *= 1 - float(policy.other_city)
    if evidence.two_entities:
        score = min(score, float(policy.other_identifier_at_most))
    return score


def _closer_to_one(score: float, share: Decimal) -> float:
    return 1 - (1 - score) * (1 - float(share))


def _match(evidence: _Evidence, score: float, policy: IdentityPolicy) -> Match:
    names_agree = evidence.names.score >= policy.likely_from
    one_unit = not evidence.names.unit_differs and not evidence.two_entities
    if one_unit and score >= policy.likely_from:
        return Match.LIKELY
    if names_agree or evidence.domains or evidence.same_group:
        return Match.RELATED
    return Match.DIFFERENT


# ---------------------------------------------------------------------- reasons


def _same_identifier(shared: frozenset[Identifier]) -> Reason:
    first = min(shared, key=lambda one: (one.scheme, one.value))
    return Reason(
        code=Code.SAME_IDENTIFIER,
        stance=Stance.FOR,
        weight=Decimal(1),
        params={"scheme": first.scheme, "value": first.value},
    )


def _reasons(evidence: _Evidence) -> list[Reason]:
    reasons = [_name_reason(evidence.names)]
    if evidence.names.difference is not None:
        reasons.append(Reason(code=evidence.names.difference, stance=Stance.AGAINST))
    if evidence.domains:
        params = {"domain": min(evidence.domains)}
        reasons.append(Reason(code=Code.SAME_DOMAIN, stance=Stance.FOR, params=params))
    if evidence.same_city is not None:
        reasons.append(_city_reason(same=evidence.same_city))
    if evidence.same_group:
        reasons.append(Reason(code=Code.SAME_GROUP))
    if evidence.two_entities:
        reasons.append(Reason(code=Code.OTHER_IDENTIFIER, stance=Stance.AGAINST))
    return reasons


def _name_reason(names: NameLikeness) -> Reason:
    says_nothing = {Code.NAMES_DIFFER, Code.NO_USABLE_NAME, Code.SAME_BRAND_OTHER_TRADE}
    return Reason(
        code=names.code,
        stance=Stance.AGAINST if names.code in says_nothing else Stance.FOR,
        weight=Decimal(str(round(names.score, 2))),
        params={"shared": names.shared} if names.shared else {},
    )


def _city_reason(*, same: bool) -> Reason:
    if same:
        return Reason(code=Code.SAME_CITY, stance=Stance.FOR)
    return Reason(code=Code.OTHER_CITY, stance=Stance.AGAINST)
