"""Facts of an ordinary, clean, complete registration; tests change what they are about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from qudao.engines.kinds import Amount
from qudao.engines.registration import (
    ClaimFacts,
    Decision,
    DirectFacts,
    IncumbentFacts,
    Match,
    OwnFacts,
    RegistrationPolicy,
    RivalFacts,
    RivalState,
    Scope,
    Screening,
    Tender,
    decide,
    screen,
)

POLICY = RegistrationPolicy()
TODAY = date(2026, 9, 3)
RECEIVED_ON = date(2026, 9, 1)
RECEIVED_AT = datetime(2026, 9, 1, 8, tzinfo=UTC)
FIREWALL, STORAGE = frozenset({"firewall"}), frozenset({"storage"})
QUICK_FIELDS = frozenset({"customer", "product", "project", "contact"})
FULL_FIELDS = QUICK_FIELDS | {
    "amount",
    "stage",
    "expected_award_on",
    "need",
    "decision_contact",
    "rival_brand",
    "evidence",
}

OWN = OwnFacts(
    partner="us",
    partner_active=True,
    acknowledged_rulebook=True,
    authorized_families=FIREWALL | STORAGE,
    open_registrations=3,
    families=FIREWALL,
    tender=Tender.NONE,
    amount=Amount(Decimal(60_000), "CNY"),
    expected_award_on=date(2026, 11, 30),
    filled=FULL_FIELDS,
)
CLAIM = ClaimFacts(own=OWN, received_at=RECEIVED_AT, received_on=RECEIVED_ON)
RIVAL = RivalFacts(
    reference="rival-1",
    partner="them",
    match=Match.EXACT,
    scope=Scope(families=FIREWALL),
    state=RivalState.PENDING,
    received_at=RECEIVED_AT - timedelta(days=1),
)
PROTECTED = replace(RIVAL, state=RivalState.PROTECTED, holds_until=date(2026, 12, 1))
DIRECT = DirectFacts(
    reference="direct-1",
    match=Match.EXACT,
    scope=Scope(families=FIREWALL),
    happened_on=RECEIVED_ON - timedelta(days=20),
    entered_at=RECEIVED_AT - timedelta(days=18),
    entry_working_days=2,
    customer_confirmed=True,
)
INCUMBENT = IncumbentFacts(
    reference="order-1",
    partner="them",
    match=Match.EXACT,
    families=FIREWALL,
    last_order_on=date(2026, 3, 1),
)


def with_own(changed: OwnFacts) -> ClaimFacts:
    return replace(CLAIM, own=changed)


def screened(
    *rivals: RivalFacts,
    claim: ClaimFacts = CLAIM,
    directs: tuple[DirectFacts, ...] = (),
    incumbents: tuple[IncumbentFacts, ...] = (),
) -> Screening:
    return screen(claim, rivals, directs, policy=POLICY, today=TODAY, incumbents=incumbents)


def decided(
    *rivals: RivalFacts,
    claim: ClaimFacts = CLAIM,
    directs: tuple[DirectFacts, ...] = (),
    incumbents: tuple[IncumbentFacts, ...] = (),
) -> Decision:
    found = screened(*rivals, claim=claim, directs=directs, incumbents=incumbents)
    return decide(claim, found, POLICY, today=TODAY)


def codes(decision: Decision) -> list[str]:
    return [str(reason.code) for reason in decision.reasons]
