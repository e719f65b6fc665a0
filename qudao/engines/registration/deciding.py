"""What should become of a registration, by which rule, and what would change it.

Rules are asked in the order of the rulebook; the first that speaks decides. Nothing here looks at
how long a registration has waited: silence never approves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from qudao.engines.kinds import Match, Reason
from qudao.engines.registration.codes import RIVAL_CODES, Params, against, in_favor, neutral
from qudao.engines.registration.codes import RegistrationCode as Code
from qudao.engines.registration.dates import protect_until
from qudao.engines.registration.eligibility import (
    Eligibility,
    check_eligibility,
    pleads_earlier_work,
    published,
    tender_closed,
)
from qudao.engines.registration.facts import (
    AccountClass,
    ClaimFacts,
    Kind,
    OwnFacts,
    Purchase,
    RivalState,
    Step,
    Tender,
)
from qudao.engines.registration.policy import RegistrationPolicy
from qudao.engines.registration.screening import (
    Candidate,
    CandidateKind,
    Overlap,
    Screening,
    received_first,
    waits_behind,
)


class Outcome(StrEnum):
    """What the engine proposes."""

    APPROVE = "approve"
    REJECT = "reject"
    ASK_INFORMATION = "ask_information"
    CONVERT_TO_TEAMING = "convert_to_teaming"
    TO_ARBITRATION = "to_arbitration"
    HUMAN_REVIEW = "human_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A proposal. Only one with `automatically_allowed` may take effect without a person.

    `protect_until` is the last protected day, on approval. The reasons may speak of rivals: what
    a partner may read comes from reasons_for_partner().
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    what_would_change: tuple[Reason, ...] = ()
    automatically_allowed: bool = False
    protect_until: date | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    claim: ClaimFacts
    screening: Screening
    policy: RegistrationPolicy
    today: date
    eligibility: Eligibility

    @property
    def own(self) -> OwnFacts:
        return self.claim.own


def decide(
    claim: ClaimFacts, screening: Screening, policy: RegistrationPolicy, *, today: date
) -> Decision:
    """Propose an outcome for a submitted registration under the policy in force at its receipt.

    Every outcome but a clean small approval waits for a person.
    """
    whole = replace(claim.own, received_on=claim.received_on, step=Step.FULL)
    eligibility = check_eligibility(whole, policy, today=today)
    case = _Case(claim, screening, policy, today, eligibility)
    for rule in _RULES:
        decision = rule(case)
        if decision is not None:
            return decision
    return _approve(case)


def reasons_for_partner(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """The reasons that the registering partner may read: none that tells of a rival."""
    return tuple(reason for reason in reasons if reason.code not in RIVAL_CODES)


# ---------------------------------------------------------------------- G0 to G4


def _not_eligible(case: _Case) -> Decision | None:
    problems = case.eligibility.problems
    if not problems:
        return None
    change = Code.SETTLE_PROBLEM
    if problems[0].code == Code.TENDER_PUBLISHED:
        change = Code.SUPPLY_EARLIER_WORK
    return Decision(
        outcome=Outcome.REJECT,
        reasons=problems,
        what_would_change=(neutral(change, problems[0].rule),),
    )


def _tender_is_closed(case: _Case) -> Decision | None:
    """Late at a public tender: only proven earlier work that was also registered first helps."""
    if not tender_closed(case.own, case.claim.received_on):
        return None
    if not received_first(case.screening):
        return Decision(
            outcome=Outcome.REJECT,
            reasons=(
                against(Code.TENDER_PUBLISHED, "G4", published(case.own)),
                against(Code.NOT_FIRST_AT_TENDER, "G4"),
            ),
            what_would_change=(neutral(Code.HOLDER_LAPSES, "G4"),),
        )
    if case.claim.earlier_work_proven:
        return None
    return Decision(
        outcome=Outcome.HUMAN_REVIEW,
        reasons=(
            against(Code.TENDER_PUBLISHED, "G4", published(case.own)),
            neutral(Code.EARLIER_WORK_UNPROVEN, "G4", _earlier_work(case.own)),
        ),
        what_would_change=(neutral(Code.SUPPLY_EARLIER_WORK, "G4"),),
    )


def _tender_came_out_that_day(case: _Case) -> Decision | None:
    own = case.own
    if own.tender is not Tender.PUBLISHED or own.tender_published_on != case.claim.received_on:
        return None
    if case.claim.earlier_work_proven:
        return None
    return Decision(
        outcome=Outcome.HUMAN_REVIEW,
        reasons=(neutral(Code.TENDER_SAME_DAY, "G4", published(own)),),
        what_would_change=(neutral(Code.SUPPLY_EARLIER_WORK, "G4"),),
    )


def _earlier_work(own: OwnFacts) -> Params:
    if own.earlier_work_on is None or not pleads_earlier_work(own):
        return {}
    return {"earlier_work_on": own.earlier_work_on}


def _filed_twice(case: _Case) -> Decision | None:
    """The later one of two own registrations is one too many; the earlier one stands."""
    own = _certain(case.screening.of(CandidateKind.SELF))
    earlier = [one for one in own if one.earlier]
    if not earlier:
        return None
    return Decision(
        outcome=Outcome.REJECT,
        reasons=(against(Code.SELF_DUPLICATE, "G2", {"reference": earlier[0].reference}),),
        what_would_change=(
            neutral(Code.AMEND_EARLIER_CLAIM, "G2"),
            neutral(Code.NAME_OTHER_SCOPE, "G2"),
        ),
    )


def _incomplete(case: _Case) -> Decision | None:
    """A quick registration, too, must be completed before it is decided."""
    if not case.eligibility.to_supply:
        return None
    return Decision(
        outcome=Outcome.ASK_INFORMATION,
        reasons=(*_own_alike(case), *case.eligibility.to_supply),
        what_would_change=(neutral(Code.SUPPLY_FIELDS, "G2"),),
    )


# ---------------------------------------------------------------------- G1 and G6: direct sales


def _direct_account(case: _Case) -> Decision | None:
    if case.own.kind is Kind.TEAMING or case.claim.account_class is not AccountClass.DIRECT:
        return None
    return Decision(
        outcome=Outcome.CONVERT_TO_TEAMING,
        reasons=(against(Code.DIRECT_ACCOUNT, "G1"),),
        what_would_change=(neutral(Code.FILE_AS_TEAMING, "G3"),),
    )


def _direct_at_work(case: _Case) -> Decision | None:
    counted = [one for one in _certain(case.screening.of(CandidateKind.DIRECT)) if one.counts]
    if case.own.kind is Kind.TEAMING or not counted:
        return None
    return Decision(
        outcome=Outcome.CONVERT_TO_TEAMING,
        reasons=(against(Code.DIRECT_ACTIVITY, "G6"),),
        what_would_change=(
            neutral(Code.FILE_AS_TEAMING, "G3"),
            neutral(Code.ACTIVITY_DISPROVED, "G6"),
        ),
    )


# ---------------------------------------------------------------------- G5: other partners


def _claimed_already(case: _Case) -> Decision | None:
    """A protected or earlier complete claim of another partner in the same scope: a case to hear.
    One that came later and waits drags nobody with it: it is heard on its own page."""
    certain = _certain(case.screening.of(CandidateKind.EXACT))
    rivals = [one for one in certain if one.state is not RivalState.QUICK and not waits_behind(one)]
    if not rivals:
        return None
    is_protected = any(one.state is RivalState.PROTECTED for one in rivals)
    reasons = [against(Code.SCOPE_PROTECTED if is_protected else Code.SCOPE_CLAIMED, "G5")]
    if all(one.overlap is Overlap.PARTIAL for one in rivals):
        reasons.append(neutral(Code.DIVIDE_SCOPE_FIRST, "G5"))
    return Decision(
        outcome=Outcome.TO_ARBITRATION,
        reasons=(*reasons, *_choice(case)),
        what_would_change=(
            neutral(Code.SUPPLY_CUSTOMER_CHOICE, "G13"),
            neutral(Code.NAME_OTHER_SCOPE, "G5"),
            neutral(Code.HOLDER_LAPSES, "G5"),
        ),
    )


def _earlier_receipt(case: _Case) -> Decision | None:
    """An earlier quick registration holds the scope until it is completed or lapses."""
    earlier = [one for one in _certain(case.screening.of(CandidateKind.EXACT)) if one.earlier]
    if not earlier:
        return None
    days = [one.holds_until for one in earlier if one.holds_until is not None]
    until: Params = {"until": max(days)} if days else {}
    return Decision(
        outcome=Outcome.HUMAN_REVIEW,
        reasons=(against(Code.EARLIER_RECEIPT_OPEN, "G2", until), *_choice(case)),
        what_would_change=(neutral(Code.HOLDER_LAPSES, "G2", until),),
    )


def _incumbent_first(case: _Case) -> Decision | None:
    """Repeat and expansion business goes first to the partner that serves the customer."""
    if case.own.purchase is Purchase.NEW or case.claim.chosen_in_writing:
        return None
    if not _certain(case.screening.of(CandidateKind.INCUMBENT)):
        return None
    return Decision(
        outcome=Outcome.ASK_INFORMATION,
        reasons=(against(Code.INCUMBENT_FIRST, "G5"),),
        what_would_change=(neutral(Code.SUPPLY_CUSTOMER_CHOICE, "G13"),),
    )


def _to_compare(case: _Case) -> Decision | None:
    """What is alike, related or beside the rule is for a person to compare."""
    known = (CandidateKind.TENDER, CandidateKind.DIRECT)
    doubtful = [
        one
        for one in case.screening.candidates
        if not waits_behind(one)
        and (one.kind not in known or (one.counts and one.match is not Match.EXACT))
    ]
    if not doubtful:
        return None
    return Decision(
        outcome=Outcome.HUMAN_REVIEW,
        reasons=(
            *_own_alike(case),
            neutral(Code.COMPARE_CANDIDATES, "G5", {"count": len(doubtful)}),
            *_choice(case),
        ),
        what_would_change=(neutral(Code.CONFIRM_DIFFERENT_CUSTOMER, "G5"),),
    )


def _own_alike(case: _Case) -> tuple[Reason, ...]:
    """An earlier registration of the partner itself at what is likely the same customer."""
    own = case.screening.of(CandidateKind.SELF)
    alike = [one for one in own if one.earlier and one.match is Match.LIKELY]
    if not alike:
        return ()
    return (against(Code.OWN_EARLIER_ALIKE, "G2", {"reference": alike[0].reference}),)


def _own_company(case: _Case) -> Decision | None:
    """A partner that names itself as the customer: its own use, or a name for somebody else's."""
    if not case.claim.own_company:
        return None
    return Decision(
        outcome=Outcome.HUMAN_REVIEW,
        reasons=(against(Code.OWN_COMPANY, "G2"),),
        what_would_change=(neutral(Code.NAME_END_CUSTOMER, "G2"),),
    )


