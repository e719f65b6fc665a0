"""Taking the scope, and looking at what else lives there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from qudao.core.inserting import insert
from qudao.deals.registrations.advice import plain_of, plain_reasons
from qudao.deals.registrations.companies import (
    Around,
    customers_around,
    is_near_direct,
    names_its_own_company,
)
from qudao.deals.registrations.models import Candidate as CandidateRow
from qudao.deals.registrations.models import LiveClaim, Registration
from qudao.deals.registrations.selectors.facts import (
    Attached,
    OwnStanding,
    attached_to,
    family_of,
    own_facts,
    own_standing,
    scope_key,
)
from qudao.deals.registrations.selectors.rivals import surroundings_of
from qudao.deals.registrations.states import UNDECIDED_STATES, State
from qudao.engines.registration import (
    AccountClass,
    Candidate,
    CandidateKind,
    ClaimFacts,
    Decision,
    Overlap,
    RegistrationPolicy,
    Screening,
    Step,
    decide,
    screen,
    waits_behind,
)
from qudao.engines.workdays import WorkCalendar
from qudao.market.customers.actions import hold_customer
from qudao.market.customers.selectors import same_customer_ids

NO_SCORE = Decimal(0)
CERTAIN = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a registration is judged in: its rules, the calendar, its partner's standing, and what
    hangs on it."""

    policy: RegistrationPolicy
    calendar: WorkCalendar
    standing: OwnStanding
    attached: Attached


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What screening found, and what the rules propose."""

    screening: Screening
    decision: Decision


def setting_of(
    registration: Registration, policy: RegistrationPolicy, calendar: WorkCalendar
) -> Setting:
    """The setting of a registration that was received before."""
    if registration.rulebook_version is None or registration.received_at is None:
        raise ValueError("a registration without a receipt has no setting yet")
    standing = own_standing(
        registration.partner,
        registration.rulebook_version,
        on=calendar.day_of(registration.received_at),
        without=registration.public_id,
    )
    return Setting(
        policy=policy, calendar=calendar, standing=standing, attached=attached_to(registration)
    )


def wait_for_customer(registration: Registration) -> None:
    """Wait until nobody else claims anything of this customer: scopes that overlap without being
    equal are told apart only by reading what others have committed."""
    if registration.customer is not None:
        hold_customer(registration.customer)


def take_scope(registration: Registration) -> bool:
    """Hold the scope if it is free. The database's constraint decides between two at once."""
    if registration.customer_id is None or registration.product is None:
        return False
    try:
        with transaction.atomic():
            claim = LiveClaim(
                registration=registration,
                customer_id=registration.customer_id,
                product=family_of(registration.product),
                scope_key=scope_key(registration),
            )
            insert([claim])
    except IntegrityError:
        return False
    return True


def move_scope(registration: Registration) -> None:
    """After a site or tender number was added: hold the narrower scope instead, if it is free.

    If another one holds it, this registration keeps what it had, and screening shows the other.
    """
    reason = "the registration itself narrows the scope that it holds"
    held = LiveClaim.objects.unscoped(reason=reason).filter(registration=registration)
    try:
        with transaction.atomic():
            held.update(scope_key=scope_key(registration))
    except IntegrityError:
        return


def holds_scope(registration: Registration) -> bool:
    reason = "whether the registration itself holds its scope"
    return LiveClaim.objects.unscoped(reason=reason).filter(registration=registration).exists()


def is_held_by_another(registration: Registration) -> bool:
    """Whether another one holds the same scope, be it under a row that was merged since."""
    if registration.customer_id is None or registration.product is None:
        return False
    reason = "a scope is held once, whoever holds it"
    held = LiveClaim.objects.unscoped(reason=reason).filter(
        customer_id__in=same_customer_ids(registration.customer_id),
        product=family_of(registration.product),
        scope_key=scope_key(registration),
    )
    return held.exclude(registration=registration).exists()


def screen_registration(registration: Registration, setting: Setting, *, now: datetime) -> Finding:
    """Compare with everything around, keep the candidates, and ask the rules."""
    if registration.customer is None:
        raise ValueError("a registration without a receipt cannot be screened")
    around = customers_around(registration.customer)
    return screen_around(registration, setting, around, now=now)


