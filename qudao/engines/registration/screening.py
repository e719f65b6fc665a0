"""What else lives in the scope of a claim (撞单检查). For the vendor's eyes only.

A duplicate is no company name but a scope: customer, product family, site or tender, time. Two
product lines at one customer are no conflict, so they stand in `beside`, not in `candidates`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qudao.engines.kinds import Match, Reason, Window
from qudao.engines.registration.codes import RegistrationCode as Code
from qudao.engines.registration.codes import against, neutral
from qudao.engines.registration.facts import (
    ClaimFacts,
    DirectFacts,
    IncumbentFacts,
    OwnFacts,
    RivalFacts,
    RivalState,
    Scope,
    Tender,
)
from qudao.engines.registration.policy import RegistrationPolicy


class CandidateKind(StrEnum):
    """What a claim meets, most serious first."""

    EXACT = "exact"
    SELF = "self"
    DIRECT = "direct"
    TENDER = "tender"
    INCUMBENT = "incumbent"
    LIKELY = "likely"
    RELATED = "related"


class Overlap(StrEnum):
    """How far two scopes cover each other."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One thing that the claim meets; `counts` is false for direct activity that G6 leaves out,
    `same_family` true for a registration of the same product family, whatever its site."""

    kind: CandidateKind
    reference: str
    match: Match
    overlap: Overlap
    reasons: tuple[Reason, ...]
    state: RivalState | None = None
    earlier: bool = False
    later: bool = False
    counts: bool = True
    holds_until: date | None = None
    same_family: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """All that was met, most serious first; `beside` is the same customer in another scope."""

    candidates: tuple[Candidate, ...] = ()
    beside: tuple[Candidate, ...] = ()

    def of(self, kind: CandidateKind) -> tuple[Candidate, ...]:
        return tuple(one for one in self.candidates if one.kind is kind)

    @property
    def is_clean(self) -> bool:
        return not self.candidates


def screen(
    claim: ClaimFacts,
    rivals: Sequence[RivalFacts],
    directs: Sequence[DirectFacts],
    *,
    policy: RegistrationPolicy,
    today: date,
    incumbents: Sequence[IncumbentFacts] = (),
) -> Screening:
    """Compare a claim with all registrations, direct sales and last orders at its customer.

    Facts that have ended, or that name a different customer, are left out; only what the same
    partner filed before, and what has ended, stands beside. The order of the inputs does not
    matter.
    """
    scope = scope_of(claim, policy)
    found = [_rival(claim, scope, one) for one in rivals if _lives(one, today)]
    found += [_filed_before(one) for one in rivals if _is_filed_anew(claim, scope, one, policy)]
    found += [_direct(claim, scope, one, policy) for one in directs if _same(one.match)]
    found += [
        _incumbent(claim, one) for one in incumbents if _serves(claim, one, policy, today=today)
    ]
    found += _tender(claim.own)
    found.sort(key=_seriousness)
    return Screening(
        candidates=tuple(one for one in found if one.overlap is not Overlap.NONE),
        beside=tuple(one for one in found if one.overlap is Overlap.NONE),
    )


def scope_of(claim: ClaimFacts, policy: RegistrationPolicy) -> Scope:
    """The claim's scope; its time runs from the receipt to the award with its days after."""
    own = claim.own
    end = None
    if own.expected_award_on is not None and own.expected_award_on < date.max - timedelta(400):
        end = own.expected_award_on + timedelta(days=policy.days_after_award + 1)
    return Scope(
        families=own.families,
        site=own.site,
        tender_number=own.tender_number,
        window=Window(claim.received_on, max(end, claim.received_on) if end else None),
    )