def _certain(candidates: Sequence[Candidate]) -> list[Candidate]:
    return [one for one in candidates if one.match is Match.EXACT]


def _choice(case: _Case) -> tuple[Reason, ...]:
    return (in_favor(Code.CHOSEN_IN_WRITING, "G13"),) if case.claim.chosen_in_writing else ()


# ---------------------------------------------------------------------- approval


def _approve(case: _Case) -> Decision:
    until = protect_until(case.own, case.policy, today=case.today)
    obstacles = _needs_a_person(case)
    is_clean = case.screening.is_clean
    # what stands beside in another scope is no conflict, but it was found
    alone = is_clean and not case.screening.beside
    clean = (in_favor(Code.NO_CANDIDATE, "G2"),) if alone else ()
    behind = any(waits_behind(one) for one in case.screening.candidates)
    later = (neutral(Code.LATER_CLAIM_WAITS, "G5"),) if behind else ()
    small = () if obstacles else (in_favor(Code.BELOW_THRESHOLD, "G2", _threshold(case.policy)),)
    return Decision(
        outcome=Outcome.APPROVE,
        reasons=(
            in_favor(Code.MEETS_RULES, "G2"),
            *clean,
            *later,
            *small,
            *obstacles,
            *_choice(case),
            neutral(Code.PROTECTED_UNTIL, "G2", {"until": until}),
        ),
        what_would_change=_if_activity_were_proven(case),
        automatically_allowed=is_clean and not obstacles,
        protect_until=until,
    )


