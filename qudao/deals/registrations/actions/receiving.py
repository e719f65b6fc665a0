"""Receiving a registration: its number, its priority time, its customer, its scope, its review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from qudao.core.actor import Actor, system_actor
from qudao.core.errors import Conflict, FieldProblem, Invalid
from qudao.core.sequences import next_number
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.actions.moving import Step, carry_out, wrong_state
from qudao.deals.registrations.actions.protecting import approval_fields, follow_in_funnel
from qudao.deals.registrations.actions.screening import (
    Finding,
    Setting,
    advice_fields,
    screen_around,
    take_scope,
    wait_for_customer,
)
from qudao.deals.registrations.actions.stating import note_contact, stated_columns, take_snapshot
from qudao.deals.registrations.companies import Around, customer_of
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.notices import RegistrationNotice
from qudao.deals.registrations.people import deciders, partner_people, tell
from qudao.deals.registrations.selectors.facts import own_facts, tidy
from qudao.deals.registrations.states import Move, State
from qudao.deals.registrations.wording import line_of
from qudao.engines import registration as engine
from qudao.engines.kinds import Reason
from qudao.rules.asked import FIELDS

RELATED = (
    "partner__organisation",
    "product__parent__parent",
    "customer",
    "contact",
    "rulebook_version",
)
# Where the form shows what a rule says.
_FIELD_OF_PROBLEM: dict[str, str] = {
    engine.RegistrationCode.FAMILY_NOT_AUTHORIZED: "product",
    engine.RegistrationCode.TOO_SMALL: "amount",
    engine.RegistrationCode.TENDER_PUBLISHED: "tender_published_on",
    engine.RegistrationCode.AWARD_DATE_PASSED: "expected_award_on",
}
_FIELD_OF_MISSING: dict[str, str] = {
    "customer": "customer_name",
    "contact|photo": "contact",
    "decision_contact": "contact",
    "stage": "purchase_stage",
    "tender": "tender_kind",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A registration that is being received or completed: what it is judged in, at what moment."""

    registration: Registration
    setting: Setting
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The columns of a receipt that are to be written, and what lies around its customer."""

    columns: dict[str, object]
    around: Sequence[Around]


def own_draft(actor: Actor, draft_id: str, *, now: datetime) -> Registration:
    """The partner's own draft, or a new one when none is named."""
    if not draft_id:
        return Registration(
            partner_id=actor.organisation_key, created_by_id=actor.user_key, created_at=now
        )
    rows = Registration.objects.visible_to(actor).select_related(*RELATED)
    draft = rows.one(draft_id)
    if draft.state != State.DRAFT:
        raise wrong_state(draft)
    return draft


def own_registration(actor: Actor, public_id: str, version: int) -> Registration:
    """The partner's own registration as the actor last saw it; `Conflict` if it has moved on."""
    actor.require(DealsPermission.REGISTER)
    rows = Registration.objects.visible_to(actor).select_related(*RELATED)
    # locked, so that of two statements at once the second meets the first one's version
    registration = rows.select_for_update(of=("self",)).one(public_id)
    if registration.version != version:
        raise Conflict
    return registration


def next_own_number(registration: Registration) -> str:
    """The partner's code and its own count. The count also lets the partner's submissions follow
    one another, so that a limit on open registrations holds."""
    count = next_number(f"registrations/{registration.partner_id}")
    return f"{registration.partner.code}-{count:04d}"


def require_eligible(receipt: Receipt, step: engine.Step) -> None:
    """Refuse what the published rules do not allow, or what is not filled in: all at once."""
    found = _eligibility(receipt, step)
    if not found.eligible:
        problems = [_problem(reason) for reason in found.reasons if not _is_missing(reason)]
        raise Invalid(problems + [_missing(name) for name in found.missing])


def missing_fields(receipt: Receipt, step: engine.Step) -> tuple[str, ...]:
    """What the rules ask for at this step and the registration does not state."""
    return _eligibility(receipt, step).missing


def require_nothing_emptied(receipt: Receipt, step: engine.Step, before: Sequence[str]) -> None:
    """Refuse to take back what the rules ask for; what was missing `before` may stay so."""
    emptied = [name for name in missing_fields(receipt, step) if name not in before]
    if emptied:
        raise Invalid([_missing(name) for name in emptied])


def facts_stated(receipt: Receipt) -> engine.OwnFacts:
    """What the partner states, as the rules read it."""
    setting = receipt.setting
    return own_facts(
        receipt.registration, setting.standing, setting.attached, step=engine.Step.FULL
    )


def _eligibility(receipt: Receipt, step: engine.Step) -> engine.Eligibility:
    own = own_facts(
        receipt.registration, receipt.setting.standing, receipt.setting.attached, step=step
    )
    received_at = receipt.registration.received_at or receipt.now
    own = replace(own, received_on=receipt.setting.calendar.day_of(received_at))
    today = receipt.setting.calendar.day_of(receipt.now)
    return engine.check_eligibility(own, receipt.setting.policy, today=today)