def overlap_of(one: Scope, other: Scope) -> Overlap:
    """How far two scopes at one customer cover each other. An open value meets every value."""
    if one.families and other.families and one.families.isdisjoint(other.families):
        return Overlap.NONE
    if not one.window.overlaps(other.window):
        return Overlap.NONE
    tenders = _plain(one.tender_number), _plain(other.tender_number)
    sites = _plain(one.site), _plain(other.site)
    if all(tenders):
        if tenders[0] != tenders[1]:
            return Overlap.NONE
    elif all(sites) and sites[0] != sites[1]:
        return Overlap.NONE
    same = one.families == other.families and tenders[0] == tenders[1]
    return Overlap.FULL if same and sites[0] == sites[1] else Overlap.PARTIAL


def _plain(text: str) -> str:
    """Width, case, spaces and marks neither hide a rival nor make one."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in wide if sign.isalnum())


def _seriousness(candidate: Candidate) -> tuple[int, bool, bool, str]:
    rank = list(CandidateKind).index(candidate.kind)
    unprotected = candidate.state is not RivalState.PROTECTED
    return rank, unprotected, not candidate.earlier, candidate.reference


def _same(match: Match) -> bool:
    return match is not Match.DIFFERENT


# ---------------------------------------------------------------------- other registrations


def _lives(rival: RivalFacts, today: date) -> bool:
    if rival.state is RivalState.ENDED or not _same(rival.match):
        return False
    return rival.holds_until is None or rival.holds_until >= today


def _rival(claim: ClaimFacts, scope: Scope, rival: RivalFacts) -> Candidate:
    overlap = overlap_of(scope, rival.scope)
    earlier = rival.received_at < claim.received_at
    return Candidate(
        kind=_rival_kind(claim, rival),
        reference=rival.reference,
        match=rival.match,
        overlap=overlap,
        reasons=tuple(_rival_reasons(rival, overlap, earlier=earlier)),
        state=rival.state,
        earlier=earlier,
        later=rival.received_at > claim.received_at,
        holds_until=rival.holds_until,
        same_family=not scope.families.isdisjoint(rival.scope.families),
    )


def _is_filed_anew(
    claim: ClaimFacts, scope: Scope, rival: RivalFacts, policy: RegistrationPolicy
) -> bool:
    """Whether the partner had the same in hand before, and not long ago."""
    if rival.ended_on is None or rival.partner != claim.own.partner or not _same(rival.match):
        return False
    if rival.ended_on < claim.received_on - timedelta(days=policy.refile_lookback_days):
        return False
    return overlap_of(scope, rival.scope) is not Overlap.NONE


def _filed_before(rival: RivalFacts) -> Candidate:
    """What has ended holds nothing: it is shown beside, and a person looks."""
    ended = {} if rival.ended_on is None else {"ended_on": rival.ended_on}
    return Candidate(
        kind=CandidateKind.SELF,
        reference=rival.reference,
        match=rival.match,
        overlap=Overlap.NONE,
        reasons=(_customer_reason(rival.match), neutral(Code.FILED_BEFORE, "G2", ended)),
        state=RivalState.ENDED,
        earlier=True,
    )


def _rival_kind(claim: ClaimFacts, rival: RivalFacts) -> CandidateKind:
    if rival.match is Match.RELATED:
        return CandidateKind.RELATED
    if rival.partner == claim.own.partner:
        return CandidateKind.SELF
    return CandidateKind.EXACT if rival.match is Match.EXACT else CandidateKind.LIKELY


def _rival_reasons(rival: RivalFacts, overlap: Overlap, *, earlier: bool) -> Iterator[Reason]:
    yield _customer_reason(rival.match)
    yield from _overlap_reasons(overlap)
    order = Code.RECEIVED_EARLIER if earlier else Code.RECEIVED_LATER
    yield neutral(order, "G5", {"received_at": rival.received_at})
    if rival.state is RivalState.PROTECTED:
        until = {} if rival.holds_until is None else {"until": rival.holds_until}
        yield against(Code.HOLDS_PROTECTION, "G5", until)


def _customer_reason(match: Match) -> Reason:
    codes = {Match.EXACT: Code.SAME_CUSTOMER, Match.LIKELY: Code.CUSTOMER_ALIKE}
    return neutral(codes.get(match, Code.SAME_GROUP), "G5")


def _overlap_reasons(overlap: Overlap) -> Iterator[Reason]:
    if overlap is Overlap.FULL:
        yield against(Code.SCOPE_SAME, "G5")
    elif overlap is Overlap.PARTIAL:
        yield neutral(Code.SCOPE_PARTLY_SAME, "G5")


# ---------------------------------------------------------------------- direct sales


def _direct(
    claim: ClaimFacts, scope: Scope, direct: DirectFacts, policy: RegistrationPolicy
) -> Candidate:
    overlap = overlap_of(scope, direct.scope)
    left_out = tuple(_left_out(claim, direct, policy))
    counted = (against(Code.ACTIVITY_COUNTS, "G6", {"happened_on": direct.happened_on}),)
    return Candidate(
        kind=CandidateKind.DIRECT,
        reference=direct.reference,
        match=direct.match,
        overlap=overlap,
        reasons=(
            _customer_reason(direct.match),
            *_overlap_reasons(overlap),
            *(left_out or counted),
        ),
        earlier=direct.entered_at < claim.received_at,
        counts=not left_out,
    )


def _left_out(
    claim: ClaimFacts, direct: DirectFacts, policy: RegistrationPolicy
) -> Iterator[Reason]:
    """Why G6 does not count this activity, if it does not."""
    if not direct.customer_confirmed:
        yield neutral(Code.ACTIVITY_NOT_CONFIRMED, "G6")
    if direct.entry_working_days > policy.activity_entry_working_days:
        yield neutral(Code.ACTIVITY_ENTERED_LATE, "G6", {"days": direct.entry_working_days})
    if direct.entered_at >= claim.received_at:
        yield neutral(Code.ACTIVITY_ENTERED_AFTER_CLAIM, "G6", {"entered_at": direct.entered_at})
    days = policy.direct_lookback_days
    if claim.named_account:
        days = policy.named_account_lookback_days
    if direct.happened_on < claim.received_on - timedelta(days=days):
        yield neutral(Code.ACTIVITY_TOO_OLD, "G6", {"look_back_days": days})


# ---------------------------------------------------------------------- last orders, tender


def _serves(
    claim: ClaimFacts, incumbent: IncumbentFacts, policy: RegistrationPolicy, *, today: date
) -> bool:
    if not _same(incumbent.match) or incumbent.partner == claim.own.partner:
        return False
    return incumbent.last_order_on >= today - timedelta(days=policy.incumbent_lookback_days)


def _incumbent(claim: ClaimFacts, incumbent: IncumbentFacts) -> Candidate:
    scope = Scope(families=claim.own.families)
    overlap = overlap_of(scope, Scope(families=incumbent.families))
    order = neutral(Code.LAST_ORDER, "G5", {"last_order_on": incumbent.last_order_on})
    return Candidate(
        kind=CandidateKind.INCUMBENT,
        reference=incumbent.reference,
        match=incumbent.match,
        overlap=overlap,
        reasons=(_customer_reason(incumbent.match), order),
        earlier=True,
    )


def _tender(own: OwnFacts) -> list[Candidate]:
    if own.tender is not Tender.PUBLISHED:
        return []
    when = {} if own.tender_published_on is None else {"published_on": own.tender_published_on}
    published = Candidate(
        kind=CandidateKind.TENDER,
        reference=own.tender_number,
        match=Match.EXACT,
        overlap=Overlap.FULL,
        reasons=(against(Code.TENDER_PUBLISHED, "G4", when),),
    )
    return [published]


def waits_behind(candidate: Candidate) -> bool:
    """A registration that came later and holds nothing: it waits, whoever filed it."""
    return candidate.later and candidate.state is not RivalState.PROTECTED


def received_first(screening: Screening) -> bool:
    """Is there no earlier claim of another partner in this scope, certain or likely?"""
    rivals = screening.of(CandidateKind.EXACT) + screening.of(CandidateKind.LIKELY)
    return not any(one.earlier for one in rivals)