def screen_around(
    registration: Registration, setting: Setting, companies: Sequence[Around], *, now: datetime
) -> Finding:
    """The same where the customers around are known already."""
    today = setting.calendar.day_of(now)
    around = surroundings_of(
        registration,
        companies,
        setting.policy,
        calendar=setting.calendar,
        today=today,
    )
    claim = _claim(registration, setting, near_direct=is_near_direct(companies))
    screening = screen(
        claim,
        around.rivals,
        around.directs,
        policy=setting.policy,
        today=today,
        incumbents=around.incumbents,
    )
    scores = {one.reference: CERTAIN for one in around.directs + around.incumbents}
    _keep(registration, screening, {**scores, **around.scores})
    return Finding(
        screening=screening, decision=decide(claim, screening, setting.policy, today=today)
    )


def advice_fields(finding: Finding) -> dict[str, object]:
    """The columns that keep the advice."""
    return {"advice": plain_of(finding.decision)}


def save_advice(registration: Registration, finding: Finding) -> None:
    """Keep new advice. Its version stays: a partner reads the version, and would learn from it
    that somebody came into its scope or left it."""
    registration.advice = plain_of(finding.decision)
    reason = "the advice of a row that was loaded through a scope; nothing else is written"
    rows = Registration.objects.unscoped(reason=reason)
    rows.filter(pk=registration.pk).update(advice=registration.advice)


def _claim(registration: Registration, setting: Setting, *, near_direct: bool) -> ClaimFacts:
    if registration.received_at is None or registration.customer is None:
        raise ValueError("a registration without a receipt makes no claim")
    received_on = setting.calendar.day_of(registration.received_at)
    own = own_facts(
        registration,
        setting.standing,
        setting.attached,
        step=Step.FULL if registration.is_full else Step.QUICK,
        received_on=received_on,
    )
    return ClaimFacts(
        own=own,
        received_at=registration.received_at,
        received_on=received_on,
        account_class=AccountClass(registration.customer.account_class),
        named_account=registration.customer.is_named_account,
        near_direct=near_direct,
        own_company=names_its_own_company(registration),
        ruled_before=registration.decided_by_rule and registration.state in UNDECIDED_STATES,
        earlier_work_proven=registration.earlier_work_proven,
        chosen_in_writing=registration.chosen_in_writing,
    )


# ---------------------------------------------------------------------- keeping candidates


def _keep(registration: Registration, screening: Screening, scores: dict[str, Decimal]) -> None:
    """Make the kept candidates equal to those found. What a person has judged stays, but meets the
    registration no more when it was ruled out or has ended."""
    judged, names = set[tuple[str, str]](), dict[tuple[str, str], str]()
    if registration.state != State.DRAFT:  # which was never screened
        judged, names = _judged(registration, screening)
    new = [
        _row(registration, one, scores)
        for one in [*screening.candidates, *screening.beside]
        if _other(one) not in judged
    ]
    for row in new:  # under the name that somebody may have open, to judge it
        row.public_id = names.pop((row.other_kind, row.other_id), row.public_id)
    CandidateRow.objects.bulk_create(new)


def _judged(
    registration: Registration, screening: Screening
) -> tuple[set[tuple[str, str]], dict[tuple[str, str], str]]:
    """What a person judged, with whether the registration still meets it; and under which public
    ids the rest stood, which is forgotten."""
    reason = "screening keeps what it found with the registration"
    rows = CandidateRow.objects.unscoped(reason=reason).filter(registration=registration)
    kept = {(row.other_kind, row.other_id): row for row in rows}
    judged = {other: row for other, row in kept.items() if row.verdict}
    rows.filter(verdict="").delete()
    met = {_other(one) for one in screening.candidates}
    for other, row in judged.items():
        if row.overlaps is not (other in met):
            rows.filter(pk=row.pk).update(overlaps=other in met)
    return set(judged), {other: row.public_id for other, row in kept.items() if not row.verdict}


def _row(
    registration: Registration, candidate: Candidate, scores: dict[str, Decimal]
) -> CandidateRow:
    kind, key = _other(candidate)
    return CandidateRow(
        registration=registration,
        match=candidate.kind.value,
        other_kind=kind,
        other_id=key,
        score=scores.get(candidate.reference, NO_SCORE),
        overlaps=candidate.overlap is not Overlap.NONE,
        waits_behind=waits_behind(candidate),
        reasons=plain_reasons(candidate.reasons),
    )


def _other(candidate: Candidate) -> tuple[str, str]:
    """What kind of object a candidate is, and its key; a tender has only its number."""
    if candidate.kind is CandidateKind.TENDER:
        return "tender", candidate.reference[:40] or "published"
    kind, _, key = candidate.reference.partition(":")
    return kind, key