def _if_activity_were_proven(case: _Case) -> tuple[Reason, ...]:
    if all(one.counts for one in case.screening.of(CandidateKind.DIRECT)):
        return ()
    return (neutral(Code.ACTIVITY_PROVEN, "G6"),)


def _needs_a_person(case: _Case) -> tuple[Reason, ...]:
    """Why this approval may not take effect by itself, though nothing speaks against it."""
    reasons = list(stated_obstacles(case.own, case.policy))
    if case.claim.ruled_before:
        reasons.insert(0, neutral(Code.RULED_BEFORE, "G2"))
    if case.claim.earlier_work_proven:
        reasons.append(in_favor(Code.EARLIER_WORK_PROVEN, "G4", _earlier_work(case.own)))
    if case.claim.account_class is AccountClass.DIRECT:
        reasons.append(neutral(Code.DIRECT_ACCOUNT, "G1"))
    if case.claim.named_account:
        reasons.append(neutral(Code.NAMED_ACCOUNT, "G1"))
    if case.claim.near_direct:
        reasons.append(neutral(Code.ACCOUNT_NEAR_DIRECT, "G1"))
    ended = [one for one in case.screening.beside if one.state is RivalState.ENDED]
    if ended:
        reasons.append(neutral(Code.FILED_BEFORE, "G2", ended[0].reasons[-1].params))
    if any(one.same_family and one.match is not Match.RELATED for one in case.screening.beside):
        reasons.append(neutral(Code.OTHER_PART_CLAIMED, "G5"))
    direct = case.screening.of(CandidateKind.DIRECT)
    if direct:
        counts = any(one.counts for one in direct)
        code = Code.DIRECT_ACTIVITY if counts else Code.DIRECT_ACTIVITY_NOT_COUNTED
        reasons.append(neutral(code, "G6"))
    return tuple(reasons)


