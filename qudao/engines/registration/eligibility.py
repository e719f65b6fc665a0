"""May this be registered? Answered from the partner's own facts and published rules only.

The answer is the same whether or not anybody else holds a claim; there is nothing in OwnFacts
that could tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qudao.engines.kinds import Reason
from qudao.engines.registration.codes import Params, against
from qudao.engines.registration.codes import RegistrationCode as Code
from qudao.engines.registration.dates import protect_until
from qudao.engines.registration.facts import Kind, OwnFacts, Step, Tender
from qudao.engines.registration.policy import RegistrationPolicy

TENDER_QUESTION, TENDER_DAY = "tender", "tender_published_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """`eligible` when no rule speaks against it and nothing is left to fill in.

    `problems` cannot be cured by filling in fields, `to_supply` can; `missing` names the fields,
    alternatives joined by "|". `protected_until` is what an approval today would give.
    """

    eligible: bool
    problems: tuple[Reason, ...]
    to_supply: tuple[Reason, ...]
    missing: tuple[str, ...]
    protected_until: date

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.problems + self.to_supply


def check_eligibility(own: OwnFacts, policy: RegistrationPolicy, *, today: date) -> Eligibility:
    """Do the partner's own facts meet the published rules (符合报备条件), and what is missing?"""
    problems = tuple(_problems(own, policy, today=today))
    missing = tuple(_missing(own, policy))
    to_supply = tuple(_to_supply(own, missing, today=today))
    return Eligibility(
        eligible=not problems and not to_supply,
        problems=problems,
        to_supply=to_supply,
        missing=missing,
        protected_until=protect_until(own, policy, today=today),
    )


def _problems(own: OwnFacts, policy: RegistrationPolicy, *, today: date) -> Iterator[Reason]:
    if not own.partner_active:
        yield against(Code.PARTNER_NOT_ACTIVE, "G2")
    if not own.acknowledged_rulebook:
        yield against(Code.RULEBOOK_NOT_ACKNOWLEDGED, "G0")
    for family in sorted(own.families - own.authorized_families):
        yield against(Code.FAMILY_NOT_AUTHORIZED, "G2", {"family": family})
    cap = policy.open_cap(own.tier)
    if own.open_registrations >= cap:
        yield against(Code.OPEN_CAP_REACHED, "G2", {"open": own.open_registrations, "cap": cap})
    yield from _too_small(own, policy)
    if tender_closed(own, own.received_on or today) and not pleads_earlier_work(own):
        yield against(Code.TENDER_PUBLISHED, "G4", published(own))


def _too_small(own: OwnFacts, policy: RegistrationPolicy) -> Iterator[Reason]:
    if own.amount is None or own.amount.currency != policy.currency:
        return
    if own.amount.value < policy.minimum_amount:
        least: Params = {"minimum": policy.minimum_amount, "currency": policy.currency}
        yield against(Code.TOO_SMALL, "G2", least)


def tender_closed(own: OwnFacts, received_on: date) -> bool:
    """Was the tender public before the registration came? A public one without a day counts."""
    if own.tender is not Tender.PUBLISHED:
        return False
    return own.tender_published_on is None or own.tender_published_on < received_on


def pleads_earlier_work(own: OwnFacts) -> bool:
    """Does the partner name work from before the publication (the one exception of G4)?"""
    if own.earlier_work_on is None:
        return False
    return own.tender_published_on is None or own.earlier_work_on < own.tender_published_on


def published(own: OwnFacts) -> Params:
    """The day of publication as a reason's parameter, where it is known."""
    return {} if own.tender_published_on is None else {"published_on": own.tender_published_on}


def _missing(own: OwnFacts, policy: RegistrationPolicy) -> Iterator[str]:
    wanted = policy.quick_fields
    if own.step is Step.FULL:
        wanted += policy.full_fields
        if own.kind is Kind.TEAMING:
            wanted += policy.teaming_fields
    for alternatives in wanted:
        if own.filled.isdisjoint(alternatives):
            yield "|".join(alternatives)
    if own.step is Step.FULL and own.tender is None:
        yield TENDER_QUESTION
    if own.tender is Tender.PUBLISHED and own.tender_published_on is None:
        yield TENDER_DAY


def _to_supply(own: OwnFacts, missing: tuple[str, ...], *, today: date) -> Iterator[Reason]:
    if missing:
        yield against(Code.FIELDS_MISSING, "G2", {"fields": " ".join(missing)})
    award = own.expected_award_on
    if award is not None and award < today:
        yield against(Code.AWARD_DATE_PASSED, "G2", {"expected_award_on": award})
