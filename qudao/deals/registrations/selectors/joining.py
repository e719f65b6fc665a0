"""Whether the customer that a registration named is one that is known under another spelling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qudao.core.actor import Actor
from qudao.core.errors import NotFound
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.models import Registration
from qudao.engines.identity import IdentityCode
from qudao.engines.kinds import Match
from qudao.market.customers.models import Customer
from qudao.market.customers.selectors import Alike, alike_customers, canonical_of

OFFERED_FROM = 0.75  # of the likeness: the same brand and trade, and no other place
MOST_OFFERED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinOffer:
    """A customer that is, or may well be, the company of a registration. `score` is from 0 to 1."""

    public_id: str
    name: str
    city: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """The customer that the named one was joined with, if it was; else those that it may be."""

    joined: JoinOffer | None
    offers: tuple[JoinOffer, ...]


def joining_of(actor: Actor, public_id: str) -> Joining:
    """What a decider may join, or take apart again, on the page of a registration."""
    actor.require(DealsPermission.READ_REGISTRATIONS)
    if actor.is_partner:
        raise NotFound
    rows = Registration.objects.visible_to(actor).select_related("customer")
    named = rows.one(public_id).customer
    if named is None:
        return Joining(joined=None, offers=())
    if named.canonical_id is not None:
        return Joining(joined=_offer(actor, canonical_of(named), 1.0), offers=())
    return Joining(joined=None, offers=tuple(_offers(actor, likely_the_same(named))))


def likely_the_same(named: Customer) -> list[Alike]:
    """Customers that a person may join with this one by one tap: alike, and in no other place."""
    return [
        one
        for one in alike_customers(named)
        if one.likeness.match is Match.LIKELY
        and one.likeness.score >= OFFERED_FROM
        and all(reason.code != IdentityCode.OTHER_CITY for reason in one.likeness.reasons)
    ][:MOST_OFFERED]


def _offers(actor: Actor, alike: list[Alike]) -> Iterable[JoinOffer]:
    seen = Customer.objects.visible_to(actor).filter(pk__in=[one.customer.pk for one in alike])
    visible = set(seen.values_list("pk", flat=True))
    for one in alike:
        if one.customer.pk in visible:
            yield _offer(actor, one.customer, one.likeness.score)


def _offer(actor: Actor, customer: Customer, score: float) -> JoinOffer:
    return JoinOffer(
        public_id=customer.public_id,
        name=customer.name(actor.language),
        city=customer.city,
        score=score,
    )