def stated_obstacles(own: OwnFacts, policy: RegistrationPolicy) -> tuple[Reason, ...]:
    """What the partner states that only a person may approve."""
    reasons = []
    if own.amount is None or own.amount.currency != policy.currency:
        reasons.append(neutral(Code.AMOUNT_IN_OTHER_CURRENCY, "G2", {"currency": policy.currency}))
    elif own.amount.value >= policy.auto_approve_below:
        reasons.append(neutral(Code.AT_OR_OVER_THRESHOLD, "G2", _threshold(policy)))
    if own.tender is not Tender.NONE:
        reasons.append(neutral(Code.TENDER_INVOLVED, "G2"))
    if own.kind is Kind.TEAMING:
        reasons.append(neutral(Code.JOINS_OUR_PROJECT, "G3"))
    return tuple(reasons)


def goes_beyond_rule(before: OwnFacts, after: OwnFacts, policy: RegistrationPolicy) -> bool:
    """Whether a change adds something that only a person may approve."""
    known = {one.code for one in stated_obstacles(before, policy)}
    return any(one.code not in known for one in stated_obstacles(after, policy))


def _threshold(policy: RegistrationPolicy) -> Params:
    return {"threshold": policy.auto_approve_below, "currency": policy.currency}


_Rule = Callable[[_Case], Decision | None]
_RULES: tuple[_Rule, ...] = (
    _not_eligible,
    _tender_is_closed,
    _tender_came_out_that_day,
    _filed_twice,
    _incomplete,
    _own_company,
    _direct_account,
    _direct_at_work,
    _claimed_already,
    _earlier_receipt,
    _incumbent_first,
    _to_compare,
)
