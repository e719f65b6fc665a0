"""From a draft to a submitted registration: quick, full, completed, amended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qudao.core.actor import Actor
from qudao.core.audit import Change, record
from qudao.core.errors import Invalid, NotFound
from qudao.core.jobs import enqueue
from qudao.core.programme import work_calendar
from qudao.deals.permissions import DealsPermission
from qudao.deals.registrations.actions.deciding import look_around
from qudao.deals.registrations.actions.moving import Step, carry_out, save_fields, wrong_state
from qudao.deals.registrations.actions.overlaps import raise_overlap
from qudao.deals.registrations.actions.protecting import follow_in_funnel
from qudao.deals.registrations.actions.receiving import (
    Receipt,
    facts_stated,
    missing_fields,
    next_own_number,
    own_draft,
    own_registration,
    put_into_review,
    receive,
    require_eligible,
    require_nothing_emptied,
    require_same_scope,
    scope_of,
    screened,
    seen,
)
from qudao.deals.registrations.actions.reopening import reopening_by_rule, tell_to_decide
from qudao.deals.registrations.actions.scheduling import policy_of
from qudao.deals.registrations.actions.screening import (
    Finding,
    Setting,
    advice_fields,
    holds_scope,
    move_scope,
    screen_registration,
    setting_of,
    take_scope,
    wait_for_customer,
)
from qudao.deals.registrations.actions.stating import (
    note_contact,
    state,
    stated_columns,
    take_snapshot,
)
from qudao.deals.registrations.inputs import RegistrationInput
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors.drafts import drafts_of_same_deal
from qudao.deals.registrations.selectors.eligibility import attached_in
from qudao.deals.registrations.selectors.facts import Attached, attached_to, own_standing
from qudao.deals.registrations.states import HELD_STATES, TRANSITIONS, Move, State
from qudao.deals.registrations.verbs import RegistrationVerb
from qudao.engines import registration as engine
from qudao.engines.workdays import WorkCalendar
from qudao.market.partners.selectors import own_partner
from qudao.rules.actions import acknowledge
from qudao.rules.models import RulebookVersion
from qudao.rules.policies import registration_policy
from qudao.rules.selectors import version_in_force


@transaction.atomic
def save_draft(
    actor: Actor, stated: RegistrationInput, draft_id: str = "", *, now: datetime
) -> Registration:
    """Keep what is filled in so far. Nobody but the partner sees a draft, and it holds nothing."""
    actor.require(DealsPermission.REGISTER)
    draft = own_draft(actor, draft_id, now=now)
    is_new = draft.pk is None
    state(actor, draft, stated, today=work_calendar(now).day_of(now), now=now)
    if not is_new:
        save_fields(draft, stated_columns(draft))
    record(actor, RegistrationVerb.SAVED, draft, now=now)
    return draft


@transaction.atomic
def keep_typing(
    actor: Actor, stated: RegistrationInput, draft_id: str = "", *, now: datetime
) -> Registration:
    """Keep a draft while it is typed. Refused where an own draft of the same customer and product
    stands already: a second one is begun only by a person who says so, with `save_draft`."""
    actor.require(DealsPermission.REGISTER)
    if not draft_id and drafts_of_same_deal(actor, stated):
        said = _("A draft of this deal stands already. Go on with it, or keep this one by hand.")
        raise Invalid.field("customer_name", "draft_stands", said)
    return save_draft(actor, stated, draft_id, now=now)


@transaction.atomic
def remove_evidence(actor: Actor, draft_id: str, file_id: str, *, now: datetime) -> None:
    """Take a file off an own draft. What was submitted is kept as it was: `Conflict` then."""
    actor.require(DealsPermission.REGISTER)
    draft = Registration.objects.visible_to(actor).one(draft_id)
    if draft.state != State.DRAFT:
        raise wrong_state(draft)
    row = draft.evidence.filter(file__public_id=file_id).select_related("file").first()
    if row is None:
        raise NotFound
    row.delete()
    was = {"evidence": row.file.name, "kind": row.kind}
    record(actor, RegistrationVerb.EVIDENCE_REMOVED, draft, now=now, change=Change(was, {}))


@transaction.atomic
def submit_quick(
    actor: Actor, stated: RegistrationInput, draft_id: str = "", *, now: datetime
) -> Registration:
    """Receive a quick registration: its receipt is its priority time, and nothing else is approved
    in its scope while it is completed. Refused when the published rules are not met."""
    receipt = _received(actor, stated, draft_id, engine.Step.QUICK, now=now)
    registration, setting = receipt.registration, receipt.setting
    due = setting.calendar.add_working_days(now, setting.policy.complete_working_days)
    received = receive(actor, receipt, fields={**_receipt_columns(receipt), "complete_by": due})
    finding, _holds = screened(receipt, received.around)
    quick = Step(
        actor=actor,
        move=Move.SUBMIT_QUICK,
        fields={**received.columns, **advice_fields(finding)},
        evidence=seen(finding),
    )
    carry_out(registration, [quick], calendar=setting.calendar, now=now)
    _tell_around(registration, finding, now=now)
    return registration


@transaction.atomic
def submit_full(
    actor: Actor, stated: RegistrationInput, draft_id: str = "", *, now: datetime
) -> Registration:
    """Receive a full registration. A clean small one is approved by rule at once; every other one
    waits for its decider. Refused when the published rules are not met."""
    receipt = _received(actor, stated, draft_id, engine.Step.FULL, now=now)
    received = receive(actor, receipt, fields={**_receipt_columns(receipt), "is_full": True})
    finding, holds = screened(receipt, received.around)
    step = Step(actor=actor, move=Move.SUBMIT_FULL, fields=received.columns)
    put_into_review(actor, receipt, finding, step, holds_scope=holds)
    _tell_around(receipt.registration, finding, now=now)
    return receipt.registration


@transaction.atomic
def complete_registration(
    actor: Actor, public_id: str, stated: RegistrationInput, *, version: int, now: datetime
) -> Registration:
    """Complete a quick registration; it keeps its priority time and goes into review."""
    registration = own_registration(actor, public_id, version)
    complete_with(actor, registration, stated, Step(actor=actor, move=Move.COMPLETE), now=now)
    return registration


@transaction.atomic
def amend(
    actor: Actor, public_id: str, stated: RegistrationInput, *, version: int, now: datetime
) -> Registration:
    """State something anew under the next snapshot number. The scope may be narrowed, never
    moved: customer and product family stay, a site or tender number can only be added."""
    registration = own_registration(actor, public_id, version)
    if registration.state not in TRANSITIONS[Move.AMEND].sources:
        raise wrong_state(registration)
    calendar = work_calendar(now)
    asked = engine.Step.FULL if registration.is_full else engine.Step.QUICK
    receipt = _receipt_of(registration, calendar, now=now)
    before, known = missing_fields(receipt, asked), facts_stated(receipt)
    number = _state_anew(actor, registration, stated, calendar, now=now)
    receipt = _receipt_of(registration, calendar, now=now)
    require_nothing_emptied(receipt, asked, before)
    setting = receipt.setting
    finding = screen_registration(registration, setting, now=now)
    fields = {**stated_columns(registration), **advice_fields(finding)}
    if _is_beyond_rule(receipt, known):
        _amend_beyond_rule(actor, receipt, fields, number)
        return registration
    if registration.decided_by_rule and not finding.decision.automatically_allowed:
        # a person looks at what would not have been approved by rule as it now stands
        fields |= {"is_sampled": True, "sample_checked_at": None}
    step = Step(actor=actor, move=Move.AMEND, fields=fields, evidence={"snapshot": number})
    carry_out(registration, [step], calendar=calendar, now=now)
    if registration.state in HELD_STATES:
        follow_in_funnel(actor, registration, now=now)
    return registration


def _is_beyond_rule(receipt: Receipt, known: engine.OwnFacts) -> bool:
    """Whether a person now decides what the rules alone had approved."""
    row = receipt.registration
    if row.state != State.PROTECTED or not row.decided_by_rule:
        return False
    return engine.goes_beyond_rule(known, facts_stated(receipt), receipt.setting.policy)


def _amend_beyond_rule(
    actor: Actor, receipt: Receipt, fields: dict[str, object], snapshot: int
) -> None:
    """Amend, and put the registration before its decider with the reason."""
    registration, setting, now = receipt.registration, receipt.setting, receipt.now
    steps = [
        Step(actor=actor, move=Move.AMEND, fields=fields, evidence={"snapshot": snapshot}),
        reopening_by_rule(actor, setting, now=now),
    ]
    carry_out(registration, steps, calendar=setting.calendar, now=now)
    follow_in_funnel(actor, registration, now=now)
    look_around(registration, now=now)
    tell_to_decide(registration, setting, now=now)


def _receipt_of(registration: Registration, calendar: WorkCalendar, *, now: datetime) -> Receipt:
    setting = setting_of(registration, policy_of(registration), calendar)
    return Receipt(registration=registration, setting=setting, now=now)


def complete_with(
    actor: Actor,
    registration: Registration,
    stated: RegistrationInput,
    step: Step,
    *,
    now: datetime,
) -> None:
    """Write the full part of a received registration and put it into review by this step."""
    if registration.state not in TRANSITIONS[step.move].sources:
        raise wrong_state(registration)
    calendar = work_calendar(now)
    number = _state_anew(actor, registration, stated, calendar, now=now)
    receipt = _receipt_of(registration, calendar, now=now)
    setting = receipt.setting
    require_eligible(receipt, engine.Step.FULL)
    registration.is_full = True
    wait_for_customer(registration)
    holds = holds_scope(registration) or take_scope(registration)
    finding = screen_registration(registration, setting, now=now)
    fields = {**step.fields, **stated_columns(registration), "is_full": True}
    whole = replace(step, fields=fields, evidence={"snapshot": number})
    put_into_review(actor, receipt, finding, whole, holds_scope=holds)


def _received(
    actor: Actor, stated: RegistrationInput, draft_id: str, step: engine.Step, *, now: datetime
) -> Receipt:
    """Check a draft against form and rules, and number it."""
    actor.require(DealsPermission.REGISTER)
    draft = own_draft(actor, draft_id, now=now)
    calendar = work_calendar(now)
    is_new = draft.pk is None
    state(actor, draft, stated, today=calendar.day_of(now), now=now)
    version = version_in_force(now)
    if stated.acknowledges_rulebook:
        acknowledge(actor, version.public_id, now=now)
    draft.partner = own_partner(actor)
    draft.number = next_own_number(draft)
    draft.rulebook_version = version
    attached = attached_in(stated) if is_new else attached_to(draft)
    setting = _setting_now(draft, version, calendar, attached, now=now)
    receipt = Receipt(registration=draft, setting=setting, now=now)
    require_eligible(receipt, step)
    return receipt


def _setting_now(
    draft: Registration,
    version: RulebookVersion,
    calendar: WorkCalendar,
    attached: Attached,
    *,
    now: datetime,
) -> Setting:
    on = calendar.day_of(now)
    return Setting(
        policy=registration_policy(version),
        calendar=calendar,
        standing=own_standing(draft.partner, version, on=on, without=draft.public_id),
        attached=attached,
    )


def _receipt_columns(receipt: Receipt) -> dict[str, object]:
    registration = receipt.registration
    return {
        "number": registration.number,
        "received_at": receipt.now,
        "last_update_at": receipt.now,
        "rulebook_version": registration.rulebook_version,
    }


def _state_anew(
    actor: Actor,
    registration: Registration,
    stated: RegistrationInput,
    calendar: WorkCalendar,
    *,
    now: datetime,
) -> int:
    """State over what was received, within its scope; returns the number of the snapshot."""
    before = scope_of(registration)
    state(actor, registration, stated, today=calendar.day_of(now), now=now)
    require_same_scope(registration, before)
    if scope_of(registration) != before:
        move_scope(registration)
    note_contact(registration)
    return take_snapshot(actor, registration, now=now).number


def _tell_around(registration: Registration, finding: Finding, *, now: datetime) -> None:
    """The account manager hears of it; others that wait around look again, if there are any."""
    raise_overlap(registration, now=now)
    if any(one.state is not None for one in finding.screening.candidates):
        enqueue("deals.registrations.look_again", subject_id=registration.public_id)