def receive(actor: Actor, receipt: Receipt, *, fields: Mapping[str, object]) -> Received:
    """Give the receipt: customer, relation, snapshot."""
    registration, now = receipt.registration, receipt.now
    for name, value in fields.items():
        setattr(registration, name, value)
    named = customer_of(actor, registration, now=now)
    registration.customer = named.customer
    take_snapshot(actor, registration, now=now)
    note_contact(registration)
    columns = {**stated_columns(registration), **fields, "customer": registration.customer}
    return Received(columns=columns, around=named.around)


def screened(receipt: Receipt, around: Sequence[Around]) -> tuple[Finding, bool]:
    """Wait for others at the customer, take the scope if it is free, then look around: in this
    order, so that of two at once the later sees the earlier. Says what was found and whether the
    scope is held."""
    wait_for_customer(receipt.registration)
    holds = take_scope(receipt.registration)
    finding = screen_around(receipt.registration, receipt.setting, around, now=receipt.now)
    return finding, holds


def put_into_review(
    actor: Actor,
    receipt: Receipt,
    finding: Finding,
    step: Step,
    *,
    holds_scope: bool,
) -> None:
    """Begin the review, and end it at once by rule if it is clean and small. What a person had
    asked about stays with that person."""
    registration, setting, now = receipt.registration, receipt.setting, receipt.now
    fields = {**step.fields, **review_clock(setting, now=now), **advice_fields(finding)}
    steps = [replace(step, fields=fields, evidence={**step.evidence, **seen(finding)})]
    may_end = holds_scope and step.move is not Move.ANSWER
    by_rule = finding.decision.automatically_allowed and may_end
    if by_rule:
        steps.append(_approval_by_rule(actor, receipt))
    carry_out(registration, steps, calendar=setting.calendar, now=now)
    if by_rule:
        follow_in_funnel(steps[-1].actor, registration, now=now)
        tell_approved(registration, now=now)
    else:
        due = setting.calendar.day_of(registration.decide_by or now)
        people = deciders(registration)
        tell(people, RegistrationNotice.TO_DECIDE, registration, now=now, until=due)


def review_clock(setting: Setting, *, now: datetime) -> dict[str, object]:
    """The clock of a review that starts now."""
    days = setting.policy.decision_working_days
    return {"review_started_at": now, "decide_by": setting.calendar.add_working_days(now, days)}


def tell_approved(registration: Registration, *, now: datetime) -> None:
    people, until = partner_people(registration), registration.protected_until
    tell(people, RegistrationNotice.APPROVED, registration, now=now, until=until)


def seen(finding: Finding) -> dict[str, object]:
    """What was matched, for the trail: classes and references, no names."""
    found = finding.screening.candidates
    return {"candidates": [f"{one.kind} {one.reference}" for one in found]} if found else {}


class StatedScope(NamedTuple):
    """What an amendment may not move; the names are those of the form's fields."""

    customer_name: str
    customer_uscc: str
    product: int | None
    site: str
    tender_number: str


_MAY_BE_ADDED = frozenset({"customer_uscc", "site", "tender_number"})


def scope_of(registration: Registration) -> StatedScope:
    """Site and tender number as they are compared: another spelling moves nothing."""
    return StatedScope(
        customer_name=registration.customer_name.strip(),
        customer_uscc=registration.customer_uscc,
        product=registration.product_id,
        site=tidy(registration.site),
        tender_number=tidy(registration.tender_number),
    )


def require_same_scope(registration: Registration, before: StatedScope) -> None:
    """Narrow a scope, yes; move it, no: the priority time belongs to what was stated then. A
    credit code, site or tender number that was missing may be added."""
    said = _("This stays as it was received. Withdraw and register anew for another one.")
    pairs = zip(StatedScope._fields, before, scope_of(registration), strict=True)
    problems = [
        FieldProblem(name, "scope_is_fixed", said)
        for name, was, stated in pairs
        if stated != was and (was or name not in _MAY_BE_ADDED)
    ]
    if problems:
        raise Invalid(problems)


def _approval_by_rule(actor: Actor, receipt: Receipt) -> Step:
    rule = system_actor("registrations.rule", request_id=actor.request_id)
    fields = approval_fields(rule, receipt.registration, receipt.setting, now=receipt.now)
    return Step(actor=rule, move=Move.APPROVE_BY_RULE, fields=fields)


def _is_missing(reason: Reason) -> bool:
    return reason.code == engine.RegistrationCode.FIELDS_MISSING


def _problem(reason: Reason) -> FieldProblem:
    field = _FIELD_OF_PROBLEM.get(reason.code, "")
    return FieldProblem(field, str(reason.code), line_of(reason).text)


def _missing(name: str) -> FieldProblem:
    words = " / ".join(str(FIELDS.get(one, one)) for one in name.split("|"))
    said = _("Please state: %(field)s.") % {"field": words}
    return FieldProblem(_FIELD_OF_MISSING.get(name, name), "required", said)
